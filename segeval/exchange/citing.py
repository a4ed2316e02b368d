"""What to cite for a run or a board, and a paragraph of methods filled from what its runs record of themselves."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from segeval.errors import UnknownName, counted
from segeval.exchange.tables import printable, tex
from segeval.records import Answerer, unit_of
from segeval.store import Run

Describe = Callable[[str, str], Mapping[str, Any]]
Style = Literal["latex", "markdown"]
Part = str | tuple[str, ...]  # words, or the keys of what is cited there
Entries = dict[str, str]  # BibTeX by key

KEY = re.compile(r"@\w+\s*\{\s*([^,\s]+)\s*,")
# "Dice 1945, doi:10.2307/1932409"; words in front, "weights of", say what of it is used.
SOURCE = re.compile(r"(?:[a-z][\w ]* of )?(?P<who>[^\d,;]+?) (?P<year>\d{4}), (?P<rest>.+)")
DOI, ARXIV = re.compile(r"doi:(10\.\d{4,}/\S+?)(?=[,;]?(?:\s|$))"), re.compile(r"arXiv:(\d{4}\.\d{4,5})")
OWN_POLICY = "segeval-"  # under others a metric may be worth something else where masks are empty
TRAINING = ("steps", "batch", "learning_rate", "loss", "augment", "seed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """BibTeX entries, and a paragraph of methods that cites each of them."""

    bibtex: str
    methods: str


def cite(runs: Sequence[Run], describe: Describe, style: Style = "latex") -> Citation:
    """Return what to cite for runs on one dataset: the tool, the data, what defines the metrics, and the models.

    Args:
        runs: Finished runs, those of a board or a single one.
        describe: Returns what is declared of a kind ("datasets", "models", "metrics") under a name; UnknownName where
            nothing is.
        style: Of the paragraph: commands of LaTeX, or Markdown with citations as pandoc reads them.
    """
    entries: Entries = {}
    parts = [
        *_data(runs, describe, entries),
        *_metrics(runs, describe, entries),
        *_models(runs, describe, entries),
        *_machines(runs),
        *_limits(runs),
    ]
    methods = "".join(_rendered(part, style) for part in parts).strip()
    return Citation(bibtex="\n\n".join(entries.values()) + "\n", methods=methods + "\n")


def _rendered(part: Part, style: Style) -> str:
    if isinstance(part, str):
        return tex(part) if style == "latex" else printable(part)
    if not part:
        return ""
    return f"~\\cite{{{','.join(part)}}}" if style == "latex" else f" [{'; '.join(f'@{key}' for key in part)}]"


def _data(runs: Sequence[Run], describe: Describe, entries: Entries) -> Iterator[Part]:
    run, data = runs[0], runs[0].record.data
    about = run.provenance.get("dataset", {})
    yield f"Segmentations were scored with segeval {_joined(r.provenance.get('segeval') for r in runs)}"
    if commits := _joined(str(r.provenance["commit"])[:12] for r in runs if r.provenance.get("commit")):
        yield f" (commit {commits})"
    yield _tool(runs, entries)
    groups = {case.group or case.case_id for case in run.cases}
    of_groups = f" of {counted(len(groups), 'group')}" if len(groups) < len(run.cases) else ""
    yield (
        f" on {counted(len(run.cases), 'case')}{of_groups}, the part {data.part} of the split {data.split} "
        f"(digest {data.split_digest}) of {about.get('title') or data.dataset}"
    )
    citation = about.get("citation") or _declared(describe, "datasets", data.dataset).get("citation") or ""
    yield _added(citation, entries)
    yield ". "
    if source := run.provenance.get("split_source"):
        yield f"The split is that of: {str(source).rstrip('.')}. "


def _metrics(runs: Sequence[Run], describe: Describe, entries: Entries) -> Iterator[Part]:
    run, rules = runs[0], runs[0].record.rules
    names = ", ".join(structure.name for structure in run.record.data.structures)
    yield f"For each case and structure ({names}) we report on the {rules.grid} grid: "
    rest: dict[str, list[str]] = {}
    for k, name in enumerate(rules.metrics):
        info, declared = run.reading(name), _declared(describe, "metrics", name)
        unit = unit_of(info.unit, run.record.data.unit)
        formula = str(declared.get("formula", "")).split("\n\n")[0].replace("\n", " ").rstrip(".:")
        yield ("; " if k else "") + info.title + (f" in {unit}" if unit != "1" else "")
        yield f" ({formula})" if formula else ""
        yield _added_sources(str(declared.get("source", "")), entries)
        if declared and rules.policy.startswith(OWN_POLICY):
            rest.setdefault(_empty_rule(declared["empty"]), []).append(info.title)
    yield f". Empty masks count by the policy {rules.policy}: "
    yield "; ".join(f"{words} ({', '.join(titles)})" for words, titles in rest.items()) or "see what it declares"
    yield (
        ". Cases without a value are left out of the mean and counted; where distances rank, a missed structure counts "
        "with the diagonal of the image. Means have 95 % intervals by the cluster bootstrap-t over groups of cases "
        "(Student's t below 10 groups, none below 5). "
    )


def _models(runs: Sequence[Run], describe: Describe, entries: Entries) -> Iterator[Part]:
    for run in runs:
        record = run.record
        yield f"{record.model.id}"
        yield tuple(
            dict.fromkeys(
                key
                for name in _architectures(record.model)
                for key in _added(str(_declared(describe, "models", name).get("citation", "")), entries)
            )
        )
        yield f" ({record.model.kind}, digest {record.model.digest[:12]}, run {run.run_id}"
        yield f", {params:,} parameters)" if (params := run.provenance.get("params")) else ")"
        yield f" was trained on {record.model.trained_on}" if record.model.trained_on else " is of unknown training"
        yield from _training(run)
        yield ". "


def _training(run: Run) -> Iterator[str]:
    training = run.provenance.get("training")
    if not isinstance(training, Mapping):
        return
    options = training.get("options") or {}
    told = [f"{name.replace('_', ' ')} {options[name]}" for name in TRAINING if name in options]
    yield f" ({', '.join(told)})" if told else ""
    yield f"; weights: {training['checkpoint_selection']}" if training.get("checkpoint_selection") else ""


def _machines(runs: Sequence[Run]) -> Iterator[str]:
    """Yield on what the runs were computed, each machine once."""
    found = []
    for run in runs:
        about = run.provenance
        gpus = about.get("gpus") or []
        torch = (about.get("packages") or {}).get("torch")
        if machine := ", ".join(map(str, gpus)) or about.get("cpu") or about.get("platform"):
            found.append(f"{machine}{'' if gpus else ', no GPU'}" + (f", torch {torch}" if torch else ""))
    if found:
        yield f"Runs were computed on {_joined(found)}. "


def _limits(runs: Sequence[Run]) -> Iterator[str]:
    """Yield what a reader must know before the numbers are compared."""
    about = runs[0].provenance.get("dataset", {})
    yield f"{str(about['split_note']).rstrip('.')}. " if about.get("split_note") else ""
    for run in runs:
        lost = [case.status for case in run.cases if case.status != "ok"]
        notes = [*run.record.marks, *([f"{len(lost)} of {len(run.cases)} cases have no score"] if lost else [])]
        yield f"{run.record.model.id} (run {run.run_id}): {'; '.join(notes)}. " if notes else ""


def _tool(runs: Sequence[Run], entries: Entries) -> tuple[str, ...]:
    said = {key: str(runs[0].provenance.get(key, "")) for key in ("segeval", "date", "commit")}
    about = {key: re.sub(r"[{}\\]", "", text) for key, text in said.items()}
    fields = {
        "title": "segeval: an evaluation harness for medical image segmentation",
        "author": "{The segeval developers}",
        "version": about["segeval"],
        "year": about["date"][:4],
        "note": f"Commit {about['commit']}" if about["commit"] else "",
    }
    return _added(_entry("software", "segeval", fields), entries)


def _added(citation: str, entries: Entries) -> tuple[str, ...]:
    """Add the entries of a text of BibTeX; return their keys."""
    keys = KEY.findall(citation)
    if keys:
        entries.setdefault(keys[0], citation.strip())
    return tuple(keys)


def _added_sources(source: str, entries: Entries) -> tuple[str, ...]:
    """Add an entry for each paper that a metric names as its source; return their keys."""
    keys: list[str] = []
    for text in re.split("; |, and of ", source):
        found = SOURCE.fullmatch(text)
        if not found:
            continue
        who, year, rest = found["who"].strip(), found["year"], found["rest"]
        doi, arxiv = DOI.search(rest), ARXIV.search(rest)
        fields = {
            "author": who.replace(" et al.", " and others"),
            "year": year,
            "doi": doi[1] if doi else "",
            "eprint": arxiv[1] if arxiv else "",
            "note": "" if doi or arxiv else rest,
        }
        word = re.sub(r"[^a-z]", "", who.split(" and ")[0].removesuffix(" et al.").lower())
        keys += _added(_entry("misc", f"{word}{year}", fields), entries)
    return tuple(keys)


def _entry(kind: str, key: str, fields: Mapping[str, str]) -> str:
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@{kind}{{{key},\n" + ",\n".join(lines) + "\n}"


def _declared(describe: Describe, kind: str, name: str) -> Mapping[str, Any]:
    try:
        return describe(kind, name)
    except UnknownName:
        return {}


def _architectures(model: Answerer) -> tuple[str, ...]:
    """Return the names of the networks that a model is of, those of all parts of a strategy."""
    if model.parts:
        return tuple(dict.fromkeys(name for part in model.parts for name in _architectures(part)))
    recipe = model.settings.get("recipe") or {}
    return (str(recipe.get("model") or model.id.partition("[")[0]),)


def _empty_rule(empty: Mapping[str, Any] | None) -> str:
    """Return in words what a metric is worth where masks are empty."""
    if empty is None:
        return "the formula holds for empty masks"
    worth = {name: "no value" if value is None else str(value) for name, value in empty.items()}
    if len(set(worth.values())) == 1:
        return f"{worth['both']} if a mask is empty"
    return (
        f"both empty {worth['both']}, only the reference empty {worth['reference']}, "
        f"only the prediction empty {worth['prediction']}"
    )


def _joined(words: Any) -> str:
    return ", ".join(dict.fromkeys(str(word) for word in words if word))
