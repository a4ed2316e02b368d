"""The file of a sweep, read and checked before anything is trained."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from segeval import datasets, store, zoo
from segeval._disk import parse_toml, read_object, read_text
from segeval._shelf import default_folder
from segeval.errors import UsageError
from segeval.models import beside, require_known
from segeval.records import folder_name
from segeval.registry import suggest
from segeval.sweep._entries import Entry, Untrained, answers
from segeval.training import loop
from segeval.training.options import Options, require_names

WHERE = ("datasets", "splits", "folds", "also")
LISTS = ("models", "seeds", *WHERE)
WORDS = (*LISTS, "label", "encoder", "choose")
OPTIONS = {each.name for each in fields(Options)} - {"seed", "previous", "encoder", "chosen"}


def read(file: Path) -> list[Entry | Untrained]:
    """Return the trainings of a sweep in the order of its file, and behind them what is not trained here.

    Raises:
        UsageError: If there is no such file, or a word or name in it is unknown; nothing is trained before that.
    """
    try:
        content = parse_toml(read_text(file))
    except (OSError, ValueError) as error:
        msg = f"{file} is not a sweep that can be read ({error})"
        raise UsageError(msg) from error
    try:
        entries = _all(content, file.parent)
    except UsageError as error:
        msg = f"{file}: {error}"
        raise type(error)(msg) from error
    board = _trainings(file.parent)
    return [_with_standing(entry, board.get((entry.name, entry.dataset, entry.split), [])) for entry in entries]


def _all(content: Mapping[str, Any], folder: Path) -> list[Entry | Untrained]:
    """Return what the tables of a file in ``folder`` ask for."""
    sound = all(
        isinstance(tables, list) and all(isinstance(each, dict) for each in tables) for tables in content.values()
    )
    if set(content) - {"train", "run"} or not any(content.values()) or not sound:
        msg = f"a sweep is tables [[train]] and [[run]], at least one; it has {', '.join(content) or 'nothing'}"
        raise UsageError(msg)
    trained = [entry for table in content.get("train", []) for entry in _entries(table, folder)]
    folders = [entry.folder for entry in trained]
    if double := next((each for each in folders if folders.count(each) > 1), None):
        msg = f"two trainings of it would go to {double}; leave one out, or give it a label or another seed"
        raise UsageError(msg)
    return [*trained, *(entry for table in content.get("run", []) for entry in _untrained(table, folder))]


def _with_standing(entry: Entry | Untrained, runs: Sequence[Mapping[str, Any]]) -> Entry | Untrained:
    """Return the entry with what stands on the board of it: a training with its options, or else any run."""
    if isinstance(entry, Untrained):
        return replace(entry, standing=bool(runs))
    return replace(entry, standing=next((each for each in runs if answers(entry, each)), {}))


def _trainings(board: Path) -> Mapping[tuple[str, str, str], list[Mapping[str, Any]]]:
    """Return what each run of a board tells of its training, empty if there is none, by model, dataset and split."""
    found: dict[tuple[str, str, str], list[Mapping[str, Any]]] = {}
    for run in store.find_runs(board):
        record = store.read_manifest(run).record
        training = read_object(run / "provenance.json", "Restore it.").get("training") or {}
        found.setdefault((record.model.id, record.data.dataset, record.data.split), []).append(training)
    return found


def _entries(table: Mapping[str, Any], folder: Path) -> Iterator[Entry]:
    """Yield the trainings of one table: its lists, each combined with the others."""
    _require_words(table, [*OPTIONS, *WORDS], f"words are {', '.join(WORDS)} and options")
    lists = _lists(table, LISTS)
    label, encoder = _text(table, "label", "long"), None
    options = _checked(Options(), {word: value for word, value in table.items() if word in OPTIONS})
    require_names(options)
    if name := _text(table, "encoder", "resnet34.pth"):
        encoder = folder / name
        options = replace(options, encoder=loop.named(encoder) if encoder.is_file() else encoder.name)
    for model, (dataset, split) in itertools.product(_required(lists, "models"), _places(lists)):
        name, _, arguments = model.partition(" ")
        network = zoo.get(name).id
        place = default_folder(zoo.full_name(network, zoo.parse_options(network, arguments)), dataset, split)
        size = options.patch or options.resize
        if fault := size and zoo.size_fault(zoo.get(network), size):
            msg = f"{fault} Put it into a table of another size."
            raise UsageError(msg)
        for seed in lists["seeds"] or [0]:
            told = [place.name, folder_name(label) if label else "", f"seed-{seed}" if seed else ""]
            yield Entry(
                model=network,
                model_args=arguments,
                dataset=dataset,
                split=split,
                options=replace(options, seed=seed),
                folder=place.with_name("-".join(filter(None, told))),
                label=label,
                encoder=encoder,
                also=tuple(lists["also"]),
                choices=_choices(table.get("choose", {})),
            )


def _untrained(table: Mapping[str, Any], folder: Path) -> Iterator[Untrained]:
    """Yield the runs of one table of what is not trained; a file that lies beside that of the sweep is found there."""
    _require_words(table, ["models", *WHERE], f"words are models, {', '.join(WHERE)}")
    models = table.get("models")
    if not isinstance(models, Mapping) or not models or not all(isinstance(each, str) for each in models.values()):
        msg = 'every [[run]] has a table [run.models] of names, as classical-otsu = "classical:otsu"'
        raise UsageError(msg)
    lists = _lists(table, WHERE)
    for (name, model), (dataset, split) in itertools.product(models.items(), _places(lists)):
        require_known(model)
        yield Untrained(
            name=name,
            model=beside(model, folder),
            dataset=dataset,
            split=split,
            also=tuple(lists["also"]),
        )


def _require_words(table: Mapping[str, Any], known: Sequence[str], hint: str) -> None:
    for word in table:
        if word not in known:
            raise suggest(noun="word", name=word, known=known, hint=f"{hint}.")


def _text(table: Mapping[str, Any], word: str, example: str) -> str:
    """Return a word of a table, empty where it lacks it; UsageError where it is not a text."""
    value = table.get(word, "")
    if not isinstance(value, str):
        msg = f'{word} is {value!r}; give a text, such as "{example}"'
        raise UsageError(msg)
    return value


def _lists(table: Mapping[str, Any], names: Sequence[str]) -> Mapping[str, list[Any]]:
    """Return the lists of a table by name, empty where it lacks one; UsageError where one holds something else."""
    lists = {name: table.get(name, []) for name in names}
    for name, value in lists.items():
        kind = int if name in ("folds", "seeds") else str
        if not isinstance(value, list) or not all(type(each) is kind for each in value):
            msg = f"{name} is {value!r}; give a list of {'whole numbers' if kind is int else 'texts'}"
            raise UsageError(msg)
    return lists


def _required(lists: Mapping[str, list[Any]], name: str) -> list[Any]:
    if not lists[name]:
        msg = f"a table lacks {name}; every [[train]] and [[run]] names models and datasets"
        raise UsageError(msg)
    return lists[name]


def _places(lists: Mapping[str, list[Any]]) -> Sequence[tuple[str, str]]:
    """Return every dataset of a table with each split, which is its default one where the table names none."""
    if lists["splits"] and lists["folds"]:
        msg = "a table has at most one of splits and folds"
        raise UsageError(msg)
    places = []
    for dataset in _required(lists, "datasets"):
        info = datasets.describe(dataset)
        folds = [datasets.with_fold(info.id, info.default_split, None, fold) for fold in lists["folds"]]
        places += [(info.id, split) for split in lists["splits"] or folds or [info.default_split]]
    return places


def _checked(base: Options, given: Mapping[str, Any]) -> Options:
    """Return options with some of another value; UsageError where one is of another kind."""
    read: dict[str, Any] = {}
    for word, value in given.items():
        default = getattr(base, word)
        read[word] = tuple(value) if isinstance(value, list) else value
        fits = isinstance(value, int) if isinstance(default, float) else False
        if not (fits or isinstance(read[word], type(default))) or (
            isinstance(value, bool) != isinstance(default, bool)
        ):
            msg = f"{word} = {value!r} is not what the option takes, such as {default!r}"
            raise UsageError(msg)
    return replace(base, **read)


def _choices(table: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """Return every combination of the values to choose among."""
    for word, values in table.items():
        if word not in OPTIONS or not isinstance(values, list) or len(values) < 2:
            msg = f"choose.{word} = {values!r}: name an option and a list of at least two values"
            raise UsageError(msg)
        for value in values:
            _checked(Options(), {word: value})
    combined = itertools.product(*table.values())
    return tuple(dict(zip(table, values, strict=True)) for values in combined) if table else ()
