"""What a U-Net may be made of, by the words of its options: stages, skips, attention, and what stands at the bottom."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval.registry import suggest
from segeval.zoo._blocks.attention import BAM, CBAM, EqualSizeGate, NonLocal, SpatialChannelSE, SqueezeExcite
from segeval.zoo._blocks.autofocus import Autofocus
from segeval.zoo._blocks.context import AtrousPyramid, DenseAtrous, MultiKernelPool, PyramidPool
from segeval.zoo._blocks.conv import conv_stack, layers, unit
from segeval.zoo._blocks.dense import dense_stage
from segeval.zoo._blocks.residual import MultiRes, PreActivation, RecurrentResidual, ResPath
from segeval.zoo._blocks.reversible import reversible
from segeval.zoo._blocks.separable import separable

Block = Callable[[Sequence[int]], nn.Module]

BLOCKS = (
    "plain",
    "residual",
    "dense",
    "recurrent",
    "multires",
    "inception",
    "dwsep",
    "reversible",
    "autofocus",
)
SKIPS = ("concat", "add", "respath", "attention-gate", "nested")
ATTENTION = ("none", "se", "cbam", "scse", "bam")
CONTEXT = ("none", "aspp", "spp", "rmp", "dac", "non-local", "psp", *ATTENTION[1:])
UPS = ("transposed", "linear", "nearest")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Functions that make the parts of a U-Net; None where there is nothing.

    ``block`` makes a stage of the channels before it and after each of its convolutions, of which blocks that are not
    plain look at the first and the last. ``path`` (channels, length) and ``gate`` (channels, channels that rise) stand
    on a skip, ``attention`` after every stage, ``context`` after the coarsest one. With ``add`` a skip is added to what
    rises, which has as many channels then.
    """

    block: Block
    path: Callable[[int, int], nn.Module] | None = None
    gate: Callable[[int, int], nn.Module] | None = None
    attention: Callable[[int], nn.Module] | None = None
    context: Callable[[int], nn.Module] | None = None
    add: bool = False


def plain(ndim: int, norm: str, *, padding: int = 1) -> Parts:
    """Return the parts of U-Net itself."""
    return Parts(block=lambda channels: conv_stack(ndim, channels, norm=norm, padding=padding))


def named(
    ndim: int, norm: str, *, block: str = "plain", skip: str = "concat", attention: str = "none", context: str = "none"
) -> Parts:
    """Return the parts that the words of options mean.

    Raises:
        UnknownName: If a word is none of BLOCKS, SKIPS, ATTENTION and CONTEXT.
    """
    for noun, word, known in (
        ("block", block, BLOCKS),
        ("skip", skip, SKIPS),
        ("attention", attention, ATTENTION),
        ("context", context, CONTEXT),
    ):
        if word not in known:
            unknown = suggest(noun, word, known, f"Choose one of {', '.join(known)}.")
            raise unknown
    return Parts(
        block=_block(block, ndim, norm),
        path=(lambda channels, length: ResPath(channels, channels, length, ndim=ndim)) if skip == "respath" else None,
        gate=(lambda channels, rising: EqualSizeGate(channels, rising, max(1, channels // 2), ndim=ndim))
        if skip == "attention-gate"
        else None,
        attention=None if attention == "none" else lambda channels: _attention(attention, channels, ndim),
        context=None if context == "none" else lambda channels: _context(context, channels, ndim),
        add=skip == "add",
    )


def _block(name: str, ndim: int, norm: str) -> Block:
    """Return what makes a stage; "dense", "multires", "reversible" and "autofocus" bring the norms of their papers."""
    makers: dict[str, Callable[[int, int], nn.Module]] = {
        "residual": lambda before, after: PreActivation(before, after, ndim=ndim, norm=norm),
        "dense": lambda before, after: dense_stage(before, after, ndim=ndim),
        "recurrent": lambda before, after: RecurrentResidual(before, after, steps=2, ndim=ndim, norm=norm),
        "multires": lambda before, after: MultiRes(
            before, (after // 6, after // 3, after - after // 6 - after // 3), "keras", ndim
        ),
        "inception": lambda before, after: nn.Sequential(
            *conv_stack(ndim, (before, after), norm=norm), DenseAtrous(after, ndim=ndim)
        ),
        "dwsep": lambda before, after: nn.Sequential(
            separable(before, after, ndim=ndim, norm=norm), separable(after, after, ndim=ndim, norm=norm)
        ),
        "reversible": lambda before, after: nn.Sequential(
            layers(ndim).conv(before, after, 1), reversible(after, ndim=ndim)
        ),
        "autofocus": lambda before, after: nn.Sequential(
            *conv_stack(ndim, (before, after), norm=norm), Autofocus(after, after, ndim=ndim), nn.ReLU(inplace=True)
        ),
    }
    if name == "plain":
        return plain(ndim, norm).block
    return lambda channels: makers[name](channels[0], channels[-1])


def _attention(name: str, channels: int, ndim: int) -> nn.Module:
    makers: dict[str, Callable[..., nn.Module]] = {
        "se": SqueezeExcite,
        "cbam": CBAM,
        "scse": SpatialChannelSE,
        "bam": BAM,
    }
    return makers[name](channels, ndim=ndim)


def _context(name: str, channels: int, ndim: int) -> nn.Module:
    """Return what looks around at the bottom and keeps the channels."""
    if name in ATTENTION:
        return _attention(name, channels, ndim)
    makers: dict[str, Callable[[], nn.Module]] = {
        "aspp": lambda: AtrousPyramid(channels, channels, ndim=ndim),
        "spp": lambda: nn.Sequential(SpatialPyramid(), unit(4 * channels, channels, 1, ndim=ndim)),
        "rmp": lambda: _narrowed(MultiKernelPool(channels, ndim=ndim), channels, 4, ndim),
        "dac": lambda: DenseAtrous(channels, ndim=ndim),
        "non-local": lambda: NonLocal(channels, ndim=ndim, subsample=True),
        "psp": lambda: _narrowed(
            PyramidPool(channels, max(1, channels // 4), ndim=ndim), channels, 4 * max(1, channels // 4), ndim
        ),
    }
    return makers[name]()


def _narrowed(block: nn.Module, channels: int, more: int, ndim: int) -> nn.Sequential:
    return nn.Sequential(block, unit(channels + more, channels, 1, ndim=ndim))


class SpatialPyramid(nn.Module):
    """Spatial pyramid pooling, SPP: He, Zhang, Ren, Sun 2014, arXiv:1406.4729, kept as a map.

    The map is max-pooled into 1, 2 and 4 bins along each axis; where the paper joins these to one vector, they are
    brought back to the size of the map and joined to it, which comes first.

    Shapes: (N, c, *spatial) to (N, 4 c, *spatial). No weights.
    """

    bins = (1, 2, 4)

    def forward(self, x: Tensor) -> Tensor:
        pool = functional.adaptive_max_pool2d if x.ndim == 4 else functional.adaptive_max_pool3d
        maps = [functional.interpolate(pool(x, count), size=x.shape[2:], mode="nearest-exact") for count in self.bins]
        return torch.cat([x, *maps], dim=1)
