"""RepMLPNet: Ding et al. 2022, arXiv:2112.11081, section 3; the names of DingXiaoH/RepMLP.

The channel perceptron is a linear layer over all places of a partition, one for every set of channels that share it;
after training, the local perceptron, convolutions beside it, becomes part of its matrix.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval.errors import UsageError
from segeval.zoo._encoders.repvgg import ConvNorm, folded, refill
from segeval.zoo._sizes import written

STRIDES = (4, 8, 16, 32)


def fc_kernel(kernel: Tensor, side: int, groups: int) -> Tensor:
    """Return the matrix of a size-preserving convolution over flattened maps of ``side`` x ``side``: (out, in).

    A column is the answer to a unit image; those of all groups are read in one pass (arXiv:2105.01883, section 3).
    """
    columns = kernel.shape[1] * side**2
    units = torch.eye(columns, device=kernel.device, dtype=kernel.dtype).repeat(1, groups)
    answers = functional.conv2d(
        units.view(columns, -1, side, side), kernel, padding=kernel.shape[-1] // 2, groups=groups
    )
    return answers.flatten(1).T


class GlobalPerceptron(nn.Module):
    """A weight between 0 and 1 for every channel, computed from the means of all."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.fc1, self.fc2 = nn.Conv2d(width, width // 4, 1), nn.Conv2d(width // 4, width, 1)

    def forward(self, x: Tensor) -> Tensor:
        x = self.fc2(self.fc1(x.mean((2, 3), keepdim=True)).relu())
        return x.sigmoid()


class RepMlpBlock(nn.Module):
    """Channel and local perceptron over partitions of ``side`` x ``side`` places, weighted by the global one.

    Channels ``c`` that agree modulo ``sets`` share their weights.
    """

    def __init__(self, width: int, side: int, sets: int) -> None:
        super().__init__()
        self.side, self.sets = side, sets
        self.gp = GlobalPerceptron(width)
        self.fc3 = nn.Conv2d(sets * side**2, sets * side**2, 1, groups=sets, bias=False)
        self.fc3_bn: nn.Module = nn.BatchNorm2d(sets)
        self.repconv1: ConvNorm | None = ConvNorm(sets, sets, 1, groups=sets)
        self.repconv3: ConvNorm | None = ConvNorm(sets, sets, 3, padding=1, groups=sets)

    def forward(self, x: Tensor) -> Tensor:
        side = self.side
        rows, columns = x.shape[2] // side, x.shape[3] // side
        cut = x.reshape(*x.shape[:2], rows, side, columns, side).permute(0, 2, 4, 1, 3, 5)
        parts = cut.reshape(-1, self.sets, side, side)
        out = self.fc3_bn(self.fc3(parts.reshape(len(parts), -1, 1, 1)).view_as(parts))
        for local in (self.repconv1, self.repconv3):
            if local:
                out = out + local(parts)
        out = out.view(cut.shape).permute(0, 3, 1, 4, 2, 5).reshape(x.shape)
        weighted: Tensor = out * self.gp(x)
        return weighted

    @torch.no_grad()
    def fuse(self) -> None:
        """Make the convolutions and all norms part of the linear layer; does nothing a second time."""
        if not isinstance(self.fc3_bn, nn.BatchNorm2d):
            return
        weight, bias = folded(self.fc3.weight, self.fc3_bn)
        for local in (self.repconv1, self.repconv3):
            assert local is not None
            kernel, shift = local.folded()
            weight = weight + fc_kernel(kernel, self.side, self.sets)[:, :, None, None]
            bias = bias + shift.repeat_interleave(self.side**2)
        refill(self.fc3, weight, bias)
        self.fc3_bn = nn.Identity()
        self.repconv1 = self.repconv3 = None


class Ffn(nn.Module):
    """Two 1x1 convolutions with norms and GELU between them."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.ffn_fc1, self.act = ConvNorm(width, 4 * width, 1), nn.GELU()
        self.ffn_fc2 = ConvNorm(4 * width, width, 1)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.ffn_fc2(self.act(self.ffn_fc1(x)))
        return out


class Unit(nn.Module):
    """A RepMLP block, then a perceptron along the channels, each after a norm and beside a shortcut."""

    def __init__(self, width: int, side: int, sets: int) -> None:
        super().__init__()
        self.prebn1 = nn.BatchNorm2d(width)
        self.repmlp_block = RepMlpBlock(width, side, sets)
        self.prebn2 = nn.BatchNorm2d(width)
        self.ffn_block = Ffn(width)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.repmlp_block(self.prebn1(x))
        out: Tensor = x + self.ffn_block(self.prebn2(x))
        return out


class RepMlpNet(nn.Module):
    """Four stages of ``width`` to ``8 * width`` channels, strides 4 to 32, for images of ``native`` or multiples of it.

    ``sharesets`` says how many channels of each stage have their own linear layer.
    """

    def __init__(
        self,
        in_channels: int,
        *,
        width: int = 64,
        blocks: Sequence[int] = (2, 2, 6, 2),
        sharesets: Sequence[int] = (1, 4, 16, 128),
        native: int = 224,
    ) -> None:
        super().__init__()
        self.native = native
        self.widths = tuple(width * 2**depth for depth in range(len(STRIDES)))
        self.conv_embedding = ConvNorm(in_channels, width, 4, stride=4)
        self.stages, self.embeds = nn.ModuleList(), nn.ModuleList()
        for wide, count, sets, stride in zip(self.widths, blocks, sharesets, STRIDES, strict=True):
            if self.stages:
                self.embeds.append(ConvNorm(wide // 2, wide, 2, stride=2))
            self.stages.append(nn.Sequential(*(Unit(wide, native // stride, sets) for _ in range(count))))
        self.head_norm = nn.BatchNorm2d(self.widths[-1])

    def forward(self, x: Tensor) -> list[Tensor]:
        if any(size % self.native for size in x.shape[2:]):
            shape = written(tuple(x.shape[2:]))
            msg = f"repmlpnet takes images whose sides are multiples of {self.native}, got {shape}"
            raise UsageError(msg)
        maps: list[Tensor] = []
        for embed, stage in zip((self.conv_embedding, *self.embeds), self.stages, strict=True):
            maps.append(stage(embed(maps[-1] if maps else x).relu()))
        return [*maps[:-1], self.head_norm(maps[-1])]

    def fuse(self) -> None:
        """Make the local perceptrons part of the linear layers."""
        for module in self.modules():
            if isinstance(module, RepMlpBlock):
                module.fuse()
