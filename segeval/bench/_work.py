"""What engines are compared on: a network, an image that is scaled already, and windows that overlap by a half."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor, nn

from segeval import volume, weights, zoo
from segeval.errors import UsageError
from segeval.infer import Settings, pick_device, readied, to_model, together
from segeval.records import Input, Output, Recipe, Scaling, Volume, Window, unbracketed

SIZES = {2: (512, 512), 3: (48, 96, 96)}  # of which every engine makes the same windows, if they are of half a side
DEFAULT = "unet-8"
OVERLAP = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What every engine does: ``net`` over ``image`` ``(C, *size)`` by the windows of ``recipe``, ``batch`` at once."""

    name: str
    net: nn.Module
    image: Tensor
    recipe: Recipe
    settings: Settings
    device: torch.device
    batch: int


def works(
    models: Sequence[str],
    settings: Settings,
    *,
    size: tuple[int, ...] = (),
    patch: tuple[int, ...] = (),
    channels: tuple[int, int] = (1, 2),
) -> Iterator[Work]:
    """Yield the work of each network in each dimension that it takes, or in that of ``size``; weights are random.

    Raises:
        UnknownName: If there is no such network.
        UsageError: If it does not take images of that many dimensions.
    """
    for model in models or [DEFAULT]:
        known = zoo.get(unbracketed(model)[0]).ndim
        if size and len(size) not in known:
            msg = f"{model} takes {known[0]}D images; --size {','.join(map(str, size))} is none."
            raise UsageError(msg)
        for ndim in known:
            if len(size) in (0, ndim):
                yield untrained(model, size or SIZES[ndim], channels, settings, patch)


def untrained(
    model: str, size: tuple[int, ...], channels: tuple[int, int], settings: Settings, patch: tuple[int, ...] = ()
) -> Work:
    """Return the work of a network with random weights, always the same, on an image of ``size``.

    ``channels`` are those of the image and of the logits. A patch that is not given, or that the network does not
    take, is the nearest to half the size.
    """
    name, options = unbracketed(model)
    network, ndim = zoo.get(name), len(size)
    wanted = patch or tuple(max(1, n // 2) for n in size)
    if len(wanted) != ndim:
        msg = f"--patch {','.join(map(str, wanted))} is not for an image of {ndim} axes"
        raise UsageError(msg)
    recipe = Recipe(
        model=network.id,
        options=zoo.parse_options(name, options),
        input=_plain(channels[0], ndim),
        window=Window(patch=zoo.nearest(network, wanted), overlap=OVERLAP),
        output=Output(labels={value: str(value) for value in range(channels[1])}),
    )
    loaded = weights.untrained(recipe, pick_device(settings.device))
    return _work(loaded.net, recipe, drawn(channels[0], size), settings)


def trained(
    folder: Path,
    settings: Settings,
    *,
    size: tuple[int, ...] = (),
    patch: tuple[int, ...] = (),
    image: Path | None = None,
) -> Work:
    """Return the work of a folder of weights: on an image of ``size``, or on a file as the recipe wants its images.

    Windows are those of the recipe, if none is given.

    Raises:
        SegevalError: If the folder or the file holds none, or one is not for the other.
    """
    loaded = weights.load(folder, pick_device(settings.device))
    recipe, ndim = loaded.recipe, loaded.recipe.ndim
    if recipe.input.slices > 1 or recipe.input.previous or recipe.output.activation != "softmax":
        msg = f"{folder}: slices beside each other, earlier answers and regions are not what other engines know"
        raise UsageError(msg)
    given = _read(image, recipe) if image else drawn(len(recipe.input.channels), size or SIZES[ndim])
    if given.ndim != 1 + ndim or (patch and len(patch) != ndim):
        msg = f"{image or folder}: the network takes {ndim}D images; give --size, --patch and --image for such"
        raise UsageError(msg)
    window = Window(patch=patch or recipe.window.patch, overlap=OVERLAP)
    return _work(loaded.net, replace(recipe, input=_plain(len(given), ndim), window=window), given, settings)


def _read(path: Path, recipe: Recipe) -> Tensor:
    image = volume.read_image((path,))
    array, grid = volume.canonical(image.array, image.grid)
    return to_model(Volume(array, grid), recipe.input)


def _plain(channels: int, ndim: int) -> Input:
    """Return how images are wanted that are scaled and resampled already."""
    return Input(axes="zyx"[-ndim:], spacing=None, channels=(Scaling(),) * channels)


def drawn(channels: int, size: tuple[int, ...]) -> Tensor:
    """Return an image ``(channels, *size)`` of things with clear borders, of mean 0 and deviation 1."""
    generator = torch.Generator().manual_seed(0)
    coarse = torch.randn(1, channels, *(max(3, n // 12) for n in size), generator=generator)
    smooth = nn.functional.interpolate(coarse, size=size, mode="bilinear" if len(size) == 2 else "trilinear")[0]
    image = (8 * smooth).tanh() + 0.2 * torch.randn(smooth.shape, generator=generator)
    return (image - image.mean()) / image.std()


def _work(net: nn.Module, recipe: Recipe, image: Tensor, settings: Settings) -> Work:
    device = pick_device(settings.device)
    return Work(
        name=zoo.full_name(recipe.model, recipe.options),
        net=readied(net, settings, (recipe.in_channels, *recipe.window.patch)),
        image=image.contiguous(),
        recipe=recipe,
        settings=settings,
        device=device,
        batch=together(settings, device, recipe.window.patch),
    )
