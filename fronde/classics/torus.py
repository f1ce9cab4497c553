"""Cops and citizens on a torus: ``classics.patrol``, played.

The order of turns is part of the model, so one thread plays one run; many runs take many.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
from numpy.typing import NDArray

from fronde.classics.patrol import RATIO, Rules
from fronde.classics.sight import Neighbourhood, Sight, counts_of, sight, within
from fronde.classics.turns import (
    ACTIVE,
    ARRESTS,
    CALM,
    COLUMNS,
    COPS,
    FIRST,
    FREE,
    IN_JAIL,
    KILLED,
    NOBODY,
    NOWHERE,
    SECOND,
    Agents,
    Setting,
    Sites,
    play,
    settle,
)
from fronde.draws import uniforms
from fronde.kernel import cores
from fronde.theory.inputs import number, one_of, whole

__all__ = [
    "ACTIVE", "ARRESTS", "CALM", "COLUMNS", "COPS", "FIRST", "IN_JAIL", "KILLED", "SECOND",
    "Counts", "Torus", "mesa_example", "outbursts", "patrol", "patrols", "waits", "within",
]

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Torus:
    """The lattice and who is on it at first.

    Attributes
    ----------
    citizens, cops : share of the sites.
    vision : how far everybody sees [sites].
    moving : whether citizens and cops move.
    neighbourhood : which sites are in sight, see ``sight``.
    shares : exact: so many agents, rounded; by site: each site is drawn by itself.

    Raises
    ------
    ValueError : out of range, or more agents than sites.
    """

    vision: float
    cops: float
    citizens: float = 0.7
    moving: bool = True
    width: int = 40
    height: int = 40
    neighbourhood: Neighbourhood = "euclidean"
    shares: Literal["exact", "by site"] = "exact"

    def __post_init__(self) -> None:
        whole("width", self.width, 1)
        whole("height", self.height, 1)
        number("vision", self.vision, 1.0)
        number("citizens", self.citizens, 0.0, 1.0)
        number("cops", self.cops, 0.0, 1.0)
        one_of("neighbourhood", self.neighbourhood, get_args(Neighbourhood))
        one_of("shares", self.shares, ("exact", "by site"))
        if self.citizens + self.cops > 1.0:
            raise ValueError("citizens and cops must leave each other room: at most 1 in all")
        if 2.0 * self.vision >= min(self.width, self.height):
            raise ValueError("vision must be less than half of the torus: it would see sites twice")


def mesa_example(
    width: int = 40, height: int = 40, *, citizens: float = 0.7, cops: float = 0.074,
    vision: int = 7, legitimacy: float = 0.8, jail_most: int = 1000, moving: bool = True,
) -> tuple[Torus, Rules]:
    """Settings under which this is the example ``epstein_civil_violence`` of Mesa 3.5.

    Defaults are those of the example. Equal in law, tick by tick, not in bits.
    """
    torus = Torus(vision, cops, citizens, moving, width, height, "von neumann", "by site")
    return torus, Rules(legitimacy, jail_most, ratio="round", first="act", jail="in place")


def patrol(
    torus: Torus, rules: Rules, ticks: int, seed: int, *,
    legitimacy: npt.ArrayLike | None = None, cops: npt.ArrayLike | None = None,
) -> Counts:
    """Play the model.

    Parameters
    ----------
    ticks : how many, from 1.
    seed : the same one gives the same ticks.
    legitimacy : L in each tick, instead of that of the rules [ticks, share].
    cops : most cops in each tick, as a share of the sites; those beyond go, drawn at random.

    Returns
    -------
    int64 [ticks, 8] : after each tick the numbers of ``COLUMNS``.

    Raises
    ------
    ValueError : ticks or seed not whole; a path of another length or outside 0 to 1.
    """
    ticks, seed = whole("ticks", ticks, 1), whole("seed", number("seed", seed, 0, 2**53))
    sites = torus.width * torus.height
    held = path("legitimacy", legitimacy, ticks, rules.legitimacy)
    most = np.floor(path("cops", cops, ticks, 1.0) * sites + 1e-9).astype(np.int64)
    setting = Setting(torus.moving, rules.first == "act", rules.jail == "in place",
                      float(rules.jail_most), rules.threshold, rules.certainty,
                      RATIO[rules.ratio], rules.groups == 2, rules.cloning, rules.age_most)
    margin = math.floor(torus.vision)
    seen = sight(torus.neighbourhood, torus.vision, torus.width, torus.height, margin)
    corners = sight("moore", 1, torus.width, torus.height, margin)
    agents, place = settle_all(torus, seen, setting, seed)
    found = np.zeros((ticks, len(COLUMNS)), np.int64)
    room = len(agents.alive)
    order, draws = np.empty(room, np.int32), np.empty((4, room), np.uint32)
    play.compiled(ticks, seed, agents, place, seen, corners, held, most, setting, order, draws,
                  found)
    return found


def patrols(
    settings: Sequence[tuple[Torus, Rules]], ticks: int, seeds: Sequence[int],
    threads: int | None = None,
) -> Counts:
    """Play many runs, each setting with each seed: what ``patrol`` gives, whatever the threads.

    Parameters
    ----------
    ticks : how many, of all runs.
    threads : how many runs at a time; by default one a core.

    Returns
    -------
    int64 [settings, seeds, ticks, 8] : see ``patrol``.

    Raises
    ------
    ValueError : as ``patrol``; threads not whole.
    """
    threads = whole("threads", threads or cores(), 1)
    found = np.zeros((len(settings), len(seeds), whole("ticks", ticks, 1), len(COLUMNS)), np.int64)

    def play_one(which: tuple[int, ...]) -> None:
        found[which] = patrol(*settings[which[0]], ticks, seeds[which[1]])

    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(play_one, np.ndindex(found.shape[:2])):
            pass
    return found


def path(
    name: str, given: npt.ArrayLike | None, ticks: int, value: float
) -> NDArray[np.float64]:
    """A share for each tick."""
    if given is None:
        return np.full(ticks, value)
    found = np.asarray(given, np.float64)
    if found.shape != (ticks,) or not ((found >= 0.0) & (found <= 1.0)).all():
        raise ValueError(f"{name} must be {ticks} numbers from 0 to 1, one a tick")
    return found


def settle_all(torus: Torus, seen: Sight, setting: Setting, seed: int) -> tuple[Agents, Sites]:
    """Everybody on a site of their own, drawn at random."""
    sites = torus.width * torus.height
    draw = np.empty(sites)
    uniforms.compiled(seed, FREE, 0, np.arange(sites), 0, draw)
    if torus.shares == "exact":
        citizens, cops = round(torus.citizens * sites), round(torus.cops * sites)
        where = np.argsort(draw, kind="stable")[: citizens + cops]
    else:
        first = np.flatnonzero(draw < torus.citizens)
        rest = np.flatnonzero((draw >= torus.citizens) & (draw < torus.citizens + torus.cops))
        citizens, where = len(first), np.concatenate((first, rest))
    # With two groups some are born, and those in prison leave their site to others.
    room = 2 * sites if setting.two else len(where)
    agents = Agents(
        np.full(room, NOWHERE, np.int32), np.full(room, NOWHERE, np.int32),
        np.zeros(room, np.int8), np.zeros(room, bool), np.zeros(room, np.float32),
        np.zeros(room), np.zeros(room), np.zeros(room), np.full(room, math.inf))
    size, count = (torus.height + 2 * seen.margin + 1) * seen.wide, counts_of(len(seen.step))
    near = np.zeros((2, size), count)  # cops and actives
    place = Sites(np.full(size, NOWHERE, np.int32), np.full(size, NOBODY, np.int8), *near,
                  *near.view(np.int64))
    settle.compiled(where, citizens, seed, agents, place, seen, setting)
    return agents, place


def outbursts(active: Counts, above: int = 50) -> NDArray[np.int64]:
    """Ticks at which outbursts begin: over ``above`` actives; each ends at fewer than that."""
    return turning(active, above)[0]


def waits(active: Counts, above: int = 50) -> NDArray[np.int64]:
    """Waiting times [ticks]: from the end of each outburst to the beginning of the next one."""
    begins, ends = turning(active, above)
    return begins[1:] - ends[: len(begins) - 1] if len(begins) else begins


def turning(active: Counts, above: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Ticks at which outbursts begin, and at which they end; the last may not have ended."""
    begins, ends, raging = [], [], False
    for tick, count in enumerate(np.asarray(active).tolist()):
        if not raging and count > above:
            begins.append(tick)
            raging = True
        elif raging and count < above:
            ends.append(tick)
            raging = False
    return np.array(begins, np.int64), np.array(ends, np.int64)
