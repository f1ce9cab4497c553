"""The nation's row and neighbouring states, step by step.

``nation`` [1] and ``around`` [states] are structured arrays, ``parameters`` [1] those of all
mechanisms.
"""

from __future__ import annotations

from typing import Any

from fronde.draws import stream, uniform
from fronde.engine.composed import (
    advance_nation,
    advance_state,
    begin_nation,
    begin_state,
    derive_nation,
    derive_state,
)
from fronde.kernel import kernel

# The names of the streams make the bits: they stay what they were.
MUTINY, MUTINY_WON, COUP, COUP_WON, FALL = (stream(f"luck_{name}") for name in (
    "mutiny", "mutiny_won", "coup", "coup_won", "fall"))


@kernel(entry=True)
def begin(nation: Any, around: Any, parameters: Any) -> None:
    """Fill owned stocks with what they start from."""
    begin_nation(nation[0], parameters[0])
    for s in range(len(around)):
        begin_state(around[s], nation[0], parameters[0])


@kernel
def derive(nation: Any, around: Any, parameters: Any) -> None:
    """Fill derived columns, those that others need first."""
    derive_nation(nation[0], parameters[0])
    for s in range(len(around)):
        derive_state(around[s], nation[0], parameters[0])


@kernel
def advance(nation: Any, around: Any, next_nation: Any, next_around: Any, parameters: Any) -> None:
    """Fill owned stocks of the nation and of the states with their values a step later."""
    advance_nation(nation[0], next_nation[0], parameters[0])
    for s in range(len(around)):
        advance_state(around[s], nation[0], next_around[s], parameters[0])


@kernel
def draw(row: Any, seed: int, tick: int) -> None:
    """Make the nation's draws of the step. They are nobody's: they are for person 0."""
    row.draw_mutiny = uniform(seed, MUTINY, tick, 0, 0)
    row.draw_mutiny_won = uniform(seed, MUTINY_WON, tick, 0, 0)
    row.draw_coup = uniform(seed, COUP, tick, 0, 0)
    row.draw_coup_won = uniform(seed, COUP_WON, tick, 0, 0)
    row.draw_fall = uniform(seed, FALL, tick, 0, 0)
