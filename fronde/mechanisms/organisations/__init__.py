r"""Those who hide find each other: cells are founded, merge and break up.

A newcomer founds a cell with chance phi; otherwise they meet somebody who hides in the same
region, drawn with weight 1 among the own group and x among others, and join that person's
organisation (nobody there: they found a cell). So organisations grow in proportion to size
and affinity. Then, for an organisation of s members (volunteers bring nobody about) with money
for a share m of them,

    occasions = c s (1 + f m)                                                      [1/week]
    each      breaks up with chance nu, otherwise meets the organisation of another member
              (of the region, or with chance d of anywhere), drawn in proportion to size,
              and merges with it with chance exp(-((g_i - g_j) / e)^2)

with g the agendas: that of the founder's group, spread by draws; a merger's is the mean by
size. A break-up sends each member to one of n pieces, at most as many as there are members
(n = inf: everybody alone). Arms go to
members who have none, one each, as far as the store reaches; what it came from is the
cause of that step.

Sources     Eguiluz and Zimmermann 2000, Bohorquez et al. 2009 (coalescence and
            fragmentation); Sageman 2004 (bunches of friends); Gade, Hafez and Gabbay 2019
            (groups far apart in ideology clash more)
Limits      e = inf, d = 1, f = 0, n = inf, nobody comes or goes: cluster sizes
            n_s ~ s^(-5/2) with the exact cut-off          gallery: eguiluz-2000
Deviations  turns matter: occasions of a step come one after the other, each by a member
            who is drawn; a break-up usually leaves few pieces, not singles
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from fronde.kernel import kernel
from fronde.mechanisms.mechanism import Act, Mechanism, MechanismTurn
from fronde.parameters import LogUniform, Uniform, param


@dataclass(frozen=True)
class Params:
    """How organisations come about, meet and part."""

    founding: float = param(
        0.15, "share", Uniform(0.05, 0.4),
        "chance that a newcomer founds a cell though others hide nearby",
        source="assumed: most join people they meet (sageman2004)", high=1.0)
    mixing: float = param(
        0.3, "1", Uniform(0.05, 1.0),
        "weight of somebody of another group when a newcomer looks for others",
        source="assumed: homophily by nationality", high=1.0)
    occasions: float = param(
        0.004, "1/week per member", LogUniform(0.001, 0.016),
        "how often a member brings about contact with another organisation",
        source="assumed: an organisation of twenty has one in three months",
        high=7.0,  # once a day
    )
    breaking: float = param(
        0.25, "share", Uniform(0.05, 0.5), "nu: chance that an occasion breaks the organisation up",
        source="bohorquez2009: fragmentation beside coalescence; form only, the size is assumed",
        high=1.0)
    pieces: float = param(
        2.0, "pieces", None, "into how many a break-up divides; .inf: everybody alone",
        source="bohorquez2009: all alone there; that it is two here is assumed", low=2.0)
    distance: float = param(
        0.2, "share", Uniform(0.0, 0.5), "chance that a contact leads beyond the region",
        source="assumed", high=1.0)
    tolerance: float = param(
        0.5, "agenda", LogUniform(0.2, 1.5),
        "how far apart agendas may be for a merger to be likely; .inf: any",
        source="gade2019: groups far apart in ideology clash more; that they merge less, and the "
               "size, is assumed", low=1e-9)
    spread: float = param(
        0.3, "agenda", Uniform(0.1, 0.5), "how far agendas of founders of one group lie apart",
        source="assumed")
    funding: float = param(
        3.0, "1", Uniform(0.0, 10.0),
        "how much more contact an organisation that is fully funded has",
        source="assumed: the claim that money from home brings mergers about, sign only", high=10.0)


@kernel
def occasions(size, funded, p):
    """Rate of occasions of an organisation [1/week]."""
    return p.occasions * size * (1.0 + p.funding * funded)


@kernel
def acceptance(one, other, p):
    """Chance that organisations with these agendas merge when they meet."""
    apart = (one - other) / p.tolerance
    return math.exp(-apart * apart)


@kernel
def founder(agenda, draw, p):
    """Agenda of a cell from that of the founder's group and a uniform draw."""
    return min(1.0, max(-1.0, agenda + p.spread * (2.0 * draw - 1.0)))


@kernel
def founds(draw, others, p):
    """Whether a newcomer founds a cell, with a weight of ``others`` who hide nearby."""
    return others <= 0.0 or draw < p.founding


ARMING = ("arms of states", "bought arms", "captured arms")
HIDING = ("people.underground", "people.armed")
COUNTED = ("nation.organisations", "nation.units", "nation.largest")

MECHANISM = Mechanism(
    name="organisations",
    params=Params,
    turns=(
        MechanismTurn("enlist", "fronde.mechanisms.organisations.enlist:enlist_in_step",
                      after=("supply",), sees=HIDING, moves=("underground.sides", *COUNTED),
                      needs=HIDING),
        MechanismTurn("arm", "fronde.mechanisms.organisations.enlist:arm_in_step",
                      after=("enlist",), sees=(*HIDING, "underground.arms"), needs=HIDING),
        MechanismTurn("meet", "fronde.mechanisms.organisations.meet:meet_in_step",
                      after=("strike",), sees=HIDING,
                      moves=("nation.mergers", "nation.splits", "underground.sides", *COUNTED),
                      needs=HIDING),
        MechanismTurn("end", "fronde.mechanisms.organisations.meet:end_in_step", after=("realign",),
                      sees=(*HIDING, "nation.volunteers"), moves=COUNTED, needs=HIDING),
    ),
    performs=(Act("arm", ARMING, needs=("underground.arms",)),),
    cite=("eguiluzzimmermann2000", "bohorquez2009", "sageman2004", "gade2019"),
    gallery=("eguiluz-2000", "fighting-coalition"),
)
