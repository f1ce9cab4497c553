"""From files, bundled names or plain mappings to one tree of values with places."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from fronde.parameters import PRIORS
from fronde.scenario import sources
from fronde.scenario.complaints import Complaints, quote, suggestion
from fronde.scenario.csv_tables import inline
from fronde.scenario.places import Node, Place
from fronde.scenario.values import OWN
from fronde.scenario.yamlcore import DEEPEST, LONGEST_NUMBER, parse, unfit

LONGEST_CHAIN = 10  # scenarios that extend one another
MOST_VALUES = 40_000  # of a text that belongs to no folder; the bundled case has some 4,300


class Source(NamedTuple):
    """A tree that was read, and the name of what it was read from."""

    root: Node
    name: str


def read_source(source: Any, complaints: Complaints) -> Source:
    """Read a path, a bundled name or a plain mapping, with all that it extends."""
    if isinstance(source, Mapping):
        root = tree(source, "document", complaints)
        return Source(inline_tables(root, None, (), complaints), "scenario")
    path, title = sources.find(source, complaints)
    return Source(read_file(path, title, (), complaints), sources.name_of(path))


def read_text(text: str, title: str, complaints: Complaints) -> Node:
    """Read a scenario from text that belongs to no folder: it can refer to no file."""
    root = parse(text, title, complaints, most=MOST_VALUES)
    if root.value is None:
        complaints.stop(Place(title), "the text is empty")
    return inline_tables(root, None, (), complaints)


def read_file(
    path: Path, title: str, above: tuple[Path, ...], complaints: Complaints
) -> Node:
    """Read one scenario file; ``above`` are the files that extend it."""
    text = sources.read(path, title, Place(title), complaints)
    if text is None:
        complaints.finish()
    root = parse(text or "", title, complaints)
    if root.value is None:
        complaints.stop(Place(title), "the file is empty")
    real = path.resolve()
    return inline_tables(root, real.parent, (*above, real), complaints)


def inline_tables(
    root: Node, folder: Path | None, above: tuple[Path, ...], complaints: Complaints
) -> Node:
    """A tree with its tables inlined, laid over what it extends."""
    if not isinstance(root.value, dict):
        complaints.stop(root.place, f"a scenario must be a mapping, not {quote(root.value)}")
    normalise(root)
    inline(root, folder, complaints)
    base = read_base(root, folder, above, complaints)
    if base is not None:
        base.mapping.pop("name", None)
        merge(base, root)
        base.place = root.place
    return base or root


def normalise(root: Node) -> None:
    """Drop sections left empty; a mechanism without settings is an empty mapping."""
    for key in [key for key, node in root.mapping.items() if node.value is None]:
        del root.mapping[key]
    mechanisms = root.at(("mechanisms",))
    for node in mechanisms.mapping.values() if mechanisms else ():
        if node.value is None:
            node.value = {}


def read_base(
    root: Node, folder: Path | None, above: tuple[Path, ...], complaints: Complaints
) -> Node | None:
    """What the scenario extends, if anything."""
    node = root.mapping.pop("extends", None)
    if node is None:
        return None
    if not isinstance(node.value, str):
        complaints.stop(node.place, f"`extends` must be a scenario's name, not "
                        f"{quote(node.value)}")
    path, title = base_file(node.value, folder, node.place, complaints)
    if path.resolve() in above:
        complaints.stop(node.place, f"{quote(node.value)} extends itself, directly or through "
                        "another scenario")
    if len(above) >= LONGEST_CHAIN:
        complaints.stop(node.place, f"more than {LONGEST_CHAIN} scenarios extend one another")
    return read_file(path, title, above, complaints)


def base_file(
    name: str, folder: Path | None, place: Place, complaints: Complaints
) -> tuple[Path, str]:
    """The file of a bundled scenario, or one in the same folder."""
    bundled = sources.cases() | sources.gallery()
    if name in bundled:
        return bundled[name], sources.title_of_bundled(name, bundled[name])
    if not name.endswith((".yaml", ".yml")):
        hint = suggestion(name, bundled)
        complaints.stop(place, f"no bundled scenario {quote(name)}{hint}. The name of a file "
                        "must end in .yaml")
    if folder is None:
        complaints.stop(place, "a text can only extend bundled scenarios")
    path = sources.inside(folder, name, place, complaints)
    if path is None:
        complaints.finish()
    assert path is not None, "without a path there is a complaint"
    return path, name


def merge(base: Node, top: Node) -> None:
    """Lay one tree over another: mappings merge, everything else replaces."""
    for key, node in top.mapping.items():
        below = base.child(key)
        if below is not None and merges(below, node):
            merge(below, node)
            below.place = node.place
            base.keys[key] = top.keys[key]
        else:
            base.put(key, node, top.keys[key])


def merges(below: Node, above: Node) -> bool:
    """Whether two values are mappings; a prior replaces a prior: half of each is neither."""
    prior = any(kind in above.mapping for kind in (*PRIORS, OWN))
    return isinstance(below.value, dict) and isinstance(above.value, dict) and not prior


def tree(value: Any, path: str, complaints: Complaints, depth: int = 0) -> Node:
    """A plain value, such as one read from JSON, as a tree; places are paths."""
    place = Place(path)
    if depth > DEEPEST:
        complaints.stop(place, f"nested more than {DEEPEST} deep")
    if hasattr(value, "tolist"):  # numpy's
        value = value.tolist()
    if isinstance(value, Mapping):
        node = Node({}, place)
        for key, item in value.items():
            if not isinstance(key, str):
                complaints.stop(place, f"a key must be a text, not {quote(key)}")
            child = f"{path}.{key}" if depth else f"{path}: {key}"
            node.put(key, tree(item, child, complaints, depth + 1), Place(child))
        return node
    if isinstance(value, (list, tuple)):
        items = [tree(v, f"{path}[{i}]", complaints, depth + 1) for i, v in enumerate(value)]
        return Node(items, place)
    if isinstance(value, str) and (wrong := unfit(value)):
        complaints.stop(place, wrong)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**LONGEST_NUMBER:
        value = float("inf") if value > 0 else float("-inf")
    if value is not None and not isinstance(value, (str, int, float, bool, date)):
        complaints.stop(place, f"must be a plain value, not a {type(value).__name__}")
    return Node(value, place)
