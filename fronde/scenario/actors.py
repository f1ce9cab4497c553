"""States around the country, organisations at the start, and what is given between them."""

from __future__ import annotations

from typing import Any, NamedTuple

from fronde.scenario.communities import Country, exists, rows, unlike
from fronde.scenario.complaints import quoted, suggestion
from fronde.scenario.draft import Draft, Path
from fronde.scenario.types import Organisation, Propensity, State


class Actors(NamedTuple):
    """Who else there is."""

    states: tuple[State, ...]
    organisations: tuple[Organisation, ...]
    propensities: tuple[Propensity, ...]
    asymmetric: bool


def actors(draft: Draft, land: Country, mechanisms: tuple[str, ...]) -> Actors:
    """States, organisations and propensities; complaints tell what does not fit together."""
    around = states(draft, land)
    listed = organisations(draft, land, {state.id for state in around})
    for section in ("organisations", "propensities"):
        needed = {"organisations": "organisations", "propensities": "alignment"}[section]
        if section in draft.plain and needed not in mechanisms:
            draft.complain((section,), f"`{section}` needs mechanism {needed}")
    clash(draft, around)
    asymmetric = draft.get("propensities", "asymmetric") is True
    names = {state.id for state in around} | {one.id for one in listed}
    return Actors(around, listed, propensities(draft, names, asymmetric), asymmetric)


def states(draft: Draft, land: Country) -> tuple[State, ...]:
    """The states around."""
    found = rows(draft, "states")
    unlike(draft, found, "state")
    made = []
    for path, row in found:
        kin, regions = tuple(row.kin.split()), tuple(row.regions.split())
        for name in kin:
            exists(draft, (*path, "kin"), "group", name, land.group_ids)
        for name in regions:
            exists(draft, (*path, "regions"), "region", name, land.region_ids)
        if row.dissent > 0.0 and row.kind != "client":
            draft.complain((*path, "dissent"), "`dissent` is only for clients: of a state that "
                           "depends on nobody nothing follows from it")
        numbers = {name: getattr(row, name) + 0.0 for name in (
            "hostility", "opinion", "deterrence", "capacity", "volunteers", "dissent")}
        made.append(State(row.state, row.name, row.kind, kin=kin, regions=regions, **numbers))
    return tuple(made)


def organisations(draft: Draft, land: Country, states: set[str]) -> tuple[Organisation, ...]:
    """Organisations at the start."""
    found = rows(draft, "organisations")
    unlike(draft, found, "organisation")
    agendas = {group.id: group.agenda for group in land.groups}
    made = []
    for path, row in found:
        exists(draft, (*path, "region"), "region", row.region, land.region_ids)
        exists(draft, (*path, "group"), "group", row.group, land.group_ids)
        sponsored(draft, path, row, states)
        agenda = agendas.get(row.group, 0.0) if row.agenda is None else row.agenda
        made.append(Organisation(row.organisation, row.region, row.group, row.members, row.arms,
                                 agenda + 0.0, row.sponsor))
    lived_in(draft, found, land)
    return tuple(made)


def sponsored(draft: Draft, path: Path, row: Any, states: set[str]) -> None:
    """Complain of a sponsor that is no state."""
    if row.sponsor and row.sponsor not in states:
        hint = suggestion(row.sponsor, sorted(states)) if states else ": there are no `states`"
        draft.complain((*path, "sponsor"), f"unknown state {quoted(row.sponsor)}{hint}")


def lived_in(draft: Draft, found: list[tuple[Path, Any]], land: Country) -> None:
    """Complain of organisations whose group does not live there, or not in such numbers."""
    population = {region.id: region.population for region in land.regions}
    persons = {(c.region, c.group): population.get(c.region, 0) * c.share
               for c in land.communities}
    taken: dict[tuple[str, str], int] = {}
    for path, row in found:
        home = (row.region, row.group)
        if row.region not in land.region_ids or row.group not in land.group_ids or not persons:
            continue
        if home not in persons:
            draft.complain((*path, "group"), f"{quoted(row.group)} does not live in "
                           f"{quoted(row.region)}")
            continue
        taken[home] = taken.get(home, 0) + row.members
        if taken[home] > persons[home]:
            draft.complain(
                (*path, "members"), f"{taken[home]} members of organisations among "
                f"{persons[home]:.0f} persons of {quoted(row.group)} in {quoted(row.region)}")


def clash(draft: Draft, around: tuple[State, ...]) -> None:
    """Complain of organisations that are called like a state."""
    names = {state.id for state in around}
    for path, row in rows(draft, "organisations"):
        if row.organisation in names:
            draft.complain((*path, "organisation"),
                           f"{quoted(row.organisation)} is the id of a state, too")


def propensities(draft: Draft, names: set[str], asymmetric: bool) -> tuple[Propensity, ...]:
    """What is given; both ways round only where that is asked for."""
    said: dict[tuple[str, str], float] = {}
    made = []
    for path, row in rows(draft, "propensities"):
        for column in ("a", "b"):
            exists(draft, (*path, column), "actor", getattr(row, column), names)
        pair, back = (row.a, row.b), (row.b, row.a)
        if row.a == row.b:
            draft.complain((*path, "b"), f"{quoted(row.a)} and itself")
        elif pair in said or (back in said and not asymmetric and said[back] == row.propensity):
            draft.complain(path, f"duplicate propensity of {quoted(row.a)} and {quoted(row.b)}")
        elif back in said and not asymmetric:
            draft.complain(
                (*path, "propensity"),
                f"{quoted(row.a)} to {quoted(row.b)} is {row.propensity:g}, the other way round "
                f"{said[back]:g}: with unequal propensities single moves may cycle, and no "
                "coalition need ever be stable. Make them equal, or ask for it with "
                "propensities: {asymmetric: true}",
            )
        said[pair] = row.propensity
        made.append(Propensity(row.a, row.b, row.propensity + 0.0))
    return tuple(made)
