r"""A step of the street where it is kept in groups (``world.streets``).

Of a group of q quiet persons, s on the street and j in prison, q + s + j constant but for those
who hide, with the hazards a of taking to the street and r of leaving it (to rest, prison or
hiding) of the locked moment,

    ds/dt = a q - r s      s(t + dt) = s* + (s - s*) exp(-(a + r) dt),  s* = a (q + s) / (a + r)

exactly. The flows that come of it are shared out among their causes as those of persons are.
Who goes into hiding is drawn: a Poisson number with the mean of the community, each from a group
in proportion, and then one person of the traits of that group. Each of the n persons present of a
group hides once in a step, however great the hazard: the mean is n (1 - exp(-H / n)) with H the
hazard times the weeks on the street. Where more leave than are at rest, as many fewer are expected
on the street, or else in prison. Sentences are spread over the weeks in which they end.

A tie to the underground is scarce, so a chance that bends with the number of ties is taken as a
mean over those who have one and those who have none: with u the underground's share, n ties,

    h = (1 - p) h(0) + p h(u / p),   p = 1 - (1 - u)^n                             [1/week]

Deviations  ties to others on the street count at their mean; people of one tie have no more in
            common than others of their community
"""

from __future__ import annotations

import math

import numpy as np

from fronde.draws import pair, poisson, stream, uniform
from fronde.engine.asking import NO_ROW, PERSON, enter
from fronde.engine.composed import (
    CAUSES,
    FLOWS_WITHIN_PROTEST,
    TARGETS_WITHIN_PROTEST,
    hazards_protest,
    hazards_quiet,
    leave_protest_apart,
    split_protest,
    split_quiet,
    term_after,
)
from fronde.engine.persons import BEFORE, draw_person
from fronde.engine.pick import AT_ONCE
from fronde.kernel import kernel
from fronde.states import (
    ARMED,
    COUNTED,
    JAILED,
    PROTEST,
    PROTESTED,
    QUIET,
    UNDERGROUND,
    WAS_JAILED,
    Person,
)
from fronde.tables.calendar import TICKS_A_WEEK
from fronde.tables.people import CHANGING, STATE, expect
from fronde.tables.streets import WEEKS_AHEAD

HIDING = stream("hiding")
RELEASED = next(k for k, cause in enumerate(CAUSES) if cause[0] == "release")
SENTENCES = 32  # by which the spread of sentences is kept
TRACE = 1e-4  # persons: where fewer would come if a whole community were like a group, nobody does
SCARCE = 1e-4  # share of those with ties to the underground that makes no difference
MATTERS = 0.01  # share of a community's street from which a group's causes are worked out
TINY = 1e-300
STREET = np.int64(PROTEST)


@kernel
def release(street, c, clock, flows):
    """Let those go whose sentence ends in the step."""
    week = clock.tick // TICKS_A_WEEK
    left = (week + 1) - clock.tick / TICKS_A_WEEK  # of the week, in weeks
    slot = week % WEEKS_AHEAD
    going = street.due[c, slot] * min(1.0, clock.dt / left)
    held = street.jailed[c].sum()
    if going <= 0.0 or held <= 0.0:
        return
    street.due[c, slot] -= going
    going = min(going, held)
    for g in range(street.jailed.shape[1]):
        street.jailed[c, g] *= 1.0 - going / held
    flows[c, RELEASED] += going


@kernel
def sentence(street, c, clock, here, p, flow, amount, flows):
    """Spread the ends of sentences over the weeks ahead; the share that ends within the step."""
    soon = 0
    for k in range(SENTENCES):
        term = term_after(flow, (k + 0.5) / SENTENCES, here, p)
        ends = clock.tick / TICKS_A_WEEK + 0.5 * clock.dt + term
        ahead = min(ends, 1e12) - clock.tick // TICKS_A_WEEK
        if ends < clock.tick / TICKS_A_WEEK + clock.dt:
            soon += 1
        elif ahead < WEEKS_AHEAD:
            street.due[c, math.floor(ends) % WEEKS_AHEAD] += amount / SENTENCES
    flows[c, RELEASED] += amount * soon / SENTENCES
    return soon / SENTENCES


@kernel(lean=True)
def hiding(person, scarce, here, p):
    """Hazard of going into hiding, a mean over those with ties there and those without [1/week]."""
    u = person.ties_underground
    some = scarce if scarce > u else u
    none = Person(person.hardship, person.risk_aversion, person.threshold, person.ties_protest,
                  0.0, 0.0)
    if some < SCARCE:
        return leave_protest_apart(none, here, p)
    tied = Person(person.hardship, person.risk_aversion, person.threshold, person.ties_protest,
                  u / some, 0.0)
    return ((1.0 - some) * leave_protest_apart(none, here, p)
            + some * leave_protest_apart(tied, here, p))


@kernel(lean=True)
def add_new(street, c, g, coming, whole, dt):
    """Note who takes to the street for the first time: all of them are quiet until then.

    Of ``whole`` persons of the group. Those absent are whole persons, the others expected ones, so
    that more of a group may be absent than were ever expected to come.
    """
    absent = max(0.0, street.absent[c, g] - street.absent_protested[c, g])
    never = max(0.0, whole - street.protested[c, g] - absent)
    street.protested[c, g] -= never * math.expm1(-coming * dt)


@kernel(lean=True)
def add_punished(street, c, g, arrested, spent, drawn, pace, dt):
    """Of those arrested, note who never was before; of those on the street, who was.

    Who was comes and goes as all do: ``drawn`` is the share of time that they spend there in the
    end, ``pace`` the rate at which they come to that. ``spent`` are the weeks of all.
    """
    freed = max(0.0, street.punished[c, g] - street.absent_punished[c, g] - street.jailed[c, g])
    rest, before = drawn * freed, street.returned[c, g]
    faded = math.exp(-pace * dt)
    if spent > 0.0:
        known = rest * dt + (before - rest) * (1.0 - faded) / pace
        fresh = arrested * min(1.0, max(0.0, 1.0 - known / spent))
        street.punished[c, g] += fresh
        freed = max(0.0, freed - (arrested - fresh))
    street.returned[c, g] = min(freed, street.out[c, g], rest + (before - rest) * faded)


@kernel(lean=True)
def at_most(present, hiding):
    """Persons who hide in a step, of those present: each of them once, however great the hazard."""
    return -present * math.expm1(-hiding / present) if present > 0.0 else 0.0


@kernel(lean=True)
def leave_for_home_or_prison(person, here, p, going):
    """Fill ``going`` with hazards of leaving the street; an infinite one stays a number."""
    hazards_protest(person, here, p, going)
    for k in range(len(going)):
        going[k] = min(going[k], AT_ONCE)


@kernel(lean=True)
def advance_group(street, c, g, size, person, scarce, clock, here, p, space):
    """A step of one group; what comes of it is put into ``space``.

    ``size`` are the persons of the community. Returns whether anybody would move if all of them
    were like this group: groups differ in size, and the least of them come first in a row.
    """
    out, jailed = street.out[c, g], street.jailed[c, g]
    whole = street.share[g] * size
    present = max(0.0, whole - street.absent[c, g])
    free = max(0.0, present - jailed)
    hazards_quiet(person, here, p, space.coming)
    coming = space.coming.sum()
    if coming * size * clock.dt < TRACE and out < TRACE:
        return False
    leave_for_home_or_prison(person, here, p, space.going)
    hidden = hiding(person, scarce, here, p)
    leaving = space.going.sum() + hidden
    pace = coming + leaving
    if pace <= 0.0:
        space.spent[g] = out * clock.dt
        return True
    rest = coming / pace * free
    faded = math.exp(-pace * clock.dt)
    spent = rest * clock.dt + (out - rest) * (1.0 - faded) / pace  # weeks on the street
    street.out[c, g] = rest + (out - rest) * faded
    came = max(0.0, street.out[c, g] - out + leaving * spent)
    for k in range(len(space.going)):
        if TARGETS_WITHIN_PROTEST[k] == JAILED:
            space.jailed[g] += space.going[k] * spent
        else:
            space.tired[g] += space.going[k] * spent
    space.came[g], space.spent[g] = came, spent
    space.hidden[g] = at_most(present, hidden * spent)
    add_new(street, c, g, coming, whole, clock.dt)
    add_punished(street, c, g, space.jailed[g], spent, coming / pace, pace, clock.dt)
    return True


@kernel(lean=True)
def advance_groups(street, c, size, who, scarce, clock, here, p, space):
    """A step of all groups of a community of ``size`` persons.

    Groups lie in rows of equal hardship and threshold, by risk aversion: the more of it, the fewer
    come (the thinned sweep bounds its cells by that, too). So where nobody comes, nobody does
    further on.
    """
    row = len(street.share) // street.rows
    for first in range(0, len(street.share), row):
        moving = True
        for g in range(first, first + row):
            space.came[g], space.spent[g], space.hidden[g] = 0.0, 0.0, 0.0
            space.jailed[g], space.tired[g] = 0.0, 0.0
            if moving or street.out[c, g] >= TRACE:
                moving = advance_group(street, c, g, size, member(street, c, g, who), scarce,
                                       clock, here, p, space)
            if not moving:
                street.out[c, g], street.returned[c, g] = 0.0, 0.0


@kernel(lean=True)
def count_flows(street, c, who, here, p, space, flows):
    """Add what the groups of a community did to the flows, by cause.

    Causes are worked out for the groups that matter, and hold for the few persons beside them:
    as many take to the street, are arrested and go home as all groups say.
    """
    came, spent = space.came.sum(), space.spent.sum()
    if came <= 0.0 and spent <= 0.0:
        return
    asked_came, asked_jailed, asked_tired = 0.0, 0.0, 0.0
    for g in range(len(space.came)):
        if space.came[g] >= MATTERS * came or space.spent[g] >= MATTERS * spent:
            asked_came += space.came[g]
            asked_jailed += space.jailed[g]
            asked_tired += space.tired[g]
    more_came = came / max(asked_came, TINY)
    more_jailed = space.jailed.sum() / max(asked_jailed, TINY)
    more_tired = space.tired.sum() / max(asked_tired, TINY)
    for g in range(len(space.came)):
        if space.came[g] >= MATTERS * came or space.spent[g] >= MATTERS * spent:
            person = member(street, c, g, who)
            hazards_quiet(person, here, p, space.coming)
            leave_for_home_or_prison(person, here, p, space.going)
            coming = space.coming.sum()
            for k in range(len(space.coming)):
                share = space.coming[k] / coming if coming > 0.0 else 0.0
                space.coming[k] = share * space.came[g] * more_came
            for k in range(len(space.going)):
                more = more_jailed if TARGETS_WITHIN_PROTEST[k] == JAILED else more_tired
                space.going[k] *= space.spent[g] * more
            split_quiet(person, here, p, space.coming, flows[c])
            split_protest(person, here, p, space.going, flows[c])


@kernel(lean=True)
def member(street, c, g, person):
    """Traits of a group, with the ties that its members have on average."""
    return Person(street.hardship[g], street.aversion[g], street.threshold[g],
                  person.ties_protest, person.ties_underground, 0.0)


@kernel
def hide(events, count, street, c, space, who, scarce, ground, clock, here, p, room):
    """Draw who goes into hiding; ``space.hidden`` are the persons expected, by group.

    At most ``room``, who are not in prison. Who changes in the step is marked, so that nobody
    changes twice.
    """
    total = space.hidden.sum()
    many = min(poisson(total, uniform(clock.seed, HIDING, clock.tick, c, 0)), int(max(0.0, room)))
    for k in range(many):
        number = (np.int64(c) << 24) + k
        which, draw = pair(clock.seed, BEFORE, clock.tick, number, 0)
        g, sought = 0, which * total
        while g < len(space.hidden) - 1 and sought >= space.hidden[g]:
            sought -= space.hidden[g]
            g += 1
        person = draw_person(street, c, g, ground, clock, number)
        if person < 0:
            continue
        past = np.int64(PROTESTED)
        draw_before = uniform(clock.seed, BEFORE, clock.tick, number, 2)
        if draw_before * street.out[c, g] < street.returned[c, g]:
            past |= WAS_JAILED | COUNTED
        ground.byte[person] |= CHANGING
        when = clock.dt * uniform(clock.seed, BEFORE, clock.tick, number, 3)
        events, count = enter(events, count, clock, here, p, person, c, NO_ROW, STREET,
                              member(street, c, g, who), when, draw, past)
    return events, count


@kernel(lean=True)
def who_leave(events, first, count, ground):
    """Of some events, how many are of persons who are kept in a group until then."""
    leaving = 0
    for k in range(first, count):
        leaving += ground.byte[events[k, PERSON]] & STATE == QUIET
    return leaving


@kernel(lean=True)
def make_way(street, c, leaving, counts):
    """Where more leave the groups than are at rest, the others were expected on the street, or else
    in prison.

    Those expected are fractions of persons, who leaves is a whole one: nobody is in two places,
    and nobody's sentence ends who is no longer in prison.
    """
    short = leaving - counts[c, QUIET]
    if short <= 0.0:
        return
    out, held = street.out[c].sum(), street.jailed[c].sum()
    off_the_street = min(short, out)
    out_of_prison = min(short - off_the_street, held)
    for g in range(street.out.shape[1]):
        street.out[c, g] *= 1.0 - off_the_street / max(out, TINY)
        street.jailed[c, g] *= 1.0 - out_of_prison / max(held, TINY)
    for slot in range(WEEKS_AHEAD):
        street.due[c, slot] *= 1.0 - out_of_prison / max(held, TINY)
    expect(counts, c, out - off_the_street, held - out_of_prison, held)


@kernel
def step_of_groups(events, first, count, c, street, ground, clock, here, p, space, counts, flows):
    """A step of the street of one community.

    ``counts`` [communities, states], ``flows`` [communities, causes] and ``street`` are changed
    in place, of this community only; who hides is added to the events, to be carried out later.
    Those from ``first`` on are of this community, too.
    """
    size = 1.0 * (ground.first[c + 1] - ground.first[c])
    if size == 0.0:
        return events, count
    held_before = street.jailed[c].sum()
    release(street, c, clock, flows)
    ties = clock.near + clock.far
    hidden = (counts[c, UNDERGROUND] + counts[c, ARMED]) / size
    scarce = 1.0 - (1.0 - hidden) ** ties
    who = Person(0.0, 0.0, 0.0, counts[c, PROTEST] / size, hidden, 0.0)
    advance_groups(street, c, size, who, scarce, clock, here, p, space)
    count_flows(street, c, who, here, p, space, flows)
    arrested = space.jailed.sum()
    if arrested > 0.0:
        for k in range(len(FLOWS_WITHIN_PROTEST)):
            if TARGETS_WITHIN_PROTEST[k] == JAILED:
                soon = sentence(street, c, clock, here, p, FLOWS_WITHIN_PROTEST[k], arrested,
                                flows)
                for g in range(len(street.share)):
                    street.jailed[c, g] += space.jailed[g] * (1.0 - soon)
    expect(counts, c, street.out[c].sum(), street.jailed[c].sum(), held_before)
    room = counts[c, QUIET] + counts[c, PROTEST] - who_leave(events, first, count, ground)
    events, count = hide(
        events, count, street, c, space, who, scarce, ground, clock, here, p, room)
    make_way(street, c, who_leave(events, first, count, ground), counts)
    return events, count
