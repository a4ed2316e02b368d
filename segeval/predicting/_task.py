"""What a model is opened for where there is no dataset: its labels, their names, and the images of a user."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segeval import datasets, models, volume
from segeval.datasets import Prepared
from segeval.errors import SegevalError, UsageError
from segeval.records import Case, DatasetInfo, LabelNames, Split, Structure, as_structures, folder_name

if TYPE_CHECKING:
    from segeval.models import Predictor

OWN = "input"  # what a dataset is called that is the images of a user


def task_of(dataset: str | None, split: str | None, fold: int | None) -> Prepared:
    """Return the dataset that a model was made for, as it is prepared here, else as it is declared; OWN for none."""
    if dataset is None:
        if split is not None or fold is not None:
            msg = "--split and --fold are of a dataset. Give --dataset too, or leave them out."
            raise UsageError(msg)
        return as_dataset(_own({0: "background"}, (), 1), {})
    info = datasets.describe(dataset)
    if info.id in datasets.prepared_names():
        return datasets.load(info.id, split, fold=fold)
    named = datasets.with_fold(info.id, info.default_split, split, fold)
    return as_dataset(info, {}, Split(dataset=info.id, name=named, source=""))


def info_of(
    model: "str | Predictor[Any]", request: models.Request, labels: LabelNames | None
) -> tuple[DatasetInfo, int | None]:
    """Return what the labels of a model mean and how many channels it takes, None if nobody knows.

    Raises:
        UsageError: If nobody says what they mean, or two do.
    """
    info = request.data.info
    if info.id != OWN:
        if labels:
            msg = f"--labels and --dataset {info.id} both say what the labels mean; give one of them"
            raise UsageError(msg)
        return info, len(info.channels)
    if labels:
        structures = as_structures(labels)
        names = {value: f"label {value}" for each in structures for value in each.values}
        names |= {each.values[0]: each.name for each in structures if len(each.values) == 1}
        return _own({0: "background", **names}, structures, 1), None
    if not isinstance(model, str):
        names = {value: f"label {value}" for value in model.labels if value}
        return _own({0: "background", **names}, as_structures(names), 1), None
    from segeval.models._known import known

    said = known(model, request)
    if said is None:
        msg = f"{model}: {_lacking(model)}"
        raise UsageError(msg)
    return _own(said.labels, said.structures, said.channels), said.channels


def _lacking(model: str) -> str:
    """Return what a person must say of a model that does not say it itself."""
    if ":" in model:
        return "it does not say what its labels mean. Give --labels 1=liver,2=tumour, or --dataset NAME"
    from segeval._shelf import at_hand
    from segeval.zoo import get

    names = {folder_name(name): name for name in datasets.REGISTRY.items()}
    places = [names.get(place, place) for place in at_hand(get(model).id)]
    there = f"There are weights for {', '.join(places)}" if places else "There are none at hand"
    return f"which weights? Give --dataset NAME or --weights FOLDER. {there}"


def _own(labels: Mapping[int, str], structures: tuple[Structure, ...], channels: int) -> DatasetInfo:
    """Return the images of a user as a dataset."""
    return DatasetInfo(
        id=OWN,
        title="images of one's own",
        modality="other",
        channels=tuple(f"channel {number}" for number in range(channels)),
        ndim=3,
        unit="mm",
        labels=labels,
        structures=structures,
        counts={},
        license="",
        access="own",
        homepage="",
        citation="",
        default_split="all",
    )


def seen(info: DatasetInfo, channels: int | None, cases: Mapping[str, Case]) -> DatasetInfo:
    """Return a dataset with the dimensions, and where nobody knows them the channels, of the first image."""
    for case in cases.values() if info.id == OWN else ():
        with suppress(SegevalError):
            grid = volume.read_grid(case.images[0])
            count = channels or len(volume.read_image(case.images).array)
            names = tuple(f"channel {number}" for number in range(count))
            return replace(info, ndim=2 if len(grid.shape) == 2 else 3, unit=grid.unit, channels=names)
    return info


def as_dataset(info: DatasetInfo, cases: Mapping[str, Case], split: Split | None = None) -> Prepared:
    """Return images as what a model is opened for; its split is that of the model, whose cases these are not."""
    split = split or Split(dataset=info.id, name=info.default_split, source="", test=tuple(cases))
    return Prepared(
        info=info,
        split=split,
        splits=(split,),
        part="test",
        expected=tuple(cases),
        cases=dict(cases),
        rows={},
        label_digest="",
        instance_digest="",
        release="",
        root=Path(),
        partial=False,
    )
