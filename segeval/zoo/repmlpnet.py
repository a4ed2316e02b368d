"""RepMLPNet: Ding, Chen, Zhang, Han, Ding, CVPR 2022, arXiv:2112.11081, section 3; here a segmenter.

An MLP in four stages: a linear layer over all places of a partition of the map, shared by sets of channels, beside
convolutions that see what is near, weighted by a perceptron over the means of all channels; ``fuse`` makes the
convolutions part of the linear layers ("locality injection"), which then have a bias: the fused form is larger. The
release's T224 under a decoder of ours, since it holds none: the maps at strides 4 to 32 are summed at the finest.
``params`` is 37,780,608 of the published classifier without its last layer, and the decoder. Options: ``width`` is the
channels of the first stage, doubled from stage to stage; ``blocks`` and ``sharesets`` are the numbers of blocks, and of
linear layers in each of them, of the four stages; ``native`` is the side of an image that is a single partition, of
which all images are multiples; ``head`` is the channels of the decoder. Weights start at torch's default, as in the
release: a norm follows each. Deviation: the release exchanges partitions and channels where there are several
partitions; here every partition is mixed as if it were alone.

``repmlp-res50-light`` and ``repmlp-res50-bottleneck`` are its predecessor, RepMLP inside ResNet-50: Ding, Xia, Zhang,
Chu, Han, Ding 2021, arXiv:2105.01883, section 3, under the same decoder, built for one size of image. Options:
``block`` is the kind of block at strides 8 and 16, ``groups`` are those of its linear layers; ``width`` is the channels
of the stem.
"""

from torch import nn

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.decoder import Segmenter
from segeval.zoo._encoders.repmlp import RepMlpNet
from segeval.zoo._encoders.repmlpresnet import RepMlpResNet


class RepMlpSegmenter(Segmenter):
    encoder: RepMlpNet | RepMlpResNet

    def fuse(self) -> None:
        """Make the convolutions of every block of the encoder part of its linear layers."""
        self.encoder.fuse()


@architecture(
    id="repmlpnet-t224",
    title="RepMLPNet-T224 with a light decoder",
    year=2022,
    paper="arXiv:2112.11081",
    family="mlp",
    citation=(
        "@inproceedings{ding2022repmlpnet, "
        "author = {Ding, Xiaohan and Chen, Honghao and Zhang, Xiangyu and Han, Jungong and Ding, Guiguang}, "
        "title = {RepMLPNet: Hierarchical Vision MLP with Re-parameterized Locality}, "
        "booktitle = {CVPR}, year = {2022}}"
    ),
    ndim=(2,),
    divisor=224,
    params=38_054_933,
    params_fused=38_093_045,
    reference=(3, 21),
    reference_shape=(224, 224),
    options={"width": 64, "blocks": (2, 2, 6, 2), "sharesets": (1, 4, 16, 128), "native": 224, "head": 128},
    tiny={"width": 8, "blocks": (1, 1, 2, 1), "sharesets": (1, 2, 4, 8), "head": 8},
    aliases=("repmlpnet",),
    variants={
        "repmlpnet-t256": {
            "title": "RepMLPNet-T256 with a light decoder",
            "divisor": 256,
            "params": 58_449_173,
            "params_fused": 58_500_725,
            "reference_shape": (256, 256),
            "options": {"native": 256},
        },
    },
    note="published backbone, decoder of ours",
)
def repmlpnet(
    channels: tuple[int, int],
    ndim: int,
    *,
    width: int,
    blocks: tuple[int, ...],
    sharesets: tuple[int, ...],
    native: int,
    head: int,
) -> nn.Module:
    """Build RepMLPNet with its local perceptrons, and the decoder."""
    del ndim
    if (len(blocks), len(sharesets)) != (4, 4) or min(blocks) < 1:
        msg = f"repmlpnet has four stages of one block or more, got blocks {blocks} and sharesets {sharesets}"
        raise UsageError(msg)
    if native % 32 or any(sets < 1 or width * 2**depth % sets for depth, sets in enumerate(sharesets)):
        msg = (
            f"repmlpnet: native is a multiple of 32 and sharesets divide the channels of their stages, "
            f"got {native} and {sharesets} for a width of {width}"
        )
        raise UsageError(msg)
    in_channels, classes = channels
    encoder = RepMlpNet(in_channels, width=width, blocks=blocks, sharesets=sharesets, native=native)
    return RepMlpSegmenter(encoder, encoder.widths, classes, head=head)


@architecture(
    id="repmlp-res50-light",
    title="RepMLP-Res50 (light blocks) with a light decoder",
    year=2021,
    paper="arXiv:2105.01883",
    family="mlp",
    citation=(
        "@article{ding2021repmlp, "
        "author = {Ding, Xiaohan and Xia, Chunlong and Zhang, Xiangyu and Chu, Xiaojie and Han, Jungong "
        "and Ding, Guiguang}, "
        "title = {RepMLP: Re-parameterizing Convolutions into Fully-connected Layers for Image Recognition}, "
        "journal = {arXiv:2105.01883}, year = {2021}}"
    ),
    ndim=(2,),
    divisor=112,
    min_size=224,
    size="built",
    params=85_632_213,
    params_fused=84_736_405,
    reference=(3, 21),
    reference_shape=(224, 224),
    options={"width": 64, "blocks": (3, 4, 6, 3), "block": "light", "groups": 4, "head": 128},
    choices={"block": ("light", "bottleneck")},
    variants={
        "repmlp-res50-bottleneck": {
            "title": "RepMLP-Res50 (bottleneck blocks) with a light decoder",
            "params": 39_665_109,
            "params_fused": 39_465_493,
            "options": {"block": "bottleneck", "groups": 8},
        },
    },
    tiny={"width": 8, "blocks": (1, 2, 2, 1), "groups": 4, "head": 8},
    tiny_shape=(224, 336),
    note="published backbone, decoder of ours",
)
def repmlp_res50(
    channels: tuple[int, int],
    ndim: int,
    *,
    size: tuple[int, ...],
    width: int,
    blocks: tuple[int, ...],
    block: str,
    groups: int,
    head: int,
) -> nn.Module:
    """Build RepMLP-Res50 for images of ``size`` with its local perceptrons, and the decoder."""
    del ndim
    if len(blocks) != 4 or min(blocks) < 1 or groups < 1 or width % groups:
        msg = f"repmlp-res50 has four stages and groups that divide its width, got {blocks} and {groups} for {width}"
        raise UsageError(msg)
    in_channels, classes = channels
    encoder = RepMlpResNet(in_channels, size, width=width, blocks=blocks, block=block, groups=groups)
    return RepMlpSegmenter(encoder, encoder.widths, classes, head=head)
