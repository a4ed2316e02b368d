"""Why a network answers as it does: maps over the voxels of an image, one for each structure or each gate.

A structure has a score: the sum of its logit over the voxels that are decided for it, so that one which is not found
has maps of zeros. Of this score there are three maps, none of them below 0.

"gradient": how much a voxel changes it, the largest over the channels; Simonyan, Vedaldi, Zisserman 2014,
arXiv:1312.6034, section 3.1.
"guided": the same by guided back-propagation, which also stops at every ReLU what would lower it; Springenberg,
Dosovitskiy, Brox, Riedmiller 2015, arXiv:1412.6806, figure 1, and for polyps Wickstrøm, Kampffmeyer, Jenssen 2018,
arXiv:1807.10584.
"grad-cam": the maps of one layer, weighed by the mean of their gradient, summed, and what is above 0 of that; Selvaraju
et al. 2017, arXiv:1610.02391, equations 1 and 2, with the score of Seg-Grad-CAM, Vinogradova, Dibrov, Myers 2020,
arXiv:2002.11434.

"attention" needs no score: it is what gates let through, and how much the places of non-local blocks and of windows are
looked at, or those of a vision transformer by all its blocks together (rollout); Abnar, Zuidema 2020, arXiv:2005.00928.

Each window explains the answer that it gives itself. Windows that overlap, and mirror images, are then averaged as
their logits are: a map says how those that saw a voxel came to their answers, and is the derivative of the blended
answer only where one window holds the image. The image is the one that the network sees, scaled, on its own grid.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.overrides import TorchFunctionMode

from segeval.errors import UsageError
from segeval.infer._device import Settings
from segeval.infer._grid import MODES, Logits, Segment
from segeval.infer._inside import attention, layers, outer, watched, widest
from segeval.infer._memory import Memory
from segeval.infer._window import averaged_logits
from segeval.records import Output, Recipe, Volume
from segeval.registry import suggest

KINDS = ("gradient", "guided", "grad-cam", "attention")
RELUS = (functional.relu, functional.relu6, torch.relu, torch.relu_, Tensor.relu, Tensor.relu_)
UNSAFE = re.compile(r"[^\w.+-]+")  # in the name of a folder

# A network and windows (N, C, *patch) that have gradients in, maps (N, names, *patch) out.
Make = Callable[[nn.Module, Tensor], Tensor]


class Explained(nn.Module):
    """A network whose windows give maps in place of logits, so that both are blended alike; ``names`` are theirs."""

    def __init__(self, net: nn.Module, names: Sequence[str], make: Make) -> None:
        super().__init__()
        self.net, self.names, self.make = net, tuple(names), make

    def forward(self, windows: Tensor) -> Tensor:
        with torch.inference_mode(False), torch.enable_grad():
            return self.make(self.net, windows.clone().requires_grad_()).detach()


def explaining(net: nn.Module, recipe: Recipe, settings: Settings, memory: Memory | None = None) -> Segment:
    """Return what a trained network, in eval mode on its device, makes of a canonical image, and maps of why.

    The answer is the one that it gives without them. Maps are called "grad-cam-liver", one for each structure, or
    "attention-gates.0", one for each gate.

    Raises:
        UnknownName: If ``settings.explain`` is no kind of map, or names a layer that the network has not.
        UsageError: If the network has nothing that this kind looks at, is asked again and again with dropout, or not
            asked about some windows.
    """
    if settings.samples:
        msg = "every sample of Monte Carlo dropout has reasons of its own. Leave out --explain or --mc-dropout."
        raise UsageError(msg)
    if settings.skip_empty:
        msg = "windows that the network is not asked about have no reasons. Leave out --explain or --skip-empty."
        raise UsageError(msg)
    why = explained(net, recipe, settings.explain)

    def segment(image: Volume) -> Logits:
        maps = averaged_logits(why, image, recipe, settings, memory)
        named = dict(zip(why.names, maps, strict=True))
        return Logits(averaged_logits(net, image, recipe, settings, memory), recipe.output, named)

    return segment


def explained(net: nn.Module, recipe: Recipe, request: str) -> Explained:
    """Return the network with its maps of one kind, "grad-cam@LAYER" for those of another layer than the widest.

    Raises:
        UnknownName: As :func:`explaining`.
        UsageError: As :func:`explaining`.
    """
    kind, _, layer = request.partition("@")
    if kind not in KINDS or (layer and kind != "grad-cam"):
        noun = "explanation"
        raise suggest(noun, request, KINDS, f"Choose one of {', '.join(KINDS)}, or grad-cam@LAYER.")
    named, output = structures(recipe.output), recipe.output
    channels = list(named.values())
    with torch.inference_mode(False), torch.enable_grad():
        probe = torch.zeros(1, recipe.in_channels, *recipe.window.patch, device=next(net.parameters()).device)
        if kind == "attention":
            return Explained(net, _called(kind, _gates(net, probe)), by_attention)
        if kind == "grad-cam":
            make: Make = partial(by_grad_cam, output=output, channels=channels, layer=_layer(net, probe, layer))
        elif kind == "guided":
            _require_relu(net, probe)
            make = partial(by_guided, output=output, channels=channels)
        else:
            make = partial(by_gradient, output=output, channels=channels)
    return Explained(net, _called(kind, named), make)


def _called(kind: str, whose: Iterable[str]) -> list[str]:
    return [f"{kind}-{UNSAFE.sub('_', name)}" for name in whose]


def structures(output: Output) -> dict[str, int]:
    """Return the channel of each structure by its name; the names of joined labels are joined by a plus."""
    if output.activation == "softmax":
        return {name: channel for channel, (value, name) in enumerate(output.labels.items()) if value}
    return {"+".join(output.labels[value] for value in region): k for k, region in enumerate(output.regions)}


# The score and its gradients


def scores(logits: Tensor, output: Output, channels: Collection[int]) -> list[Tensor]:
    """Return the score of each of the ``channels`` of ``(N, channels, *spatial)``, summed over the windows.

    Networks in eval mode treat each window alone, so that the gradient of the sum is that of each.
    """
    chosen = logits > 0
    if output.activation == "softmax":
        chosen = torch.zeros_like(chosen).scatter_(1, logits.argmax(1, keepdim=True), value=True)
    found = [logits[:, channel][chosen[:, channel]].float() for channel in channels]
    return [each.sum() if len(each) else logits.new_zeros(()) for each in found]


def slope(score: Tensor, at: Tensor) -> Tensor:
    """Return the gradient of a score, of the shape of ``at``; the graph is kept for the next score."""
    if not score.requires_grad:  # nothing is decided for it
        return torch.zeros_like(at, dtype=torch.float32)
    return torch.autograd.grad(score, at, retain_graph=True)[0].float()


def by_gradient(net: nn.Module, windows: Tensor, *, output: Output, channels: Collection[int]) -> Tensor:
    """Return the largest magnitude of the gradient over the channels of the image."""
    return _magnitudes(net(windows), windows, output, channels)


def by_guided(net: nn.Module, windows: Tensor, *, output: Output, channels: Collection[int]) -> Tensor:
    """Return the same with a gradient that no ReLU passes on where it is below 0, or where its input is."""
    with _Guided():
        logits = net(windows)
    return _magnitudes(logits, windows, output, channels)


def _magnitudes(logits: Tensor, windows: Tensor, output: Output, channels: Collection[int]) -> Tensor:
    found = [slope(score, windows).abs().amax(1) for score in scores(logits, output, channels)]
    return torch.stack(found, dim=1)


class _Guided(TorchFunctionMode):
    """Lets the gradient of what leaves a ReLU pass only where it is above 0; ReLU itself looks at its input.

    What is hooked is the answer of the function, not the module: many networks call the function, and an answer that
    was written over the input has gradients of its own.
    """

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        found = func(*args, **(kwargs or {}))
        rectified = func in RELUS or (func is functional.hardtanh and (kwargs or {}).get("min_val") == 0)  # ReLU6
        if rectified and found.requires_grad:
            self.count += 1
            found.register_hook(functional.relu)
        return found


# Layers and gates


def by_grad_cam(net: nn.Module, windows: Tensor, *, output: Output, channels: Collection[int], layer: str) -> Tensor:
    """Return the weighed maps of a layer, interpolated to the windows."""
    with watched({layer: net.get_submodule(layer)}) as seen:
        logits = net(windows)
    maps, found = seen[layer], []
    for score in scores(logits, output, channels):
        weights = slope(score, maps).mean(tuple(range(2, maps.ndim)), keepdim=True)
        found.append((weights * maps).sum(1, keepdim=True).relu())
    return _at_size(torch.cat(found, dim=1), windows)


def by_attention(net: nn.Module, windows: Tensor) -> Tensor:
    """Return the weights of all blocks, interpolated to the windows."""
    return torch.cat([_at_size(maps, windows) for maps in attention(net, windows).values()], dim=1)


def _at_size(maps: Tensor, windows: Tensor) -> Tensor:
    mode = MODES[windows.ndim - 2]
    return functional.interpolate(maps.float(), size=windows.shape[2:], mode=mode, align_corners=False)


def _layer(net: nn.Module, probe: Tensor, asked: str) -> str:
    """Return the layer that was asked for, or the one that Grad-CAM looks at by default."""
    known = layers(net, probe)
    if known and not asked:
        return widest(known, probe.shape[2:])
    if asked not in known:
        noun, listed = "layer with maps", ", ".join(outer(known)) or "none"
        raise suggest(noun, asked, known, f"There are {listed}, and those within them.")
    return asked


def _gates(net: nn.Module, probe: Tensor) -> list[str]:
    """Return the names of the maps of attention: each that of a block, with a number where this has several."""
    counts = {path: maps.shape[1] for path, maps in attention(net, probe).items()}
    if not counts:
        msg = "attention: the network has no gates and no other blocks that weigh places. Try --explain grad-cam."
        raise UsageError(msg)
    return [f"{path}.{k}" if count > 1 else path for path, count in counts.items() for k in range(count)]


def _require_relu(net: nn.Module, probe: Tensor) -> None:
    with _Guided() as guided:
        net(probe.requires_grad_())
    if not guided.count:
        msg = "guided back-propagation wants a network with ReLU; this one has none. Try --explain gradient."
        raise UsageError(msg)
