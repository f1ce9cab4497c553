"""Whether the mechanisms of a scenario fit together: one owner each, nothing unheard of."""

from __future__ import annotations

from collections import defaultdict

from fronde.mechanisms.catalogue import CATALOGUE
from fronde.mechanisms.mechanism import Mechanism
from fronde.scenario.complaints import quoted, suggestion
from fronde.scenario.draft import Draft
from fronde.vocabulary import FLOW, FLOWS, QUIET, STATES, names


def wire(draft: Draft) -> tuple[str, ...]:
    """The mechanisms that take part, in the catalogue's order; complaints tell what is missing."""
    node = draft.root.at(("mechanisms",))
    if node is not None and not isinstance(node.value, dict):
        draft.complain(("mechanisms",), f"`mechanisms` must be a mapping, not {quoted(node.plain)}")
        return ()
    present = draft.keys("mechanisms")
    for name in present:
        if name not in CATALOGUE:
            hint = suggestion(name, CATALOGUE)
            draft.complain_of_key(("mechanisms", name), f"no mechanism {quoted(name)}{hint}")
    if not present:
        known = ", ".join(CATALOGUE)
        draft.complain(("mechanisms",), f"no mechanisms, so nothing happens: add some of {known}")
    mechanisms = [mechanism for name, mechanism in CATALOGUE.items() if name in present]
    if len(mechanisms) == len(present):  # a name that is misspelt would be missed everywhere
        owners(draft, mechanisms)
        triggers(draft, mechanisms)
    return tuple(mechanism.name for mechanism in mechanisms)


def owners(draft: Draft, mechanisms: list[Mechanism]) -> None:
    """Complain of columns that have two owners, or none though they are read."""
    owned: dict[str, list[str]] = defaultdict(list)
    for mechanism in mechanisms:
        for column in (*mechanism.owns, *mechanism.derives):
            owned[column].append(mechanism.name)
    fixed = {key for key in draft.keys("fixed") if draft.get("fixed", key) is not None}
    for column, by in owned.items():
        if len(by) > 1:
            draft.complain_of_key(
                ("mechanisms", by[1]), f"two owners of `{column}`: {' and '.join(by)}"
            )
        if column in fixed:
            draft.complain_of_key(
                ("fixed", column), f"two owners of `{column}`: {by[0]}, and it is fixed here"
            )
    for mechanism in mechanisms:
        for column in mechanism.reads:
            if column in names("stock", "derived") and column not in owned and column not in fixed:
                unprovided(draft, mechanism.name, column)


def unprovided(draft: Draft, reader: str, column: str) -> None:
    """Complain of a column that is read but neither owned nor fixed."""
    providers = [m.name for m in CATALOGUE.values() if column in (*m.owns, *m.derives)]
    mends = [f"mechanism {' or '.join(providers)}"] if providers else []
    mends.append(f"fixed: {{{column}: ...}}")
    draft.complain_of_key(
        ("mechanisms", reader),
        f"{reader} reads `{column}`, which nothing provides: add {' or '.join(mends)}",
    )


def triggers(draft: Draft, mechanisms: list[Mechanism]) -> None:
    """Complain of flows out of a state that nobody can come to."""
    flows = {drive.flow: m.name for m in mechanisms for drive in m.drives}
    reached = reachable(flows)
    for name, mechanism in flows.items():
        source = FLOWS[FLOW[name]].source
        if source not in reached:
            draft.complain_of_key(
                ("mechanisms", mechanism),
                f"nobody can trigger `{name}` ({mechanism}): no mechanism leads from quiet to "
                f"{STATES[source]}",
            )


def reachable(flows: dict[str, str]) -> set[int]:
    """States that citizens can come to from QUIET by these flows."""
    steps = [(FLOWS[FLOW[name]].source, FLOWS[FLOW[name]].target) for name in flows]
    reached = {QUIET}
    while new := {target for source, target in steps if source in reached} - reached:
        reached |= new
    return reached
