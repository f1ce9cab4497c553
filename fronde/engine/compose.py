"""Writes the kernels of ``composed``: the catalogue's mechanisms as one set.

A loop over functions of different kinds does not compile; so the sums over mechanisms are
written out as plain code, whenever ``composed`` is imported. ``python -m fronde.engine.compose``
prints it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fronde.engine.pick import divide, pick
from fronde.kernel import Kernel, kernel
from fronde.mechanisms.catalogue import CATALOGUE
from fronde.mechanisms.mechanism import Drive, Mechanism, Stocks
from fronde.mechanisms.reads import Part, in_order_of_need
from fronde.states import JAILED, PROTEST, QUIET, STATES
from fronde.vocabulary import FLOW, FLOWS

# Where a country is not simulated one to one, those on the street are kept in groups: so are
# those at rest and in prison whom they come from and go to. From these two some go into hiding.
GROUPED = (QUIET, PROTEST, JAILED)
OUT_OF_GROUPS = (QUIET, PROTEST)


def names() -> dict[str, Any]:
    """What the written code calls, by the names that it uses."""
    return {"kernel": kernel, "pick": pick, "divide": divide,
            **{name_of(one, function): function
               for one in CATALOGUE.values() for function in functions_of(one)}}


def functions_of(mechanism: Mechanism) -> Iterator[Kernel]:
    """All functions of a mechanism: of persons and communities, of the nation, of states."""
    for part in (mechanism, mechanism.nation, mechanism.states):
        yield from part.kernels if part is not None else ()


def name_of(mechanism: Mechanism, function: Kernel) -> str:
    """What the written code calls a function of a mechanism."""
    return f"{mechanism.name}_{function.__name__}"


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


def call(mechanism: Mechanism, function: Kernel, arguments: str) -> str:
    """Source of a call of a mechanism's kernel with its own parameters."""
    return f"{name_of(mechanism, function)}({arguments}, p.{mechanism.name})"


def guard(mechanism: Mechanism, body: str) -> str:
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


Numbered = tuple[Mechanism, Drive, int]  # with the first of its columns of the flow table


def with_columns(state: int) -> list[Numbered]:
    """Drives of flows that leave a state, with their columns."""
    first, found = 0, []
    for mechanism, drive in all_drives():
        if FLOWS[FLOW[drive.flow]].source == state:
            found.append((mechanism, drive, first))
        first += len(drive.causes)
    return found


def apart(drives: list[Numbered]) -> list[Numbered]:
    """Those of them that lead away from the street and what belongs to it."""
    return [one for one in drives if FLOWS[FLOW[one[1].flow]].target not in GROUPED]


def leaving(name: str, sentence: str, drives: list[Numbered]) -> str:
    """Source of the sum of some hazards."""
    text = f"\n\n@kernel\ndef leave_{name}(person, here, p):\n"
    text += f'    """{sentence} [1/week]."""\n    total = 0.0\n'
    for mechanism, drive, _ in drives:
        text += guard(mechanism, f"total += {call(mechanism, drive.hazard, 'person, here')}")
    return text + "    return total\n"


def bounding(name: str, drives: list[Numbered]) -> str:
    """Source of a bound of the sum of some hazards."""
    text = f"\n\n@kernel\ndef most_{name}(person, here, p):\n"
    text += f'    """No less than ``leave_{name}`` of anybody less willing [1/week]."""\n'
    text += "    total = 0.0\n"
    for mechanism, drive, _ in drives:
        bounding = call(mechanism, bounding_kernel(drive), "person, here")
        text += guard(mechanism, f"total += {bounding}")
    return text + "    return total\n"


def bounding_kernel(drive: Drive) -> Kernel:
    """What a drive's hazard does not exceed."""
    return drive.hazard if drive.bound is None else drive.bound


def tying(name: str, drives: list[Numbered]) -> str:
    """Source of a bound of what ties add to some hazards."""
    text = f"\n\n@kernel\ndef tied_{name}(person, here, p):\n"
    text += '    """No less than what their ties add to it for anybody less willing [1/week]."""\n'
    text += "    total = 0.0\n"
    for mechanism, drive, _ in drives:
        function = bounding_kernel(drive) if drive.tied is None else drive.tied
        text += guard(mechanism, f"total += {call(mechanism, function, 'person, here')}")
    return text + "    return total\n"


def reason(name: str, drives: list[Numbered]) -> str:
    """Source that picks flow and cause of somebody who takes one of some flows."""
    text = f"\n\n@kernel\ndef reason_{name}(person, here, p, u):\n"
    text += f'    """Column of the flow table for ``leave_{name}``."""\n'
    text += "".join(f"    h{i} = 0.0\n" for i in range(len(drives)))
    for i, (mechanism, drive, _) in enumerate(drives):
        text += guard(mechanism, f"h{i} = {call(mechanism, drive.hazard, 'person, here')}")
    hazards = ", ".join(f"h{i}" for i in range(len(drives)))
    rest = "rest" if any(drive.parts for _, drive, _ in drives) else "_"
    text += f"    flow, {rest} = pick(({hazards},), u)\n"
    for i, (mechanism, drive, first) in enumerate(drives):
        if drive.parts is not None:
            text += f"    if flow == {i}:\n"
            text += f"        parts = {call(mechanism, drive.parts, 'person, here')}\n"
            text += f"        cause, _ = pick(parts, rest)\n        return {first} + cause\n"
        else:
            text += f"    if flow == {i}:\n        return {first}\n"
    return text + "    return -1\n"


def split(state: int) -> str:
    """Source that shares out what takes the flows of the street among their causes."""
    text = f"\n\n@kernel\ndef split_{STATES[state]}(person, here, p, amounts, flows):\n"
    text += '    """Add amounts of flows within the street\'s groups to their causes."""\n'
    place = 0
    for mechanism, drive, first in with_columns(state):
        if FLOWS[FLOW[drive.flow]].target not in GROUPED:
            continue
        if drive.parts is None:
            text += f"    flows[{first}] += amounts[{place}]\n"
        else:
            body = (f"divide({call(mechanism, drive.parts, 'person, here')}, "
                    f"amounts[{place}], flows, {first})")
            text += guard(mechanism, body)
        place += 1
    return text


def within(state: int) -> str:
    """Source of the flows that stay within the street's groups, and where they lead."""
    flows = [FLOW[drive.flow] for _, drive, _ in with_columns(state)]
    kept = [flow for flow in flows if FLOWS[flow].target in GROUPED]
    targets = "".join(f"{FLOWS[flow].target}, " for flow in kept)
    return (f"\n\n# Flows out of {STATES[state].upper()} within the street's groups.\n"
            f"FLOWS_WITHIN_{STATES[state].upper()} = ({''.join(f'{flow}, ' for flow in kept)})\n"
            f"TARGETS_WITHIN_{STATES[state].upper()} = ({targets})\n")


def streets(state: int) -> str:
    """Source of the hazards of the flows within the street's groups, one by one."""
    drives = [one for one in with_columns(state) if FLOWS[FLOW[one[1].flow]].target in GROUPED]
    text = f"\n\n@kernel\ndef hazards_{STATES[state]}(person, here, p, found):\n"
    text += '    """Fill ``found`` with the hazards of flows within the street\'s groups."""\n'
    for place, (mechanism, drive, _) in enumerate(drives):
        text += f"    found[{place}] = 0.0\n"
        text += guard(mechanism,
                      f"found[{place}] = {call(mechanism, drive.hazard, 'person, here')}")
    return text


def by_state(name: str, extra: str, missing: str, only: tuple[int, ...] = ()) -> str:
    """Source that sends a person to the kernel of their state, ``_apart`` in ``only`` some."""
    called = f"{name}_apart" if only else name
    text = f"\n\n@kernel\ndef {called}(state, person, here, p{extra}):\n"
    text += f'    """``{name}_<state>`` by number of the state."""\n'
    for state, word in enumerate(STATES):
        if drives_from(state):
            text += f"    if state == {state}:\n"
            end = "_apart" if state in only else ""
            text += f"        return {name}_{word}{end}(person, here, p{extra})\n"
    return text + f"    return {missing}\n"


def outputs(names: tuple[str, ...], call_text: str) -> str:
    """Source of an assignment to fields of ``row``, inside a guard."""
    return ", ".join(f"row.{name}" for name in names) + f" = {call_text}"


def filling(name: str, sentence: str, parts: list[Part[Mechanism]], reads: str) -> str:
    """Source of a kernel that fills fields of ``row`` from mechanisms' functions.

    ``reads`` are the records that these look at, as arguments; ``row`` may be among them.
    """
    records = reads if "row" in reads.split(", ") else f"{reads}, row"
    text = f"\n\n@kernel\ndef {name}({records}, p):\n"
    text += f'    """{sentence}"""\n'
    for mechanism, filled, function in parts:
        text += guard(mechanism, outputs(filled, call(mechanism, function, reads)))
    return text


def parts_of(table: str, what: str) -> list[Part[Mechanism]]:
    """Mechanisms with a function ``start``, ``update`` or ``derive``, and what that fills.

    ``table`` : ``here`` (communities), ``nation`` or ``states``.
    """
    found = []
    for mechanism in CATALOGUE.values():
        stocks: Mechanism | Stocks | None = (
            mechanism if table == "here" else getattr(mechanism, table))
        function = None if stocks is None else getattr(stocks, what)
        if stocks is not None and function is not None:
            filled = stocks.derives if what == "derive" else stocks.owns
            found.append((mechanism, filled, function))
    return found


def tables() -> str:
    """Source that fills the tables of communities, of the nation and of neighbouring states."""
    derived = in_order_of_need(parts_of("here", "derive"))
    of_nation = in_order_of_need(parts_of("nation", "derive"), "nation")
    of_states = in_order_of_need(parts_of("states", "derive"), "state")
    follow, before = "Columns that follow from the same moment.", "Stocks before the first week."
    later = "Stocks at the end of a step."
    return "".join((
        filling("derive", follow, derived, "row"),
        filling("begin", before, parts_of("here", "start"), "here"),
        filling("advance", later, parts_of("here", "update"), "here"),
        filling("derive_nation", follow, of_nation, "row"),
        filling("begin_nation", before, parts_of("nation", "start"), "row"),
        filling("advance_nation", later, parts_of("nation", "update"), "nation"),
        filling("derive_state", follow, of_states, "row, nation"),
        filling("begin_state", before, parts_of("states", "start"), "row, nation"),
        filling("advance_state", later, parts_of("states", "update"), "state, nation"),
    ))


def terms() -> str:
    """Source that draws how long a stay lasts after each cause."""
    text = "\n\n@kernel\ndef term_after(flow, u, here, p):\n"
    text += '    """Weeks that a stay entered by this flow lasts; negative: no term."""\n'
    for mechanism in CATALOGUE.values():
        for flow, function in mechanism.term:
            text += f"    if flow == {FLOW[flow]} and p.{mechanism.name}.on > 0.0:\n"
            text += f"        return {call(mechanism, function, 'u, here')}\n"
    return text + "    return -1.0\n"


def source() -> str:
    """The whole text."""
    text = cause_table()
    for state, word in enumerate(STATES):
        drives = with_columns(state)
        if drives:
            text += leaving(word, f"Hazard of leaving {word.upper()}", drives)
            text += reason(word, drives) + bounding(word, drives)
            if state == QUIET:
                text += tying(word, drives)
        if drives and state in OUT_OF_GROUPS:
            text += leaving(f"{word}_apart", f"Hazard of leaving {word.upper()} for hiding",
                            apart(drives))
            if state == QUIET:  # who are found by thinning
                text += bounding(f"{word}_apart", apart(drives))
                text += tying(f"{word}_apart", apart(drives))
            text += reason(f"{word}_apart", apart(drives)) + within(state)
            text += streets(state) + split(state)
    text += by_state("leave", "", "0.0") + by_state("most", "", "0.0")
    text += by_state("reason", ", u", "-1") + by_state("reason", ", u", "-1", OUT_OF_GROUPS)
    return text + tables() + terms()


if __name__ == "__main__":
    print(source())
