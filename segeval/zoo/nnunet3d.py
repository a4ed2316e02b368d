"""nnU-Net: Isensee, Jaeger, Kohl, Petersen, Maier-Hein, Nature Methods 2021, arXiv:1904.08128, supplementary note 2.

Against 3D U-Net: instance normalisation and leaky ReLU, strided convolutions instead of pooling, at most 320 channels,
a head on every decoder stage for deep supervision. Kernels and strides of each stage follow the spacing of a dataset,
so that a thin axis can have kernel 1 and stride 1 in the fine stages. ``nnunet3d-8`` has four stages of 8 to 64
channels, for small volumes and for processors. ``nnunet2d`` is the plan for slices of 512x512: eight stages of at most
512 channels, two convolutions each; its count includes the biases of all convolutions and the six heads that only
training needs, as that of nnU-Net's own network does.

Options are a plan, stage by stage from fine to coarse: ``widths``; ``kernels`` and ``strides``, one number or one per
axis; ``convolutions``, as many going down as going up. Empty: kernels of 3, strides of 2 after the first stage, two
convolutions. A plan that halves the image more often than the declared network wants a larger divisor.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from segeval.errors import UsageError
from segeval.zoo import architecture, per_axis
from segeval.zoo._blocks.conv import layers
from segeval.zoo._blocks.init import he_init

SLOPE = 0.01
Sizes = Sequence[int | tuple[int, ...]]


class NnUNet(nn.Module):
    """All sequences list the stages from fine to coarse, ``kernels`` and ``strides`` per axis."""

    def __init__(
        self,
        in_channels: int,
        classes: int,
        *,
        widths: Sequence[int],
        kernels: Sequence[tuple[int, ...]],
        strides: Sequence[tuple[int, ...]],
        convolutions: Sequence[int],
    ) -> None:
        super().__init__()
        nd = layers(len(strides[0]))
        befores = (in_channels, *widths)
        self.down = nn.ModuleList(map(_stage, befores, widths, kernels, strides, convolutions))
        self.up, self.merge, self.heads = nn.ModuleList(), nn.ModuleList(), nn.ModuleList()
        for depth in range(len(widths) - 1, 0, -1):
            skip, stride = widths[depth - 1], strides[depth]
            self.up.append(nd.up_conv(widths[depth], skip, stride, stride=stride))
            flat = (1,) * len(stride)
            self.merge.append(_stage(2 * skip, skip, kernels[depth - 1], flat, convolutions[depth - 1]))
            self.heads.append(nd.conv(skip, classes, 1))
        he_init(self, SLOPE)

    def features(self, x: Tensor) -> list[Tensor]:
        """Return the maps that have a head, the coarsest first."""
        skips: list[Tensor] = []
        for stage in self.down:
            x = stage(x)
            skips.append(x)
        skips.pop()
        features: list[Tensor] = []
        for up, merge in zip(self.up, self.merge, strict=True):
            x = merge(torch.cat([skips.pop(), up(x)], dim=1))
            features.append(x)
        return features

    def outputs(self, x: Tensor) -> list[Tensor]:
        return [head(features) for head, features in zip(self.heads, self.features(x), strict=True)][::-1]

    def forward(self, x: Tensor) -> Tensor:
        logits: Tensor = self.heads[-1](self.features(x)[-1])
        return logits


def _stage(before: int, after: int, kernel: tuple[int, ...], stride: tuple[int, ...], count: int) -> nn.Sequential:
    """Return convolutions + instance norm + leaky ReLU, the first with the stride."""
    nd = layers(len(stride))
    padding = tuple(k // 2 for k in kernel)
    steps: list[nn.Module] = []
    for index in range(count):
        channels, step = (after, 1) if index else (before, stride)
        steps.append(nd.conv(channels, after, kernel, stride=step, padding=padding))
        steps.append(nd.instance_norm(after, affine=True))
        steps.append(nn.LeakyReLU(SLOPE, inplace=True))
    return nn.Sequential(*steps)


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
    divisor=32,
    min_size=64,
    params=31_205_254,
    reference=(1, 14),
    reference_shape=(64, 64, 64),
    side_outputs=4,
    options={"widths": (32, 64, 128, 256, 320, 320), "kernels": (), "strides": (), "convolutions": ()},
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
) -> nn.Module:
    """Build the network of a plan."""
    stages = len(widths)
    sizes = [per_axis(kernel, ndim) for kernel in kernels or (3,) * stages]
    steps = [per_axis(stride, ndim) for stride in strides or (1, *(2,) * (stages - 1))]
    counts = convolutions or (2,) * stages
    lengths = [stages, len(sizes), len(steps), len(counts)]
    if stages < 2 or len(set(lengths)) > 1:
        msg = (
            "nnunet3d: widths, kernels, strides and convolutions name the same stages, two or more; "
            f"got {', '.join(map(str, lengths))}"
        )
        raise UsageError(msg)
    if max(steps[0]) > 1 or min(counts) < 1 or any(size % 2 == 0 for kernel in sizes for size in kernel):
        msg = "nnunet3d: the first stride is 1, kernels are odd, and every stage has a convolution"
        raise UsageError(msg)
    return NnUNet(*channels, widths=widths, kernels=sizes, strides=steps, convolutions=counts)
