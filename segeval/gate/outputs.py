"""What a gate writes: a table, JSON, JUnit XML, Markdown for a summary or a comment, and annotations."""

import re
from collections.abc import Iterator
from dataclasses import asdict
from xml.etree import ElementTree as ET

from segeval._disk import to_json_text
from segeval.compare import quoted
from segeval.gate.runs import Gate, Line
from segeval.store import Run

SCHEMA = "segeval-gate/1"
MARKER = "<!-- segeval gate"  # by which a comment is found again and replaced
MOST = 20  # cases in a text that people read
LONGEST = 600  # characters of a remark
COMMENT = 60_000  # characters; GitHub takes 65 536
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SIGNS = {"not worse": "PASS", "worse": "FAIL", "inconclusive": "INCONCLUSIVE", "not comparable": "NOT COMPARABLE"}
COLUMNS = ("verdict", "structure", "metric", "cases", "baseline", "candidate", "gain", "limits", "margin", "needed")


def headline(found: Gate) -> str:
    """Return the verdict in one line."""
    models = f"{found.candidate.record.model.id} against {found.base.record.model.id}"
    line = f"{found.verdict}: {models} on {found.base.record.data.dataset} ({found.terms.profile})"
    within = " within the noise floor of the baseline" if found.noise else ""
    return f"{line}; all gated scores are equal{within}" if found.equal else line


def rows(found: Gate) -> list[dict[str, str]]:
    """Return a row of :data:`COLUMNS` for each metric of each structure. A gain above 0 is better in any metric."""
    return [dict(zip(COLUMNS, _cells(line), strict=True)) for line in found.lines]


def remarks(found: Gate) -> list[str]:
    """Return the reasons of the verdict, the cases that it names, and what to know beside it."""
    lines = [f"because {reason}" for reason in found.reasons]
    lines += [f"differs: {difference}" for difference in found.differences]
    lines += [f"{case}: {reason}" for case, reason in found.incomplete[:MOST]]
    named = [loss for loss in found.losses if loss.what != "worse"]
    lines += [
        f"{loss.case}: {loss.metric} of {loss.structure} {_number(loss.base)} -> {_number(loss.candidate)}, {loss.what}"
        for loss in named[:MOST]
    ]
    hidden = max(0, len(found.incomplete) - MOST) + max(0, len(named) - MOST)
    lines += [f"{hidden} more are in the JSON"] if hidden else []
    if found.verdict == "not worse":
        lines.append(f"{found.groups} groups cannot exclude collapses rarer than {found.unseen:.1%} of groups (3/n)")
    return [line[:LONGEST] for line in (*lines, *(f"note: {note}" for note in found.notes))]


def as_json(found: Gate) -> str:
    """Return everything that the gate says as JSON; no number where the runs are not comparable."""
    return to_json_text({
        "schema": SCHEMA,
        "verdict": found.verdict,
        "exit_code": found.exit_code,
        "dataset": found.base.record.data.dataset,
        "base": _identity(found.base),
        "candidate": _identity(found.candidate),
        "terms": asdict(found.terms),
        "equal": found.equal,
        "groups": found.groups,
        "unseen": found.unseen if found.groups else None,
        "reasons": found.reasons,
        "differences": found.differences,
        "incomplete": [{"case": case, "reason": reason} for case, reason in found.incomplete],
        "lines": [asdict(line) for line in found.lines],
        "losses": [asdict(loss) for loss in found.losses],
        "noise": asdict(found.noise) if found.noise else None,
        "notes": found.notes,
    })  # fmt: skip


def junit(found: Gate) -> str:
    """Return JUnit XML: a test for comparability, one for completeness, and one for each metric of each structure.

    What is worse failed, what is inconclusive was skipped, or failed where the terms are strict.
    """
    suite = ET.Element("testsuite", name=_xml(f"segeval gate {found.base.record.data.dataset}"))
    _test(suite, "comparable", "error" if found.differences else "", "; ".join(found.differences))
    if not found.differences:
        missing = "; ".join(f"{case}: {reason}" for case, reason in found.incomplete)
        _test(suite, "complete", "failure" if found.incomplete else "", missing)
        for line in found.lines:
            _test(suite, f"{line.metric} of {line.structure}", _outcome(found, line.verdict), _sentence(line))
        whole = _outcome(found, found.verdict)
        _test(suite, "gate", whole, "; ".join(found.reasons))
    tests = list(suite)
    for name, tag in (("tests", None), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(name, str(len(tests) if tag is None else sum(test.find(tag) is not None for test in tests)))
    suites = ET.Element("testsuites")
    suites.append(suite)
    ET.indent(suites)
    return ET.tostring(suites, encoding="unicode", xml_declaration=True) + "\n"


def markdown(found: Gate) -> str:
    """Return Markdown for the summary of a job."""
    lines = [f"## {SIGNS[found.verdict]}: {quoted(headline(found))}", ""]
    if found.lines:
        lines += [f"| {' | '.join(COLUMNS)} |", f"|{'---|' * 3}{'--:|' * (len(COLUMNS) - 3)}"]
        lines += [
            f"| {' | '.join((cells[0], *map(quoted, cells[1:3]), *cells[3:]))} |" for cells in map(_cells, found.lines)
        ]
        lines += [""]
    lines += [f"- {quoted(remark)}" for remark in remarks(found)]
    fallen = [loss for loss in found.losses if loss.what == "worse"][:MOST]
    if fallen:
        lines += ["", "<details><summary>Cases that lost most</summary>", ""]
        lines += ["| case | structure | metric | baseline | candidate |", "|---|---|---|--:|--:|"]
        for loss in fallen:
            names = " | ".join(map(quoted, (loss.case, loss.structure, loss.metric)))
            lines.append(f"| {names} | {_number(loss.base)} | {_number(loss.candidate)} |")
        lines += ["", "</details>"]
    return "\n".join([*lines, ""])


def comment(found: Gate) -> str:
    """Return the body of a comment whose first line tells which gate it is of, so that the next one can replace it."""
    name = re.sub(r"[^\w/.-]", "_", f"{found.base.record.data.dataset}/{found.terms.profile}").replace("--", "__")
    body = f"{MARKER} {name} -->\n{markdown(found)}"
    return body if len(body) <= COMMENT else body[: body.rindex("\n", 0, COMMENT)] + "\n\nThe rest is in the JSON.\n"


def annotations(found: Gate) -> Iterator[str]:
    """Yield commands that mark a job of GitHub Actions."""
    kind = "error" if found.exit_code else "warning" if found.verdict == "inconclusive" else "notice"
    yield f"::{kind} title=segeval gate::{_escaped(headline(found))}"
    for reason in (*found.reasons, *found.differences)[:MOST]:
        yield f"::{kind} title=segeval gate::{_escaped(reason)}"


def _cells(line: Line) -> tuple[str, ...]:
    return (
        line.verdict,
        line.structure,
        line.metric if line.unit == "1" else f"{line.metric} ({line.unit})",
        f"{line.n}" if line.n == line.groups else f"{line.n} in {line.groups} groups",
        _number(line.base),
        _number(line.candidate),
        _number(line.gain, "+.4f"),
        f"{line.low:+.4f} to {line.high:+.4f}" if line.low is not None and line.high is not None else "none",
        f"{line.margin:g}",
        "" if line.needed is None else f"{line.needed} groups",
    )


def _sentence(line: Line) -> str:
    cells = dict(zip(COLUMNS, _cells(line), strict=True))
    return "; ".join(f"{name} {cells[name]}" for name in COLUMNS if cells[name])


def _outcome(found: Gate, verdict: str) -> str:
    if verdict == "inconclusive":
        return "failure" if found.terms.strict else "skipped"
    return "failure" if verdict == "worse" else ""


def _test(suite: ET.Element, name: str, outcome: str, message: str) -> None:
    test = ET.SubElement(suite, "testcase", classname=suite.get("name", ""), name=_xml(name))
    if outcome:
        ET.SubElement(test, outcome, message=_xml(message))
    elif message:
        ET.SubElement(test, "system-out").text = _xml(message)


def _xml(text: str) -> str:
    """Return a text without the characters that XML 1.0 cannot hold."""
    return NOT_XML.sub("\ufffd", text)


def _escaped(text: str) -> str:
    """Return a text as the message of a command of GitHub Actions."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _number(value: float | None, style: str = ".4f") -> str:
    return "none" if value is None else format(value, style)


def _identity(run: Run) -> dict[str, object]:
    about = run.record.model
    return {"model": about.id, "digest": about.digest, "run_id": run.run_id, "comparability": run.record.comparability}
