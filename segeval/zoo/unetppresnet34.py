"""U-Net++ on ResNet-34: Zhou, Siddiquee, Tajbakhsh, Liang, IEEE TMI 2020, arXiv:1912.05074, section III.

Against the first U-Net++: the nested nodes stand on the stages of a ResNet, so that the finest of them have stride 2
and one more step, without a skip, leads to the image. Follows the layout of segmentation_models_pytorch: maps are
raised by their nearest neighbours, every node is two convolutions with batch norm, the last node of a depth has the
decoder's channels and all others those of the encoder, and the only head is a 3x3 convolution (the paper's fast mode,
no deep supervision). A map is raised to the size of the next skip, so that any size works. Options: ``width`` is the
channels of the encoder's stem, ``decoder`` those of the last nodes, from coarse to fine.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.conv import unit
from segeval.zoo._blocks.init import he_init
from segeval.zoo._encoders.resnet import ResNet


class NestedDecoder(nn.Module):
    """Node (depth, step) reads the raised node below, then all earlier ones of its depth, the latest first."""

    def __init__(self, widths: tuple[int, ...], decoder: tuple[int, ...]) -> None:
        super().__init__()
        self.depths = len(widths) - 1
        ends = decoder[self.depths - 1 :: -1]  # from fine to coarse, as the widths
        self.nodes = nn.ModuleDict()
        for step in range(1, self.depths + 1):
            for depth in range(self.depths - step + 1):
                last = step == self.depths - depth
                # Below lies the last node of its depth too, or else a map of the encoder's width.
                below = ends[depth + 1] if last and step > 1 else widths[depth + 1]
                after = ends[depth] if last else widths[depth]
                self.nodes[f"{depth}{step}"] = _node(below + step * widths[depth], after)
        self.last = _node(ends[0], decoder[-1])

    def forward(self, maps: list[Tensor], size: torch.Size) -> Tensor:
        rows = [[features] for features in maps]
        for step in range(1, self.depths + 1):
            for depth in range(self.depths - step + 1):
                skips = rows[depth][::-1]
                raised = functional.interpolate(rows[depth + 1][step - 1], size=skips[0].shape[2:])
                rows[depth].append(self.nodes[f"{depth}{step}"](torch.cat([raised, *skips], dim=1)))
        out: Tensor = self.last(functional.interpolate(rows[0][-1], size=size))
        return out


class UNetPlusPlusResNet(nn.Module):
    def __init__(
        self, in_channels: int, classes: int, *, width: int = 64, decoder: tuple[int, ...] = (256, 128, 64, 32, 16)
    ) -> None:
        super().__init__()
        self.encoder = ResNet(in_channels, "resnet34", width=width)
        self.decoder = NestedDecoder(self.encoder.widths, decoder)
        self.head = nn.Conv2d(decoder[-1], classes, 3, padding=1)
        he_init(self)

    def forward(self, x: Tensor) -> Tensor:
        logits: Tensor = self.head(self.decoder(self.encoder(x), x.shape[2:]))
        return logits


def _node(before: int, after: int) -> nn.Sequential:
    return nn.Sequential(*unit(before, after), *unit(after, after))


@architecture(
    id="unetpp-resnet34",
    title="U-Net++ (ResNet-34)",
    year=2020,
    paper="arXiv:1912.05074",
    family="unet",
    citation=(
        "@article{zhou2020unetpp, "
        "author = {Zhou, Zongwei and Siddiquee, Md Mahfuzur Rahman and Tajbakhsh, Nima and Liang, Jianming}, "
        "title = {UNet++: Redesigning Skip Connections to Exploit Multiscale Features in Image Segmentation}, "
        "journal = {IEEE TMI}, year = {2020}}"
    ),
    ndim=(2,),
    min_size=33,
    params=26_078_609,
    reference=(3, 1),
    reference_shape=(256, 256),
    options={"width": 64, "decoder": (256, 128, 64, 32, 16)},
    tiny={"width": 4, "decoder": (12, 10, 8, 6, 4)},
    tiny_shape=(65, 98),
    note="one head, no deep supervision",
)
def unetpp_resnet34(channels: tuple[int, int], ndim: int, *, width: int, decoder: tuple[int, ...]) -> nn.Module:
    """Build U-Net++ on ResNet-34."""
    del ndim
    if len(decoder) != 5:
        msg = f"unetpp-resnet34 has five decoder widths, from coarse to fine, got {decoder}"
        raise UsageError(msg)
    return UNetPlusPlusResNet(*channels, width=width, decoder=decoder)
