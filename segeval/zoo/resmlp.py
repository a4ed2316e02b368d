"""ResMLP: Touvron et al., TPAMI 2022, arXiv:2105.03404, figure 1, section 2; here a segmenter.

Against MLP-Mixer: one linear layer along the places instead of a perceptron, a learned scale and shift per channel
instead of layer norms, and every branch scaled, close to zero at first, before it joins its shortcut. The paper's S24
under a decoder of ours, which takes its single map at stride 16 to the image; the paper only classifies. The linear
layers belong to the number of places, so that the network is built for one size of image. ``params`` is 29,635,680 of
the published classifier without its last layer, and the decoder. Options: ``width`` is the channels, ``blocks`` are as
many, on which the first scales depend; ``head`` is the channels of the decoder. Deviation: no stochastic depth.
"""

from torch import nn

from segeval.zoo import architecture
from segeval.zoo._blocks.decoder import Segmenter
from segeval.zoo._encoders.resmlp import ResMlp


@architecture(
    id="resmlp-24",
    title="ResMLP-S24 with a light decoder",
    year=2021,
    paper="arXiv:2105.03404",
    family="mlp",
    citation=(
        "@article{touvron2022resmlp, "
        "author = {Touvron, Hugo and Bojanowski, Piotr and Caron, Mathilde and Cord, Matthieu "
        "and El-Nouby, Alaaeldin and Grave, Edouard and Izacard, Gautier and Joulin, Armand "
        "and Synnaeve, Gabriel and Verbeek, Jakob and J{\\'e}gou, Herv{\\'e}}, "
        "title = {ResMLP: Feedforward Networks for Image Classification with Data-Efficient Training}, "
        "journal = {IEEE TPAMI}, year = {2022}}"
    ),
    ndim=(2,),
    divisor=16,
    min_size=32,
    size="built",
    params=29_835_509,
    reference=(3, 21),
    reference_shape=(224, 224),
    options={"width": 384, "blocks": 24, "head": 128},
    tiny={"width": 16, "blocks": 2, "head": 8},
    tiny_shape=(48, 64),
    aliases=("resmlp",),
    note="published backbone, decoder of ours",
)
def resmlp_24(
    channels: tuple[int, int], ndim: int, *, size: tuple[int, ...], width: int, blocks: int, head: int
) -> nn.Module:
    """Build ResMLP for images of ``size``, and the decoder."""
    del ndim
    in_channels, classes = channels
    encoder = ResMlp(in_channels, size, width=width, blocks=blocks)
    return Segmenter(encoder, encoder.widths, classes, head=head)
