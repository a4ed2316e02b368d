"""Networks that others exported, behind one set of checks; what they want and answer stands in a recipe."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor, nn

from segeval.errors import BadData, UsageError, counted
from segeval.infer import (
    Logits,
    Memory,
    Passing,
    Segment,
    Settings,
    Windowed,
    mapped,
    pick_device,
    segmenting,
    together,
    unlikely,
    with_field,
)
from segeval.models import Request, origin, refuse
from segeval.models._label_map import LabelMap, find_label_map, mapped_logits
from segeval.models.network import Network
from segeval.recipes import ForeignRecipe, find_recipe
from segeval.records import Answerer, DatasetInfo, Recipe, Volume, canonical, digest
from segeval.weights import trained_labels
from segeval.zoo._checkpoint import read, unwrapped

LIKE_ONE = 1e-3  # how far probabilities may sum from 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What a file holds: a call from images ``(N, C, *patch)`` to logits, and what is known of it before it runs.

    ``sha256`` is of all that it answers by. ``takes`` is the shape of its input, None along an axis that may have any
    size; empty where the file does not say.
    """

    call: nn.Module | Callable[[Tensor], object]
    sha256: str
    takes: tuple[int | None, ...] = ()


def filled(net: nn.Module, path: Path, what: str) -> nn.Module:
    """Fill a network with the tensors of a file and return it in eval mode; ``what`` it is of, for a message.

    Raises:
        BadData: If they are of another network, or the file could run code.
    """
    tensors, _, _ = unwrapped(read(path), path)
    try:
        net.load_state_dict(dict(tensors))
    except RuntimeError as error:
        msg = f"{path} does not fit {what}; give weights of it: {' '.join(str(error).split())[:200]}"
        raise BadData(msg) from error
    return net.eval()


class Foreign(nn.Module):
    """Somebody's network as the sliding window asks one: any number of windows in, finite logits out."""

    def __init__(self, loaded: Loaded, said: ForeignRecipe) -> None:
        super().__init__()
        self.call = loaded.call
        self.said = said
        self.batch = loaded.takes[0] if loaded.takes else None
        self.place = nn.Parameter(torch.empty(0), requires_grad=False)  # by which the window finds the device

    def forward(self, x: Tensor) -> Tensor:
        """Return logits ``(N, channels, *patch)``.

        Raises:
            BadData: If the network returns something else.
        """
        if self.batch is None:
            return self._checked(self.call(x), x)
        parts = []
        for part in torch.split(x, self.batch):  # a file that was exported for so many windows takes no fewer
            filled = torch.cat([part, part[-1:].expand(self.batch - len(part), *part.shape[1:])])
            parts.append(self._checked(self.call(filled), filled)[: len(part)])
        return torch.cat(parts)

    def _checked(self, made: object, x: Tensor) -> Tensor:
        output = self.said.recipe.output
        wanted = (len(x), output.channels, *x.shape[2:])
        if not isinstance(made, Tensor):
            msg = f"the network returns {type(made).__name__}, expected one tensor of shape {wanted}; export it so"
            raise BadData(msg)
        if tuple(made.shape) != wanted:
            what = f"{output.channels} {'labels' if output.activation == 'softmax' else 'regions'}"
            msg = f"the network returns shape {tuple(made.shape)}, expected {wanted}: its recipe names {what}"
            raise BadData(msg)
        array = made.float()
        if not bool(array.isfinite().all()):
            msg = "the network returns NaN or infinity; check the scaling of its recipe"
            raise BadData(msg)
        between = bool((array >= 0).all() and (array <= 1).all())
        alone = output.activation == "sigmoid"
        if between and not alone:
            between = bool(((array.sum(1) - 1).abs() < LIKE_ONE).all())
        if between != (self.said.gives == "probabilities"):
            other = "probabilities" if between else "logits"
            msg = f'the network returns {other}; say so in its recipe: [output] gives = "{other}"'
            raise BadData(msg)
        return unlikely(array.movedim(1, 0), output).movedim(0, 1) if between else array


def foreign(
    where: str,
    file: Path,
    request: Request,
    load: Callable[[Path, torch.device], Loaded],
    *,
    kind: str,
    said: ForeignRecipe | None = None,
) -> Network:
    """Return the network of a file; ``where`` is how the user named it, ``said`` its recipe where that is known.

    Raises:
        UsageError: If there is no such file, no recipe, or one that contradicts the file or the dataset.
        BadData: If the file is damaged, or not safe to open.
    """
    refuse(request, "weights", "options", by="a foreign model")
    settings, info = request.settings or Settings(), request.data.info
    _require_as_it_is(settings, where)
    if not file.is_file():
        msg = f"{where}: there is no such file"
        raise UsageError(msg)
    said = said or find_recipe(file, request.recipe, where)
    recipe = said.recipe
    _require_channels(recipe, len(info.channels), where)
    mapping = find_label_map(request.label_map, recipe.output, info, where)
    device = pick_device(settings.device)
    loaded = load(file, device)
    _require_shape(loaded.takes, recipe, where)
    net = Foreign(loaded, said).to(device).eval()
    _try(net, recipe, device, where)
    name, memory = request.name or file.name, Memory(batch=together(settings, device, recipe.window.patch))
    # How the network of others was stored is left as it is, unless somebody asks.
    how = replace(settings, channels_last=bool(settings.channels_last))
    segment = named(segmenting(net, recipe, how, memory=memory), name, mapping, info)
    if settings.crf:
        segment = with_field(segment, recipe.input.channels)
    about = Answerer(
        id=name,
        digest=digest([loaded.sha256, canonical(recipe), list(recipe.output.labels), said.gives]),
        kind=kind,
        settings={
            "recipe": canonical(recipe),
            **({"gives": said.gives} if said.gives != "logits" else {}),
            **({"map": canonical(mapping.targets)} if mapping else {}),
            **canonical(settings),
        },
        trained_on=origin(None, request.trained_on),
        not_answered=not_answered(mapping, info),
    )
    return Network(
        segment=segment,
        about=about,
        costs={"device": str(device), "params": sum(each.numel() for each in net.parameters()), "memory": memory.steps},
        labels=tuple(trained_labels(info)),
        probabilities=settings.probabilities,
    )


def _require_as_it_is(settings: Settings, where: str) -> None:
    if settings.samples or settings.explain:
        msg = f"{where}: nobody can look into a foreign network; leave out --mc-dropout and --explain"
        raise UsageError(msg)
    if settings.compiled or settings.graphs or settings.smaller_windows:
        msg = f"{where}: a foreign network is run as it is; leave out --compile, --cuda-graphs and --smaller-windows"
        raise UsageError(msg)


def not_answered(mapping: LabelMap | None, info: DatasetInfo) -> tuple[str, ...]:
    """Return the structures of a dataset that a model does not know; it knows all where it has no map."""
    return tuple(each.name for each in info.structures if mapping and each.name not in mapping.answered)


def named(inner: Segment, name: str, mapping: LabelMap | None, info: DatasetInfo) -> Segment:
    """Return a segment whose labels are those of the dataset; what it raises names the case, in one line."""
    changed = mapped(inner, lambda logits: mapped_logits(logits, mapping, info)) if mapping else inner

    @contextmanager
    def naming(image: Volume) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            msg = f"{image.case or 'image'}: {name}: {_brief(error)}"
            raise BadData(msg) from error

    def whole(image: Volume) -> Logits:
        with naming(image):
            return changed(image)

    if not isinstance(changed, Windowed):
        return whole

    def told(image: Volume, given: Passing) -> Iterator[Tensor]:
        with naming(image):
            yield from given.parts

    def passing(image: Volume) -> Passing:
        with naming(image):
            given = changed.passing(image)
        return given._replace(parts=told(image, given))

    return Windowed(passing, whole)


def _require_channels(recipe: Recipe, count: int, where: str) -> None:
    if len(recipe.input.channels) != count:
        msg = f"{where}: its recipe scales {counted(len(recipe.input.channels), 'channel')}, the dataset has {count}"
        raise UsageError(msg)


def _require_shape(takes: tuple[int | None, ...], recipe: Recipe, where: str) -> None:
    """Refuse a recipe whose windows a file does not take."""
    wanted = (None, recipe.in_channels, *recipe.window.patch)
    shown = "×".join("any" if size is None else str(size) for size in takes[1:])
    if takes and len(takes) != len(wanted):
        msg = f"{where} takes {len(takes) - 2} axes ({shown}), its recipe names the axes {recipe.input.axes}"
        raise UsageError(msg)
    pairs = zip(takes[1:], wanted[1:], strict=False)
    if any(size not in (None, want) for size, want in pairs):
        asked = "×".join(map(str, wanted[1:]))
        msg = f"{where} takes channels and patch {shown}, its recipe gives {asked}. Correct the recipe."
        raise UsageError(msg)


def _try(net: Foreign, recipe: Recipe, device: torch.device, where: str) -> None:
    """Run a network on one window of noise, so that one that cannot run fails before the first case."""
    noise = torch.randn(1, recipe.in_channels, *recipe.window.patch, generator=torch.Generator().manual_seed(0))
    try:
        with torch.inference_mode():
            net(noise.to(device))
    except BadData as error:
        msg = f"{where}: {error}"
        raise UsageError(msg) from error
    except Exception as error:
        msg = f"{where} does not run on a window of {tuple(noise.shape)} as its recipe has it: {_brief(error)}"
        raise UsageError(msg) from error


def _brief(error: Exception) -> str:
    """Return what was raised in one line; of a long one, as TorchScript has them, begin and end."""
    said = " ".join((str(error) if isinstance(error, BadData) else f"{type(error).__name__}: {error}").split())
    return said if len(said) <= 300 else f"{said[:100]} ... {said[-200:]}"
