"""What ``segeval clicks`` measured on the cases of a board, where its results lie in the folder of the board."""

from pathlib import Path

from segeval._disk import from_csv, parse_json, read_text, reading
from segeval.drawing import Curve

CLICKS, FILES = "clicks", ("request.json", "curve.csv")


def click_files(place: Path) -> list[Path]:
    """Return the files of clicks in the folder of a board, in order."""
    found = sorted(path.parent for path in place.glob(f"{CLICKS}/*/{FILES[0]}"))
    return [folder / name for folder in found for name in FILES]


def read_clicks(place: Path) -> tuple[list[Curve], int]:
    """Return the curves in the folder of a board, and the most cases that one rests on.

    Raises:
        DamagedFile: If a file is absent or is not what ``segeval clicks`` writes.
    """
    curves: list[Curve] = []
    most = 0
    for request, table in zip(click_files(place)[::2], click_files(place)[1::2], strict=True):
        with reading(request):
            asked = parse_json(read_text(request))
            name = f"{asked['model']['id']} + {asked['refine']['refiner']}"
        with reading(table):
            rows = from_csv(table)
            for structure in dict.fromkeys(row["structure"] for row in rows):
                own = [row for row in rows if row["structure"] == structure]
                most = max(most, *(int(row["cases"]) for row in own))
                curves.append(
                    Curve(
                        name=f"{name}, {structure}",
                        counts=tuple(int(row["clicks"]) for row in own),
                        means=tuple(float(row["mean"]) for row in own),
                        lows=tuple(float(row["low"]) if row["low"] else None for row in own),
                        highs=tuple(float(row["high"]) if row["high"] else None for row in own),
                    )
                )
    return curves, most
