"""U-Net++: Zhou, Siddiquee, Tajbakhsh, Liang, DLMIA 2018, arXiv:1807.10165, figure 1.

Against U-Net: the skips become nested nodes. Node (depth, step) reads all earlier nodes of its depth and the raised
node below them, which makes 15 nodes and 10 up-convolutions; each of the four full-size nodes after the first has a
head, so that the network can be trained with deep supervision and cut at any of them. ``forward`` gives the logits of
the last head (the paper's fast mode, uncut), ``outputs`` also those of the shallower three, deepest first, all at full
size. Widths 32 to 512, He initialisation; no dropout. Options: ``width`` is the channels of the finest depth, 35 in the
wide form; ``norm`` stands before every ReLU; ``supervision`` "none" has the last head alone; ``prune`` "l1" to "l3"
keeps only the nodes that the head of this depth reads (figure 1c, and section III of arXiv:1912.05074), and takes its
weights from those of the whole network too.
"""

import re
from typing import Any

import torch
from torch import Tensor, nn

from segeval.zoo import architecture
from segeval.zoo._blocks.conv import layers
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.parts import Parts, plain
from segeval.zoo._blocks.unet import attended, raising

NODE = re.compile(r"(?:nodes|up)\.(\d)(\d)\.")
HEAD = re.compile(r"heads\.(\d)\.")


class UNetPlusPlus(nn.Module):
    def __init__(  # noqa: PLR0913 - one keyword per property of a U-Net
        self,
        in_channels: int,
        classes: int,
        ndim: int,
        *,
        width: int,
        norm: str = "none",
        depths: int = 5,
        supervision: str = "deep",
        up: str = "transposed",
        dropout: float = 0.0,
        parts: Parts | None = None,
    ) -> None:
        super().__init__()
        nd, widths, parts = layers(ndim), [width * 2**depth for depth in range(depths)], parts or plain(ndim, norm)
        self.depths = depths
        self.up, self.nodes = nn.ModuleDict(), nn.ModuleDict()
        for depth, wide in enumerate(widths):
            below = widths[depth - 1] if depth else in_channels
            self.nodes[f"{depth}{0}"] = attended(parts, (below, wide, wide))
            for step in range(1, depths - depth):
                self.up[f"{depth}{step}"] = raising(ndim, 2 * wide, wide, up, norm)
                self.nodes[f"{depth}{step}"] = attended(parts, (wide * (step + 1), wide, wide))
        self.context = parts.context(widths[-1]) if parts.context else nn.Identity()
        self.drop = nn.Dropout(dropout)
        steps = range(depths - 1) if supervision == "deep" else (depths - 2,)
        self.heads = nn.ModuleDict({str(step): nd.conv(width, classes, 1) for step in steps})
        self.pool = nd.max_pool(2)
        self.register_load_state_dict_pre_hook(_leave_deeper_out)  # type: ignore[no-untyped-call]  # by torch
        he_init(self)

    def finest(self, x: Tensor) -> list[Tensor]:
        """Return the full-size nodes that may have a head, the shallowest first."""
        rows: list[list[Tensor]] = []
        for depth in range(self.depths):
            x = self.nodes[f"{depth}{0}"](self.pool(x) if rows else x)
            if depth == self.depths - 1:
                x = self.context(x)
            if depth >= self.depths - 2:
                x = self.drop(x)
            rows.append([x])
        for step in range(1, self.depths):
            for depth in range(self.depths - step):
                raised = self.up[f"{depth}{step}"](rows[depth + 1][step - 1])
                rows[depth].append(self.nodes[f"{depth}{step}"](torch.cat([*rows[depth], raised], dim=1)))
        return rows[0][1:]

    def outputs(self, x: Tensor) -> list[Tensor]:
        nodes = self.finest(x)
        return [head(nodes[int(step)]) for step, head in self.heads.items()][::-1]

    def forward(self, x: Tensor) -> Tensor:
        logits: Tensor = self.heads[str(self.depths - 2)](self.finest(x)[-1])
        return logits


def _leave_deeper_out(net: UNetPlusPlus, state: dict[str, Tensor], prefix: str, *_: Any) -> None:
    """Drop from a state what only deeper heads read than a pruned network has."""
    for name in list(state):
        own = name.removeprefix(prefix)
        node, head = NODE.match(own), HEAD.match(own)
        reads = int(node[1]) + int(node[2]) if node else int(head[1]) + 1 if head else 0
        if reads >= net.depths:
            del state[name]


@architecture(
    id="unetpp",
    title="U-Net++",
    year=2018,
    paper="arXiv:1807.10165",
    family="unet",
    citation=(
        "@inproceedings{zhou2018unetpp, "
        "author = {Zhou, Zongwei and Siddiquee, Md Mahfuzur Rahman and Tajbakhsh, Nima and Liang, Jianming}, "
        "title = {UNet++: A Nested U-Net Architecture for Medical Image Segmentation}, "
        "booktitle = {DLMIA}, year = {2018}}"
    ),
    ndim=(2, 3),
    divisor=16,
    params=9_042_276,
    reference=(3, 1),
    reference_shape=(96, 96),
    side_outputs=3,
    options={"width": 32, "norm": "none", "supervision": "deep", "prune": "l4"},
    choices={
        "norm": ("none", "batch", "instance", "group"),
        "supervision": ("none", "deep"),
        "prune": ("l1", "l2", "l3", "l4"),
    },
    variants={
        "unetpp-8": {"title": "U-Net++, a quarter of the channels", "params": 566_172, "options": {"width": 8}},
    },
    aliases=("unet++",),
)
def unetpp(channels: tuple[int, int], ndim: int, *, width: int, norm: str, supervision: str, prune: str) -> nn.Module:
    """Build U-Net++, with as many heads as it is deep."""
    return UNetPlusPlus(*channels, ndim, width=width, norm=norm, depths=1 + int(prune[1:]), supervision=supervision)
