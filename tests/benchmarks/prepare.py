"""What preparing costs beside plainly reading and writing the files: ``python -m tests.benchmarks.prepare FOLDER``.

Writes synthetic scans of LiTS's size into FOLDER, then runs, each in a process of its own: reading image and mask and
writing both again (what any conversion does), and ``segeval data prepare``; first for ``.nii``, which are linked, then
for ``.nii.gz``, which are too. Prints seconds and the peak of resident memory.
"""

import argparse
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from segeval import volume
from segeval.records import Grid, Mask, Volume

READ_AND_WRITE = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from segeval import volume
raw, out = map(Path, sys.argv[1:])
out.mkdir()
def copy(path):
    if path.name.startswith("volume"):
        volume.write_image(out / path.name, volume.read_image(path))
    else:
        volume.write_mask(out / path.name, volume.read_mask(path))
with ThreadPoolExecutor(2) as pool:
    list(pool.map(copy, sorted(raw.glob("*.nii*"))))
"""
PREPARE = """
import sys
from pathlib import Path
from segeval import datasets
datasets.prepare("lits", sys.argv[1], root=Path(sys.argv[2]), allow_partial=True)
"""
PEAK = "\nimport re; print(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])"


def scan(shape: tuple[int, int, int], seed: int) -> tuple[Volume, Mask]:
    """Return noise in HU, which compresses about as well as CT, and a liver with a tumour."""
    rng = np.random.default_rng(seed)
    direction = ((0.0, 0.0, 1.0), (0.0, 1.0, 0.0), (1.0, 0.0, 0.0))
    grid = Grid(shape=shape, spacing=(1.5, 0.7, 0.7), origin=(0.0, 0.0, 0.0), direction=direction, unit="mm")
    image = rng.normal(60, 12, shape).round().astype(np.float32)
    image[:, : shape[1] // 3] = -1024
    mask = np.zeros(shape, np.uint8)
    mask[shape[0] // 4 : -shape[0] // 4, 200:400, 100:300] = 1
    mask[shape[0] // 3 : shape[0] // 2, 250:300, 150:200] = 2
    return Volume(image[None], grid), Mask(mask, grid)


def run(code: str, *arguments: Path) -> tuple[float, int]:
    """Return seconds and the peak of memory in MiB of a process."""
    started = time.perf_counter()
    command = [sys.executable, "-c", code + PEAK, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    return time.perf_counter() - started, int(done.stdout.split()[-1]) // 1024


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scans", type=int, default=4)
    parser.add_argument("--slices", type=int, default=400)
    given = parser.parse_args()
    for suffix in (".nii", ".nii.gz"):
        shutil.rmtree(given.folder, ignore_errors=True)
        raw = given.folder / "raw"
        raw.mkdir(parents=True)
        for number in range(given.scans):
            image, mask = scan((given.slices, 512, 512), number)
            volume.write_image(raw / f"volume-{number}{suffix}", image)
            volume.write_mask(raw / f"segmentation-{number}{suffix}", mask)
        size = sum(path.stat().st_size for path in raw.iterdir()) >> 20
        for name, code in (("read and write", READ_AND_WRITE), ("prepare", PREPARE)):
            seconds, peak = run(code, raw, given.folder / name.replace(" ", "-"))
            sys.stdout.write(f"{suffix:8}{size:6} MB  {name:15}{seconds:7.1f} s{peak:7} MB\n")
    shutil.rmtree(given.folder)


if __name__ == "__main__":
    main()
