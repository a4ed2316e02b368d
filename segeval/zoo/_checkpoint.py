"""Public checkpoints: read without running anything in them, renamed by a layout, put in whole or not at all."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from segeval._tensors import require_few_tensors, require_no_bomb
from segeval.errors import BadData, UsageError
from segeval.zoo._layouts import Layout, layouts, mapped, pieced

OWN = Layout(name="segeval", models=(), rules=())
# Where files keep the weights, averaged ones before those of the last step.
WRAPPERS = (
    *("params_ema", "state_dict_ema", "model_ema", "ema_state_dict", "ema"),
    *("model_state", "model_state_dict", "state_dict", "network_weights", "params", "model", "net"),
)
HEADS = r"^(fc|classifier|head|last_linear)\b"  # of classifiers, whose encoder alone is wanted
COUNTER = "num_batches_tracked"  # of batch norms; older files have none, and no answer depends on it
OBJECT = re.compile(r"(?:GLOBAL|Unsupported \w+) ([\w.]+)")  # in torch's message about what is no tensor
SHOWN = 4  # names of each kind that a message shows

State = Mapping[str, Tensor]


class Skipped:
    """What stands for a number of numpy, which trainers such as nnU-Net's leave beside the weights in their logs."""

    def __init__(self, *_: object) -> None:
        pass

    def __setstate__(self, _: object) -> None:
        pass


# Names in a file that stand for a number of numpy and its type, of numpy 2 and 1. The file calls ``Skipped`` by them,
# which takes anything and does nothing: neither a number is read nor is any code of numpy run, so this allows no more
# than passing over them does. Arrays and all other objects stay refused.
NUMBERS = tuple(
    (Skipped, name) for name in ("numpy.dtype", "numpy._core.multiarray.scalar", "numpy.core.multiarray.scalar")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """How the tensors of a file fill a network: ``pairs`` of our and their names, and all that was not used.

    Several of theirs that are one of ours are joined by a plus. ``wrapper`` is the entry of the file that held them,
    ``beside`` what else lay there. ``dropped`` was left out on purpose. ``missing`` and ``misshaped`` are our names,
    ``unexpected`` theirs.
    """

    layout: str
    pairs: Mapping[str, str]
    wrapper: str = ""
    beside: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    unexpected: tuple[str, ...] = ()
    misshaped: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether every tensor found its place."""
        return not (self.missing or self.unexpected or self.misshaped)

    def __str__(self) -> str:
        found = [f"{len(self.pairs)} tensors in the layout {self.layout}"]
        for words in ("missing", "unexpected", "misshaped", "dropped", "beside"):
            if names := getattr(self, words):
                more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
                found.append(f"{len(names)} {words} ({', '.join(names[:SHOWN])}{more})")
        return "; ".join(found)


def load_weights(net: nn.Module, file: Path | str, *, without: Sequence[str] = (), part: str = "") -> Fit:
    """Fill a network that ``build`` made from a public checkpoint, in the known layout that fits.

    Args:
        net: The network.
        file: A safetensors file, or one that ``torch.save`` wrote of tensors alone. Wrappers ("state_dict",
            "params_ema" ...), an averaged one first, and beginnings that all names share ("module.") are taken off.
        without: Beginnings of our names that the file need not fill, such as "head." for other classes: they stay as
            they are, and what the file has for them is left out.
        part: A part of the network that is filled alone, such as "encoder", from a classifier of that kind: its head
            is left out. For images of other channels than three, the first convolution adds its weights up for one
            channel, which then answers as three equal ones would, and repeats them for more, scaled by 3 / channels.

    Returns:
        What went where, and what was left out.

    Raises:
        BadData: If the file holds anything but tensors, or names, shapes or kinds of numbers do not fit, or a number is
            NaN or infinite. The network is then as it was.
        UsageError: If there is no such file or part, or ``build`` did not make the network.
    """
    path = Path(file)
    model = getattr(net, "architecture", None)
    if not isinstance(model, str):
        msg = f"load_weights fills networks that segeval.zoo.build made, got {type(net).__name__}."
        raise UsageError(msg)
    own = _part(net, part, model)
    tensors, wrapper, beside = unwrapped(read(path), path)
    fits = list(_fits(own, tensors, _known(net, part), without))
    best, state = max(fits, key=lambda found: (found[0].whole, len(found[0].pairs) - len(found[0].unexpected)))
    best = replace(best, wrapper=wrapper, beside=beside)
    if not best.whole:
        msg = f"{path} does not fit {model}: {best}. Give a file of this network with these channels and classes."
        raise BadData(msg)
    for name, tensor in state.items():
        if tensor.is_floating_point() and not bool(tensor.isfinite().all()):
            msg = f"{path}: {best.pairs[name]} holds NaN or infinity. Give another file."
            raise BadData(msg)
    with torch.no_grad():
        for name, tensor in state.items():
            own[name].copy_(tensor)
    return best


def read(path: Path) -> Mapping[str, Any]:
    """Return what a file holds: tensors by name, maybe wrapped. Nothing in it is run; numbers of numpy are skipped.

    Raises:
        BadData: If it holds anything that is no tensor, number, text, list or dictionary, or is damaged.
        UsageError: If it is not there.
    """
    if not path.is_file():
        msg = f"{path}: there is no such file."
        raise UsageError(msg)
    from safetensors.torch import load_file

    try:
        if path.suffix == ".safetensors":
            require_few_tensors(path)
            return load_file(path)
        require_no_bomb(path)
        with torch.serialization.safe_globals([*NUMBERS]):
            content = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # a damaged file fails in many ways
        if found := OBJECT.search(str(error)):
            msg = f"{path} holds {found[1]} beside tensors, which could run code. Save its state dict alone."
            raise BadData(msg) from error
        reason = next(iter(str(error).splitlines()), "empty")
        msg = f"{path} is no file of weights ({reason}). Download it again."
        raise BadData(msg) from error
    if not isinstance(content, dict):
        msg = f"{path} holds a {type(content).__name__}, not tensors by name."
        raise BadData(msg)
    return content


def unwrapped(content: Mapping[str, Any], path: Path) -> tuple[State, str, tuple[str, ...]]:
    """Return the tensors of a file, the entries that they lie in, and what else lies there that is no tensor.

    Raises:
        BadData: If no tensor is found.
    """
    place: list[str] = []
    beside: list[str] = []
    while inner := [name for name in WRAPPERS if isinstance(content.get(name), Mapping)]:
        beside.extend(name for name in content if name != inner[0])
        place.append(inner[0])
        content = content[inner[0]]
    tensors = {name: value for name, value in content.items() if isinstance(value, Tensor)}
    beside.extend(name for name in content if name not in tensors)
    if not tensors:
        msg = f"{path} holds no tensors; its entries: {', '.join(map(str, beside[:SHOWN])) or 'none'}."
        raise BadData(msg)
    return tensors, "/".join(place), tuple(map(str, beside))


def _part(net: nn.Module, part: str, model: str) -> State:
    """Return the tensors of a network, or those of a part of it."""
    try:
        return net.get_submodule(part).state_dict() if part else net.state_dict()
    except AttributeError as error:
        parts = ", ".join(name for name, _ in net.named_children())
        msg = f"{model} has no part {part!r}; its parts: {parts}."
        raise UsageError(msg) from error


def _known(net: nn.Module, part: str) -> list[Layout]:
    """Return the layouts that a file may have; those of a part drop the heads of classifiers."""
    from segeval import zoo

    entry = zoo.REGISTRY.get(str(net.architecture))
    known = layouts(entry.module.rpartition(".")[2], entry.architecture.id)
    if not part:
        return [OWN, *known]
    inner = [replace(layout, rules=(*layout.rules, (rf"^{part}\.", ""))) for layout in known]
    return [replace(layout, dropped=(*layout.dropped, HEADS)) for layout in (OWN, *inner)]


def _fits(own: State, tensors: State, known: Sequence[Layout], without: Sequence[str]) -> Iterator[tuple[Fit, State]]:
    """Yield how a file fits in each layout, with and without the beginnings that all its names share."""
    while True:
        for layout in known:
            yield _fit(own, tensors, layout, without)
        first = {name.partition(".")[0] for name in tensors}
        if len(first) > 1 or not all("." in name for name in tensors):
            return
        tensors = {name.partition(".")[2]: tensor for name, tensor in tensors.items()}


def _fit(own: State, tensors: State, layout: Layout, without: Sequence[str]) -> tuple[Fit, State]:
    """Return how the tensors of a file fill ``own`` in a layout, and what each of our names gets."""
    names = {theirs: ours for theirs, ours in mapped(layout, tensors).items() if not ours.startswith(tuple(without))}
    sources = {ours: theirs for theirs, ours in reversed(names.items())}  # of several that become one, the first
    given = {ours: tensors[theirs] for ours, theirs in sources.items()}
    state: dict[str, Tensor] = {}
    used: set[str] = set()
    missing, misshaped, pairs = [], [], {}
    for ours, held in own.items():
        if ours.startswith(tuple(without)):
            continue
        if not (found := pieced(layout, ours, given)):
            missing.extend([ours] if not ours.endswith(COUNTER) else [])
            continue
        theirs, tensor = [sources[name] for name in found[0]], found[1]
        used.update(theirs)
        if tensor.is_floating_point():
            tensor = _for_channels(layout.change(ours, tensor) if layout.change else tensor, held, layout)
        if tensor.shape != held.shape or tensor.is_floating_point() != held.is_floating_point():
            misshaped.append(f"{ours} {_written(tensor)} for {_written(held)}")
            continue
        pairs[ours], state[ours] = " + ".join(theirs), tensor
    fit = Fit(
        layout=layout.name,
        pairs=pairs,
        dropped=tuple(name for name in tensors if name not in names),
        missing=tuple(missing),
        unexpected=tuple(name for name in names if name not in used),
        misshaped=tuple(misshaped),
    )
    return fit, state


def _for_channels(tensor: Tensor, own: Tensor, layout: Layout) -> Tensor:
    """Return the first convolution of a classifier of three channels for images of others."""
    channels = own.shape[1] if own.ndim == 4 else 3
    if HEADS not in layout.dropped or tensor.ndim != 4 or tensor.shape[1] != 3 or channels == 3:
        return tensor
    if channels == 1:
        return tensor.sum(1, keepdim=True)
    return tensor[:, [channel % 3 for channel in range(channels)]] * (3 / channels)


def _written(tensor: Tensor) -> str:
    return f"{'x'.join(map(str, tensor.shape)) or 'scalar'}"
