"""What is seen of fighting: by each community, and by the nation as a whole.

Operations a week that succeeded, n, are news that fade, and so are those that failed; where c is
a community (by who took part), g its group, r its region with N_r persons, and N and n without a
mark the nation's:

    news(t+dt) = k news + (1 - k) n,   k = exp(-dt / memory)             [operations/week]
    own       = (1 - media) s(news_c / N_r) + media s(news_g / N)                  [share]
    others    = (1 - media) s((news_r - news_c) / N_r) + media s((news - news_g) / N)

x operations a week and person are noticed as s(x) = x / (x + half); all fighting likewise, of the
region and the nation. By the head, since a country of four copies of itself has four times the
operations and four times the news: whoever counts by number makes a large country louder.
"""

# ``row`` is the row of the nation, ``here`` the community table; both are changed in place.

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fronde.kernel import kernel
from fronde.states import ARMED, PROTEST, PROTESTED, QUIET, UNDERGROUND, WAS_JAILED
from fronde.tables.happened import CHANGE, MERGED, OPERATION, Happened
from fronde.tables.organisations import NOBODY
from fronde.world.survey import in_region, share, sums
from fronde.world.world import World

Floats = NDArray[np.float64]
A_UNIT = 5.0  # fighters
# Columns of the nation that say what the underground did last week.
HAPPENED = ("arms_sponsored", "arms_bought", "arms_captured", "mergers", "splits", "operations",
            "joint", "successes", "soldiers_lost", "fighters_lost")
KIND = CHANGE.index("kind")
PARTNERS, SUCCESS, FIGHTERS_LOST = (
    OPERATION.index(name) for name in ("partners", "success", "fighters_lost"))


class Scene(NamedTuple):
    """What is to be seen, of which nothing is changed."""

    response: int  # number of the response in force
    counts: Any  # [communities, states]
    news: Any  # [2, communities]
    successes: Any  # [regions]
    failures: Any  # [regions]
    toll: float  # losses of the state
    heard: Any  # [4, communities]; see ``survey.look``
    people: Any  # columns of the table of people
    organisations: Any  # columns of the table of organisations
    side: Any  # coalition that each state stands for [states]


@kernel
def saturate(operations, persons, circles):
    """How far operations a week among so many persons are noticed."""
    rate = max(0.0, operations)
    return share(rate, rate + circles.news * persons)


@kernel
def mix(near, persons, far, media, circles):
    """How far operations are noticed: those nearby among ``persons``, and in the nation's media."""
    return ((1.0 - media) * saturate(near, persons, circles)
            + media * saturate(far, circles.everybody, circles))


@kernel
def notice_all(done, everywhere, media, circles, own, others):
    """How far operations are noticed, those of the own group and those of others.

    Parameters
    ----------
    done : operations a week by community, as shared out by who took part [communities].
    everywhere : of all communities.
    media : weight of what happens elsewhere [communities].
    own, others : filled.
    """
    in_region = sums(done, circles.region, len(circles.borders))
    of_group = sums(done, circles.group, len(circles.group_citizens))
    for c in range(len(done)):
        region, group = in_region[circles.region[c]], of_group[circles.group[c]]
        persons = circles.region_citizens[circles.region[c]]
        own[c] = mix(done[c], persons, group, media[c], circles)
        others[c] = mix(region - done[c], persons, everywhere - group, media[c], circles)


@kernel
def notice(here, row, circles, scene):
    """Fill what communities notice of successes and failures, and what the nation hears."""
    won, lost = scene.news[0], scene.news[1]
    all_won, all_lost = won.sum(), lost.sum()
    notice_all(won, all_won, here.media, circles, here.victories_own, here.victories_others)
    notice_all(lost, all_lost, here.media, circles, here.defeats_own, here.defeats_others)
    near = sums(won + lost, circles.region, len(circles.borders))
    for c in range(len(here)):
        own, region = here[c], circles.region[c]
        own.fights_seen = mix(near[region], circles.region_citizens[region], all_won + all_lost,
                                own.media, circles)
        own.region_successes = scene.successes[region]
        own.region_failures = scene.failures[region]
        own.domestic = row.domestic
        own.credibility = row.credible
        own.recalled = row.recalled
        own.mutiny = row.mutiny


@kernel
def fading(news, victories, defeats, kept, dt):
    """Take in the successes and failures of a step by community [communities].

    News fade: the rate is a mean over the last weeks, so that what is noticed of it does not
    depend on the length of a step.
    """
    if dt <= 0.0:
        return
    for c in range(len(victories)):
        news[0, c] = kept * news[0, c] + (1.0 - kept) * victories[c] / dt
        news[1, c] = kept * news[1, c] + (1.0 - kept) * defeats[c] / dt


@kernel
def count_people(row, here, around, circles, scene):
    """Fill the nation's columns of people, of what the state sets, and of clients."""
    row.response = scene.response
    row.toll = scene.toll
    street, hidden, armed = 0.0, 0.0, 0.0
    row.war = row.setback = row.recall = row.reliance = row.blame = 0.0
    row.police = row.installed_citizens = 0.0
    for c in range(len(here)):
        own = here[c]
        street += scene.counts[c, PROTEST]
        hidden += scene.counts[c, UNDERGROUND]
        armed += scene.counts[c, ARMED]
        part, citizens = circles.citizens[c] / circles.everybody, circles.citizens[c]
        row.war += own.war * part
        row.setback += own.setback * part
        row.recall += own.recall * part
        row.reliance += own.reliance * part
        row.blame += own.blame * part
        row.police += own.police * own.effort * citizens
        row.installed_citizens += own.installed * citizens
    row.street = street
    row.hidden = hidden + armed
    row.armed = armed
    clients, toppled = around.client.sum(), around.toppled.sum()
    row.clients_lost = toppled / clients if clients > 0.0 else 0.0


@kernel
def on_side_of_enemy(coalition, around, side):
    """Whether a coalition is that of an enemy state."""
    found = False
    for s in range(len(side)):
        found = found or (around[s].enemy > 0.0 and side[s] == coalition)
    return found


@kernel
def count_organisations(row, around, scene):
    """Fill the nation's columns about organisations that live now, but for their coalitions.

    Returns how many volunteers there are.
    """
    living, units, largest, comers, fighters, with_enemy = 0, 0, 0, 0, 0, 0
    table = scene.organisations
    for own in range(table.rows):
        if table.ended[own] != NOBODY:
            continue
        volunteers, members = table.volunteers[own].sum(), table.members[own].sum()
        fight = table.armed[own] + volunteers
        living += 1
        units += fight >= A_UNIT
        largest = max(largest, members + volunteers)
        comers += volunteers
        fighters += fight
        if fight > 0 and on_side_of_enemy(table.coalition[own], around, scene.side):
            with_enemy += fight
    row.organisations = living
    row.units = units
    row.largest = largest
    row.volunteers = comers
    row.fighters = fighters
    row.domestic = row.armed / row.fighters if fighters > 0 else 1.0
    row.enemy_ally = with_enemy / fighters if fighters > 0 else 0.0
    return comers


@kernel
def count_past(row, here, scene, comers):
    """Fill the nation's columns about who they are that hide or fight."""
    hidden, protested, jailed, dominant = 0.0, 0.0, 0.0, 0.0
    people = scene.people
    for k in range(people.rows):
        if people.state[k] == UNDERGROUND or people.state[k] == ARMED:
            hidden += 1.0
            if people.history[k] & PROTESTED:
                protested += 1.0
            if people.history[k] & WAS_JAILED:
                jailed += 1.0
            dominant += here[people.community[k]].dominant
    row.protested_before = protested / max(hidden, 1.0)
    row.jailed_before = jailed / max(hidden, 1.0)
    row.dominant_share = dominant / max(hidden + comers, 1.0)


def count_week(row: Any, happened: Happened) -> None:
    """Fill the nation's columns about what the underground did in a week."""
    row["arms_sponsored"], row["arms_bought"], row["arms_captured"] = happened.armed
    done, mergers = happened.operations, np.count_nonzero(happened.changes[:, KIND] == MERGED)
    row["mergers"], row["splits"] = mergers, len(happened.changes) - mergers
    row["operations"], row["joint"] = len(done), np.count_nonzero(done[:, PARTNERS])
    row["successes"] = done[:, SUCCESS].sum()
    row["soldiers_lost"], row["fighters_lost"] = happened.toll, done[:, FIGHTERS_LOST].sum()


@kernel
def means(row, here, circles, scene):
    """Fill what follows from what communities think and feel: means, and who could hide whom."""
    row.legitimacy = row.consensus = row.fights_seen = row.passive = 0.0
    for c in range(len(here)):
        own, part = here[c], circles.citizens[c] / circles.everybody
        row.legitimacy += own.legitimacy * part
        row.consensus += own.consensus * part
        row.fights_seen += own.fights_seen * part
        row.passive += own.passive * scene.counts[c, QUIET] / circles.everybody
    in_region(here.passive * circles.citizens, circles, here.region_passive)


def alliances(world: World) -> tuple[int, float]:
    """How many coalitions have several organisations that fight, and their share of fighters."""
    table = world.organisations
    alive = table.alive()
    fighters = table.armed[alive] + table.volunteers[alive].sum(axis=1)
    fight = fighters > 0
    if np.count_nonzero(fight) < 2:
        return 0, 0.0
    _, side, many = np.unique(table.coalition[alive][fight], return_inverse=True,
                              return_counts=True)
    allied = fighters[fight][many[side] > 1].sum()
    return int(np.count_nonzero(many > 1)), float(allied / fighters.sum())
