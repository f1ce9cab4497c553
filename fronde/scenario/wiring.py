"""Whether the mechanisms of a scenario fit together: one owner each, nothing unheard of."""

from __future__ import annotations

from collections import defaultdict

from fronde.mechanisms.catalogue import CATALOGUE
from fronde.mechanisms.mechanism import Mechanism
from fronde.scenario.complaints import quoted, suggestion
from fronde.scenario.draft import Draft
from fronde.vocabulary import FLOW, FLOWS, NATION, QUIET, STATES, names

# Processes of organisations, which do nothing where nobody organises.
NEEDS = {"alignment": "organisations", "combat": "organisations",
         "sponsorship": "organisations"}


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
        needs(draft, mechanisms)
        owners(draft, mechanisms)
        triggers(draft, mechanisms)
    return tuple(mechanism.name for mechanism in mechanisms)


def owners(draft: Draft, mechanisms: list[Mechanism]) -> None:
    """Complain of columns that have two owners, or none though they are read."""
    community, nation = owned_by(mechanisms, False), owned_by(mechanisms, True)
    fixed = {key for key in draft.keys("fixed") if draft.get("fixed", key) is not None}
    for column, by in (*community.items(), *nation.items()):
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
            if column in names("stock", "derived") and column not in {*community, *fixed}:
                unprovided(draft, mechanism.name, column)
        for column in mechanism.nation.reads if mechanism.nation else ():
            kept = names("stock", "derived", table=NATION)
            if column in kept and column not in {*nation, *fixed}:
                unprovided(draft, mechanism.name, column)


def owned_by(mechanisms: list[Mechanism], of_nation: bool) -> dict[str, list[str]]:
    """Column -> mechanisms that own or derive it, of communities or of the nation."""
    owned: dict[str, list[str]] = defaultdict(list)
    for mechanism in mechanisms:
        stocks = mechanism.nation if of_nation else mechanism
        for column in (*stocks.owns, *stocks.derives) if stocks else ():
            owned[column].append(mechanism.name)
    return owned


def needs(draft: Draft, mechanisms: list[Mechanism]) -> None:
    """Complain of mechanisms that do nothing without another."""
    present = {mechanism.name for mechanism in mechanisms}
    for name, needed in NEEDS.items():
        if name in present and needed not in present:
            draft.complain_of_key(("mechanisms", name), f"{name} needs mechanism {needed}, whose "
                                  "organisations it is about")


def unprovided(draft: Draft, reader: str, column: str) -> None:
    """Complain of a column that is read but neither owned nor fixed."""
    providers = [m.name for m in CATALOGUE.values() for stocks in (m, m.nation)
                 if stocks is not None and column in (*stocks.owns, *stocks.derives)]
    mends = [f"mechanism {' or '.join(providers)}"] if providers else []
    mends.append(f"fixed: {{{column}: ...}}")
    draft.complain_of_key(
        ("mechanisms", reader),
        f"{reader} reads `{column}`, which nothing provides: add {' or '.join(mends)}",
    )


def triggers(draft: Draft, mechanisms: list[Mechanism]) -> None:
    """Complain of mechanisms none of whose flows leaves a state that anybody can come to."""
    flows = {drive.flow: m.name for m in mechanisms for drive in m.drives}
    reached = reachable(flows)
    for mechanism in mechanisms:
        own = [drive.flow for drive in mechanism.drives]
        if own and not any(FLOWS[FLOW[name]].source in reached for name in own):
            draft.complain_of_key(
                ("mechanisms", mechanism.name),
                f"nobody can trigger `{own[0]}` ({mechanism.name}): no mechanism leads from quiet "
                f"to {STATES[FLOWS[FLOW[own[0]]].source]}",
            )


def reachable(flows: dict[str, str]) -> set[int]:
    """States that citizens can come to from QUIET by these flows."""
    steps = [(FLOWS[FLOW[name]].source, FLOWS[FLOW[name]].target) for name in flows]
    reached = {QUIET}
    while new := {target for source, target in steps if source in reached} - reached:
        reached |= new
    return reached
