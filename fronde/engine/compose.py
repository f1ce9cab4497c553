"""Writes ``composed.py``: the catalogue's mechanisms as one set of kernels.

Numba can cache only what stands in a file, and a loop over functions of different kinds
does not compile; so the sums over mechanisms are written out, once, by this module. The
written file is plain code that reads like what it does. ``make build`` writes it again, a
test compares.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterable
from pathlib import Path

from fronde.kernel import Kernel
from fronde.mechanisms.catalogue import CATALOGUE
from fronde.mechanisms.mechanism import Drive, Mechanism
from fronde.vocabulary import COLUMN, FLOW, FLOWS, STATES

TARGET = Path(__file__).with_name("composed.py")

HEAD = '''"""The catalogue's mechanisms, summed up. Written by fronde.engine.compose: do not edit.

A mechanism that a scenario leaves out has ``on = 0`` and is passed over.
"""

from fronde.engine.pick import pick
from fronde.kernel import kernel
from fronde.mechanisms import {modules}
'''


def columns_read(kernel: Kernel, table: str = "here") -> set[str]:
    """The columns of a table that a kernel looks at, itself or through what it calls."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(kernel.py_func)))
    found = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == table
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            called = kernel.py_func.__globals__.get(node.func.id)
            if isinstance(called, Kernel):
                found |= columns_read(called, table)
    return found


def in_order_of_need(mechanisms: Iterable[Mechanism]) -> list[Mechanism]:
    """Mechanisms that derive columns, each after those whose columns it derives from."""
    waiting = [m for m in mechanisms if m.derive is not None]
    ready: list[Mechanism] = []
    done = {name for name, column in COLUMN.items() if column.kind != "derived"}
    while waiting:
        free = [m for m in waiting if m.derive and columns_read(m.derive) - set(m.derives) <= done]
        if not free:
            raise ValueError(f"derived columns need each other: {[m.name for m in waiting]}")
        ready.append(free[0])
        done |= set(free[0].derives)
        waiting.remove(free[0])
    return ready


def drives_from(state: int) -> list[tuple[Mechanism, Drive]]:
    """All drives of flows that leave a state, in the order of the catalogue."""
    return [
        (mechanism, drive)
        for mechanism in CATALOGUE.values()
        for drive in mechanism.drives
        if FLOWS[FLOW[drive.flow]].source == state
    ]


def all_drives() -> list[tuple[Mechanism, Drive]]:
    """All drives, by the state they leave."""
    return [pair for state in range(len(STATES)) for pair in drives_from(state)]


def call(mechanism: Mechanism, kernel: Kernel, arguments: str) -> str:
    """Source of a call of a mechanism's kernel with its own parameters."""
    return f"{mechanism.name}.{kernel.__name__}({arguments}, p.{mechanism.name})"


def guarded(mechanism: Mechanism, body: str) -> str:
    """Source that runs only where the mechanism takes part."""
    return f"    if p.{mechanism.name}.on > 0.0:\n        {body}\n"


def cause_table() -> str:
    """Source of the columns of the flow table: what each cause belongs to."""
    rows = [(d.flow, c, m.name) for m, d in all_drives() for c in d.causes]
    rows += [(a.flow, c, m.name) for m in CATALOGUE.values() for a in m.performs for c in a.causes]
    lines = "".join(f'    ("{flow}", "{cause}", "{name}"),\n' for flow, cause, name in rows)
    flows = ", ".join(str(FLOW[flow]) for flow, _, _ in rows)
    targets = ", ".join(str(FLOWS[FLOW[flow]].target) for flow, _, _ in rows)
    return (
        f"\n# Columns of the flow table: flow, cause, mechanism.\nCAUSES = (\n{lines})\n"
        f"FLOW_OF_CAUSE = ({flows})\nTARGET_OF_CAUSE = ({targets})\n"
    )


def leaving(state: int) -> str:
    """Source of the total hazard of leaving a state."""
    text = f"\n\n@kernel\ndef leave_{STATES[state]}(person, here, p):\n"
    text += f'    """Hazard of leaving {STATES[state].upper()} [1/week]."""\n    total = 0.0\n'
    for mechanism, drive in drives_from(state):
        text += guarded(mechanism, f"total += {call(mechanism, drive.hazard, 'person, here')}")
    return text + "    return total\n"


def reason(state: int, first: int) -> str:
    """Source that picks flow and cause of somebody who leaves a state."""
    drives = drives_from(state)
    text = f"\n\n@kernel\ndef reason_{STATES[state]}(person, here, p, u):\n"
    text += f'    """Column of the flow table for leaving {STATES[state].upper()}."""\n'
    text += "".join(f"    h{i} = 0.0\n" for i in range(len(drives)))
    for i, (mechanism, drive) in enumerate(drives):
        text += guarded(mechanism, f"h{i} = {call(mechanism, drive.hazard, 'person, here')}")
    hazards = ", ".join(f"h{i}" for i in range(len(drives)))
    rest = "rest" if any(drive.parts for _, drive in drives) else "_"
    text += f"    flow, {rest} = pick(({hazards},), u)\n"
    for i, (mechanism, drive) in enumerate(drives):
        if drive.parts is not None:
            text += f"    if flow == {i}:\n"
            text += f"        parts = {call(mechanism, drive.parts, 'person, here')}\n"
            text += f"        cause, _ = pick(parts, rest)\n        return {first} + cause\n"
        else:
            text += f"    if flow == {i}:\n        return {first}\n"
        first += len(drive.causes)
    return text + "    return -1\n"


def by_state(name: str, extra: str, missing: str) -> str:
    """Source that sends a person to the kernel of their state."""
    text = f"\n\n@kernel\ndef {name}(state, person, here, p{extra}):\n"
    text += f'    """``{name}_<state>`` by number of the state."""\n'
    for state, word in enumerate(STATES):
        if drives_from(state):
            text += f"    if state == {state}:\n"
            text += f"        return {name}_{word}(person, here, p{extra})\n"
    return text + f"    return {missing}\n"


def outputs(names: tuple[str, ...], call_text: str) -> str:
    """Source of an assignment to fields of ``row``, inside a guard."""
    return ", ".join(f"row.{name}" for name in names) + f" = {call_text}"


def filling(name: str, sentence: str, parts: list[tuple[Mechanism, tuple[str, ...], Kernel]],
            row: str) -> str:
    """Source of a kernel that fills fields of ``row`` from mechanisms' functions of ``here``."""
    arguments = "row, p" if row == "here" else "here, row, p"
    text = f"\n\n@kernel\ndef {name}({arguments}):\n"
    text += f'    """{sentence}"""\n'
    for mechanism, names, kernel in parts:
        source = call(mechanism, kernel, "row" if row == "here" else "here")
        text += guarded(mechanism, outputs(names, source))
    return text


def terms() -> str:
    """Source that draws how long a stay lasts after each cause."""
    text = "\n\n@kernel\ndef term_after(flow, u, here, p):\n"
    text += '    """Weeks that a stay entered by this flow lasts; negative: no term."""\n'
    for mechanism in CATALOGUE.values():
        for flow, kernel in mechanism.term:
            text += f"    if flow == {FLOW[flow]} and p.{mechanism.name}.on > 0.0:\n"
            text += f"        return {call(mechanism, kernel, 'u, here')}\n"
    return text + "    return -1.0\n"


def source() -> str:
    """The whole text of ``composed.py``."""
    taking_part = sorted(m.name for m in CATALOGUE.values()
                         if m.drives or m.owns or m.derives or m.term)
    text = HEAD.format(modules=", ".join(taking_part))
    text += cause_table()
    first = 0
    for state in range(len(STATES)):
        if drives_from(state):
            text += leaving(state) + reason(state, first)
            first += sum(len(drive.causes) for _, drive in drives_from(state))
    text += by_state("leave", "", "0.0") + by_state("reason", ", u", "-1")
    owners = [m for m in CATALOGUE.values() if m.owns]
    derived = [(m, m.derives, m.derive) for m in in_order_of_need(CATALOGUE.values()) if m.derive]
    text += filling("derive", "Columns that follow from the same moment.", derived, "here")
    text += filling("begin", "Stocks before the first week.",
                    [(m, m.owns, m.start) for m in owners if m.start], "other")
    text += filling("advance", "Stocks a week later.",
                    [(m, m.owns, m.update) for m in owners if m.update], "other")
    return text + terms()


if __name__ == "__main__":
    TARGET.write_text(source(), encoding="utf-8")
