"""Imports point down; what must be quick imports nothing heavy; public names are there."""

import ast
import importlib
import json
import re
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

import fronde

PACKAGE = Path(fronde.__file__).parent
# From the bottom up. A room may import itself and what lies below.
LAYERS = (
    ("errors", "plugins"), ("kernel", "arguments"), ("draws",),
    ("parameters", "bibliography", "states"), ("columns",), ("theory", "tables"), ("mechanisms",),
    ("vocabulary",), ("scenario",), ("world",), ("engine", "classics"), ("record",), ("evidence",),
    ("gallery",), ("study",), ("reporting",), ("explorer",), ("cli",), ("__main__",),
)
RANK = {room: rank for rank, layer in enumerate(LAYERS) for room in layer}
FILES = sorted(PACKAGE.rglob("*.py"))
LIGHT = ("numpy", "numba", "polars", "altair", "scipy", "sklearn", "loky", "scoringrules")


def room_of(module):
    """``fronde.engine.run`` is in ``engine``; None for the package itself."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else None


def imported(file):
    """Modules of the package that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name.startswith("fronde"))
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            if node.module and node.module.split(".")[0] == "fronde":
                yield from ([f"fronde.{name.name}" for name in node.names]
                            if node.module == "fronde" else [node.module])


def test_every_room_has_a_place():
    rooms = {room_of(module_of(file)) for file in FILES} - {None, "__init__"}
    assert rooms == set(RANK)


def module_of(file):
    """Dotted name of a file of the package."""
    parts = ("fronde", *file.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 2 else parts)


@pytest.mark.parametrize("file", FILES, ids=module_of)
def test_imports_point_down(file):
    room = room_of(module_of(file))
    if room == "__init__":
        assert list(imported(file)) == []
        return
    for module in imported(file):
        other = room_of(module)
        if other == "__version__":
            continue
        assert other == room or RANK[other] < RANK[room], f"{module_of(file)} imports {module}"


def test_no_two_modules_have_one_name():
    """Whoever reads ``store`` in a message or a stack of files knows which one is meant."""
    stems = Counter(file.stem for file in FILES if file.stem != "__init__")
    assert [stem for stem, count in stems.items() if count > 1] == []


def test_no_two_classes_have_one_name():
    """Each mechanism has a class ``Params`` of its own; that one name says what it is."""
    names = Counter(node.name for file in FILES
                    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
                    if isinstance(node, ast.ClassDef) and node.name != "Params")
    assert [name for name, count in names.items() if count > 1] == []


def test_what_is_printed_is_made_harmless_in_one_place():
    for file in (PACKAGE / "cli").glob("*.py"):
        if file.name != "manners.py":
            assert not re.findall(r"click\.echo|Console\(", file.read_text(encoding="utf-8")), file


def test_no_two_files_need_each_other():
    """No cycles, even within a room (imports inside functions do not count)."""
    needs = {module_of(file): top_level(file) for file in FILES}
    done: set[str] = set()

    def visit(module, path):
        assert module not in path, " -> ".join((*path, module))
        if module not in done:
            for other in needs.get(module, ()):
                visit(other, (*path, module))
            done.add(module)

    for module in needs:
        visit(module, ())


def top_level(file):
    """Modules that importing a file imports (a package is left out of its own files' needs)."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    names = {module_of(other) for other in FILES}
    found = set()
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("fronde"):
            inside = {f"{node.module}.{name.name}" for name in node.names} & names
            found |= inside or {node.module}
    return found - {module_of(file)}


def loaded_by(command):
    """Heavy packages in a fresh interpreter after a command."""
    code = f"""
import json, sys
from fronde.cli import main
try:
    main({command!r}, standalone_mode=False)
except SystemExit:
    pass
print()
print(json.dumps(sorted(set(sys.modules) & set({LIGHT!r}))))
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return json.loads(run.stdout.splitlines()[-1])


@pytest.mark.parametrize("command", [["--help"], ["run", "--help"], ["check"], ["schema"], ["odd"],
                                     ["gallery"], ["evidence", "read", "--help"]], ids=" ".join)
def test_quick_commands_import_nothing_heavy(command):
    assert loaded_by(command) == []


def test_importing_the_package_imports_nothing_heavy():
    code = f"import sys, fronde; print(sorted(set(sys.modules) & set({LIGHT!r})))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_words_about_a_run_do_without_charts():
    """``fronde run --no-report`` prints an answer; what draws would take longest to load."""
    code = """
import sys
import fronde.reporting.answer
from fronde.reporting.charting import alt
before = "altair.vegalite" in sys.modules
alt.Chart
print(before, "altair.vegalite" in sys.modules)
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False", "True"]


@pytest.mark.parametrize("name", fronde.__all__)
def test_public_names_are_there(name):
    assert getattr(fronde, name).__doc__


def test_the_surface_is_guarded():
    """A new public name is a decision; this list is where it is taken."""
    assert sorted(fronde.__all__) == [
        "EventObserver", "FrondeError", "Result", "ScenarioError", "branch", "bundled",
        "calibrate", "cite", "compare_rules", "draw_record", "ensemble", "expect_record", "load",
        "observe",
        "read_events", "record_page", "report", "respond", "schema", "sensitivity", "simulate",
        "test_claims"]
    assert set(dir(fronde)) == {*fronde.__all__, "__version__"}
    with pytest.raises(AttributeError, match="no attribute 'simulat'"):
        fronde.simulat  # noqa: B018


def test_layers_are_named_once():
    flat = [room for layer in LAYERS for room in layer]
    assert len(flat) == len(set(flat))
    assert all(RANK[a[0]] < RANK[b[0]] for a, b in pairwise(LAYERS))
    assert importlib.import_module("fronde.errors").FrondeError.exit_code == 1
