"""SCU-Net and bidirectional convolutional LSTM: Li, Li, Lin, Qian 2019, arXiv:1903.00832.

A volume is cut into blocks of slices, and a 2D U-Net, to which the slices of a block are channels, scores all slices of
the block at once. What it finds likely is then read slice by slice by a convolutional LSTM, through all blocks and both
ways, which mends what does not fit between neighbours; a 1x1 convolution of both answers gives the logits. Against
``unet-convlstm`` the LSTM sees probabilities, not features, and the U-Net more than one slice. ``outputs`` also gives
the logits of the U-Net, by which the paper trains it before the LSTM.

No public code, and only the abstract was at hand: U-Net is that of 2015, and the slices of a block, the channels of the
LSTM and the count are ours. A last block that is not full repeats its last slice. Any size works. Options: ``width``,
``stages`` and ``norm`` are those of U-Net; ``slices`` make a block, 1 is a U-Net of single slices; ``hidden`` is the
channels of each direction of the LSTM.
"""

import torch
from torch import Tensor, nn

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.recurrent import ConvLSTM
from segeval.zoo._blocks.unet import UNet, doubling


class UNetBiLSTM(nn.Module):
    def __init__(self, unet: UNet, classes: int, *, slices: int, hidden: int) -> None:
        super().__init__()
        self.unet, self.slices = unet, slices
        self.lstm = ConvLSTM(classes, hidden)
        self.head = nn.Conv3d(2 * hidden, classes, 1)
        he_init(self.head)

    def outputs(self, x: Tensor) -> list[Tensor]:
        scores = self.scores(x)
        likely = scores.softmax(dim=1) if scores.shape[1] > 1 else scores.sigmoid()
        return [self.head(self.lstm(likely)), scores]

    def scores(self, x: Tensor) -> Tensor:
        """Return the logits of the U-Net: (N, C, z, y, x) to (N, classes, z, y, x)."""
        volumes, channels, depth = x.shape[:3]
        blocks = -(-depth // self.slices)
        full = torch.cat([x, *[x[:, :, -1:]] * (blocks * self.slices - depth)], dim=2)
        images = full.reshape(volumes, channels, blocks, self.slices, *x.shape[3:]).transpose(1, 2)
        scores: Tensor = self.unet(images.reshape(volumes * blocks, channels * self.slices, *x.shape[3:]))
        scores = scores.reshape(volumes, blocks, -1, self.slices, *x.shape[3:]).transpose(1, 2)
        return scores.flatten(2, 3)[:, :, :depth]

    def forward(self, x: Tensor) -> Tensor:
        return self.outputs(x)[0]

    def extra_repr(self) -> str:
        return f"slices={self.slices}"


@architecture(
    id="unet-bilstm",
    title="SCU-Net and bidirectional LSTM",
    year=2019,
    paper="arXiv:1903.00832",
    family="unet",
    citation=(
        "@article{li2019pancreas, "
        "author = {Li, Hao and Li, Jun and Lin, Xiaozhu and Qian, Xiaohua}, "
        "title = {Pancreas Segmentation via Spatial Context based U-net and Bidirectional LSTM}, "
        "journal = {arXiv:1903.00832}, year = {2019}}"
    ),
    ndim=(3,),
    params=31_053_000,
    reference=(1, 2),
    reference_shape=(16, 256, 256),
    side_outputs=1,
    options={"width": 64, "stages": 5, "slices": 3, "hidden": 16, "norm": "none"},
    choices={"norm": ("none", "batch", "instance", "group")},
    tiny={"width": 4, "stages": 4, "hidden": 3},
    tiny_shape=(5, 24, 37),
    note="numbers of block and LSTM are ours",
)
def unet_bilstm(
    channels: tuple[int, int], ndim: int, *, width: int, stages: int, slices: int, hidden: int, norm: str
) -> nn.Module:
    """Build the 2D U-Net of blocks of slices whose probabilities a convolutional LSTM reads."""
    del ndim
    in_channels, classes = channels
    for name, value in (("stages", stages), ("slices", slices)):
        if value < 1:
            msg = f"unet-bilstm has at least one of its {name}, got {name} {value}"
            raise UsageError(msg)
    unet = UNet((slices * in_channels, slices * classes), 2, stages=doubling(width, stages), norm=norm)
    return UNetBiLSTM(unet, classes, slices=slices, hidden=hidden)
