"""Mechanisms that installed packages bring: loaded, checked, and taken in or refused.

A package is somebody else's code. Whatever is wrong with it is said, with its name, and the
mechanisms of fronde work without it.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from functools import partial
from importlib.metadata import version
from typing import Any

from fronde import bibliography, columns, states
from fronde.columns import Column
from fronde.kernel import Kernel
from fronde.mechanisms.mechanism import Mechanism, Stocks, turns_in_order
from fronde.mechanisms.reads import in_order_of_need
from fronde.parameters import parameters_of
from fronde.plugins import Plugin
from fronde.states import STATES, Flow

SECTIONS = ("regime", "contacts", "states")  # of a scenario: their parameters have such paths, too
TABLES = {"communities": columns.COMMUNITY, "the nation": columns.NATION,
          "neighbouring states": columns.AROUND}
TURNED = dict(zip(TABLES, ("here", "nation", "around"), strict=True))  # what turns call them


@dataclass(frozen=True)
class Outside:
    """What packages bring.

    Attributes
    ----------
    mechanisms : name -> mechanism, of those that are taken in.
    origins : name -> the package of each of these.
    refused : name -> what is wrong with each that is not.
    flows : flows that they bring.
    columns, nation, states : stocks that they bring, of communities, nation, neighbouring states.
    """

    mechanisms: Mapping[str, Mechanism]
    origins: Mapping[str, Plugin]
    refused: Mapping[str, str]
    flows: tuple[Flow, ...]
    columns: tuple[Column, ...]
    nation: tuple[Column, ...]
    states: tuple[Column, ...]


def take_in(plugins: Iterable[Plugin], own: Mapping[str, Mechanism]) -> Outside:
    """What these packages bring beside the mechanisms that there are; the first comes first."""
    taken, origins, refused = dict(own), dict[str, Plugin](), dict[str, str]()
    for plugin in plugins:
        try:
            mechanism = load(plugin)
            complaint = next(complaints(plugin, mechanism, taken), "")
        except Exception as error:  # whatever it does at import
            complaint = f"it cannot be imported ({type(error).__name__}: {error})"
        if complaint:
            refused[plugin.name] = f"mechanism {plugin.name} of {plugin.origin}: {complaint}"
        else:
            taken[plugin.name], origins[plugin.name] = mechanism, plugin
    those = {name: taken[name] for name in origins}
    return Outside(those, origins, refused,
                   tuple(flow for one in those.values() for flow in one.flows),
                   *(tuple(column for one in those.values() for column in words(one)[table])
                     for table in TABLES))


def load(plugin: Plugin) -> Mechanism:
    """The mechanism that an entry point names.

    Raises
    ------
    TypeError : it is none.
    ImportError : its version does not fit, or whatever its import raises.
    """
    check_version(plugin)
    made = plugin.entry.load()
    if not isinstance(made, Mechanism):
        raise TypeError(f"{plugin.entry.value} is no Mechanism")
    return made


def check_version(plugin: Plugin) -> None:
    """See that a package was made for this version.

    Raises
    ------
    ImportError : it says that it needs another.
    """
    from packaging.requirements import InvalidRequirement, Requirement

    for text in plugin.needs:
        try:
            need = Requirement(text)
        except InvalidRequirement:
            continue
        ours = need.name == "fronde" and need.marker is None
        if ours and not need.specifier.contains(version("fronde"), prereleases=True):
            raise ImportError(f"it needs {need}, and this is fronde {version('fronde')}")


def complaints(plugin: Plugin, mechanism: Mechanism,
               taken: Mapping[str, Mechanism]) -> Iterator[str]:
    """What is wrong with a mechanism, beside those that are taken in already."""
    if mechanism.name != plugin.name:
        yield f"its entry point is named {plugin.name}, and it is named {mechanism.name}"
    if plugin.name in (*taken, *SECTIONS):
        yield "there is something of this name"
    yield from of_parameters(mechanism.params)
    yield from of_sources(plugin, mechanism)
    yield from of_flows(mechanism, taken.values())
    yield from of_columns(mechanism, taken.values())
    yield from of_turns(mechanism, taken.values())
    yield from of_order([*taken.values(), mechanism])
    if "" in (mechanism.text["summary"], mechanism.text["equation"]):
        yield "its file has no docstring with a sentence and, after an empty line, the equation"


def of_sources(plugin: Plugin, mechanism: Mechanism) -> Iterator[str]:
    """Sources that no bibliography has."""
    try:
        known = {**bibliography.read_references(plugin), **bibliography.entries()}
    except ValueError as error:
        yield str(error)
        return
    for key in mechanism.cite:
        if key not in known:
            yield f"it cites {key}, which no bibliography has"


def of_parameters(params: Any) -> Iterator[str]:
    """Parameters that are not declared, or twice: of these Python keeps the last in silence."""
    if not is_dataclass(params):
        yield "its params are no dataclass"
        return
    parameters_of(params)  # type: ignore[arg-type]
    tree = ast.parse(textwrap.dedent(inspect.getsource(params)))  # type: ignore[arg-type]
    named = Counter(node.target.id for node in ast.walk(tree)
                    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name))
    for name, times in named.items():
        if times > 1:
            yield f"it names the parameter {name} twice"


def of_flows(mechanism: Mechanism, others: Iterable[Mechanism]) -> Iterator[str]:
    """Flows that are there already, or that nobody has declared."""
    there = {flow.name for flow in states.FLOWS}.union(
        flow.name for other in others for flow in other.flows)
    for new in mechanism.flows:
        if new.name in there:
            yield f"there is a flow {new.name} already"
        if not {new.source, new.target} <= set(range(len(STATES))):
            yield f"the flow {new.name} leads from or to a state that there is not"
    known = there.union(flow.name for flow in mechanism.flows)
    driven = [*(one.flow for one in mechanism.drives), *(one.flow for one in mechanism.performs)]
    for flow in driven:
        if flow not in known:
            yield f"it drives a flow {flow}, which is not declared"


def of_order(mechanisms: Iterable[Mechanism]) -> Iterator[str]:
    """Derived columns in a circle: all mechanisms are compiled in one order."""
    tables = zip(("here", "nation", "state"),
                 zip(*(parts(mechanism) for mechanism in mechanisms), strict=True), strict=True)
    for table, found in tables:
        derived = [(part, part.derives, part.derive) for part in found
                   if part is not None and part.derive is not None]
        try:
            in_order_of_need(derived, table)
        except ValueError as error:
            yield f"with it, {error}"


def of_turns(mechanism: Mechanism, others: Iterable[Mechanism]) -> Iterator[str]:
    """Turns that cannot be taken, or flows that no turn carries out."""
    if mechanism.performs and not mechanism.turns:
        yield "it carries out flows (`performs`), and has no turn to do it in"
    others = tuple(others)
    taken = {turn.name for other in others for turn in other.turns}
    beside = {other.name for other in others}
    for turn in mechanism.turns:
        if turn.name in taken:
            yield f"there is a turn {turn.name} already"
        if not callable(turn.take):
            yield f"its turn {turn.name} is no function"
        if turn.beside and turn.beside not in beside:
            yield f"its turn {turn.name} is beside {turn.beside}, and there is no such mechanism"
        for before in sorted(set(turn.after) - taken - {own.name for own in mechanism.turns}):
            yield f"its turn {turn.name} comes after {before}, and there is no such turn"
        for thing in (*turn.sees, *turn.moves, *turn.needs):
            if thing.partition(".")[0] not in columns.MADE_OF:
                yield f"its turn {turn.name} names {thing}; it must begin as `here.` or `people.`"
    try:
        turns_in_order([*others, mechanism])
    except ValueError as error:
        yield f"with it, {error}"


def words(mechanism: Mechanism) -> dict[str, tuple[Column, ...]]:
    """Table -> the columns of it that a mechanism brings."""
    return dict(zip(TABLES, (part.columns if part is not None else ()
                             for part in parts(mechanism)), strict=True))


def parts(mechanism: Mechanism) -> tuple[Mechanism | Stocks | None, ...]:
    """What a mechanism has of communities, of the nation and of neighbouring states."""
    return mechanism, mechanism.nation, mechanism.states


def of_columns(mechanism: Mechanism, others: Iterable[Mechanism]) -> Iterator[str]:
    """Columns that are there already, that it does not own, or that nobody has declared."""
    brings = words(mechanism)
    there = {table: {column.name for column in own} for table, own in TABLES.items()}
    for other in others:
        for table, found in words(other).items():
            there[table].update(column.name for column in found)
    for part, (table, own) in zip(parts(mechanism), brings.items(), strict=True):
        made = {name: kind for kind, names in (("stock", part.owns), ("derived", part.derives))
                for name in names} if part is not None else {}
        for column in own:
            if column.name in there[table]:
                yield f"there is a column {column.name} of {table} already"
            if made.get(column.name) != column.kind:
                yield f"it brings the column {column.name}, and does not make it a {column.kind}"
        known = there[table].union(column.name for column in own)
        by_turns = {name for turn in mechanism.turns for name in turn.columns(TURNED[table])}
        for name in (*made, *(part.reads if part is not None else ()), *sorted(by_turns)):
            if name not in known:
                yield f"there is no column {name} of {table}"
        if part is not None:
            yield from of_kernels(part)


def of_kernels(part: Mechanism | Stocks) -> Iterator[str]:
    """Stocks without a kernel that makes them, or a function that is no kernel."""
    given = partial(getattr, part)
    for names, kernels in (("owns", ("start", "update")), ("derives", ("derive",))):
        for kernel in kernels:
            if given(names) and not isinstance(given(kernel), Kernel):
                yield f"it {names} {', '.join(given(names))}, and has no kernel `{kernel}`"
