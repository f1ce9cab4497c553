"""An environment of its own for each peer, made when a bench first needs it.

    .bench/<peer>/       from ``peers/<peer>.txt``, whose first line says which Python it needs
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
PLACE = HERE.parent / ".bench"
LOOK = "import json, sys; print(json.dumps([*sys.version_info[:2], sys.executable]))"


class Missing(RuntimeError):
    """A peer that cannot be had here, and why."""


def python_of(peer: str) -> str:
    """Path of the Python of a peer's environment; made if need be.

    Raises
    ------
    Missing : no Python that is new enough, or its packages cannot be installed.
    """
    wanted = HERE / "peers" / f"{peer}.txt"
    first, *packages = [line for line in wanted.read_text(encoding="utf-8").splitlines() if line]
    least = tuple(int(part) for part in first.removeprefix("# python >= ").split("."))
    folder = PLACE / peer
    python, ready = folder / "bin" / "python", folder / "made-of.txt"
    if ready.exists() and ready.read_text(encoding="utf-8") == wanted.read_text(encoding="utf-8"):
        return str(python)
    shutil.rmtree(folder, ignore_errors=True)
    run([new_enough(least, peer), "-m", "venv", str(folder)], peer)
    run([str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", *packages], peer)
    shutil.copy(wanted, ready)
    return str(python)


def run(command: list[str], peer: str) -> None:
    """Run a command of the set-up."""
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode != 0:
        raise Missing(f"{peer}: {(ended.stderr.strip().splitlines() or ['failed'])[-1]}")


def new_enough(least: tuple[int, ...], peer: str) -> str:
    """A Python of this version or later."""
    for candidate in candidates():
        try:
            found = subprocess.run([candidate, "-c", LOOK], capture_output=True, text=True,
                                   check=True).stdout
        except (OSError, subprocess.CalledProcessError):
            continue
        *version, path = json.loads(found)
        if tuple(version) >= least:
            return str(path)
    raise Missing(f"{peer}: no Python {'.'.join(map(str, least))} or later found; name one in "
                  "FRONDE_PEER_PYTHON")


def candidates() -> list[str]:
    """Where a Python may be: as told, this one, on the path, among those of pyenv."""
    told = os.environ.get("FRONDE_PEER_PYTHON")
    names = [f"python3.{minor}" for minor in range(12, 20)]
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    kept = sorted(str(path) for path in pyenv.glob("3.*/bin/python"))
    return [*([told] if told else []), sys.executable, *names, *kept]
