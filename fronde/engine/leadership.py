"""The nation's row and the states around it, week by week.

``nation`` [1] and ``around`` [states] are structured arrays, ``parameters`` [1] those of all
mechanisms.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from fronde.draws import stream, uniforms
from fronde.engine.composed import (
    advance_nation,
    advance_state,
    begin_nation,
    begin_state,
    derive_nation,
    derive_state,
)
from fronde.kernel import kernel
from fronde.vocabulary import NATION, names
from fronde.world.world import World

LUCK = {name: stream(name) for name in names("luck", table=NATION)}
NOBODY = np.zeros(1, np.int64)  # luck of the nation is nobody's: its draws are for person 0


@kernel(entry=True)
def begin(nation: Any, around: Any, parameters: Any) -> None:
    """Fill owned stocks with what they start from."""
    begin_nation(nation[0], parameters[0])
    for s in range(len(around)):
        begin_state(around[s], nation[0], parameters[0])


@kernel(entry=True)
def derive(nation: Any, around: Any, parameters: Any) -> None:
    """Fill derived columns, those that others need first."""
    derive_nation(nation[0], parameters[0])
    for s in range(len(around)):
        derive_state(around[s], nation[0], parameters[0])


@kernel(entry=True)
def advance(nation: Any, around: Any, next_nation: Any, next_around: Any, parameters: Any) -> None:
    """Fill owned stocks of the nation and of the states with their values a week later."""
    advance_nation(nation[0], next_nation[0], parameters[0])
    for s in range(len(around)):
        advance_state(around[s], nation[0], next_around[s], parameters[0])


def draw(world: World) -> None:
    """Draw the nation's luck of the week."""
    luck = np.empty(1)
    for name, number in LUCK.items():
        uniforms.compiled(world.seed, number, world.week, NOBODY, 0, luck)
        world.nation[name] = luck
