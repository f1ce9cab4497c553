"""Whether the mechanisms of a scenario fit together: one owner each, nothing unheard of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from fronde.mechanisms.catalogue import BROUGHT, CATALOGUE
from fronde.mechanisms.mechanism import Mechanism
from fronde.scenario.complaints import printable, quoted, suggestion
from fronde.scenario.draft import Draft
from fronde.states import QUIET, STATES
from fronde.vocabulary import FLOW, FLOWS, NATION, names

# Processes of organisations, which do nothing where nobody organises.
NEEDS = {"alignment": "organisations", "combat": "organisations",
         "sponsorship": "organisations"}


class Misfit(NamedTuple):
    """What does not fit: where it is written, why, and what would mend it."""

    place: tuple[str, str]
    why: str
    mend: str = ""


def wire(draft: Draft) -> tuple[str, ...]:
    """The mechanisms that take part, in the catalogue's order; complaints tell what is missing.

    Where a name is misspelt any mechanism may be meant: all are taken to be there, so that it
    is not missed everywhere.
    """
    node = draft.root.at(("mechanisms",))
    if node is not None and not isinstance(node.value, dict):
        draft.complain(("mechanisms",), f"`mechanisms` must be a mapping, not {quoted(node.plain)}")
        return tuple(CATALOGUE)
    present = draft.keys("mechanisms")
    for name in present:
        if name in BROUGHT.refused and name not in CATALOGUE:
            draft.complain_of_key(("mechanisms", name),
                                  f"cannot be used: {printable(BROUGHT.refused[name])}")
        elif name not in CATALOGUE:
            hint = suggestion(name, CATALOGUE)
            draft.complain_of_key(("mechanisms", name), f"no mechanism {quoted(name)}{hint}")
    if not present:
        known = ", ".join(CATALOGUE)
        draft.complain(("mechanisms",), f"the scenario has no mechanisms, so nothing would "
                       f"happen: add some of {known}")
    if not present or not CATALOGUE.keys() >= set(present):
        return tuple(CATALOGUE)
    for misfit in misfits(present, fixed(draft)):
        draft.complain_of_key(misfit.place, misfit.why + misfit.mend)
    return tuple(name for name in CATALOGUE if name in present)


def fixed(draft: Draft) -> set[str]:
    """Columns that the scenario holds constant."""
    return {key for key in draft.keys("fixed") if draft.get("fixed", key) is not None}


def misfits(present: Iterable[str], fixed: set[str]) -> Iterator[Misfit]:
    """What does not fit together among these mechanisms and fixed columns."""
    among = set(present)
    mechanisms = [mechanism for name, mechanism in CATALOGUE.items() if name in among]
    return chain(needs(mechanisms), owners(mechanisms, fixed), triggers(mechanisms))


def owners(mechanisms: list[Mechanism], fixed: set[str]) -> Iterator[Misfit]:
    """Columns that have two owners, or none though they are read."""
    community, nation = owned_by(mechanisms, False), owned_by(mechanisms, True)
    for column, by in (*community.items(), *nation.items()):
        if len(by) > 1:
            yield Misfit(("mechanisms", by[1]),
                         f"two owners of `{column}`: {' and '.join(map(from_where, by))}")
        if column in fixed:
            yield Misfit(("fixed", column),
                         f"two owners of `{column}`: mechanism {by[0]} and `fixed`. Remove "
                         "one of the two")
    for mechanism in mechanisms:
        for column in mechanism.reads:
            if column in names("stock", "derived") and column not in {*community, *fixed}:
                yield unprovided(mechanism.name, column)
        for column in mechanism.nation.reads if mechanism.nation else ():
            kept = names("stock", "derived", table=NATION)
            if column in kept and column not in {*nation, *fixed}:
                yield unprovided(mechanism.name, column)


def from_where(name: str) -> str:
    """A mechanism, with its package if it comes from outside."""
    plugin = BROUGHT.origins.get(name)
    return name if plugin is None else f"{name} ({plugin.origin})"


def owned_by(mechanisms: Iterable[Mechanism], of_nation: bool) -> dict[str, list[str]]:
    """Column -> mechanisms that own or derive it, of communities or of the nation."""
    owned: dict[str, list[str]] = defaultdict(list)
    for mechanism in mechanisms:
        stocks = mechanism.nation if of_nation else mechanism
        for column in (*stocks.owns, *stocks.derives) if stocks else ():
            owned[column].append(mechanism.name)
    return owned


def providers(column: str) -> list[str]:
    """Mechanisms that could own or derive a column."""
    return [m.name for m in CATALOGUE.values() for stocks in (m, m.nation)
            if stocks is not None and column in (*stocks.owns, *stocks.derives)]


def needs(mechanisms: list[Mechanism]) -> Iterator[Misfit]:
    """Mechanisms that do nothing without another."""
    present = {mechanism.name for mechanism in mechanisms}
    for name, needed in NEEDS.items():
        if name in present and needed not in present:
            yield Misfit(("mechanisms", name), f"{name} needs mechanism {needed}, because it is "
                         "about organisations")


def unprovided(reader: str, column: str) -> Misfit:
    """A column that is read but neither owned nor fixed."""
    could = providers(column)
    mend = f"hold it constant with fixed: {{{column}: ...}}"
    if could:
        mend = f"add mechanism {' or '.join(could)}, or {mend}"
    return Misfit(("mechanisms", reader), f"{reader} reads `{column}`, but nothing provides it",
                  f": {mend}")


def triggers(mechanisms: list[Mechanism]) -> Iterator[Misfit]:
    """Mechanisms none of whose flows leaves a state that anybody can come to."""
    flows = {drive.flow: m.name for m in mechanisms for drive in m.drives}
    reached = reachable(flows)
    for mechanism in mechanisms:
        own = [drive.flow for drive in mechanism.drives]
        if own and not any(FLOWS[FLOW[name]].source in reached for name in own):
            yield Misfit(
                ("mechanisms", mechanism.name),
                f"`{own[0]}` ({mechanism.name}) can never happen: no mechanism leads from quiet "
                f"to {STATES[FLOWS[FLOW[own[0]]].source]}",
            )


def reachable(flows: dict[str, str]) -> set[int]:
    """States that citizens can come to from QUIET by these flows."""
    steps = [(FLOWS[FLOW[name]].source, FLOWS[FLOW[name]].target) for name in flows]
    reached = {QUIET}
    while new := {target for source, target in steps if source in reached} - reached:
        reached |= new
    return reached
