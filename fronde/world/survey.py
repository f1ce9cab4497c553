"""What every community sees at a moment: counts become shares and fields.

    a(field) = sum over circles k of attention_k active_k / citizens_k             [share]

with the circles own community, region, neighbouring regions, own group elsewhere and the
nation; attention to own ties is the rest, and comes in person by person. A region without
neighbours gives that attention to itself. How far a street is noticed saturates, with a its share
of citizens, of the own region and of the nation, mixed by the weight of the media:

    noticed = a / (a + notice)                                                     [share]

What is done to a street or an underground is seen as its share, mixed likewise; so is insecurity,
from violence v and raids. Arrests a week and the streets that they thinned are news that fade, so
that a share does not hang on the length of a step or on who happened to be arrested in it:

    crushed = (1 - media) arrests_r / (arrests_r + street_r)
              + media arrests / (arrests + street)                                 [share]
    felt    = (1 - media) i + media mean i,   i = 1 - (1 - v) (1 - raids)          [share]
"""

from __future__ import annotations

import numpy as np

from fronde.kernel import kernel
from fronde.states import ARMED, PROTEST, UNDERGROUND


@kernel
def share(part, whole):
    """``part / whole``, and 0 where there is nobody."""
    return part / whole if whole > 0.0 else 0.0


@kernel
def sums(amounts, place, places):
    """Sums over the communities of each region, or of each group."""
    found = np.zeros(places)
    for c in range(len(place)):
        found[place[c]] += amounts[c]
    return found


@kernel
def around(amounts, circles):
    """What attention to the own region and across its borders sees [regions]."""
    region = sums(amounts, circles.region, len(circles.borders))
    found = np.empty(len(region))
    for r in range(len(region)):
        near = share(region[r], circles.region_citizens[r])
        across = near
        if circles.neighbour_citizens[r] > 0.0:
            beside = 0.0
            for other in range(len(region)):
                beside += circles.borders[r, other] * region[other]
            across = beside / circles.neighbour_citizens[r]
        found[r] = circles.attention[2] * near + circles.attention[3] * across
    return found


@kernel
def field(amounts, circles, found):
    """Attention-weighted share of ``amounts`` beyond own ties, as each community sees it."""
    of_region = around(amounts, circles)
    group = sums(amounts, circles.group, len(circles.group_citizens))
    nation = amounts.sum() / circles.everybody
    for c in range(len(found)):
        g = circles.group[c]
        found[c] = (
            circles.attention[1] * share(amounts[c], circles.citizens[c])
            + of_region[circles.region[c]]
            + circles.attention[4] * share(group[g], circles.group_citizens[g])
            + circles.attention[5] * nation
        )


@kernel
def see_share(done, left, nation, media, circles, found):
    """Share ``done / (done + left)``: the own region's and the nation's, mixed by media."""
    region = sums(done, circles.region, len(circles.borders))
    whole = sums(done + left, circles.region, len(circles.borders))
    for c in range(len(found)):
        r = circles.region[c]
        found[c] = (1.0 - media[c]) * share(region[r], whole[r]) + media[c] * nation


@kernel
def in_region(amounts, circles, found):
    """What is counted in the region of each community."""
    region = sums(amounts, circles.region, len(circles.borders))
    for c in range(len(found)):
        found[c] = region[circles.region[c]]


@kernel
def look(here, circles, counts, heard):
    """Fill the survey columns of the community table that come from counts of people.

    Parameters
    ----------
    here : structured array [communities], changed in place.
    counts : persons by community and state, float64 [communities, states].
    heard : what is news [4, communities]: arrests a week on the street and in hiding, and
        persons on the street and in hiding.
    """
    protest, hidden, insecurity = np.empty(len(here)), np.empty(len(here)), 0.0
    crushed, caught, street_heard, hidden_heard = heard[0], heard[1], heard[2], heard[3]
    for c in range(len(here)):
        row = here[c]
        protest[c] = counts[c, PROTEST]
        hidden[c] = counts[c, UNDERGROUND] + counts[c, ARMED]
        row.insecurity = 1.0 - (1.0 - row.violence) * (1.0 - row.raids)
        insecurity += row.insecurity * circles.citizens[c] / circles.everybody
    street = protest.sum()
    field(protest, circles, here.protest_field)
    field(hidden, circles, here.underground_field)
    in_region(protest, circles, here.region_protest)
    in_region(hidden, circles, here.region_underground)
    in_region(crushed, circles, here.region_arrests)
    see_share(crushed, street_heard, share(crushed.sum(), crushed.sum() + street_heard.sum()),
         here.media, circles, here.crushed_seen)
    see_share(caught, hidden_heard, share(caught.sum(), caught.sum() + hidden_heard.sum()),
         here.media, circles, here.found_seen)
    see_share(protest, circles.citizens - protest, street / circles.everybody, here.media, circles,
         here.street_noticed)
    for c in range(len(here)):
        row = here[c]
        row.street_noticed = share(row.street_noticed, row.street_noticed + circles.notice)
        row.insecurity_felt = (1.0 - row.media) * row.insecurity + row.media * insecurity
