"""Which runs are one row: the seeds of one model, and the folds of one cross-validation."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from segeval.records import Answerer, canonical, digest
from segeval.report._asked import deciding
from segeval.report._folds import FOLD, joined_digest, joined_name
from segeval.report._scores import Scores, averaged, read_scores
from segeval.report.rules import BoardRules
from segeval.store import Run


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Entry:
    """What one row is of: ``run`` stands for all of ``runs``, of which ``seeds`` are one after the other averaged.

    The folds of a cross-validation are one run over all cases.
    """

    run: Run
    runs: tuple[Run, ...]
    scores: Scores
    seeds: tuple[Scores, ...] = ()


def candidates(runs: Sequence[Run]) -> list[Run]:
    """Return runs, and each cross-validation of which all folds are there as one run."""
    return [*runs, *(whole for whole, _ in _cross_validations(runs))]


def entries(runs: Sequence[Run], rules: BoardRules) -> list[Entry]:
    """Return the rows of a board: folds joined, seeds averaged; a fold by itself where that is what it ranks on."""
    parts: list[tuple[Run, tuple[Run, ...]]] = []
    gone: set[int] = set()
    for whole, folds in _cross_validations(runs):
        ranks = not rules.differences(whole)
        parts.append((whole if ranks else _called(whole, f"{len(folds)} folds"), folds))
        gone |= {id(fold) for fold in folds if ranks or rules.differences(fold)}
    parts += [(run, (run,)) for run in runs if id(run) not in gone]
    groups: dict[str, list[tuple[Run, tuple[Run, ...]]]] = {}
    for run, members in parts:
        groups.setdefault(_but_for_seed(run), []).append((run, members))
    return [entry for group in groups.values() for entry in _averaged(group)]


def _averaged(group: Sequence[tuple[Run, tuple[Run, ...]]]) -> Iterator[Entry]:
    """Yield one entry for the seeds of a model; one for each run where a seed is unknown or there twice."""
    tables = [read_scores(run) for run, _ in group]
    seeds = [_seed(run.record.model) for run, _ in group]
    pairs = [set(table.columns) for table in tables]
    groups = [set(zip(table.cases, table.groups, strict=True)) for table in tables]
    alike = all(pair == pairs[0] for pair in pairs) and all(each == groups[0] for each in groups)
    if len(group) == 1 or None in seeds or len(set(seeds)) < len(seeds) or not alike:
        for (run, members), table in zip(group, tables, strict=True):
            yield Entry(run=run, runs=members, scores=table)
        return
    order = sorted(range(len(group)), key=lambda k: seeds[k] or 0)
    kept = [tables[k] for k in order]
    members = tuple(run for k in order for run in group[k][1])
    yield Entry(run=group[order[0]][0], runs=members, scores=averaged(kept), seeds=tuple(kept))


def _cross_validations(runs: Sequence[Run]) -> Iterator[tuple[Run, tuple[Run, ...]]]:
    """Yield the folds 0 to k, at least two, of one model as one run; their cases are disjoint."""
    families: dict[str, dict[int, list[Run]]] = {}
    for run in runs:
        found = FOLD.fullmatch(run.record.data.split)
        if found and run.record.data.part != "train":
            key = _but_for_fold(run, found["family"])
            families.setdefault(key, {}).setdefault(int(found["number"]), []).append(run)
    for folds in families.values():
        members = tuple(folds[number][0] for number in sorted(folds))
        single = all(len(each) == 1 for each in folds.values())
        cases = [case for run in members for case in run.record.data.case_ids]
        if len(folds) > 1 and single and sorted(folds) == list(range(len(folds))) and len(set(cases)) == len(cases):
            yield _whole(members), members


def _whole(folds: Sequence[Run]) -> Run:
    """Return the folds of a cross-validation as one run over all cases."""
    first, parts = folds[0], [run.record.data for run in folds]
    cases = sorted((case for run in folds for case in run.cases), key=lambda case: case.case_id)
    data = replace(
        parts[0],
        split=joined_name(parts[0].split, len(folds)),
        case_ids=tuple(case.case_id for case in cases),
        split_digest=joined_digest([part.split_digest for part in parts]),
        label_digest=joined_digest([part.label_digest for part in parts]),
        instance_digest=joined_digest([part.instance_digest for part in parts]),
        image_digest=joined_digest([part.image_digest for part in parts]),
    )
    model = first.record.model
    if model.trained_on and model.trained_on.split == parts[0].split:
        model = replace(model, trained_on=replace(model.trained_on, split=data.split))
    return replace(
        first,
        run_id=digest([run.run_id for run in folds])[:12],
        record=replace(first.record, data=data, model=model),
        cases=tuple(cases),
    )


def _called(run: Run, what: str) -> Run:
    """Return a run whose model is told from the one of the same name that has a rank, within brackets that it has."""
    model = run.record.model
    name = f"{model.id[:-1]}, {what})" if model.id.endswith(")") else f"{model.id} ({what})"
    return replace(run, record=replace(run.record, model=replace(model, id=name)))


def _but_for_fold(run: Run, family: str) -> str:
    """Return a digest of what the folds of a cross-validation share."""
    data = replace(run.record.data, split=family, split_digest="", label_digest="", instance_digest="", image_digest="")
    record = replace(run.record, data=replace(data, case_ids=()), model=_model(run.record.model, run.record.data.split))
    return digest([canonical(record), _training(run)])


def _but_for_seed(run: Run) -> str:
    """Return a digest of what the seeds of a model share: all but its weights and the seed itself."""
    return digest([canonical(replace(run.record, model=_model(run.record.model, None, seed=True))), _training(run)])


def _model(model: Answerer, split: str | None, *, seed: bool = False) -> Answerer:
    """Return a model without what differs from fold to fold of ``split``, or from seed to seed."""
    trained = model.trained_on
    if trained is not None and seed:
        trained = replace(trained, seed=None)
    if trained is not None and split is not None and trained.split == split:
        trained = replace(trained, split="", split_digest="", cases="")
    parts = tuple(_model(part, split, seed=seed) for part in model.parts)
    return replace(model, digest="", trained_on=trained, parts=parts)


def _training(run: Run) -> Mapping[str, object]:
    """Return the options that tell how a model was trained, as far as its run knows them; not the seed."""
    training = run.provenance.get("training")
    options = training.get("options") if isinstance(training, Mapping) else None
    return deciding(options) if isinstance(options, Mapping) else {}


def _seed(model: Answerer) -> int | None:
    return model.trained_on.seed if model.trained_on else None
