"""Many lines about one fault become a few: three examples and how many more there are."""

import re
from collections import defaultdict
from collections.abc import Iterable

EXAMPLES = 3
COMPARED = 1000  # letters of a line that tell its kind; a name in it may be of any length
# What tells lines of one kind apart: paths and ids of cases, quoted names, and digits with the letters around them.
OWN = re.compile(r"'[^']*'|\S*[/\\]\S*|\b\w*\d\w*\b")


def grouped(lines: Iterable[str], place: object = "") -> list[str]:
    """Return lines in which each kind of fault has at most three examples, followed by a count of the others.

    Args:
        lines: Messages, one line each.
        place: Folder whose path in them says nothing, and may hold spaces.
    """
    kinds: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        kinds[OWN.sub("", (line.replace(str(place), "") if str(place) else line)[:COMPARED])].append(line)
    found: list[str] = []
    for alike in kinds.values():
        found += alike[:EXAMPLES]
        if len(alike) > EXAMPLES:
            found.append(f"... and {len(alike) - EXAMPLES} more of this kind, {len(alike)} in all")
    return found
