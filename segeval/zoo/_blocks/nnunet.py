"""The U-Net whose stages nnU-Net plans for a dataset: Isensee et al. 2021, arXiv:1904.08128."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from torch import Tensor, nn

from segeval.errors import UsageError
from segeval.zoo._blocks.conv import layers
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.unet import joined
from segeval.zoo._sizes import per_axis

SLOPE = 0.01
Axes = tuple[int, ...]
Sizes = Sequence[int | Axes]
# Makes what a stage consists of from channels before and after, kernel, stride of the first layer, and a count.
Stage = Callable[[int, int, Axes, Axes, int], nn.Module]


class Plan(NamedTuple):
    """What is planned for each stage, from fine to coarse; kernels and strides are per axis.

    ``counts`` are the convolutions, or the blocks of them, going down; ``up_counts`` those of the decoder, which the
    coarsest stage has none of. ``bias``: every convolution has one.
    """

    widths: Sequence[int]
    kernels: Sequence[Axes]
    strides: Sequence[Axes]
    counts: Sequence[int]
    up_kernels: Sequence[Axes]
    up_counts: Sequence[int]
    bias: bool


class PlannedUNet(nn.Module):
    """Stages that begin with a stride, mirrored by transposed convolutions of that stride, each raised one with a head.

    Odd sizes are rounded up and raised maps are cut to their skips, so that any size works that leaves the coarsest
    stage two places. ``down`` and ``up`` make the stages; with ``stem``, a convolution comes before the finest.
    """

    def __init__(
        self, channels: tuple[int, int], plan: Plan, *, down: Stage, up: Stage | None = None, stem: bool = False
    ) -> None:
        super().__init__()
        in_channels, classes = channels
        nd, flat = layers(len(plan.strides[0])), (1,) * len(plan.strides[0])
        self.stem = nn.Sequential()
        if stem:
            self.stem = convolutions(in_channels, plan.widths[0], plan.kernels[0], flat, 1, bias=plan.bias)
            in_channels = plan.widths[0]
        befores = (in_channels, *plan.widths)
        self.down = nn.ModuleList(map(down, befores, plan.widths, plan.kernels, plan.strides, plan.counts))
        self.up, self.merge, self.heads = nn.ModuleList(), nn.ModuleList(), nn.ModuleList()
        for depth in range(len(plan.widths) - 1, 0, -1):
            below, skip, stride = plan.widths[depth], plan.widths[depth - 1], plan.strides[depth]
            kernel, count = plan.up_kernels[depth - 1], plan.up_counts[depth - 1]
            self.up.append(nd.up_conv(below, skip, stride, stride=stride, bias=plan.bias))
            self.merge.append((up or down)(2 * skip, skip, kernel, flat, count))
            self.heads.append(nd.conv(skip, classes, 1))
        he_init(self, SLOPE)

    def features(self, x: Tensor) -> list[Tensor]:
        """Return the maps that have a head, the coarsest first."""
        x = self.stem(x)
        skips: list[Tensor] = []
        for stage in self.down:
            x = stage(x)
            skips.append(x)
        skips.pop()
        features: list[Tensor] = []
        for up, merge in zip(self.up, self.merge, strict=True):
            x = merge(joined(skips.pop(), up(x)))
            features.append(x)
        return features

    def outputs(self, x: Tensor) -> list[Tensor]:
        return [head(features) for head, features in zip(self.heads, self.features(x), strict=True)][::-1]

    def forward(self, x: Tensor) -> Tensor:
        logits: Tensor = self.heads[-1](self.features(x)[-1])
        return logits


def convolutions(before: int, after: int, kernel: Axes, stride: Axes, count: int, *, bias: bool) -> nn.Sequential:
    """Return convolutions + instance norm + leaky ReLU, the first with the stride."""
    nd = layers(len(stride))
    padding = tuple(k // 2 for k in kernel)
    steps: list[nn.Module] = []
    for index in range(count):
        channels, step = (after, 1) if index else (before, stride)
        steps.append(nd.conv(channels, after, kernel, stride=step, padding=padding, bias=bias))
        steps.append(nd.instance_norm(after, affine=True))
        steps.append(nn.LeakyReLU(SLOPE, inplace=True))
    return nn.Sequential(*steps)


def planned(
    ndim: int,
    *,
    widths: Sequence[int],
    kernels: Sizes,
    strides: Sizes,
    counts: Sequence[int],
    decoder: Sequence[int],
    decoder_kernels: Sizes = (),
    bias: bool,
    unit: str,
) -> Plan:
    """Return a plan from the options of a network, of which an empty one stands for the usual.

    Usual are kernels of 3, strides of 2 after the first stage, two of a ``unit``, and a decoder like the way down.
    ``decoder`` and ``decoder_kernels`` may name the coarsest stage, where nothing comes of it.

    Raises:
        UsageError: If they are no plan.
    """
    stages = len(widths)
    sizes = _per_axis(kernels or (3,) * stages, ndim)
    steps = _per_axis(strides or (1, *(2,) * (stages - 1)), ndim)
    counts = counts or (2,) * stages
    ups, up_sizes = decoder or counts, _per_axis(decoder_kernels, ndim) or sizes
    lengths = [stages, len(sizes), len(steps), len(counts)]
    if stages < 2 or len(set(lengths)) > 1:
        msg = (
            f"nnU-Net plan: widths, kernels, strides and {unit} name the same stages, two or more; "
            f"got {', '.join(map(str, lengths))}"
        )
        raise UsageError(msg)
    for name, given in (("decoder", ups), ("decoder_kernels", up_sizes)):
        if len(given) not in (stages - 1, stages):
            msg = f"nnU-Net plan: {name} names all stages but the coarsest, {stages - 1}; got {len(given)}"
            raise UsageError(msg)
    odd = all(size > 0 and size % 2 for kernel in (*sizes, *up_sizes) for size in kernel)
    if max(steps[0]) > 1 or min(map(min, steps)) < 1 or min(*counts, *ups) < 1 or not odd:
        msg = f"nnU-Net plan: the first stride is 1, kernels are odd, and every stage has {unit}"
        raise UsageError(msg)
    return Plan(widths, sizes, steps, counts, up_sizes, ups, bias)


def _per_axis(sizes: Sizes, ndim: int) -> list[Axes]:
    try:
        return [per_axis(size, ndim) for size in sizes]
    except UsageError as error:
        msg = f"nnU-Net plan: {error}"
        raise UsageError(msg) from error
