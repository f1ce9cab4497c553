"""ODD 5 and 6: what a run starts from, and what comes in from outside."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from types import SimpleNamespace
from typing import Any

from fronde.reporting.declared import source
from fronde.reporting.markdown import blocks, code, escaped, fence, line, listed, number, table
from fronde.reporting.odd import facts
from fronde.reporting.odd.entities import bordered
from fronde.reporting.odd.submodels import setting, value_table
from fronde.reporting.wording import counted
from fronde.scenario.types import EXCLUSION, Event, Group, Scenario
from fronde.vocabulary import AROUND, COLUMNS, NATION, names

MOST_ROWS = 12  # of regions and organisations that are told one by one
MOST_LISTED = 100  # thresholds


def initialisation(scenario: Scenario) -> str:
    """Section 5."""
    return blocks("## 5 Initialisation", first(scenario), "### 5.1 Places and people",
                  *places(scenario), "### 5.2 Traits that are drawn", traits(scenario),
                  "### 5.3 Organisations", organisations(scenario),
                  "### 5.4 Levers of the state",
                  "Columns of every community, the same everywhere until an event says otherwise."
                  + idle(scenario),
                  value_table(scenario, "regime", scenario.regime),
                  "### 5.5 Stocks", stocks(scenario))


def idle(scenario: Scenario) -> str:
    """Levers that nothing reads."""
    used = {column.name for column in facts.community_columns(scenario)}
    unread = [name for name in names("lever") if name not in used]
    return (f" Without effect here, since nothing reads them: {code(unread)}." if unread else "")


def first(scenario: Scenario) -> str:
    """The state of everybody, and where the start comes from."""
    rest = ("quiet, and nobody has a history" if not scenario.organisations else
            "quiet without a history, save members of the organisations of 5.3, who are "
            "underground")
    data = facts.data_sources(scenario)
    origin = ("The README beside it says where each column of its tables comes from, what is coded "
              f"and what is assumed ({', '.join(facts.link(key) for key in sorted(data))}). "
              if data else "")
    return (f"On {scenario.start} everybody is {rest}. The start is the scenario's and the same in "
            f"every run; runs differ by their seed, which decides what is drawn. {origin}All rows "
            "of its tables stand in `scenario.json` of each stored run.")


def places(scenario: Scenario) -> Iterator[str]:
    """Regions, groups, neighbouring states."""
    persons = [region.population for region in scenario.regions]
    low, high = min(persons), max(persons)
    size = f"{low:,} persons each" if low == high else f"{low:,} to {high:,} persons"
    live = f"{scenario.population:,} persons ({scenario.citizens:,} citizens) live in"
    yield (f"{live} one region, in {listed_communities(scenario)}." if len(persons) == 1 else
           f"{live} {counted(len(persons), 'region')} of {size}, with {bordered(scenario)} "
           f"between them, in {listed_communities(scenario)}. Citizens of a community are "
           "its share of the region, by largest remainder.")
    if 1 < len(persons) <= MOST_ROWS:
        yield table(("region", "name", "persons"),
                    ((f"`{region.id}`", line(region.name), f"{region.population:,}")
                     for region in scenario.regions))
    installed = [line(region.name) for region in scenario.regions if region.installed]
    if installed:
        yield f"Rulers installed by the centre: {listed(installed, 'and')}."
    yield table(("group", "name", "persons", "access to power", "`status`", "`history`",
                 "dominant", "agenda"),
                (group_row(group, residents) for group, residents in
                 zip(scenario.groups, persons_of(scenario), strict=True)))
    if scenario.states:
        yield states(scenario)


def listed_communities(scenario: Scenario) -> str:
    """How many communities of how many groups."""
    many = len(scenario.communities)
    return (f"{many:,} {'community' if many == 1 else 'communities'} of "
            f"{counted(len(scenario.groups), 'group')}")


def persons_of(scenario: Scenario) -> list[int]:
    """Persons of each group, rounded."""
    population = {region.id: region.population for region in scenario.regions}
    found: dict[str, float] = defaultdict(float)
    for community in scenario.communities:
        found[community.group] += population[community.region] * community.share
    return [round(found[group.id]) for group in scenario.groups]


def group_row(group: Group, persons: int) -> tuple[str, ...]:
    """One group."""
    return (f"`{group.id}`", line(group.name), f"{persons:,}", group.status,
            number(EXCLUSION[group.status]), number(group.history),
            "yes" if group.dominant else "no", number(group.agenda))


def states(scenario: Scenario) -> str:
    """The neighbouring states."""
    called = {region.id: region.name for region in scenario.regions}
    return table(
        ("state", "name", "kind", "hostility", "opinion", "deterrence", "capacity", "volunteers",
         "dissent", "kin", "borders on"),
        ((f"`{s.id}`", line(s.name), s.kind, number(s.hostility), number(s.opinion),
          number(s.deterrence), number(s.capacity), number(s.volunteers), number(s.dissent),
          line(", ".join(s.kin)) or "none",
          line(", ".join(called.get(one, one) for one in s.regions)) or "none")
         for s in scenario.states))


def traits(scenario: Scenario) -> str:
    """Distributions of traits."""
    if not facts.chooses(scenario):
        return "None that count: no mechanism of this scenario looks at a citizen's traits."
    said = ("Hardship and risk aversion are U(0, 1), independent, stratified within each "
            "community. The same seed gives each citizen the same traits.")
    kind, values = scenario.thresholds.kind, scenario.thresholds.values
    if kind != "listed":
        drawn = {"normal": "standard normal", "uniform": "U(0, 1)"}[kind]
        return (f"{said} Standardised thresholds are {drawn}; a citizen's threshold is "
                "`mobilisation.threshold` + `mobilisation.spread` times that.")
    said += (f" Standardised thresholds are not drawn but listed, one for each citizen, from "
             f"{number(min(values))} to {number(max(values))}.")
    if len(values) > MOST_LISTED:
        return said
    rows = [" ".join(f"{number(value):>5}" for value in values[k:k + 10])
            for k in range(0, len(values), 10)]
    return blocks(said, fence("\n".join(rows)))


def organisations(scenario: Scenario) -> str:
    """Organisations that are there at the start, and how actors stand to each other."""
    if "organisations" not in scenario.mechanisms:
        return "None: no mechanism of this scenario organises anybody."
    if not scenario.organisations:
        return "None at the start."
    made = scenario.organisations
    parts = [f"{counted(len(made), 'organisation')} with {sum(o.members for o in made):,} members "
             f"and arms for {sum(o.arms for o in made):,}, each on a side of its own."]
    if len(made) <= MOST_ROWS:
        parts.append(table(
            ("organisation", "region", "group", "members", "arms for", "agenda", "sponsor"),
            ((f"`{o.id}`", line(o.region), line(o.group), f"{o.members:,}", f"{o.arms:,}",
              number(o.agenda), line(o.sponsor) or "none") for o in made)))
    else:
        kinds = sorted({(o.members, o.arms, o.agenda) for o in made})
        parts += [f"{sum((o.members, o.arms, o.agenda) == kind for o in made)} of them have "
                  f"{kind[0]:,} members, arms for {kind[1]:,} and agenda {number(kind[2])}."
                  for kind in kinds[:MOST_ROWS]]
        parts.append(f"They are based in {counted(len({o.region for o in made}), 'region')}.")
    if scenario.propensities:
        parts.append(table(("actor", "actor", "propensity to be on one side"),
                           ((f"`{p.a}`", f"`{p.b}`", number(p.value))
                            for p in scenario.propensities)))
    return blocks(*parts)


def stocks(scenario: Scenario) -> str:
    """What owned columns start from."""
    rows = list(begun(scenario))
    if not rows:
        return "No mechanism of this scenario owns a stock."
    return blocks(
        "Each owner's own function gives the value; it sees places, levers and parameters.",
        table(("stock", "of", "owner", "starts at"),
              ((f"`{name}`", whose, owner, starts) for name, whose, owner, starts in rows)))


def begun(scenario: Scenario) -> Iterator[tuple[str, str, str, str]]:
    """Stock, whose, its owner, and the value with which it starts: by the owner's own function."""
    nation = row(NATION, scenario.fixed)
    for made in facts.present(scenario):
        p = scenario.mechanisms[made.name]
        if made.start is not None:
            yield from several(made.owns, "each community", made.name,
                               {group.id: made.start(here, p) for group, here in
                                zip(scenario.groups, kinds_of_community(scenario), strict=True)})
        if made.nation is not None and made.nation.start is not None:
            yield from several(made.nation.owns, "the nation", made.name,
                               {"": made.nation.start(nation, p)})
        if made.states is not None and made.states.start is not None and scenario.states:
            yield from several(made.states.owns, "each neighbouring state", made.name,
                               {state.id: made.states.start(here, nation, p) for state, here in
                                zip(scenario.states, rows_of_states(scenario), strict=True)})


def several(owned: tuple[str, ...], whose: str, owner: str,
            found: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Rows of one owner, from what it gives for each group or state."""
    values = [one if isinstance(one, tuple) else (one,) for one in found.values()]
    for name, here in zip(owned, zip(*values, strict=True), strict=True):
        yield name, whose, owner, apart(dict(zip(found, map(short, here), strict=True)))


def apart(values: Mapping[str, str]) -> str:
    """One value where all are the same; else that of the most, and who differs."""
    (usual, _), *others = Counter(values.values()).most_common()
    return "; ".join([usual, *(
        f"{value} for {code(name for name in values if values[name] == value)}"
        for value, _ in others)])


def short(value: float) -> str:
    """A computed number without the noise of the last digits."""
    return number(float(f"{value:.10g}"))


def row(columns: Iterable[Any], values: Mapping[str, float]) -> SimpleNamespace:
    """A row as the engine has it before the first moment: nought where nothing is known yet."""
    given = {column.name: 0.0 for column in columns}
    return SimpleNamespace(**given | {name: value for name, value in values.items()
                                      if name in given})


def kinds_of_community(scenario: Scenario) -> Iterator[SimpleNamespace]:
    """One row for each kind of community: those of a group are alike at the start."""
    levers = {name: float(getattr(scenario.regime, name)) for name in names("lever")}
    for group in scenario.groups:
        yield row(COLUMNS, {**scenario.fixed, **levers, "dominant": float(group.dominant),
                            "status": EXCLUSION[group.status], "history": group.history})


def rows_of_states(scenario: Scenario) -> Iterator[SimpleNamespace]:
    """One row for each neighbouring state."""
    for state in scenario.states:
        yield row(AROUND, {"dissent": state.dissent, "client": float(state.kind == "client"),
                           "hostility": state.hostility, "opinion": state.opinion})


def inputs(scenario: Scenario) -> str:
    """Section 6."""
    parts = ["## 6 Input data"]
    if not scenario.events and scenario.policy is None:
        return blocks(*parts, "The model does not use input data to represent time-varying "
                      "processes: nothing comes in from outside after the start.")
    if scenario.events:
        parts += ["Dated events are the only data that come in from outside. Dates follow the "
                  "source named; how strong an effect is, is part of the scenario. "
                  + repeated(scenario), event_table(scenario)]
    else:
        parts.append("No dated events.")
    if scenario.policy is not None:
        parts += ["### 6.1 Responses of the regime", policy(scenario), responses(scenario),
                  *aims(scenario)]
    return blocks(*parts)


def repeated(scenario: Scenario) -> str:
    """When an event acts, and for how long."""
    return ("A step ends on the day of an event, and the event acts at once on that day. What it "
            "sets stays set until something else does; what it sends is felt then, and once.")


def event_table(scenario: Scenario) -> str:
    """Dated events."""
    return table(("date", "event", "sets", "sends", "where", "source"),
                 ((str(event.date), line(event.label), setting(event.sets),
                   setting(event.signals), where(event), source(event.source, facts.link))
                  for event in scenario.events))


def where(event: Event) -> str:
    """Where an event is felt."""
    return code((*event.regions, *event.groups)) or "everywhere"


def policy(scenario: Scenario) -> str:
    """How responses are chosen."""
    made = scenario.policy
    if made is None:
        return ""
    if made.kind == "look-ahead":
        return (f"Chosen by looking ahead every {made.review} weeks over {made.horizon} weeks; see "
                "section 7 (response).")
    schedule = [f"`{name}` from {day}" for day, name in made.schedule]
    return (f"By schedule: {listed(schedule, 'then') or 'none'}. What a response sets holds while "
            "it lasts; then the scenario's own values return.")


def aims(scenario: Scenario) -> list[str]:
    """By which goals of the scenario's own its responses are compared."""
    if not scenario.aims:
        return []
    rows = ((f"`{one.id}`", escaped(one.says), f"{one.read} of `{one.metric}` of {one.entity}",
             one.direction, f"{one.worth:g}") for one in scenario.aims)
    return ["Studies compare the responses by these goals of the regime; no run depends on them.",
            table(("goal", "says", "read as", "better", "worth"), rows)]


def responses(scenario: Scenario) -> str:
    """What the regime could do."""
    return table(("response", "says", "sets", "sends"),
                 ((f"`{one.id}`", escaped(one.says), setting(one.sets), setting(one.signals))
                  for one in scenario.responses))
