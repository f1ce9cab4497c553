"""Organisations: who joins whom, who is armed, what meets and merges, what breaks up."""

import math
from dataclasses import asdict, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from laws.drawing import packed
from scipy import stats

from fronde.mechanisms.organisations import Params, acceptance, founder, founds, occasions
from fronde.mechanisms.organisations import meet as meeting
from fronde.mechanisms.organisations.enlist import arm, enlist
from fronde.mechanisms.organisations.meet import meet
from fronde.states import ARMED, UNDERGROUND
from fronde.tables.geography import Neighbourhoods
from fronde.tables.happened import CHANGE, MERGED, SPLIT
from fronde.tables.organisations import NOBODY, OrganisationTable, add_row
from fronde.tables.people import KNOWN, Everybody, People
from fronde.theory.clusters import cluster_counts, mean_square

KIND, ONE, OTHER, SIZE, OTHER_SIZE = range(len(CHANGE))
SHARE, AGENDA = st.floats(0, 1), st.floats(-1, 1)
P = Params(founding=0.15, mixing=0.3, occasions=0.004, breaking=0.25, pieces=2.0, distance=0.2,
           tolerance=0.5, spread=0.3, funding=3.0)
# Coalescence and total fragmentation alone.
PUBLISHED = replace(P, occasions=1.0, breaking=0.1, pieces=math.inf, distance=1.0,
                    tolerance=math.inf, funding=0.0)
MERGING = replace(PUBLISHED, breaking=0.0)


def hiding(communities, organisations):
    """A table of people underground, each of a community and an organisation."""
    people = People(len(communities))
    people.rows, people.id[:] = len(communities), np.arange(len(communities))
    people.community[:], people.organisation[:] = communities, organisations
    people.state[:] = UNDERGROUND
    return people


class Underground:
    """Organisations of so many members, each in a community of its own, one to a region."""

    def __init__(self, sizes, regions=None, agendas=None, room=None):
        n, people = len(sizes), sum(sizes)
        self.regions = np.arange(n) if regions is None else np.array(regions)
        self.table = OrganisationTable(groups=1, states=2, capacity=room or n + people)
        for k in range(n):
            agenda = agendas[k] if agendas else 0.0
            self.table.rows = add_row(k, 0, int(self.regions[k]), agenda, k, self.table.view())
        own = np.repeat(np.arange(n, dtype=np.int32), sizes)
        self.members = hiding(own, own)

    def everybody(self):
        """Who is in which state; nobody has been counted yet."""
        n = len(self.regions)
        return Everybody(self.members.state | KNOWN, np.zeros((n, 7), np.int64),
                         np.zeros((n, 3), np.int64), self.members.slots, self.members.view())

    def met(self, turns, p, week=0, seed=1, as_python=False):
        """The changes that so many occasions of a week bring about."""
        people, found, turn = len(self.members.id), [], 0
        play, values = (meet, p) if as_python else (
            meet.compiled, packed({"organisations": asdict(p)})[0]["organisations"])
        while turn < turns:
            self.table.reserve(people)
            self.table.rows, turn, changes = play(
                seed, week, turn, turns, np.arange(people), self.members.view(), self.regions,
                int(self.regions.max()) + 1, self.table.view(), values)
            found.append(changes)
        return np.concatenate(found)

    def sizes(self):
        """Members of each organisation, those without any left out."""
        found = np.bincount(self.members.organisation)
        return found[found > 0]


def test_occasions_by_hand():
    """.004 x 20 (1 + 3 x .5) a week: money for half makes 2.5 times as many."""
    assert occasions(20.0, 0.5, P) == pytest.approx(0.2)
    assert occasions(20.0, 0.0, P) == pytest.approx(0.08)


@given(AGENDA, AGENDA)
def test_alike_ones_merge_and_opposites_hardly(one, other):
    """exp(-((g_i - g_j) / e)^2): e^-1 at the tolerance, e^-4 at twice; without end any will do."""
    assert acceptance(one, other, P) == acceptance(other, one, P) <= acceptance(one, one, P) == 1
    assert acceptance(one, other, replace(P, tolerance=math.inf)) == 1
    assert acceptance(one, one + 0.5, P) == pytest.approx(math.exp(-1))
    assert acceptance(one, one - 1.0, P) == pytest.approx(math.exp(-4))
    assert acceptance(-1.0, 1.0, replace(P, tolerance=1e-9)) == 0


@given(AGENDA, SHARE, st.floats(0, 2))
def test_founders_lie_around_their_group_and_within_the_scale(agenda, draw, spread):
    found = founder(agenda, draw, replace(P, spread=spread))
    assert -1 <= found <= 1
    assert abs(found - agenda) <= spread + 1e-12
    assert founder(agenda, draw, replace(P, spread=0.0)) == agenda
    assert founder(0.2, 0.75, P) == pytest.approx(0.2 + 0.3 / 2)


def test_who_finds_nobody_founds_and_others_with_their_chance():
    """phi = .15; also somebody of no weight (x = 0) is nobody."""
    assert founds(0.99, 0.0, P)
    assert [founds(draw, 3.0, P) for draw in (0.0, 0.149, 0.15, 0.9)] == [True, True, False, False]


def joined(newcomers, p, at=0, week=0):
    """Organisations that newcomers to a community come to, [organisation of each].

    Region 0 holds 30 in organisation 0, of group 0, and 20 in organisation 1, of group 1;
    region 1 holds 50 in organisation 2, of group 0.
    """
    table = OrganisationTable(groups=2, states=1, capacity=3 + newcomers)
    for k, region in enumerate((0, 0, 1)):
        table.rows = add_row(k, 0, region, 0.0, k, table.view())
    own = np.concatenate([np.repeat(np.arange(3), (30, 20, 50)), np.full(newcomers, -1)])
    home = np.concatenate([np.repeat(np.arange(3), (30, 20, 50)), np.full(newcomers, at)])
    members = hiding(home, own)
    places = Neighbourhoods(
        rank=np.arange(4), region=np.array([0, 0, 1, 2]), group=np.array([0, 1, 0, 0]),
        first=np.array([0, 2, 3, 4]), agenda=np.array([0.5, -0.5]))
    rows = enlist.compiled(1, week, np.arange(len(own)), members.view(), places, table.view(),
                           packed({"organisations": asdict(p)})[0]["organisations"])
    assert rows == 1 + max(2, members.organisation.max())
    return members.organisation[-newcomers:], table


def test_newcomers_join_by_size_and_affinity_or_found():
    """phi = .2; weights 30 and .5 x 20 of the region, nobody of the other region."""
    p = replace(P, founding=0.2, mixing=0.5)
    found = np.array([joined(1, p, week=week)[0][0] for week in range(3000)])
    counts = np.bincount(found, minlength=4)
    assert counts[2] == 0
    expected = 3000 * np.array([0.8 * 0.75, 0.8 * 0.25, 0.2])
    assert stats.chisquare(counts[[0, 1, 3]], expected).pvalue > 1e-4


def test_newcomers_of_one_week_can_join_each_other():
    """Where nobody hides the first founds a cell; the others join it if nobody else founds."""
    found, _ = joined(50, replace(P, founding=0.0), at=3)
    assert set(found.tolist()) == {3}


def test_without_mixing_they_join_their_own_and_without_founding_nobody_founds():
    found, _ = joined(300, replace(P, founding=0.0, mixing=0.0))
    assert set(found.tolist()) == {0}


def test_founders_found_a_cell_each():
    """phi = 1; agendas spread evenly."""
    found, table = joined(400, replace(P, founding=1.0), at=3)
    assert found.tolist() == list(range(3, 403))
    assert (table.region[3:403] == 2).all()
    agendas = (table.agenda[3:403] - 0.5 + 0.3) / 0.6  # group 0's .5, spread .3 either way
    assert stats.kstest(agendas, "uniform").pvalue > 1e-4


@pytest.mark.parametrize("stores", [(0, 0, 0), (3, 0, 0), (2, 3, 1), (20, 10, 10)])
def test_arms_go_one_each_as_far_as_the_store_reaches(stores):
    """Ten members, two of them armed already; another organisation's store is not theirs."""
    ground = Underground([10, 5])
    ground.members.state[:2] = ARMED
    table = ground.table
    table.arms[0] = stores
    everybody = ground.everybody()
    byte, counts, flows = everybody[:3]
    given = arm.compiled(1, 0, np.arange(15), everybody, table.view(), 0)
    handed = min(8, sum(stores))
    assert given.sum() == flows[0].sum() == counts[0, ARMED] == -counts[0, UNDERGROUND] == handed
    assert (given + table.arms[0] == stores).all() and (table.arms[0] >= 0).all()
    assert (given == flows[0]).all()
    assert np.bincount(ground.members.state[:10], minlength=4)[ARMED] == 2 + handed
    assert (ground.members.state | KNOWN == byte).all()
    assert (ground.members.state[10:] == UNDERGROUND).all()


def test_where_an_arm_came_from_is_drawn_in_proportion_to_the_store():
    """One member, stores of 1 : 2 : 5, 1600 weeks."""
    found = np.zeros(3)
    for week in range(1600):
        ground = Underground([1])
        ground.table.arms[0] = [1, 2, 5]
        found += arm.compiled(1, week, np.arange(1), ground.everybody(), ground.table.view(), 0)
    assert stats.chisquare(found, 1600 * np.array([1, 2, 5]) / 8).pvalue > 1e-4


def test_the_larger_takes_in_the_smaller_with_all_that_it_has():
    """Agendas .2 of three and -.2 of one: mean by size .1."""
    ground = Underground([3, 1], agendas=[0.2, -0.2])
    table = ground.table
    table.arms[:2], table.volunteers[:2] = [[1, 2, 3], [4, 5, 6]], [[1, 0], [2, 7]]
    table.money[:2] = [0.5, 0.25]
    changes = ground.met(40, MERGING)
    told = [(row[KIND], row[ONE], row[OTHER], row[SIZE], row[OTHER_SIZE]) for row in changes]
    assert told == [(MERGED, 0, 1, 3, 1)]
    assert ground.members.organisation.tolist() == [0] * 4
    assert table.agenda[0] == pytest.approx(0.1)
    assert table.arms[:2].tolist() == [[5, 7, 9], [0, 0, 0]]
    assert table.volunteers[:2].tolist() == [[3, 7], [0, 0]]
    assert table.money[:2].tolist() == [0.75, 0]
    assert (table.into[1], table.ended[1], table.ended[0]) == (0, 1, NOBODY)  # from week 1 on


def test_opposites_do_not_merge_nor_those_who_never_meet():
    """A narrow tolerance; contacts (d = 0) that stay within regions."""
    assert len(Underground([5, 5], agendas=[-1, 1]).met(200, replace(MERGING, tolerance=0.1))) == 0
    apart = replace(MERGING, distance=0.0)
    assert len(Underground([5, 5]).met(200, apart)) == 0
    assert len(Underground([5, 5], regions=[0, 0]).met(200, apart)) == 1


def test_partners_are_drawn_by_size():
    """Members of organisations of 1, 3 and 6: the first merger, 1500 weeks.

    i meets j with chance s_i s_j; those who meet their own try again.
    """
    found = {}
    for week in range(1500):
        first = Underground([1, 3, 6]).met(60, MERGING, week)[0]
        pair = tuple(sorted(first[[ONE, OTHER]].tolist()))
        found[pair] = found.get(pair, 0) + 1
    weights = np.array([1 * 3, 1 * 6, 3 * 6])
    counts = [found[pair] for pair in ((0, 1), (0, 2), (1, 2))]
    assert stats.chisquare(counts, 1500 * weights / weights.sum()).pvalue > 1e-4


def test_occasions_come_in_bounded_lists_and_none_is_lost(monkeypatch):
    """Room for what they change does not grow with their number; the same ones come about."""
    whole, parts = Underground([1] * 60), Underground([1] * 60)
    expected = whole.met(3000, PUBLISHED)
    monkeypatch.setattr(meeting, "MOST_AT_ONCE", 7)
    found = parts.met(3000, PUBLISHED, as_python=True)
    assert (found == expected).all() and len(found) > 500
    assert sorted(whole.sizes()) == sorted(parts.sizes())


def test_money_brings_occasions_about():
    """Two of equal size, one with money for all: 1 + f = 4 times as many of its occasions."""
    found, p = np.zeros(3), replace(PUBLISHED, breaking=1.0, funding=3.0)
    for week in range(1200):
        ground = Underground([2, 2])
        ground.table.money[0] = 2.0
        changes = ground.met(1, p, week)
        found[changes[0, ONE] if len(changes) else 2] += 1
    assert stats.chisquare(found, 1200 * np.array([1, 1 / 4, 3 / 4]) / 2).pvalue > 1e-4


def test_a_break_up_into_singles_leaves_everybody_alone():
    """One keeps name and stores."""
    ground = Underground([50])
    ground.table.arms[0], ground.table.money[0] = [7, 0, 0], 2.0
    changes = ground.met(1, replace(PUBLISHED, breaking=1.0))
    assert changes.tolist() == [[SPLIT, 0, 1, 50, 49]]
    assert sorted(ground.members.organisation) == list(range(50))
    assert ground.table.arms[:50].sum(axis=1).tolist() == [7] + [0] * 49


@pytest.mark.parametrize("pieces", [2, 4])
def test_a_break_up_into_pieces_sends_each_to_one_of_them(pieces):
    """The first stays; each of 39 others goes to one of n: binomial about 39 / n."""
    stayed = []
    for week in range(300):
        ground = Underground([40])
        ground.met(1, replace(PUBLISHED, breaking=1.0, pieces=float(pieces)), week)
        assert ground.sizes().sum() == 40
        assert len(ground.sizes()) <= pieces
        stayed.append((ground.members.organisation == 0).sum() - 1)
    share = 1 / pieces
    assert abs(np.mean(stayed) - 39 * share) < 4 * math.sqrt(39 * share * (1 - share) / 300)


def test_nobody_and_nothing_is_lost_on_the_way():
    """Thousands of occasions with the defaults: people, arms, money, volunteers."""
    rng = np.random.default_rng(1)
    ground = Underground([20] * 30, regions=[k % 4 for k in range(30)],
                         agendas=rng.uniform(-1, 1, 30).tolist())
    table = ground.table
    table.arms[:30], table.volunteers[:30] = rng.integers(0, 9, (30, 3)), 2
    table.money[:30] = rng.random(30)
    had = [table.arms.sum(axis=0).tolist(), table.volunteers.sum(), table.money.sum()]
    changes = np.concatenate([ground.met(100, P, week) for week in range(50)])
    table = ground.table
    assert {MERGED, SPLIT} == set(changes[:, KIND].tolist())
    assert ground.sizes().sum() == 600
    left = [table.arms.sum(axis=0).tolist(), table.volunteers.sum(), table.money.sum()]
    assert left[:2] == had[:2] and left[2] == pytest.approx(had[2])
    ended = table.ended[: table.rows] != NOBODY
    assert not ended[ground.members.organisation].any()
    assert (np.abs(table.agenda[: table.rows]) <= 1).all()


def test_sizes_are_those_of_coalescence_and_fragmentation():
    """n_s / N exactly, nu = .1: twenty countries at rest, their mean within four errors.

    N = 2000 is far above the cut-off of 360; all are alone at first, and counted from 10 N
    occasions on, forty times.
    """
    people, nu, found = 2000, PUBLISHED.breaking, []
    exact = np.array([*cluster_counts([1, 2, 3], nu), mean_square(nu)])
    assert exact == pytest.approx([0.526316, 0.065607, 0.02181, 10], rel=1e-4)  # published
    for seed in range(20):
        ground = Underground([1] * people, regions=[0] * people)
        ground.met(10 * people, PUBLISHED, seed=seed)
        counted = []
        for week in range(1, 41):
            ground.met(people // 2, PUBLISHED, week, seed)
            sizes = ground.sizes()
            counted.append([*((sizes == s).sum() / people for s in (1, 2, 3)),
                            (sizes**2).sum() / people])
        found.append(np.mean(counted, axis=0))
    error = np.std(found, axis=0, ddof=1) / math.sqrt(20)
    assert (error < 0.05 * exact).all()  # sharp enough to tell something
    assert (np.abs(np.mean(found, axis=0) - exact) < 4 * error).all()
