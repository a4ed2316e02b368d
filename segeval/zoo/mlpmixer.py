"""MLP-Mixer: Tolstikhin et al., NeurIPS 2021, arXiv:2105.01601, figure 1, table 1; here a segmenter.

Patches of 16x16 are mixed by perceptrons alone: along the places, then along the channels, each after a layer norm and
beside a shortcut. The paper's B/16 under a decoder of ours, which takes its single map at stride 16 to the image; the
paper only classifies. A perceptron along the places belongs to their number, so that the network is built for one size
of image. ``params`` is 59,111,472 of the published classifier without its last layer, and the decoder. Options:
``width`` is the channels, of which the perceptrons have a half and four times as many inside; ``blocks`` are as many;
``head`` is the channels of the decoder. Deviation: no dropout and no stochastic depth.
"""

from torch import nn

from segeval.zoo import architecture
from segeval.zoo._blocks.decoder import Segmenter
from segeval.zoo._encoders.mixer import Mixer


@architecture(
    id="mixer-b16",
    title="MLP-Mixer-B/16 with a light decoder",
    year=2021,
    paper="arXiv:2105.01601",
    family="mlp",
    citation=(
        "@inproceedings{tolstikhin2021mixer, "
        "author = {Tolstikhin, Ilya and Houlsby, Neil and Kolesnikov, Alexander and Beyer, Lucas and Zhai, Xiaohua "
        "and Unterthiner, Thomas and Yung, Jessica and Steiner, Andreas and Keysers, Daniel and Uszkoreit, Jakob "
        "and Lucic, Mario and Dosovitskiy, Alexey}, "
        "title = {MLP-Mixer: An all-MLP Architecture for Vision}, "
        "booktitle = {NeurIPS}, year = {2021}}"
    ),
    ndim=(2,),
    divisor=16,
    min_size=32,
    size="built",
    params=59_360_453,
    reference=(3, 21),
    reference_shape=(224, 224),
    options={"width": 768, "blocks": 12, "head": 128},
    tiny={"width": 16, "blocks": 2, "head": 8},
    tiny_shape=(48, 64),
    aliases=("mlp-mixer",),
    note="published backbone, decoder of ours",
)
def mixer_b16(
    channels: tuple[int, int], ndim: int, *, size: tuple[int, ...], width: int, blocks: int, head: int
) -> nn.Module:
    """Build MLP-Mixer for images of ``size``, and the decoder."""
    del ndim
    in_channels, classes = channels
    encoder = Mixer(in_channels, size, width=width, blocks=blocks)
    return Segmenter(encoder, encoder.widths, classes, head=head)
