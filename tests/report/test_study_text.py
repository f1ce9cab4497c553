"""Lines of the terminal: which of two numbers they give."""

import numpy as np

from fronde.reporting.study.text import say
from fronde.study.methods.deciding import decide

NAMES = [f"p{number}" for number in range(6)]


def planted(count):
    """A claim that holds where p2 is above .5, but for a fifth of the points."""
    rng = np.random.default_rng(count)
    points = rng.random((count, 6))
    return decide(points, points, NAMES, (points[:, 2] > 0.5) ^ (rng.random(count) < 0.2))


def test_a_region_is_told_by_points_that_did_not_choose_it():
    decision = planted(80)
    region = decision.region
    assert region.inside.share > region.inside_unseen.share  # or the test would not tell
    said = say("words", "decided_by", decision)
    assert f"holds at {region.inside_unseen.share:.0%} of the parameter sets with p2 > " in said
    assert said.endswith(f"else at {region.outside_unseen.share:.0%} "
                         "(on parameter sets not used to find this region)")


def test_without_such_points_it_is_said_that_the_others_flatter():
    region = planted(80).region
    alone = type(region)(region.limits, region.unit_limits, region.inside, region.outside, None,
                         None)
    assert say("words", "holding", alone).endswith(
        "(on the parameter sets used to find this region, which are too favourable to it)")
    assert f"holds at {region.inside.share:.0%} of the parameter" in say("words", "holding", alone)
