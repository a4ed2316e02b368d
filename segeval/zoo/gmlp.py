"""gMLP: Liu, Dai, So, Le, NeurIPS 2021, arXiv:2105.08050, figure 1, table 1; here a segmenter.

Against MLP-Mixer: a single perceptron in every block, along the channels; between its two layers half of the channels,
mixed along the places by one linear layer, multiplies the other half. That factor starts at one, as in the paper. The
paper's gMLP-S under a decoder of ours, which takes its single map at stride 16 to the image; the paper only classifies.
The linear layers belong to the number of places, so that the network is built for one size of image. ``params`` is
19,165,656 of the published classifier without its last layer, and the decoder. Options: ``width`` is the channels, of
which a perceptron has six times as many inside; ``blocks`` are as many; ``head`` is the channels of the decoder.
Deviation: no stochastic depth.
"""

from torch import nn

from segeval.zoo import architecture
from segeval.zoo._blocks.decoder import Segmenter
from segeval.zoo._encoders.gmlp import GMlp


@architecture(
    id="gmlp-s16",
    title="gMLP-S/16 with a light decoder",
    year=2021,
    paper="arXiv:2105.08050",
    family="mlp",
    citation=(
        "@inproceedings{liu2021gmlp, "
        "author = {Liu, Hanxiao and Dai, Zihang and So, David R. and Le, Quoc V.}, "
        "title = {Pay Attention to MLPs}, "
        "booktitle = {NeurIPS}, year = {2021}}"
    ),
    ndim=(2,),
    divisor=16,
    min_size=32,
    size="built",
    params=19_349_101,
    reference=(3, 21),
    reference_shape=(224, 224),
    options={"width": 256, "blocks": 30, "head": 128},
    tiny={"width": 16, "blocks": 2, "head": 8},
    tiny_shape=(48, 64),
    aliases=("gmlp",),
    note="published backbone, decoder of ours",
)
def gmlp_s16(
    channels: tuple[int, int], ndim: int, *, size: tuple[int, ...], width: int, blocks: int, head: int
) -> nn.Module:
    """Build gMLP for images of ``size``, and the decoder."""
    del ndim
    in_channels, classes = channels
    encoder = GMlp(in_channels, size, width=width, blocks=blocks)
    return Segmenter(encoder, encoder.widths, classes, head=head)
