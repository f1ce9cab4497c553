"""Benchmarks fit the code that they measure: what they import is there."""

import runpy
from pathlib import Path

import pytest

BENCHMARKS = sorted((Path(__file__).parent.parent / "benchmarks").glob("*.py"))


@pytest.mark.parametrize("path", BENCHMARKS, ids=lambda path: path.stem)
def test_what_a_benchmark_imports_is_there(path, monkeypatch):
    """An ``ImportError`` here is what who measures would see."""
    monkeypatch.syspath_prepend(str(path.parent))
    assert runpy.run_path(str(path))["__doc__"]
