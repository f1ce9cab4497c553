"""What a user waits for before the first week: start of the command, loading, compiling."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

FRONDE = [sys.executable, "-m", "fronde"]


def everything(rounds: int = 5) -> dict[str, Any]:
    """Seconds by command; the whole country as ``make run`` plays it."""
    found: dict[str, Any] = {
        "help": middle([timed("--help") for _ in range(rounds)]),
        "check": middle([timed("check") for _ in range(rounds)]),
    }
    with tempfile.TemporaryDirectory() as folder:
        def small(name: str) -> list[str]:
            return ["run", "--weeks", "1", "--people", "100000", "--no-report",
                    "--out", str(Path(folder, name))]

        timed(*small("first"))
        found["warm"] = middle([timed(*small(f"warm-{k}")) for k in range(rounds)])
        found["cold"] = timed(*small("cold"), FRONDE_CACHE=str(Path(folder, "cold")))
        found["warmup"] = timed("warmup", FRONDE_CACHE=str(Path(folder, "warmup")))
        found["run"] = timed("run", "--out", str(Path(folder, "run")))
        manifest = json.loads(Path(folder, "run", "manifest.json").read_text(encoding="utf-8"))
        found["run, MB"] = manifest["peak_memory_mb"]
    return found


def timed(*arguments: str, **environment: str) -> float:
    """Seconds of a command; its output is thrown away."""
    begun = time.perf_counter()
    subprocess.run([*FRONDE, *arguments], check=True, capture_output=True,
                   env={**os.environ, **environment})
    return time.perf_counter() - begun


def middle(seconds: list[float]) -> float:
    """Median."""
    return statistics.median(seconds)
