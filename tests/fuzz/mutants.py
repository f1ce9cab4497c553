"""Scenarios that somebody got wrong: a country that runs, changed in some places.

What is changed keeps the structure of a scenario, so that most changes go deep: a value becomes
one of another kind, a name one of another list, a part is lost, doubled, moved or wrapped.
"""

from __future__ import annotations

import copy
import datetime
import math
from collections.abc import Iterator
from typing import Any

import yaml
from hypothesis import strategies as st
from laws.small import document

from fronde.mechanisms.catalogue import CATALOGUE
from fronde.parameters import parameters_of
from fronde.vocabulary import COLUMNS, NATION

Tree = dict[str, Any] | list[Any]

NAMES = tuple(dict.fromkeys((
    *CATALOGUE, *(p.name for one in CATALOGUE.values() for p in parameters_of(one.params)),
    *(column.name for column in (*COLUMNS, *NATION)), "n", "s", "w", "a", "b", "X", "all", "prior",
    "nation", "region", "group", "community", "state", "regime.war", "mobilisation.threshold",
    "repression.arrests", "look-ahead", "fixed", "lhs", "plain", "contrast", "before", "value")))
NUMBERS = st.one_of(
    st.sampled_from([0, 1, -1, 0.5, 1e-300, 1e300, -1e9, 1e9, 10**9, 10**40, math.inf, -math.inf,
                     math.nan, 5200, 5201, 2**31, 2**63, 2**64]),
    st.integers(-10, 200), st.floats())
TEXTS = st.one_of(
    st.sampled_from([
        "", " ", "0", "1e4", "60.0", "1_000", "0.5 share", "0.25 1/week", "2021-01-18",
        "2021-02-30", "0021-01-01", "../../victim", "/abs", "~", "a\0b", "\x1b]52;c;eA==\x07",
        "\u200bn", "n\u202e", "<script>", "{{7*7}}", "%s", "é" * 3000, "*", "&a", "!!x"]),
    st.sampled_from(NAMES), st.text(max_size=20))
ODD = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS,
              st.dates(datetime.date(1, 1, 1), datetime.date(9999, 12, 31))),
    lambda inner: st.one_of(st.lists(inner, max_size=3),
                            st.dictionaries(st.one_of(TEXTS, st.integers()), inner, max_size=3)),
    max_leaves=4)
CLAIMS = [
    {"id": "c1", "says": "The war brings people to the street.", "source": "nobody",
     "expect": {"metric": "protest", "against": "before", "date": "2021-02-01",
                "direction": "higher", "over": 2}},
    {"id": "c2", "says": "Arrests empty it.", "source": "nobody", "margin": 0.1,
     "contrast": {"set": {"repression.arrests": 0.01}},
     "expect": [{"metric": "street", "direction": "lower", "over": 2}]}]


def country() -> dict[str, Any]:
    """A country that has some of everything."""
    made = document(people=2000, weeks=5, claims=CLAIMS)
    made["responses"] = {**made["responses"], "goals": [
        {"id": "calm", "says": "quiet", "metric": "street", "direction": "lower"}]}
    made["mechanisms"]["grievance"] = {"fading": "prior", "shock_weight": {"uniform": [0.2, 0.6]}}
    return copy.deepcopy(made)


def places(tree: Tree) -> Iterator[tuple[Tree, Any]]:
    """Every place of a tree: what it is in, and its key or number there."""
    for key in list(tree) if isinstance(tree, dict) else range(len(tree)):
        yield tree, key
        if isinstance(tree[key], (dict, list)):
            yield from places(tree[key])


@st.composite
def documents(draw: Any) -> dict[str, Any]:
    """A scenario as Python has it, changed in one to four places."""
    made = country()
    for _ in range(draw(st.integers(1, 4))):
        found = list(places(made))
        within, key = found[draw(st.integers(0, len(found) - 1))]
        change(draw, within, key, found)
    return made


def change(draw: Any, within: Tree, key: Any, found: list[tuple[Tree, Any]]) -> None:
    """Change one place."""
    match draw(st.sampled_from(["other", "other", "number", "lose", "double", "rename", "move",
                                "wrap"])):
        case "other":
            within[key] = draw(ODD)
        case "number":
            within[key] = draw(NUMBERS)
        case "lose":
            del within[key]
        case "double" if isinstance(within, list):
            within.append(copy.deepcopy(within[key]))
        case "rename" if isinstance(within, dict):
            within[draw(TEXTS)] = within.pop(key)
        case "move":
            other, place = found[draw(st.integers(0, len(found) - 1))]
            within[key] = copy.deepcopy(other[place])
        case _:
            within[key] = draw(st.sampled_from([[within[key]], {"x": within[key]}]))


@st.composite
def texts(draw: Any) -> str:
    """A scenario as somebody typed it: some lines lost, doubled, moved, indented, or mistyped."""
    lines = yaml.safe_dump(country(), sort_keys=False, allow_unicode=True).splitlines()
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        line = lines[at]
        match draw(st.sampled_from(["lose", "double", "move", "indent", "insert", "cut"])):
            case "lose" if len(lines) > 1:
                del lines[at]
            case "move":
                lines.insert(draw(st.integers(0, len(lines))), line)
            case "indent":
                lines[at] = " " * draw(st.integers(1, 4)) + line
            case "insert":
                cut = draw(st.integers(0, len(line)))
                odd = draw(st.one_of(TEXTS, st.sampled_from("\t:#-?*&!|>%@`'\"{}[],")))
                lines[at] = line[:cut] + odd + line[cut:]
            case "cut":
                lines[at] = line[:draw(st.integers(0, len(line)))]
            case _:
                lines.insert(at, line)
    return "\n".join(lines)


CELLS = st.one_of(TEXTS, st.sampled_from([
    "1,5", "1.000.000", "1 000 000", "=1+1", "@x", '"', '""', "N/A", "-", "1e4", "60.0", "½"]))
SEPARATORS = (",", ";", "\t", "|", ", ")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1", "cp1252")
ENDS = ("\n", "\r\n", "\r", "\n\n")


@st.composite
def csv_files(draw: Any, rows: list[list[str]]) -> bytes:
    """A table as a spreadsheet or an editor may save it, with some cells and rows gone wrong."""
    made = [list(row) for row in rows]
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(made) - 1))
        match draw(st.sampled_from(["cell", "cell", "row lost", "row twice", "empty", "column"])):
            case "cell" if made[at]:
                made[at][draw(st.integers(0, len(made[at]) - 1))] = draw(CELLS)
            case "row lost" if len(made) > 1:
                del made[at]
            case "row twice":
                made.append(list(made[at]))
            case "empty":
                made.insert(at, draw(st.sampled_from([[], [""], [""] * len(rows[0])])))
            case _:
                for row in made:
                    row.append(draw(st.sampled_from(["", "x"])))
    text = draw(st.sampled_from(ENDS)).join(draw(st.sampled_from(SEPARATORS)).join(row)
                                            for row in made)
    found = text.encode(draw(st.sampled_from(ENCODINGS)), "replace")
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(found)))
        found = found[:at] + draw(st.binary(max_size=3)) + found[at + draw(st.integers(0, 2)):]
    return found
