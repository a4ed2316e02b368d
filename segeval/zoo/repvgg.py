"""RepVGG: Ding, Zhang, Ma, Han, Ding, Sun, CVPR 2021, arXiv:2101.03697, figures 2 and 4; here a segmenter.

A VGG of 3x3 convolutions that is trained with two more branches in every block, a 1x1 convolution and the input itself;
``fuse`` adds them up into one convolution that answers as the three do in evaluation. The paper's B0 under a decoder of
ours, which sums the maps at strides 4 to 32 at the finest; the paper segments with PSPNet on a dilated form instead.
``params`` is 14,536,960 of the published classifier without its last layer, and the decoder. Options: ``widths`` are
the channels of the stem and of the four stages, which have so many ``blocks``; ``head`` is the channels of the decoder.
"""

from torch import nn

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.decoder import Segmenter
from segeval.zoo._blocks.init import he_init
from segeval.zoo._encoders.repvgg import RepVgg


class RepVggSegmenter(Segmenter):
    encoder: RepVgg

    def fuse(self) -> None:
        """Replace the branches of every block of the encoder by one convolution."""
        self.encoder.fuse()


@architecture(
    id="repvgg-b0",
    title="RepVGG-B0 with a light decoder",
    year=2021,
    paper="arXiv:2101.03697",
    family="fcn",
    citation=(
        "@inproceedings{ding2021repvgg, "
        "author = {Ding, Xiaohan and Zhang, Xiangyu and Ma, Ningning and Han, Jungong and Ding, Guiguang "
        "and Sun, Jian}, "
        "title = {RepVGG: Making VGG-style ConvNets Great Again}, "
        "booktitle = {CVPR}, year = {2021}}"
    ),
    ndim=(2,),
    min_size=33,
    params=14_909_589,
    params_fused=13_430_677,
    reference=(3, 21),
    reference_shape=(224, 224),
    options={"widths": (64, 64, 128, 256, 1280), "blocks": (4, 6, 16, 1), "head": 128},
    tiny={"widths": (4, 4, 6, 8, 12), "blocks": (1, 2, 2, 1), "head": 8},
    tiny_shape=(49, 70),
    aliases=("repvgg",),
    note="published backbone, decoder of ours",
)
def repvgg_b0(
    channels: tuple[int, int], ndim: int, *, widths: tuple[int, ...], blocks: tuple[int, ...], head: int
) -> nn.Module:
    """Build RepVGG with its branches, and the decoder."""
    del ndim
    if (len(widths), len(blocks)) != (5, 4) or min(blocks) < 1:
        msg = f"repvgg has five widths and one block or more in each of four stages, got {widths} and {blocks}"
        raise UsageError(msg)
    in_channels, classes = channels
    encoder = RepVgg(in_channels, widths=widths, blocks=blocks)
    he_init(encoder)
    return RepVggSegmenter(encoder, encoder.widths[1:], classes, head=head)
