"""Benchmarks fit the code that they measure: what they import is there."""

import re
import runpy
from pathlib import Path

import pytest

BENCHMARKS = sorted((Path(__file__).parent.parent / "benchmarks").glob("*.py"))


@pytest.mark.parametrize("path", BENCHMARKS, ids=lambda path: path.stem)
def test_what_a_benchmark_imports_is_there(path, monkeypatch):
    """An ``ImportError`` here is what who measures would see."""
    monkeypatch.syspath_prepend(str(path.parent))
    assert runpy.run_path(str(path))["__doc__"]


def test_figures_name_no_build_of_a_kernel(monkeypatch):
    """The name of one machine's own build says nothing to a reader."""
    monkeypatch.syspath_prepend(str(BENCHMARKS[0].parent))
    import machine

    monkeypatch.setattr(machine.platform, "release", lambda: "6.18.44-own-v657")
    assert machine.described()["system"].endswith(" 6.18")
    kept = (BENCHMARKS[0].parent / "figures.json").read_text(encoding="utf-8")
    named = set(re.findall(r'"system": "([^"]*)"', kept))
    assert named and all(re.fullmatch(r"\w+ \d+\.\d+", one) for one in named)
