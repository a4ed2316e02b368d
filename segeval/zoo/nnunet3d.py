"""nnU-Net: Isensee, Jaeger, Kohl, Petersen, Maier-Hein, Nature Methods 2021, arXiv:1904.08128, supplementary note 2.

Against 3D U-Net: instance normalisation and leaky ReLU, strided convolutions instead of pooling, at most 320 channels,
a head on every decoder stage for deep supervision. Kernels and strides of each stage follow the spacing of a dataset,
so that a thin axis can have kernel 1 and stride 1 in the fine stages. ``nnunet3d-8`` has four stages of 8 to 64
channels, for small volumes and for processors. ``nnunet2d`` is the plan for slices of 512x512: eight stages of at most
512 channels, two convolutions each; its count includes the biases of all convolutions and the six heads that only
training needs, as that of nnU-Net's own network does.

Options are a plan, stage by stage from fine to coarse: ``widths``; ``kernels`` and ``strides``, one number or one per
axis; ``convolutions``, and ``decoder``, those going up where they are not as many. Empty: kernels of 3, strides of 2
after the first stage, two convolutions. The decoder has the kernels of the stage that it rises to, which
``decoder_kernels`` replaces: MONAI's DynUNet has those of the stage that it rises from, and without ``bias`` it has the
same weights. A plan that halves the image more often than the declared network wants a larger divisor.
"""

from functools import partial

from torch import nn

from segeval.zoo import architecture
from segeval.zoo._blocks.nnunet import Plan, PlannedUNet, Sizes, convolutions, planned


class NnUNet(PlannedUNet):
    def __init__(self, channels: tuple[int, int], plan: Plan) -> None:
        super().__init__(channels, plan, down=partial(convolutions, bias=plan.bias))


@architecture(
    id="nnunet3d",
    title="nnU-Net, six stages",
    year=2021,
    paper="arXiv:1904.08128",
    family="unet",
    citation=(
        "@article{isensee2021nnunet, "
        "author = {Isensee, Fabian and Jaeger, Paul F. and Kohl, Simon A. A. and Petersen, Jens "
        "and Maier-Hein, Klaus H.}, "
        "title = {nnU-Net: a self-configuring method for deep learning-based biomedical image segmentation}, "
        "journal = {Nature Methods}, year = {2021}}"
    ),
    ndim=(2, 3),
    divisor=32,  # other sizes work too; nnU-Net's windows are multiples
    min_size=64,
    params=31_205_254,
    reference=(1, 14),
    reference_shape=(64, 64, 64),
    side_outputs=4,
    options={
        "widths": (32, 64, 128, 256, 320, 320),
        "kernels": (),
        "strides": (),
        "convolutions": (),
        "decoder": (),
        "decoder_kernels": (),
        "bias": True,
    },
    variants={
        "nnunet3d-8": {
            "title": "nnU-Net, four stages of 8 to 64 channels",
            "divisor": 8,
            "min_size": 16,
            "params": 351_329,
            "reference": (1, 3),
            "reference_shape": (40, 56, 40),
            "side_outputs": 2,
            "options": {"widths": (8, 16, 32, 64)},
            "tiny": {},
            "note": "for small volumes",
        },
        "nnunet2d": {
            "title": "nnU-Net 2D, eight stages",
            "ndim": (2,),
            "divisor": 128,
            "min_size": 256,
            "params": 46_324_558,
            "reference": (1, 2),
            "reference_shape": (256, 256),
            "side_outputs": 6,
            "options": {"widths": (32, 64, 128, 256, 512, 512, 512, 512)},
            "tiny": {"widths": (2, 4, 6, 8, 10, 12, 12, 12)},
            "note": "the network that nnU-Net plans for slices of 512x512",
        },
    },
    tiny={"widths": (2, 4, 8, 10, 12, 12)},
    note="the network that nnU-Net plans for large isotropic patches",
)
def nnunet3d(
    channels: tuple[int, int],
    ndim: int,
    *,
    widths: tuple[int, ...],
    kernels: Sizes,
    strides: Sizes,
    convolutions: tuple[int, ...],
    decoder: tuple[int, ...],
    decoder_kernels: Sizes,
    bias: bool,
) -> nn.Module:
    """Build the network of a plan."""
    plan = planned(
        ndim,
        widths=widths,
        kernels=kernels,
        strides=strides,
        counts=convolutions,
        decoder=decoder,
        decoder_kernels=decoder_kernels,
        bias=bias,
        unit="convolutions",
    )
    return NnUNet(channels, plan)
