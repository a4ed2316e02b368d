"""A sweep: models on datasets, splits and seeds, trained, run and scored; the file of it is the record of a board.

Every table ``[[train]]`` is a budget. Its lists (``models`` with their options, ``datasets``, ``splits`` or ``folds``,
``seeds``) are combined with each other; ``also`` lists further splits by which the same weights are scored; ``label``
tells models from those of another budget; ``encoder`` is a file beside that of the sweep; its other words are options
of ``segeval train``. In ``[train.choose]`` stand lists of values among which an inner validation part of the training
cases decides. docs/training.md has an example.
Every table ``[[run]]`` has what is not trained here: in ``[run.models]`` a name for each algorithm, pipeline of trained
weights, or model from elsewhere, and the same lists of where. A pipeline is a file beside that of the sweep.
That of which a run lies beside the file, as on a board, is done: boards grow on machines without its weights.
"""

import itertools
import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from segeval import datasets, runner, store, zoo
from segeval._disk import parse_toml, read_object, read_text
from segeval._shelf import FILE, default_folder
from segeval.errors import BadData, IncompleteRun, SegevalError, UsageError
from segeval.models import beside, require_known
from segeval.records import digest, folder_name, to_json
from segeval.registry import suggest
from segeval.training import loop
from segeval.training.options import Options
from segeval.weights import TRAINING

WHERE = ("datasets", "splits", "folds", "also")
LISTS = ("models", "seeds", *WHERE)
WORDS = (*LISTS, "label", "encoder", "choose")
INNER = 0.2  # of the training cases, where settings are chosen
OPTIONS = {each.name for each in fields(Options)} - {"seed", "previous", "encoder", "chosen"}
One = TypeVar("One")
log = logging.getLogger("segeval.sweep")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One training of a sweep and where its weights go; ``also`` are splits by which they are scored beside ``split``.

    ``encoder`` is a file whose weights the encoder starts with. ``choices`` are the settings to choose among, each in
    full. ``standing`` is what a run beside the file tells of this training, which then is done; empty if there is none.
    """

    model: str
    model_args: str
    dataset: str
    split: str
    options: Options
    folder: Path
    label: str = ""
    encoder: Path | None = None
    also: tuple[str, ...] = ()
    choices: tuple[Mapping[str, Any], ...] = ()
    standing: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the model is called on a board."""
        name = _full_name(self.model, self.model_args)
        return f"{name} ({self.label})" if self.label else name

    @property
    def asked(self) -> Mapping[str, Any]:
        """The model, as options of a run."""
        return {"model": self.model, "model_args": self.model_args, "weights": self.folder}


@dataclass(frozen=True, slots=True, kw_only=True)
class Untrained:
    """A model that a sweep only runs, and scores by ``split`` and by those of ``also``; ``standing``: it is done."""

    name: str
    model: str
    dataset: str
    split: str
    also: tuple[str, ...] = ()
    standing: bool = False

    @property
    def asked(self) -> Mapping[str, Any]:
        """The model, as options of a run."""
        return {"model": self.model}


class Row(NamedTuple):
    """An entry as a line of a table; ``dice`` is the mean over the structures of its validation cases.

    ``board`` says whether a run of it lies beside the file. What is not trained here has no seed, steps, Dice and time.
    """

    model: str
    dataset: str
    split: str
    seed: int | None = None
    steps: int | None = None
    done: int | None = None
    dice: float | None = None
    cpu_minutes: float | None = None
    board: str = "no"


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
    sound = all(
        isinstance(tables, list) and all(isinstance(each, dict) for each in tables) for tables in content.values()
    )
    if set(content) - {"train", "run"} or not any(content.values()) or not sound:
        msg = f"{file}: a sweep is tables [[train]] and [[run]], at least one; it has {', '.join(content) or 'nothing'}"
        raise UsageError(msg)
    trained = [entry for table in content.get("train", []) for entry in _entries(table, file)]
    folders = [entry.folder for entry in trained]
    if double := next((folder for folder in folders if folders.count(folder) > 1), None):
        msg = f"{file}: two trainings of it would go to {double}; leave one out, or give another seed"
        raise UsageError(msg)
    entries: list[Entry | Untrained] = [
        *trained,
        *(entry for table in content.get("run", []) for entry in _untrained(table, file)),
    ]
    board = _trainings(file.parent)
    return [_with_standing(entry, board.get((entry.name, entry.dataset, entry.split), [])) for entry in entries]


def share(entries: Sequence[One], shard: str | None) -> list[One]:
    """Return what the part ``1/2`` of a sweep does, so that two processes do all of it: every second entry."""
    if not shard:
        return list(entries)
    number, _, count = shard.partition("/")
    if not (number.isdigit() and count.isdigit() and 1 <= int(number) <= int(count)):
        msg = f"--shard {shard!r}: give NUMBER/COUNT, as 1/2 for the first of two"
        raise UsageError(msg)
    return list(entries[int(number) - 1 :: int(count)])


def work(entries: Sequence[Entry | Untrained], runs: Path) -> None:
    """Train, run and score each entry that is not done or on the board; what fails is told, and the others go on.

    Raises:
        IncompleteRun: At the end, with what failed.
    """
    failed: dict[str, str] = {}
    for number, entry in enumerate(entries, start=1):
        title = f"{entry.name} on {entry.dataset} ({entry.split})"
        title += f", seed {entry.options.seed}" if isinstance(entry, Entry) else ""
        log.info("sweep: %d of %d: %s%s", number, len(entries), title, " stands on the board" if entry.standing else "")
        if entry.standing:
            continue
        try:
            if isinstance(entry, Entry) and not is_trained(entry):
                _train(entry, _chosen(entry))
            for split in (entry.split, *entry.also):
                runner.run(
                    **entry.asked,
                    name=entry.name,
                    dataset=entry.dataset,
                    split=split,
                    output=runs,
                    save_predictions=True,  # of which boards draw pictures
                )
        except (SegevalError, RuntimeError, MemoryError) as error:  # of a network on one dataset, not of the others
            failed[title] = str(error).splitlines()[0] if str(error) else type(error).__name__
            log.warning("sweep: %s failed: %s", title, failed[title])
    if failed:
        some = "; ".join(f"{title}: {reason}" for title, reason in failed.items())
        msg = f"{len(failed)} of {len(entries)} entries failed, the same command tries them again: {some}"
        raise IncompleteRun(msg)


def rows(entries: Sequence[Entry | Untrained]) -> Iterator[Row]:
    """Yield how far each entry is, as its folder and the board tell."""
    for entry in entries:
        row = Row(entry.name, entry.dataset, entry.split, board="yes" if entry.standing else "no")
        if isinstance(entry, Untrained):
            yield row
            continue
        found = entry.standing or _report(entry.folder)
        dice = found.get("dice") or {}
        yield row._replace(
            seed=entry.options.seed,
            steps=entry.options.steps,
            done=found.get("step", 0),
            dice=round(sum(dice.values()) / len(dice), 4) if dice else None,
            cpu_minutes=round(found["cpu_seconds"] / 60, 1) if found else None,
        )


def is_trained(entry: Entry) -> bool:
    """Whether the folder of an entry holds weights of a training with its options; chosen ones may be any of them."""
    return (entry.folder / FILE).is_file() and _answers(entry, _report(entry.folder))


def _answers(entry: Entry, report: Mapping[str, Any]) -> bool:
    """Whether a training that tells so of itself is that of an entry."""
    known = report.get("options")
    if not isinstance(known, Mapping):
        return False
    known = {**to_json(Options()), **known}  # what came later than this training was at its default
    if entry.encoder and not entry.encoder.is_file():  # where it is not, its name decides
        known["encoder"] = known["encoder"].rpartition("@")[0]
    deciding = [each.name for each in fields(Options) if not each.metadata]
    asked = [to_json(replace(entry.options, **choice)) for choice in entry.choices or ({},)]
    return any(all(known[name] == each[name] for name in deciding) for each in asked)


def _with_standing(entry: Entry | Untrained, runs: Sequence[Mapping[str, Any]]) -> Entry | Untrained:
    """Return the entry with what stands on the board of it: a training with its options, or else any run."""
    if isinstance(entry, Untrained):
        return replace(entry, standing=bool(runs))
    return replace(entry, standing=next((each for each in runs if _answers(entry, each)), {}))


def _trainings(board: Path) -> Mapping[tuple[str, str, str], list[Mapping[str, Any]]]:
    """Return what each run of a board tells of its training, empty if there is none, by model, dataset and split."""
    found: dict[tuple[str, str, str], list[Mapping[str, Any]]] = {}
    for run in store.find_runs(board):
        record = store.read_manifest(run).record
        training = read_object(run / "provenance.json", "Restore it.").get("training") or {}
        found.setdefault((record.model.id, record.data.dataset, record.data.split), []).append(training)
    return found


def _report(folder: Path) -> Mapping[str, Any]:
    path = folder / TRAINING
    if not path.is_file():
        return {}
    try:
        return read_object(path, "")
    except BadData:  # a torn or foreign file, over which the training goes
        return {}


def _train(entry: Entry, options: Options, folder: Path | None = None) -> Mapping[str, float]:
    return loop.train(
        model=entry.model,
        model_args=entry.model_args,
        dataset=entry.dataset,
        split=entry.split,
        output=folder or entry.folder,
        options=options,
        encoder=entry.encoder,
    ).dice


def _chosen(entry: Entry) -> Options:
    """Return the options of an entry, those to choose being what the held-out training cases like best."""
    if not entry.choices:
        return entry.options
    reached = []
    for choice in entry.choices:
        tried = replace(entry.options, **choice, inner_val=INNER)
        dice = _train(entry, tried, entry.folder / "choice" / digest(choice))
        reached.append(sum(dice.values()) / max(1, len(dice)))
    best = max(range(len(reached)), key=lambda index: reached[index])
    words = ", ".join(f"{json.dumps(choice)}: {dice:.4f}" for choice, dice in zip(entry.choices, reached, strict=True))
    said = f"mean Dice on {INNER:.0%} of the training cases, held out by group: {words}"
    return replace(entry.options, **entry.choices[best], chosen=(said,))


def _entries(table: Mapping[str, Any], file: Path) -> Iterator[Entry]:
    """Yield the trainings of one table: its lists, each combined with the others."""
    _require_words(table, [*OPTIONS, *WORDS], f"words are {', '.join(WORDS)} and options", file)
    lists = _lists(table, LISTS, file)
    label, encoder = _text(table, "label", "long", file), None
    options = _checked(Options(), {word: value for word, value in table.items() if word in OPTIONS}, file)
    if name := _text(table, "encoder", "resnet34.pth", file):
        encoder = file.parent / name
        options = replace(options, encoder=loop.named(encoder) if encoder.is_file() else encoder.name)
    for model, (dataset, split) in itertools.product(_required(lists, "models", file), _places(lists, file)):
        name, _, arguments = model.partition(" ")
        network = zoo.get(name).id
        zoo.parse_options(network, arguments)
        size = options.patch or options.resize
        if fault := size and zoo.size_fault(zoo.get(network), size):
            msg = f"{file}: {fault} Put it into a table of another size."
            raise UsageError(msg)
        for seed in lists["seeds"] or [0]:
            place = default_folder(_full_name(network, arguments), dataset, split)
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
                choices=_choices(table.get("choose", {}), file),
            )


def _untrained(table: Mapping[str, Any], file: Path) -> Iterator[Untrained]:
    """Yield the runs of one table of what is not trained; a file that lies beside that of the sweep is found there."""
    _require_words(table, ["models", *WHERE], f"words are models, {', '.join(WHERE)}", file)
    models = table.get("models")
    if not isinstance(models, Mapping) or not models or not all(isinstance(each, str) for each in models.values()):
        msg = f'{file}: every [[run]] has a table [run.models] of names, as classical-otsu = "classical:otsu"'
        raise UsageError(msg)
    lists = _lists(table, WHERE, file)
    for (name, model), (dataset, split) in itertools.product(models.items(), _places(lists, file)):
        require_known(model)
        yield Untrained(
            name=name,
            model=beside(model, file.parent),
            dataset=dataset,
            split=split,
            also=tuple(lists["also"]),
        )


def _require_words(table: Mapping[str, Any], known: Sequence[str], hint: str, file: Path) -> None:
    for word in table:
        if word not in known:
            raise suggest(noun="word", name=word, known=known, hint=f"{file}: {hint}.")


def _text(table: Mapping[str, Any], word: str, example: str, file: Path) -> str:
    """Return a word of a table, empty where it lacks it; UsageError where it is not a text."""
    value = table.get(word, "")
    if not isinstance(value, str):
        msg = f'{file}: {word} is {value!r}; give a text, such as "{example}"'
        raise UsageError(msg)
    return value


def _lists(table: Mapping[str, Any], names: Sequence[str], file: Path) -> Mapping[str, list[Any]]:
    """Return the lists of a table by name, empty where it lacks one; UsageError where one holds something else."""
    lists = {name: table.get(name, []) for name in names}
    for name, value in lists.items():
        kind = int if name in ("folds", "seeds") else str
        if not isinstance(value, list) or not all(type(each) is kind for each in value):
            msg = f"{file}: {name} is {value!r}; give a list of {'whole numbers' if kind is int else 'texts'}"
            raise UsageError(msg)
    return lists


def _required(lists: Mapping[str, list[Any]], name: str, file: Path) -> list[Any]:
    if not lists[name]:
        msg = f"{file}: a table lacks {name}; every [[train]] and [[run]] names models and datasets"
        raise UsageError(msg)
    return lists[name]


def _places(lists: Mapping[str, list[Any]], file: Path) -> Sequence[tuple[str, str]]:
    """Return every dataset of a table with each split, which is its default one where the table names none."""
    if lists["splits"] and lists["folds"]:
        msg = f"{file}: a table has at most one of splits and folds"
        raise UsageError(msg)
    places = []
    for dataset in _required(lists, "datasets", file):
        info = datasets.describe(dataset)
        folds = [datasets.with_fold(info.id, info.default_split, None, fold) for fold in lists["folds"]]
        places += [(info.id, split) for split in lists["splits"] or folds or [info.default_split]]
    return places


def _checked(base: Options, given: Mapping[str, Any], file: Path) -> Options:
    """Return options with some of another value; UsageError where one is of another kind."""
    read: dict[str, Any] = {}
    for word, value in given.items():
        default = getattr(base, word)
        read[word] = tuple(value) if isinstance(value, list) else value
        fits = isinstance(value, int) if isinstance(default, float) else False
        if not (fits or isinstance(read[word], type(default))) or (
            isinstance(value, bool) != isinstance(default, bool)
        ):
            msg = f"{file}: {word} = {value!r} is not what the option takes, such as {default!r}"
            raise UsageError(msg)
    return replace(base, **read)


def _choices(table: Mapping[str, Any], file: Path) -> tuple[Mapping[str, Any], ...]:
    """Return every combination of the values to choose among."""
    for word, values in table.items():
        if word not in OPTIONS or not isinstance(values, list) or len(values) < 2:
            msg = f"{file}: choose.{word} = {values!r}: name an option and a list of at least two values"
            raise UsageError(msg)
        for value in values:
            _checked(Options(), {word: value}, file)
    combined = itertools.product(*table.values())
    return tuple(dict(zip(table, values, strict=True)) for values in combined) if table else ()


def _full_name(model: str, arguments: str) -> str:
    return zoo.full_name(model, zoo.parse_options(model, arguments))
