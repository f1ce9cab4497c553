"""What is true of a scenario: who takes part, which columns count, what it cites."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from fronde.bibliography import entries
from fronde.columns import Column
from fronde.mechanisms.catalogue import CATALOGUE
from fronde.mechanisms.mechanism import Mechanism, Stocks
from fronde.record.provenance import cited, parameter_rows
from fronde.reporting.declared import flows, named
from fronde.scenario import bundled, load
from fronde.scenario.types import Scenario
from fronde.states import QUIET, UNDERGROUND
from fronde.vocabulary import AROUND, COLUMNS, FLOW, FLOWS, NATION

PROTOCOL = "grimm2020"
# What processes that take turns look at, beside what their mechanisms declare for kernels.
TURNS = {
    "combat": ("armed_hope", "risk_underground", "police", "effort"),
    "alignment": ("war",),
    "sponsorship": ("passive", "war"),
}
TURNS_OF_NATION = {
    "combat": ("army_home",),
    "alignment": ("war",),
    "sponsorship": ("passive", "population", "war"),
}
TURNS_OF_STATES = {"alignment": ("enemy", "hostility", "capacity")}
# What the survey makes columns from: those of communities, and those of the nation.
FROM = {
    "insecurity_felt": ("insecurity", "media"), "insecurity": ("violence", "raids"),
    "crushed_seen": ("media",), "found_seen": ("media",), "street_noticed": ("media",),
    "victories_own": ("media",), "victories_others": ("media",),
    "defeats_own": ("media",), "defeats_others": ("media",), "fights_seen": ("media",),
}
FROM_NATION = {"credibility": "credible", "domestic": "domestic", "recalled": "recalled",
               "mutiny": "mutiny"}
SUMMED = {
    "police": ("police", "effort"), "installed_citizens": ("installed",),
    **{name: (name,) for name in ("war", "setback", "recall", "reliance", "blame", "legitimacy",
                                  "consensus", "passive", "fights_seen")},
}

# Anchors of a page of a site are known everywhere in it; the list of references has them, too.
ANCHOR = "odd-"


SEEN = {"protest_field", "underground_field", *FROM} - {"insecurity"}
FOR_ALL = ("stock", "derived")  # kinds of columns that a scenario can hold fixed


def present(scenario: Scenario) -> list[Mechanism]:
    """The mechanisms of a scenario."""
    return [CATALOGUE[name] for name in scenario.mechanisms]


def reached(scenario: Scenario) -> list[int]:
    """States that some citizen can come to."""
    steps = [FLOWS[FLOW[flow.flow]] for made in present(scenario) for flow in flows(made)
             if flow.flow != "arm" or armed(scenario)]
    found = {QUIET} | ({UNDERGROUND} if scenario.organisations else set())
    while new := {step.target for step in steps if step.source in found} - found:
        found |= new
    return sorted(found)


def moved(scenario: Scenario) -> set[str]:
    """Paths of levers and parameters that dated events or responses set."""
    return {path for sets in (*(event.sets for event in scenario.events),
                              *(response.sets for response in scenario.responses))
            for path in sets}


def community_columns(scenario: Scenario) -> list[Column]:
    """Columns of communities that anything in the scenario looks at, writes or holds fixed."""
    wanted = {"citizens", *scenario.fixed}
    for made in present(scenario):
        wanted |= {*made.reads, *made.owns, *made.derives, *TURNS.get(made.name, ())}
    wanted |= {path.partition(".")[2] for path in moved(scenario) if path.startswith("regime.")}
    wanted |= {name for event in scenario.events for name in event.signals}
    for column in nation_columns(scenario):
        wanted |= set(SUMMED.get(column.name, ()))
    for name in ("insecurity_felt", *FROM):  # what is felt first: it rests on what is there
        wanted |= set(FROM[name]) if name in wanted else set()
    return [column for column in COLUMNS if column.name in wanted - {"dt"}]


def nation_columns(scenario: Scenario) -> list[Column]:
    """Columns of the nation that count in the scenario."""
    made = present(scenario)
    held = {column.name for column in NATION if column.kind in FOR_ALL} & set(scenario.fixed)
    wanted = {*held, *stocks(one.nation for one in made)}
    for one in made:
        wanted |= set(TURNS_OF_NATION.get(one.name, ()))
        wanted |= {FROM_NATION[name] for name in one.reads if name in FROM_NATION}
    if scenario.policy is not None:
        wanted.add("response")
    return [column for column in NATION if column.name in wanted - {"dt"}]


def state_columns(scenario: Scenario) -> list[Column]:
    """Columns of the neighbouring states that count in the scenario."""
    if not scenario.states:
        return []
    made = present(scenario)
    wanted = {name for one in made for name in TURNS_OF_STATES.get(one.name, ())}
    wanted |= set(stocks(one.states for one in made))
    return [column for column in AROUND if column.name in wanted]


def stocks(several: Iterable[Stocks | None]) -> Iterator[str]:
    """What some stocks read, own and derive."""
    for one in several:
        if one is not None:
            yield from (*one.reads, *one.owns, *one.derives)


def armed(scenario: Scenario) -> bool:
    """Whether there is or can be an arm."""
    return "organisations" in scenario.mechanisms and (
        "sponsorship" in scenario.mechanisms or any(o.arms for o in scenario.organisations))


def fights_seen(scenario: Scenario) -> bool:
    """Whether operations are news to anybody."""
    news = {"victories_own", "victories_others", "defeats_own", "defeats_others", "fights_seen"}
    return any(news & set(made.reads) for made in present(scenario))


def sees(scenario: Scenario) -> bool:
    """Whether attention to others counts: contacts are then more than numbers."""
    return any(column.kind == "survey" and column.name in SEEN
               for column in community_columns(scenario))


def chooses(scenario: Scenario) -> bool:
    """Whether anything looks at a citizen's traits."""
    return any(made.drives for made in present(scenario))


def recruits(scenario: Scenario) -> bool:
    """Whether citizens come to the underground while it runs."""
    return any(FLOWS[FLOW[drive.flow]].target == UNDERGROUND
               for made in present(scenario) for drive in made.drives)


def meets(scenario: Scenario) -> bool:
    """Whether organisations meet at all."""
    made = scenario.mechanisms.get("organisations")
    return made is not None and (made.occasions > 0.0
                                 or "organisations.occasions" in moved(scenario))


def unchanged(scenario: Scenario) -> bool:
    """Whether it is a bundled scenario as it stands."""
    known = bundled().cases | bundled().gallery
    return scenario.name in known and load(scenario.name).digest == scenario.digest


def of_gallery(scenario: Scenario) -> bool:
    """Whether it is a published model of the gallery, as it stands."""
    return scenario.name in bundled().gallery and unchanged(scenario)


def data_sources(scenario: Scenario) -> set[str]:
    """Sources of the tables of a bundled case, which its README names."""
    case = bundled().cases.get(scenario.name)
    if case is None or load(scenario.name).regions != scenario.regions:
        return set()
    readme = case.with_name("README.md").read_text(encoding="utf-8")
    return set(re.findall(r"`(\w+)`", readme)) & set(entries())


def sources(scenario: Scenario) -> set[str]:
    """Keys of all references that the text names."""
    keys = {PROTOCOL, *cited(scenario), *data_sources(scenario)}
    for row in parameter_rows(scenario):
        keys |= named(row["source"])
    for made in present(scenario):
        keys |= set(made.cite)
    return keys


def link(key: str) -> str:
    """A link to the list of references at the end."""
    return f"[{key}](#{ANCHOR}{key})"
