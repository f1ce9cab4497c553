"""``--set path=value``: laid over a scenario before any check, so that both are checked alike."""

from __future__ import annotations

from collections.abc import Iterable

from fronde.mechanisms.catalogue import CATALOGUE
from fronde.scenario.complaints import Complaints, quote, suggestion
from fronde.scenario.places import Node, Place
from fronde.scenario.reading import tree
from fronde.scenario.yamlcore import UNPAIRED, parse

SETTABLE = ("time", "population", "contacts", "regime", "fixed", "responses", "metrics",
            "engine")


def override(
    root: Node,
    sets: Iterable[str],
    people: int | str | None,
    weeks: int | None,
    complaints: Complaints,
) -> None:
    """Lay the command line over a scenario; later ones win."""
    for text in sets:
        set_one(root, text, complaints)
    for path, value in ((("population", "people"), people), (("time", "weeks"), weeks)):
        if value is not None:
            place = Place(f"--{path[1]} {value}")
            lay(root, path, tree(value, place.file, complaints), complaints)


def set_one(root: Node, text: str, complaints: Complaints) -> None:
    """Lay one ``a.b=c`` over a scenario."""
    place = Place(f"--set {text}")
    name, equals, written = text.partition("=")
    path = tuple(part.strip() for part in name.split("."))
    if not equals or not all(path):
        return complaints.add(place, "write it as path=value, such as time.weeks=52")
    if UNPAIRED.search(text):
        return complaints.add(place, "not UTF-8")
    if path[0] in CATALOGUE:
        path = ("mechanisms", *path)
    if check_path(root, path, place, complaints):
        if not written.strip():  # a variable of the shell that was not set, most often
            return complaints.add(place, "there is no value after `=`; for the default write "
                                  f"{quote(name.strip() + '=null')}")
        value = parse(written, place.file, complaints, fixed=place)
        if path == ("thresholds",) and isinstance(value.value, dict):
            return complaints.add(place, "a table can only be given in the scenario file")
        lay(root, path, value, complaints)
    return None


def check_path(root: Node, path: tuple[str, ...], place: Place, complaints: Complaints) -> bool:
    """Whether a path can be set; its last part is left to the check of the section."""
    if path == ("thresholds",):
        return True
    if path[0] == "mechanisms":
        return check_parameter(root, path, place, complaints)
    if path[0] not in SETTABLE:
        present = root.at(("mechanisms",))
        roots = (*SETTABLE, "thresholds", "mechanisms", *(present.mapping if present else ()))
        if path[0] in root.mapping:
            complaints.add(place, f"{quote(path[0])} can only be set in the scenario file")
        else:
            hint = suggestion(path[0], roots)
            complaints.add(place, f"there is no setting {quote(path[0])}{hint}")
        return False
    return has_depth(path, 2, place, complaints)


def check_parameter(
    root: Node, path: tuple[str, ...], place: Place, complaints: Complaints
) -> bool:
    """Whether a path leads to a mechanism of the scenario."""
    present = root.at(("mechanisms",))
    names = present.mapping if present else {}
    if len(path) > 1 and path[1] not in names:
        if path[1] in CATALOGUE:
            complaints.add(place, f"the scenario has no mechanism `{path[1]}`: add it to the file "
                                  f"with mechanisms: {{{path[1]}: {{}}}}")
        else:
            hint = suggestion(path[1], names)
            complaints.add(place, f"no mechanism {quote(path[1])}{hint}")
        return False
    return has_depth(path, 3, place, complaints)


def has_depth(path: tuple[str, ...], depth: int, place: Place, complaints: Complaints) -> bool:
    """Whether a path names one entry of a section."""
    if len(path) == depth:
        return True
    name = quote(".".join(path))
    if len(path) < depth:
        complaints.add(place, f"{name} is a section: set one of its entries, such as "
                              f"{name[1:-1]}.x=1")
    else:
        complaints.add(place, f"there is no setting {name}: "
                              f"{quote('.'.join(path[:depth]))} is a single value")
    return False


def lay(root: Node, path: tuple[str, ...], value: Node, complaints: Complaints) -> None:
    """Set the value at a path, making the mappings on the way."""
    node = root
    for step in path[:-1]:
        child = node.child(step)
        if child is None:
            child = Node({}, value.place)
            node.put(step, child, value.place)
        if child.value is not None and not isinstance(child.value, dict):
            return  # the section's own check says what is wrong with it
        node = child
    node.put(path[-1], value, value.place)
