"""Epstein's runs 1 to 8: what the paper reports beside what his rules give here.

The paper prints few numbers. What it says in words or shows in a figure is counted; what follows
from the rules is computed; else a band comes from two independent implementations of the printed
rules and is called ours. What the paper says and neither finds is listed as not reproducing.
"""

from __future__ import annotations

import math

import numpy as np

from fronde.classics.patrol import Rules
from fronde.classics.torus import (
    ACTIVE,
    COPS,
    FIRST,
    IN_JAIL,
    SECOND,
    Counts,
    Torus,
    outbursts,
    patrol,
    waits,
)
from fronde.gallery.entry import EntryPicture, Played, Row, curve

PAPER = "epstein2002: model "
_AWAY = math.inf  # a tolerance: known not to reproduce
SEEDS = 10
_SPREAD_OF_EXTINCTION = 38.0  # ticks, standard deviation over seeds


def _ticks_of(counts: Counts, column: int, line: str) -> list[dict[str, float]]:
    """A count by tick as a curve."""
    return curve(line, range(len(counts)), counts[:, column])


def run_1(seed: int) -> Played:
    """A little unrest everywhere; whether anybody moves decides how much."""
    rules, source = Rules(legitimacy=0.89, jail_most=15.0), PAPER + "I, run 1"
    moving = patrol(Torus(vision=1.7, cops=0.04), rules, 701, seed)
    still = [patrol(Torus(vision=1.7, cops=0.04, moving=False), rules, 701, 100 * seed + k)
             for k in range(SEEDS)]
    means = np.array([counts[100:, ACTIVE].mean() for counts in still])
    # Nobody moves: of those who would rebel unseen, those out of sight of every cop do, always.
    unseen = 0.7 * 1600 * (1 - 0.1 / 0.11) * 0.96**8
    rows = (
        Row("mean active, ticks 100 to 700, all move", 47.5, float(moving[100:, ACTIVE].mean()),
            14.5, "ours", source,
            "33 to 62 over seeds in two implementations; the paper shows a picture"),
        Row("mean active, nobody moves", unseen, float(means.mean()),
            4 * float(means.std(ddof=1)) / math.sqrt(SEEDS), "derived", source,
            "to about one per cent: citizens with H > T / (1 - L) whom no cop sees, each site near "
            "one being held by a cop with the same chance; left out are the few who rebel in a "
            f"cop's sight. Found: mean of {SEEDS} seeds"),
    )
    points = _ticks_of(moving, ACTIVE, "all move") + _ticks_of(still[0], ACTIVE, "nobody moves")
    return Played(rows, EntryPicture(points, "tick", "active citizens"))


def run_2(seed: int) -> Played:
    """Outbursts after long calm; only if the ratio of cops to actives is rounded down."""
    torus, source = Torus(vision=7.0, cops=0.04), PAPER + "I, run 2"
    found = {ratio: patrol(torus, Rules(0.82, 30.0, ratio=ratio), 3000, seed)
             for ratio in ("exact", "floor", "round")}
    begins, calm = outbursts(found["floor"][:, ACTIVE]), waits(found["floor"][:, ACTIVE])
    rows = (
        Row("outbursts in 3000 ticks, ratio floor", 110, len(begins), 15, "ours", source,
            "95 to 125 over seeds in two implementations; the paper prints no count, and rounds "
            "nothing"),
        Row("outbursts in 3000 ticks, ratio exact", 0,
            len(outbursts(found["exact"][:, ACTIVE])), 0, "ours", source,
            "the rule as printed never erupts in two implementations; the paper shows outbursts"),
        Row("mean waiting time [ticks], ratio floor", 60, float(calm.mean()), _AWAY, "printed",
            f"{source}, waiting times (Fig. 5)",
            "from the end of an outburst to the start of the next; the paper's mean is longer than "
            "any implementation finds. From start to start, another measure, it is "
            f"{np.diff(begins).mean():.1f} here"),
    )
    points = []
    for ratio in ("floor", "round", "exact"):
        points += _ticks_of(found[ratio][:400], ACTIVE, f"ratio {ratio}")
    return Played(rows, EntryPicture(points, "tick", "active citizens"))


def runs_3_and_4(seed: int) -> Played:
    """Legitimacy lost bit by bit, or as much less at once."""
    torus, source = Torus(vision=7.0, cops=0.074), PAPER + "I, runs 3 and 4"
    ticks = np.arange(150)
    bit_by_bit, at_once = np.maximum(0.2, 0.9 - 0.01 * ticks), np.where(ticks < 77, 0.9, 0.7)
    higher, jail, points = 0, 0, []
    for k in range(SEEDS):
        slow, fast = (patrol(torus, Rules(0.9, math.inf, ratio="floor"), len(ticks),
                             100 * seed + k, legitimacy=path) for path in (bit_by_bit, at_once))
        higher += int(fast[:, ACTIVE].max() > slow[:, ACTIVE].max())
        jail += int(fast[-1, IN_JAIL] > slow[-1, IN_JAIL])
        if k == 0:
            points = _ticks_of(slow, ACTIVE, "0.9 to 0.2 bit by bit") + _ticks_of(
                fast, ACTIVE, "0.9 to 0.7 at once")
    rows = (
        outcome("the jump brings the higher peak, in most pairs", higher, SEEDS / 2, 0,
                f"{source} (Figs. 9 and 10)", "the paper shows one pair of runs"),
        outcome("the jump puts more in prison, in most pairs", jail, SEEDS / 2, _AWAY, source,
                "the paper shows one pair of runs; its larger jail is found by no implementation"),
    )
    return Played(rows, EntryPicture(points, "tick", "active citizens"))


def outcome(what: str, times: int, more_than: float, tolerance: float, source: str,
            note: str) -> Row:
    """Something that the paper shows in one run, and whether it comes about here in enough of them.

    The paper prints that it does, and no share of runs.
    """
    return Row(f"{what} (1: yes)", 1, int(times > more_than), tolerance, "printed", source,
               f"{note}; here in {times} of {SEEDS}")


def run_5(seed: int) -> Played:
    """Cops are withdrawn one by one until it breaks out."""
    ticks = np.arange(120)
    left = np.maximum(0.0, 0.074 - ticks / 1600)
    found = [patrol(Torus(vision=7.0, cops=0.074), Rules(0.8, math.inf, ratio="floor"),
                    len(ticks), 100 * seed + k, cops=left) for k in range(SEEDS)]
    erupted = sum(int(counts[counts[:, COPS] > 0, ACTIVE].max() > 45) for counts in found)
    rows = (outcome("it breaks out while cops remain, with every seed", erupted, SEEDS - 1, 0,
                    PAPER + "I, run 5 (Fig. 11)",
                    "the paper shows one run; a peak of more than 45 actives is our bar"),)
    points = _ticks_of(found[0], ACTIVE, "active") + _ticks_of(found[0], COPS, "cops")
    return Played(rows, EntryPicture(points, "tick", "agents"))


def run_6(seed: int) -> Played:
    """Two groups, legitimacy so high that nobody can be active."""
    rules = Rules(0.9, 15.0, groups=2)
    counts = patrol(Torus(vision=1.7, cops=0.0), rules, 300, seed)
    rows = (
        Row("most active", 0, int(counts[:, ACTIVE].max()), 0, "derived",
            PAPER + "II, run 6", "G = H (1 - L) is at most T"),
        Row("groups left", 2, int((counts[-1, [FIRST, SECOND]] > 0).sum()), 0,
            "printed", PAPER + "II, run 6 (Fig. 12)"),
    )
    points = _ticks_of(counts, FIRST, "first group") + _ticks_of(counts, SECOND, "second group")
    return Played(rows, EntryPicture(points, "tick", "members"))


def _extinction(counts: Counts) -> int:
    """Tick at which the first of two groups is gone; the last one if neither is."""
    gone = (counts[:, FIRST] == 0) | (counts[:, SECOND] == 0)
    return int(np.argmax(gone)) if gone.any() else len(counts)


def run_7(seed: int) -> Played:
    """Two groups, no cops: one of them is wiped out."""
    found = [patrol(Torus(vision=1.7, cops=0.0), Rules(0.8, 15.0, groups=2), 600, 100 * seed + k)
             for k in range(SEEDS)]
    when = np.array([_extinction(counts) for counts in found])
    rows = (
        outcome("one group is gone in the end, with every seed", int((when < 600).sum()),
                SEEDS - 1, 0, PAPER + "II, run 7 (Fig. 13)", "the paper shows one run"),
        Row("mean tick at which it is", 96, float(when.mean()),
            4 * _SPREAD_OF_EXTINCTION / math.sqrt(SEEDS), "ours", PAPER + "II, run 7",
            "96, standard deviation over seeds 38, in two implementations; the paper prints none"),
    )
    points = _ticks_of(found[0][:200], FIRST, "first group") + _ticks_of(
        found[0][:200], SECOND, "second group")
    return Played(rows, EntryPicture(points, "tick", "members"))


def run_8(seed: int) -> Played:
    """Two groups and cops: peace, says the paper."""
    counts = patrol(Torus(vision=1.7, cops=0.04), Rules(0.8, 15.0, groups=2), 1000, seed)
    rows = (Row("groups left after 1000 ticks", 2, int((counts[-1, [FIRST, SECOND]] > 0).sum()),
                _AWAY, "printed", PAPER + "II, run 8 (Fig. 14)",
                "the paper's stable regime with cops, and its safe havens, are found by no "
                "implementation: one group goes here, too"),)
    points = _ticks_of(counts[:300], FIRST, "first group") + _ticks_of(
        counts[:300], SECOND, "second group")
    return Played(rows, EntryPicture(points, "tick", "members"))
