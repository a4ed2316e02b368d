"""Parity with public implementations: their names and probes of their answers, recorded once, are repeated here.

A record in ``tests/golden/parity`` says whose network it was, the names and shapes of its tensors, and what it answered
in float64 to numbers that depend on those names alone. The test fills ours with the same numbers through the layout of
that checkpoint, so that a pass means: such a checkpoint loads, and our network computes what theirs does. No line of
theirs is needed or kept. ``python -m tests.zoo.parity FOLDER`` records, with the peers installed, from files that each
list them as ``PEERS``.
"""

import json
import re
import runpy
import sys
import zlib
from collections.abc import Iterable, Mapping
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from segeval import zoo
from segeval.zoo._layouts import Layout, layouts, mapped, pieced

RECORDS = Path(__file__).parents[1] / "golden" / "parity"
PIECE = 2**15  # numbers that are drawn at once
PROBES = 16  # values of each answer that a record keeps
TOLERANCE = 1e-9  # of a probe, relative to the largest of its answer

Floats = npt.NDArray[np.float64]
Shape = tuple[int, ...]


def noise(name: str, shape: Shape) -> Floats:
    """Return numbers in [-1, 1) that depend on a name and on nothing else (SplitMix64, doi:10.1145/2714064.2660195)."""
    values, seed = np.empty(prod(shape)), np.uint64(zlib.crc32(name.encode()) << 32)
    with np.errstate(over="ignore"):
        for start in range(0, len(values), PIECE):  # pieces that stay in the cache of a processor
            state = np.arange(start + 1, min(start + PIECE, len(values)) + 1, dtype=np.uint64) + seed
            state *= np.uint64(0x9E3779B97F4A7C15)
            state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            state ^= state >> np.uint64(31)
            values[start : start + PIECE] = (state >> np.uint64(11)) * 2.0**-52 - 1
    return values.reshape(shape)


def filled(name: str, shape: Shape, gain: float = 1.0) -> Tensor:
    """Return what a tensor of this name holds: weights that keep the size of what they multiply, tame norms.

    ``gain`` scales weights, for networks whose maps would grow until attention hears one place alone.
    """
    values = noise(name, shape)
    if re.search(r"(running_var|var)$", name):
        values = 1 + 0.5 * values
    elif len(shape) < 2:
        values = (0.0 if re.search(r"(bias|mean|beta)$", name) else 1.0) + 0.3 * values
    else:
        values = values * gain * (6 / max(1, int(np.prod(shape[1:])))) ** 0.5
    return torch.from_numpy(values)


def image(channels: int, shape: Shape) -> Tensor:
    """Return two images."""
    return torch.from_numpy(noise("image", (2, channels, *shape)))


def probes(answer: Tensor) -> dict[str, Any]:
    """Return shape, mean, deviation and some places of an answer."""
    flat = answer.detach().flatten()
    places = torch.linspace(0, len(flat) - 1, PROBES, dtype=torch.float64).long()
    mean, std = flat.mean().item(), flat.std().item()
    return {"shape": list(answer.shape), "mean": mean, "std": std, "values": flat[places].tolist()}


def ours(record: Mapping[str, Any], state: Mapping[str, Tensor]) -> list[Tensor]:
    """Return what our network answers with the tensors of theirs, every one of which must find its place.

    Where theirs is an encoder only, ``part`` names ours, whose last map is the answer.
    """
    entry = zoo.REGISTRY.get(record["id"])
    in_channels, classes = record["channels"]
    size = tuple(record["shape"])
    module = entry.build(in_channels=in_channels, classes=classes, ndim=len(size), size=size, options=record["options"])
    module.double().eval()
    layout = layout_of(record)
    given = {name: state[theirs] for theirs, name in mapped(layout, state).items()}
    part = record.get("part", "")
    own, used = {}, set()
    for name, held in module.state_dict().items():
        if held.is_floating_point() and name.startswith(part):
            found = pieced(layout, name, given)
            assert found, name
            used.update(found[0])
            own[name] = layout.change(name, found[1]) if layout.change else found[1]
    assert used == given.keys()
    module.load_state_dict(own, strict=False)
    x = image(in_channels, size)
    with torch.inference_mode():
        if part:
            return [module.get_submodule(part.rstrip("."))(x)[-1]]
        return module.outputs(x) if isinstance(module, zoo.Supervised) else [module(x)]


def layout_of(record: Mapping[str, Any]) -> Layout:
    """Return the layout that a record names."""
    module = zoo.REGISTRY.get(record["id"]).module.rpartition(".")[2]
    (layout,) = (layout for layout in layouts(module, record["id"]) if layout.name == record["layout"])
    return layout


def differences(record: Mapping[str, Any], found: Iterable[Tensor]) -> list[float]:
    """Return for each recorded answer the largest difference of a probe, relative to its largest."""
    errors = []
    for then, now in zip(record["outputs"], map(probes, found), strict=True):
        assert now["shape"] == then["shape"]
        ends = [np.array([kept["mean"], kept["std"], *kept["values"]]) for kept in (then, now)]
        errors.append(float(np.abs(ends[0] - ends[1]).max() / np.abs(ends[0]).max()))
    return errors


def taken(record: Mapping[str, Any]) -> dict[str, Tensor]:
    """Return the state of theirs that a record describes."""
    return {name: filled(name, tuple(shape), record.get("gain", 1.0)) for name, shape in record["tensors"].items()}


def recorded(peer: Mapping[str, Any]) -> dict[str, Any]:
    """Run a peer beside ours and return its record; ``error`` is the largest difference over whole answers."""
    record = {
        key: peer[key]
        for key in ("id", "options", "layout", "source", "channels", "shape", "part", "gain")
        if key in peer
    }
    theirs = peer["build"]().double().eval()
    held = {name: tensor for name, tensor in theirs.state_dict().items() if tensor.is_floating_point()}
    record["tensors"] = {name: list(held[name].shape) for name in mapped(layout_of(record), held)}
    theirs.load_state_dict(taken(record), strict=False)
    with torch.inference_mode():
        wanted = peer["answer"](theirs, image(record["channels"][0], record["shape"]))
    found = ours(record, taken(record))
    record["outputs"] = [probes(answer) for answer in wanted]
    record["error"] = max(((a - b).abs().max() / a.abs().max()).item() for a, b in zip(wanted, found, strict=True))
    return record


def main(folder: Path, only: str = "") -> None:
    """Write a record of every peer that the files of a folder list."""
    for path in sorted(folder.glob("*.py")):
        for peer in runpy.run_path(str(path))["PEERS"] if only in path.stem else ():
            name = f"{peer['id']}-{peer['layout'].replace('/', '-')}"
            record = recorded(peer)
            lines = json.dumps(record, sort_keys=True, separators=(",", ":")).replace('],"', '],\n"')
            (RECORDS / f"{name}.json").write_text(lines + "\n", encoding="utf-8")
            sys.stdout.write(f"{name}: {record['error']:.1e}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
