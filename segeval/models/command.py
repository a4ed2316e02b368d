"""Any program that reads an image and writes a label file: ``cmd:"program {image} {output}"``, run for every case.

The words are those of a shell, but no shell runs them: no variable, pipe or pattern. ``{image}`` is a file of ours, a
PNG for a picture, NIfTI for a volume with all its channels; ``{output}`` is where the program writes label values on
the same grid, as a file of the same kind. A container or a script is a program like any other.
"""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from segeval import volume
from segeval._disk import file_sha256
from segeval._guard import owning
from segeval.datasets import Prepared
from segeval.errors import BadData, UsageError
from segeval.models import Request, origin, refuse, scheme
from segeval.models._foreign import not_answered
from segeval.models._label_map import LabelMap, mapped_labels, parse_label_map
from segeval.models.python import Python, keywords
from segeval.records import Answerer, Mask, Volume, canonical, digest
from segeval.registry import suggest
from segeval.weights import trained_labels

PLACES = ("image", "output")
PLACE = re.compile(r"\{(image|output)\}")
SECONDS = 600.0  # for a case, where --model-args does not say
LINES, BYTES = 3, 4000  # of what a program printed last, for a message
BACKGROUND = """import gzip, struct, sys, zlib

def chunk(name, content):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

image, output = sys.argv[1:]
if image.endswith(".png"):
    size = open(image, "rb").read(24)[16:]
    wide, high = struct.unpack(">2I", size)
    rows = zlib.compress(bytes(high * (wide + 1)))
    parts = chunk(b"IHDR", size + bytes([8, 0, 0, 0, 0])) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    open(output, "wb").write(bytes([137, 80, 78, 71, 13, 10, 26, 10]) + parts)
else:
    head = bytearray(gzip.open(image).read(352))
    shape = struct.unpack("<8h", head[40:56])
    head[40:56], head[70:74] = struct.pack("<8h", 3, *shape[1:4], 1, 1, 1, 1), struct.pack("<2h", 2, 8)
    gzip.open(output, "wb").write(head + bytes(shape[1] * shape[2] * shape[3]))
"""


def fake(root: Path, data: Prepared) -> str:
    """Write a program that says background."""
    del data
    path = root / "background.py"
    path.write_text(BACKGROUND, encoding="utf-8")
    return f"{shlex.quote(sys.executable)} -I -S {shlex.quote(str(path))} {{image}} {{output}}"


@scheme("cmd", title="program that writes label files", example='cmd:"program {image} {output}"', fake=fake)
def command(line: str, request: Request) -> Python:
    """Run a program for every case; ``--model-args timeout=SECONDS`` is its time limit, 600 by default.

    What identifies it are its words and the content of those that are files, a program found on the path excepted.
    What it reads beside them, such as a folder of weights or the image of a container, is not seen: name its version.
    """
    refuse(request, "weights", "settings", "recipe", by="a program")
    words, seconds = _words(line), _seconds(request.options)
    info, text = request.data.info, request.label_map
    mapping = parse_label_map(text, info) if text else None
    suffix, labels = ".png" if info.ndim == 2 else ".nii.gz", trained_labels(info)
    if info.ndim == 2 and len(info.channels) not in (1, 3):
        msg = (
            f"cmd:{line}: {info.id} has pictures of {len(info.channels)} channels, which no PNG holds; use py: instead"
        )
        raise UsageError(msg)

    def answer(image: Volume) -> Mask:
        mask = asked(words, image, seconds, suffix=suffix)
        if mapping:
            return Mask(mapped_labels(mask.array, mapping, "{output}"), mask.grid)
        volume.require_labels(mask.array, labels, Path("{output}"))
        return mask

    files = {word: path for word in words if (path := _file(word))}
    shown = [word.replace(str(files[word]), files[word].name) if word in files else word for word in words]
    about = Answerer(
        id=request.name or " ".join(word for word in shown if not PLACE.search(word)),
        digest=digest([shown, [file_sha256(path) for path in files.values()], _targets(mapping)]),
        kind="command",
        settings={"command": shlex.join(shown), **({"map": _targets(mapping)} if mapping else {})},
        trained_on=origin(None, request.trained_on),
        not_answered=not_answered(mapping, info),
    )
    costs = {"seconds": seconds}
    return Python(function=answer, about=about, labels=tuple(labels), costs=costs)


def asked(words: list[str], image: Volume, seconds: float, *, suffix: str) -> Mask:
    """Return the label map that a program writes for an image, on the grid of the image.

    Raises:
        BadData: If it takes too long, fails, or writes nothing or something else; with its last words.
    """
    with tempfile.TemporaryDirectory(prefix="segeval-") as folder:
        given, output, said = (Path(folder) / name for name in (f"image{suffix}", f"output{suffix}", "said.txt"))
        volume.write_image(given, image)
        places = {"image": str(given), "output": str(output)}
        filled = [PLACE.sub(lambda found: places[found[1]], word) for word in words]
        code = _run(filled, said, seconds)
        if code is None:
            msg = f"{words[0]} ran longer than {seconds:g} s (--model-args timeout=SECONDS) and was ended{_last(said)}"
            raise BadData(msg)
        if code:
            what = f"was ended by signal {-code}" if code < 0 else f"ended with exit code {code}"
            msg = f"{words[0]} {what}{_last(said)}"
            raise BadData(msg)
        if not output.is_file():
            msg = f"{words[0]} ended well and wrote no {{output}}{_last(said)}"
            raise BadData(msg)
        try:
            mask = volume.read_mask(output)
        except BadData as error:
            msg = f"{words[0]}: {str(error).replace(str(output), '{output}')}"
            raise BadData(msg) from error
    volume.require_same_grid(image.grid, mask.grid, where=f"{words[0]}: {{output}}")
    return Mask(mask.array, image.grid)


def _run(words: list[str], said: Path, seconds: float) -> int | None:
    """Run a program in a process group of its own; return its exit code, None if it ran too long.

    Whatever of the group is left is ended in any case, also where this process is interrupted.
    """
    with said.open("wb") as file:
        try:
            process = subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT, start_new_session=True
            )
        except OSError as error:
            msg = f"{words[0]} cannot be started: {error.strerror or error}"
            raise BadData(msg) from error
    try:
        with owning(process.pid):
            return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        with suppress(ProcessLookupError, PermissionError):  # nobody is left; macOS says so by the latter
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _last(said: Path) -> str:
    """Return the last lines that a program printed, as the end of a message."""
    with said.open("rb") as file:
        file.seek(max(0, said.stat().st_size - BYTES))
        lines = file.read().decode(errors="replace").splitlines()
    kept = [" ".join(line.split()) for line in lines if line.strip()][-LINES:]
    return "; it said: " + " | ".join(kept) if kept else "; it said nothing"


def _words(line: str) -> list[str]:
    """Return the words of a command.

    Raises:
        UsageError: If it is none, there is no such program, or it does not say where image and output go.
    """
    advice = 'Give cmd:"program {image} {output}".'
    try:
        words = shlex.split(line)
    except ValueError as error:
        msg = f"cmd:{line}: {error}. {advice}"
        raise UsageError(msg) from error
    for place in re.findall(r"\{(\w*)\}", line):
        if place not in PLACES:
            noun = "place of a command"
            raise suggest(noun, place, PLACES, advice)
    if lacking := [place for place in PLACES if not any(f"{{{place}}}" in word for word in words[1:])]:
        msg = f"cmd:{line}: the command does not say where {{{lacking[0]}}} goes. {advice}"
        raise UsageError(msg)
    if shutil.which(words[0]) is None:
        msg = f"cmd:{line}: there is no program {words[0]!r} that can be run"
        raise UsageError(msg)
    return words


def _seconds(text: str) -> float:
    given = keywords(text)
    for key in given:
        if key != "timeout":
            noun = "option of a command"
            raise suggest(noun, key, ["timeout"], "It has timeout=SECONDS.")
    try:
        seconds = float(given.get("timeout", SECONDS))
    except ValueError:
        seconds = -1
    if not 0 < seconds < float("inf"):
        msg = f"--model-args {text!r}: timeout is a number of seconds for a case, above 0"
        raise UsageError(msg)
    return seconds


def _file(word: str) -> Path | None:
    """Return the file that a word names, also behind ``--option=``; a bare name is looked up elsewhere and is none."""
    path = Path(word.rpartition("=")[2]).expanduser()
    return path if path.is_file() else None


def _targets(mapping: LabelMap | None) -> dict[str, int]:
    targets: dict[str, int] = canonical(mapping.targets) if mapping else {}
    return targets
