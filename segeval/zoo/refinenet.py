"""RefineNet: Lin, Milan, Shen, Reid, CVPR 2017, arXiv:1611.06612, figures 2c and 3.

Against dilated networks: no stage of the ResNet dilates; four refinement blocks climb from stride 32 to stride 4
instead. A block adapts the map of its stage by residual units without normalisation, adds the raised answer of the
coarser block, gathers context in a chain of 5x5 poolings and refines the sum. Logits are interpolated from stride 4 to
the image, so that any size works. Options: ``width`` is the channels of the encoder's stem, ``head`` those of the
blocks, of which the coarsest has twice as many.

Deviations, all those of the public PyTorch port of the release: four poolings in every chain (two in the figure) and
three residual units after it (one, and three only in the last block); no residual units on the raised path. The blocks
keep torch's own initialisation: He's, with nothing to normalise five sums per block, starts from logits of a million.
"""

from torch import Tensor, nn
from torch.nn import functional

from segeval.zoo import architecture
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.residual import ResidualUnit
from segeval.zoo._blocks.sizes import resize
from segeval.zoo._encoders.resnet import ResNet

RCU_BIASES = (True, False)  # only the first convolution of a residual unit has one


class ChainedPooling(nn.Module):
    """CRP: pools and convolves again and again, and adds up what comes out on the way."""

    def __init__(self, width: int, links: int = 4) -> None:
        super().__init__()
        self.convs = nn.ModuleList(_conv(width, width) for _ in range(links))
        self.pool = nn.MaxPool2d(5, 1, 2)

    def forward(self, x: Tensor) -> Tensor:
        total = link = functional.relu(x)
        for conv in self.convs:
            link = conv(self.pool(link))
            total = total + link
        return total


class Refinement(nn.Module):
    """One block; the coarsest has nothing ``below`` it to fuse with."""

    def __init__(self, before: int, width: int, below: int | None) -> None:
        super().__init__()
        self.raised = _conv(below, width) if below else None
        self.reduce = _conv(before, width)
        self.adapt = nn.Sequential(*(ResidualUnit(width, biases=RCU_BIASES) for _ in range(2)))
        self.fuse = _conv(width, width) if below else None
        self.context = ChainedPooling(width)
        self.refine = nn.Sequential(*(ResidualUnit(width, biases=RCU_BIASES) for _ in range(3)))

    def forward(self, x: Tensor, below: Tensor | None) -> Tensor:
        x = self.adapt(self.reduce(x))
        if self.raised is not None and self.fuse is not None and below is not None:
            x = self.fuse(x) + resize(self.raised(below), x.shape[2:], corners=True)
        out: Tensor = self.refine(self.context(x))
        return out


class RefineNet(nn.Module):
    def __init__(self, in_channels: int, classes: int, *, encoder: str, width: int = 64, head: int = 256) -> None:
        super().__init__()
        self.encoder = ResNet(in_channels, encoder, width=width)
        he_init(self)
        self.blocks = nn.ModuleList()
        below = None
        for before, inner in zip(self.encoder.widths[:0:-1], (2 * head, head, head, head), strict=True):
            self.blocks.append(Refinement(before, inner, below))
            below = inner
        self.drop = nn.Dropout(0.5)
        self.head = nn.Conv2d(head, classes, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        fine, finer, coarse, coarsest = self.encoder(x)[1:]
        out = None
        for block, features in zip(self.blocks, (self.drop(coarsest), self.drop(coarse), finer, fine), strict=True):
            out = block(features, out)
        return resize(self.head(self.drop(out)), x.shape[2:])


def _conv(before: int, after: int) -> nn.Conv2d:
    return nn.Conv2d(before, after, 3, padding=1, bias=False)


@architecture(
    id="refinenet50",
    title="RefineNet (ResNet-50)",
    year=2017,
    paper="arXiv:1611.06612",
    family="context",
    citation=(
        "@inproceedings{lin2017refinenet, "
        "author = {Lin, Guosheng and Milan, Anton and Shen, Chunhua and Reid, Ian}, "
        "title = {RefineNet: Multi-Path Refinement Networks for High-Resolution Semantic Segmentation}, "
        "booktitle = {CVPR}, year = {2017}}"
    ),
    ndim=(2,),
    min_size=33,
    params=99_060_309,
    reference=(3, 21),
    reference_shape=(256, 256),
    options={"encoder": "resnet50", "width": 64, "head": 256},
    choices={"encoder": ("resnet50", "resnet101")},
    variants={
        "refinenet101": {
            "title": "RefineNet (ResNet-101)",
            "params": 118_052_437,
            "options": {"encoder": "resnet101"},
        },
    },
    tiny={"width": 4, "head": 8},
    tiny_shape=(97, 193),  # the map at stride 32 is wider than the poolings
    note="logits at stride 4, interpolated",
)
def refinenet50(channels: tuple[int, int], ndim: int, *, encoder: str, width: int, head: int) -> nn.Module:
    """Build RefineNet with four blocks."""
    del ndim
    return RefineNet(*channels, encoder=encoder, width=width, head=head)
