"""What a result depends on beside its inputs: versions, hardware, the command."""

import os
import platform
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from segeval import __version__

PACKAGES = ("torch", "numpy", "scipy", "llvmlite", "scikit-image", "nibabel", "SimpleITK", "isal")


def describe() -> dict[str, Any]:
    """Return when, where, by which command and with which versions this process works."""
    packages = {}
    for name in PACKAGES:
        with suppress(PackageNotFoundError):
            packages[name] = version(name)
    return {
        "segeval": __version__,
        **_source(),
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "argv": [_shown(word) for word in sys.argv],
        "python": platform.python_version(),
        **machine(),
        "packages": packages,
    }


def machine() -> dict[str, Any]:
    """Return what computes: system, processor and, where torch is in use, its threads and graphics processors."""
    return {
        "platform": f"{platform.system()} {platform.machine()}",
        "cpu": _cpu(),
        "cpus": os.cpu_count(),
        **_torch(),
    }


def _shown(word: str) -> str:
    """Return a word of the command; of a path of this machine only the name, which says nothing of where it lies."""
    name, equals, value = word.partition("=") if word.startswith("--") else ("", "", word)
    return f"{name}{equals}{Path(value).name if Path(value).is_absolute() else value}"


def _source() -> dict[str, Any]:
    """Return the commit that the package lies in and whether files differ from it; nothing for an installed one."""
    here = Path(__file__).parent

    def git(*arguments: str) -> str:
        done = subprocess.run(
            ["git", "-C", str(here), *arguments], capture_output=True, encoding="utf-8", timeout=10, check=True
        )
        return done.stdout.strip()

    try:
        if Path(git("rev-parse", "--show-toplevel")) != here.parent.resolve():
            return {}  # a checkout of something else, with a virtual environment in it
        return {"commit": git("rev-parse", "HEAD"), "dirty": bool(git("status", "--porcelain", "-uno"))}
    except (OSError, subprocess.SubprocessError):
        return {}


def _cpu() -> str:
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor()


def _torch() -> dict[str, Any]:
    """Return threads and graphics processors, where torch is in use."""
    torch = sys.modules.get("torch")
    if torch is None:
        return {}
    gpus = [torch.cuda.get_device_name(k) for k in range(torch.cuda.device_count())]
    return {"threads": torch.get_num_threads(), "gpus": gpus, "cuda": torch.version.cuda}
