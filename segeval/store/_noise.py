"""How much the answers of one model to one case differ: a file of a run for which that was measured."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from segeval._disk import read_object, replace, to_json_text
from segeval.errors import BadData, DamagedFile, counted
from segeval.records import canonical, decode

NOISE = "noise.json"
SCHEMA = "segeval-noise/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """By how much a metric of a structure differs between the first answer and another one, in its unit.

    ``case`` is the largest change of a case and ``mean`` that of the mean over cases; ``one_sided`` counts cases that
    have a value by one of two answers only.
    """

    structure: str
    metric: str
    unit: str
    case: float
    mean: float
    one_sided: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """The noise floor of a run: every one of ``cases`` has so many ``answers``, the one that was scored included.

    ``moved`` of ``voxels`` have another label than by the first answer, all other answers counted; ``cases_moved`` are
    the cases of which any has.
    """

    answers: int
    cases: int
    cases_moved: int
    moved: int
    voxels: int
    changes: tuple[Change, ...]


def write_noise(run: Path, noise: Noise) -> None:
    """Write the noise floor of a run beside its scores."""
    replace(run / NOISE, to_json_text({"schema": SCHEMA, **canonical(noise)}))


def read_noise(run: Path) -> Noise | None:
    """Return the noise floor of a run, None where nobody measured it.

    Raises:
        DamagedFile: If the file is not what was written.
    """
    path = run / NOISE
    if not path.is_file():
        return None
    again = "Measure it again: segeval run --repeat 3"
    content: dict[str, Any] = read_object(path, again)
    try:
        if content.pop("schema", None) != SCHEMA:
            msg = f"its schema is not {SCHEMA}"
            raise BadData(msg)
        noise = decode(Noise, content)
        if any(not 0 <= change.mean <= change.case for change in noise.changes):
            msg = "a change of a mean is larger than that of any case"
            raise BadData(msg)
    except BadData as error:
        msg = f"{path}: {error}. {again}"
        raise DamagedFile(msg) from error
    return noise


def noise_words(noise: Noise) -> Iterator[str]:
    """Yield what a person wants to know of a noise floor, a line each."""
    where = f"{noise.answers} answers to each of {counted(noise.cases, 'case')}"
    if not noise.moved and not any(change.case or change.one_sided for change in noise.changes):
        yield f"{where}: all are equal"
        return
    share = noise.moved / max(noise.voxels, 1)
    yield f"{where}: {share:.2g} of the voxels differ, in {counted(noise.cases_moved, 'case')}"
    for change in noise.changes:
        if change.case or change.one_sided:
            unit = "" if change.unit == "1" else f" {change.unit}"
            one = f"; {counted(change.one_sided, 'case')} with one value" if change.one_sided else ""
            yield (
                f"{change.metric} of {change.structure}: up to {change.case:.2g}{unit} in a case, "
                f"{change.mean:.2g}{unit} in the mean{one}"
            )
