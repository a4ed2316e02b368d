"""What a model itself says of the images it takes and the labels it gives, before it is opened for a dataset."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from segeval._disk import read_object
from segeval.errors import BadData, UsageError
from segeval.models import Request
from segeval.models._nnunet_folder import ADVICE, DATASET, PLANS, channels_of, read_output
from segeval.models.monai import read_config
from segeval.models.monai import read_recipe as read_bundle
from segeval.models.smp import file_of
from segeval.models.totalsegmentator import folders_of
from segeval.recipes import find_recipe
from segeval.records import Output, Recipe, Structure
from segeval.weights import RECIPE, read_recipe


class Known(NamedTuple):
    """The label values of a model with their names, what it tells apart, and how many channels its images have."""

    labels: Mapping[int, str]
    structures: tuple[Structure, ...]
    channels: int


def known(model: str, request: Request) -> Known | None:
    """Return what a model says of itself; None for schemes whose models say nothing before they answer.

    Raises:
        SegevalError: If its files are not there or damaged, as opening it would.
    """
    word, colon, what = model.partition(":")
    if not colon:
        return _of_recipe(read_recipe(Path(request.weights) / RECIPE)) if request.weights else None
    say = SAYS.get(word)
    return say(what, request) if say else None


def _of_file(what: str, request: Request) -> Known:
    return _of_recipe(find_recipe(Path(what).expanduser(), request.recipe, what).recipe)


def _of_smp(what: str, request: Request) -> Known:
    return _of_recipe(find_recipe(file_of(what, request), request.recipe, f"smp:{what}").recipe)


def _of_bundle(what: str, request: Request) -> Known:
    folder = Path(what).expanduser()
    weights = folder / "models" / "model.pt"
    if request.recipe:
        return _of_recipe(find_recipe(weights, request.recipe, f"monai:{what}").recipe)
    return _of_recipe(read_bundle(read_config(folder), folder))


def _of_results(what: str, request: Request) -> Known:
    del request
    return _of_trainer(Path(what).expanduser())


def _of_task(what: str, request: Request) -> Known:
    """Return what the models of a task know together: their labels one after the other."""
    del request
    parts = [_of_trainer(folder) for folder in folders_of(what)]
    if len(parts) == 1:
        return parts[0]
    names = [name for part in parts for value, name in part.labels.items() if value]
    labels = {0: "background", **dict(enumerate(names, 1))}
    return Known(labels, _each(labels), parts[0].channels)


def _of_trainer(folder: Path) -> Known:
    """Return what ``dataset.json`` of a folder of nnU-Net says, regions included."""
    if not (folder / PLANS).is_file():
        msg = f"{folder} has no {PLANS}. {ADVICE}"
        raise UsageError(msg)
    path = folder / DATASET
    dataset = read_object(path, ADVICE)
    try:
        output = read_output(dataset, path)
        channels = len(channels_of(dataset))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        msg = f"{path} lacks or misspells something: {error!r}. {ADVICE}"
        raise BadData(msg) from error
    if output.activation == "softmax":
        return Known(output.labels, _each(output.labels), channels)
    groups = {name: tuple(value) if isinstance(value, list) else (value,) for name, value in dataset["labels"].items()}
    regions = (Structure(name, values) for name, values in groups.items() if values != (0,) and name != "ignore")
    return Known(output.labels, tuple(regions), channels)


def _of_recipe(recipe: Recipe) -> Known:
    return Known(recipe.output.labels, _structures(recipe.output), len(recipe.input.channels))


def _structures(output: Output) -> tuple[Structure, ...]:
    """Return a structure for each label; for each region, which is called by the label that it writes."""
    if output.activation == "softmax":
        return _each(output.labels)
    return tuple(Structure(output.labels[region[0]], tuple(sorted(region))) for region in output.regions)


def _each(labels: Mapping[int, str]) -> tuple[Structure, ...]:
    return tuple(Structure(name, (value,)) for value, name in labels.items() if value)


SAYS: Mapping[str, Callable[[str, Request], Known]] = {
    **dict.fromkeys(("onnx", "torchscript", "export"), _of_file),
    "smp": _of_smp,
    "monai": _of_bundle,
    "nnunet": _of_results,
    "totalsegmentator": _of_task,
}
