"""Whether the mechanisms of a scenario fit together: one owner each, nothing unheard of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, NamedTuple

from fronde.mechanisms.catalogue import BROUGHT, CATALOGUE
from fronde.mechanisms.mechanism import Mechanism
from fronde.scenario.complaints import printable, quote, suggestion
from fronde.scenario.records import Problem
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


def unknown(name: str) -> str:
    """Why a mechanism is not there, and which one may be meant."""
    if name in BROUGHT.refused and name not in CATALOGUE:
        return f"cannot be used: {printable(BROUGHT.refused[name])}"
    return f"no mechanism {quote(name)}{suggestion(name, CATALOGUE)}"


def taking_part(plain: dict[str, Any]) -> tuple[str, ...]:
    """The mechanisms of a scenario as it is written, in the catalogue's order.

    Where a name is misspelt any mechanism may be meant: all are taken to be there, so that it
    is not missed everywhere.
    """
    present = mapping(plain, "mechanisms")
    named = present and CATALOGUE.keys() >= set(present)
    return tuple(name for name in CATALOGUE if not named or name in present)


def fixed_columns(plain: dict[str, Any]) -> set[str]:
    """Columns that a scenario as it is written holds constant."""
    return {key for key, value in mapping(plain, "fixed").items() if value is not None}


def mapping(plain: dict[str, Any], section: str) -> dict[str, Any]:
    """A section that is a mapping (nothing if it is anything else)."""
    found = plain.get(section)
    return found if isinstance(found, dict) else {}


def wire(plain: dict[str, Any]) -> Iterator[Problem]:
    """What does not fit together in a scenario as it is written."""
    present = mapping(plain, "mechanisms")
    if not present and isinstance(plain.get("mechanisms", {}), dict):
        yield Problem(("mechanisms",), "the scenario has no mechanisms, so nothing would happen: "
                      f"add some of {', '.join(CATALOGUE)}")
    if present and CATALOGUE.keys() >= set(present):
        for misfit in misfits(present, fixed_columns(plain)):
            yield Problem(misfit.place, misfit.why + misfit.mend, of_key=True)


def misfits(present: Iterable[str], fixed: set[str]) -> Iterator[Misfit]:
    """What does not fit together among these mechanisms and fixed columns."""
    among = set(present)
    mechanisms = [mechanism for name, mechanism in CATALOGUE.items() if name in among]
    return chain(needs(mechanisms), owners(mechanisms, fixed), triggers(mechanisms))


def owners(mechanisms: list[Mechanism], fixed: set[str]) -> Iterator[Misfit]:
    """Columns that have two owners, or none though they are read."""
    community, nation = owners_of(mechanisms, False), owners_of(mechanisms, True)
    for column, by in (*community.items(), *nation.items()):
        if len(by) > 1:
            yield Misfit(("mechanisms", by[1]),
                         f"two owners of `{column}`: {' and '.join(map(from_where, by))}")
        if column in fixed:
            yield Misfit(("fixed", column),
                         f"two owners of `{column}`: mechanism {by[0]} and `fixed`. Remove "
                         "one of the two")
    here = set(names("stock", "derived")) - {*community, *fixed}
    there = set(names("stock", "derived", table=NATION)) - {*nation, *fixed}
    for mechanism in mechanisms:
        of_nation = mechanism.nation.reads if mechanism.nation else ()
        for column in (*(one for one in mechanism.reads if one in here),
                       *(one for one in of_nation if one in there)):
            yield misfit(mechanism.name, column)


def from_where(name: str) -> str:
    """A mechanism, with its package if it comes from outside."""
    plugin = BROUGHT.origins.get(name)
    return name if plugin is None else f"{name} ({plugin.origin})"


def owners_of(mechanisms: Iterable[Mechanism], of_nation: bool) -> dict[str, list[str]]:
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


def misfit(reader: str, column: str) -> Misfit:
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
