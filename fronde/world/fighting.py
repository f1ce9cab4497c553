"""What is seen of fighting: by each community, and by the nation as a whole."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fronde.kernel import kernel
from fronde.vocabulary import ARMED, PROTEST, PROTESTED, QUIET, UNDERGROUND, WAS_JAILED
from fronde.world.happened import CHANGE, MERGED, OPERATION
from fronde.world.survey import sums
from fronde.world.world import World

Floats = NDArray[np.float64]
# Columns of communities that repeat those of the nation.
HEARD = {"domestic": "domestic", "credibility": "credible", "recalled": "recalled",
         "mutiny": "mutiny"}
A_UNIT = 5.0  # fighters
LEVERS = ("war", "setback", "recall", "reliance", "blame")
MEANS = ("legitimacy", "consensus", "fights_seen")


@kernel
def noticed(done, everywhere, media, circles, own, others):
    """How far operations are noticed, those of the own group and those of others.

    Parameters
    ----------
    done : operations a week by community, as shared out by who took part [communities].
    everywhere : of all communities.
    media : weight of what happens elsewhere [communities].
    own, others : filled; each saturates as n / (n + 1): one a week that everybody hears of
        counts half.
    """
    in_region = sums(done, circles.region, len(circles.borders))
    of_group = sums(done, circles.group, len(circles.group_citizens))
    for c in range(len(done)):
        region, group = in_region[circles.region[c]], of_group[circles.group[c]]
        same = (1.0 - media[c]) * done[c] + media[c] * group
        rest = max(0.0, (1.0 - media[c]) * (region - done[c]) + media[c] * (everywhere - group))
        own[c] = same / (same + 1.0)
        others[c] = rest / (rest + 1.0)


@kernel(entry=True)
def notice(here, circles, won, lost, all_won, all_lost, all_done):
    """Fill what communities notice of successes and failures, and of fighting at all."""
    noticed(won, all_won, here.media, circles, here.victories_own, here.victories_others)
    noticed(lost, all_lost, here.media, circles, here.defeats_own, here.defeats_others)
    near = sums(won + lost, circles.region, len(circles.borders))
    for c in range(len(here)):
        row = here[c]
        seen = (1.0 - row.media) * near[circles.region[c]] + row.media * all_done
        row.fights_seen = seen / (seen + 1.0)


def heard(world: World) -> Floats:
    """Successes and failures that are news, a week, by community [2, communities].

    News fade: the rate is a mean over the last weeks, so that what is noticed of it does not
    depend on the length of a step.
    """
    kept = math.exp(-world.dt / world.scenario.contacts.memory)
    latest = np.array([world.happened.victories, world.happened.defeats]) / world.dt
    found: Floats = kept * world.news + (1.0 - kept) * latest
    return found


def survey_fighting(world: World) -> None:
    """Fill the columns of what is seen of fighting, and of what the nation hears."""
    here, happened, region = world.here, world.happened, world.geography.region
    here["region_successes"] = happened.successes[region] / world.dt
    here["region_failures"] = happened.failures[region] / world.dt
    won, lost = world.news
    notice.compiled(here, world.geography.circles, won, lost, won.sum(), lost.sum(),
                    (won + lost).sum())
    for column, name in HEARD.items():
        here[column] = world.leader[name]


def survey_counts(world: World) -> None:
    """Fill the nation's columns that are counted: people, organisations, what they did."""
    nation, here = world.nation, world.here
    persons = world.counts.sum(axis=0) * world.weight
    nation["response"] = world.response
    nation["street"] = persons[PROTEST]
    nation["hidden"] = persons[UNDERGROUND] + persons[ARMED]
    nation["armed"] = persons[ARMED]
    citizens = world.geography.citizens
    for name in LEVERS:
        nation[name] = here[name] @ citizens / world.geography.everybody
    officers = here["police"] * here["effort"] * citizens * world.weight
    nation["police"] = officers.sum()
    nation["installed_citizens"] = here["installed"] @ citizens * world.weight
    clients = world.around["client"].sum()
    nation["clients_lost"] = world.around["toppled"].sum() / clients if clients > 0.0 else 0.0
    survey_organisations(world)
    survey_past(world)
    survey_happened(world)


def survey_organisations(world: World) -> None:
    """Fill the nation's columns about organisations that live now."""
    nation, table = world.nation, world.organisations
    alive = table.alive()
    comers = table.volunteers[alive].sum(axis=1)
    fighters = (table.armed[alive] + comers) * world.weight
    nation["volunteers"] = comers.sum() * world.weight
    nation["fighters"] = total = fighters.sum()
    nation["organisations"] = len(alive)
    nation["units"] = np.count_nonzero(fighters >= A_UNIT)
    nation["largest"] = table.strength(alive).max(initial=0.0) * world.weight
    nation["domestic"] = nation["armed"] / total if total > 0.0 else 1.0
    coalition = table.coalition[alive]
    nation["coalitions"], allied = alliances(coalition, fighters)
    nation["allied"] = allied / total if total > 0.0 else 0.0
    enemies = world.surroundings.side[world.around["enemy"] > 0.0]
    with_enemy = fighters[(coalition[:, None] == enemies).any(axis=1)].sum()
    nation["enemy_ally"] = with_enemy / total if total > 0.0 else 0.0


def alliances(coalition: NDArray[np.int64], fighters: Floats) -> tuple[int, float]:
    """How many coalitions have several organisations that fight, and with how many fighters."""
    fight = fighters > 0.0
    if np.count_nonzero(fight) < 2:
        return 0, 0.0
    _, side, many = np.unique(coalition[fight], return_inverse=True, return_counts=True)
    return int(np.count_nonzero(many > 1)), float(fighters[fight][many[side] > 1].sum())


@kernel(entry=True)
def count_past(rows: int, states: Any, histories: Any, communities: Any, dominant: Any,
               found: Any) -> None:
    """Of those who hide or fight: how many, protested, jailed, of the dominant nationality."""
    found[:] = 0.0
    for row in range(rows):
        if states[row] == UNDERGROUND or states[row] == ARMED:
            found[0] += 1.0
            if histories[row] & PROTESTED:
                found[1] += 1.0
            if histories[row] & WAS_JAILED:
                found[2] += 1.0
            found[3] += dominant[communities[row]]


def survey_past(world: World) -> None:
    """Fill the nation's columns about who they are that hide or fight."""
    people, nation, found = world.people, world.nation, np.zeros(4)
    count_past.compiled(people.rows, people.state, people.history, people.community,
                        world.here["dominant"], found)
    hidden, protested, jailed, dominant = found
    nation["protested_before"] = protested / max(hidden, 1.0)
    nation["jailed_before"] = jailed / max(hidden, 1.0)
    table = world.organisations
    comers = table.volunteers[table.alive()].sum()
    nation["dominant_share"] = dominant / max(hidden + comers, 1.0)


def survey_happened(world: World) -> None:
    """Fill the nation's columns about the underground's last week, as weekly rates."""
    nation, happened = world.nation, world.happened
    per_week = 1.0 / world.dt
    for column, origin in (("arms_sponsored", 0), ("arms_bought", 1), ("arms_captured", 2)):
        nation[column] = happened.armed[origin] * world.weight * per_week
    kinds = happened.changes[:, CHANGE.index("kind")]
    nation["mergers"] = np.count_nonzero(kinds == MERGED) * per_week
    nation["splits"] = np.count_nonzero(kinds != MERGED) * per_week
    done = happened.operations
    nation["operations"] = len(done) * per_week
    nation["joint"] = np.count_nonzero(done[:, OPERATION.index("partners")]) * per_week
    total = dict(zip(OPERATION, done.sum(axis=0), strict=True))
    nation["successes"] = total["success"] * per_week
    nation["soldiers_lost"] = total["state_lost"] * per_week
    nation["fighters_lost"] = total["fighters_lost"] * per_week


def survey_means(world: World) -> None:
    """Fill the nation's columns that are means of what communities think and feel."""
    nation, here, geography = world.nation, world.here, world.geography
    for name in MEANS:
        nation[name] = here[name] @ geography.citizens / geography.everybody
    nation["passive"] = here["passive"] @ world.counts[:, QUIET] / geography.everybody


def garrison(world: World) -> Floats:
    """Soldiers left at home, spread by population, and officers, by region [regions]."""
    geography, leader = world.geography, world.leader
    officers = world.here["police"] * world.here["effort"] * geography.citizens * world.weight
    soldiers = leader["army_home"] + leader["loyalists"]
    spread = geography.region_citizens / geography.everybody
    found: Floats = geography.by_region(officers) + soldiers * spread
    return found
