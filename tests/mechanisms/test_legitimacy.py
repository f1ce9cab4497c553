"""Legitimacy: three parts, where they rest, what moves them."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fronde.mechanisms.legitimacy import consensus_level, derive, start, update
from mechanisms.moment import at, defaults

NAMES = ("procedural", "security", "consensus")
SHARE = st.floats(0, 1)
CALM = {"nationalism": 0.5}
P = defaults(
    "legitimacy", procedural_weight=0.3, security_weight=0.4, consensus_weight=0.3,
    procedural_rest=0.55, security_rest=0.75, consensus_rest=0.6, procedural_return=0.01,
    security_return=0.08, consensus_return=0.03, crushing=0.05, nation=0.2, erosion=0.5)


def after(weeks, parts, **columns):
    """The three parts after weeks of the same conditions."""
    for _ in range(weeks):
        parts = update(at(**{**CALM, **columns, **dict(zip(NAMES, parts, strict=True))}), P)
    return parts


@settings(derandomize=True, deadline=None)
@given(SHARE, SHARE, SHARE)
def test_a_weighted_mean(procedural, security, consensus):
    """.3, .4 and .3; with the weights of the others 0, one part alone."""
    here = at(procedural=procedural, security=security, consensus=consensus)
    expected = 0.3 * procedural + 0.4 * security + 0.3 * consensus
    assert derive(here, P) == pytest.approx(expected)
    alone = replace(P, procedural_weight=0.0, consensus_weight=0.0)
    assert derive(here, alone) == pytest.approx(security)
    assert derive(here, replace(alone, security_weight=0.0)) == 0.0


def test_quiet_times_are_at_rest():
    rest = start(at(**CALM), P)
    assert rest == (0.55, 0.75, 0.60)
    assert after(500, rest) == pytest.approx(rest)


def test_what_is_disturbed_comes_back():
    assert after(3000, (0.1, 0.1, 0.1)) == pytest.approx((0.55, 0.75, 0.60), abs=1e-6)


def test_a_shock_fades_at_the_rate_of_its_part():
    """exp(-.03 x 20) of a rally of .2 is left after 20 weeks."""
    rallied = update(at(shock_consensus=0.2, procedural=0.55, security=0.75, consensus=0.6, **CALM),
                     P)
    assert rallied[2] == pytest.approx(0.8)
    assert after(20, rallied)[2] == pytest.approx(0.6 + 0.2 * math.exp(-0.6))


def test_insecurity_takes_its_share_of_safety():
    assert after(500, (0.55, 0.75, 0.6), insecurity_felt=0.4)[1] == pytest.approx(0.75 * 0.6)


def test_nationalism_lifts_the_dominant_group_and_lowers_the_others():
    """n = .2 a unit, from the midpoint; at the midpoint nobody moves."""
    levels = [consensus_level(at(nationalism=x, dominant=d), P)
              for d in (1.0, 0.0) for x in (0.5, 1.0)]
    assert levels == pytest.approx([0.6, 0.7, 0.6, 0.5])


def test_a_war_that_goes_badly_erodes_consensus():
    """e = .5 a unit of setback, and nothing in peace."""
    assert consensus_level(at(war=1.0, setback=0.4, **CALM), P) == pytest.approx(0.6 - 0.2)
    assert consensus_level(at(war=0.0, setback=0.4, **CALM), P) == pytest.approx(0.6)


def test_only_a_street_that_is_crushed_seen_and_unselectively_costs_fairness():
    """c crushed noticed (1 - s) = .05 x .8 x .5 x .5 a week, while the loss fades at .01 a week."""
    begun = (0.55, 0.75, 0.6)
    crushed = {"crushed_seen": 0.8, "street_noticed": 0.5, "selectivity": 0.5}
    assert after(1, begun, **crushed)[0] == pytest.approx(0.55 + math.expm1(-0.01))
    for spared in ({"crushed_seen": 0.0}, {"street_noticed": 0.0}, {"selectivity": 1.0}):
        assert after(1, begun, **{**crushed, **spared})[0] == pytest.approx(0.55)
