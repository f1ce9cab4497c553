"""Scenarios written by the tests themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from .writing import ACTORS, AROUND, FULL, TABLES, Write


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write ``s.yaml`` and tables into an empty folder; the path of the scenario."""

    def made(text: str | bytes, **tables: str) -> Path:
        path = tmp_path / "s.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        for name, content in tables.items():
            (tmp_path / f"{name}.csv").write_text(content)
        return path

    return made


@pytest.fixture
def full(tmp_path: Path, write: Write) -> Write:
    """Write the full scenario with some tables replaced and text appended."""

    def made(more: str = "", **tables: str) -> Path:
        for name, content in TABLES.items():
            (tmp_path / name).write_text(content)
        return write(FULL + more, **tables)

    return made


@pytest.fixture
def actors(tmp_path: Path, write: Write) -> Write:
    """Write the scenario with actors, a text replaced in it and some tables."""

    def made(old: str = "", new: str = "", **tables: str) -> Path:
        assert ACTORS.count(old) == 1 or not old
        for name, content in AROUND.items():
            (tmp_path / name).write_text(content)
        return write(ACTORS.replace(old, new) if old else ACTORS + new, **tables)

    return made
