"""When a study is precise enough: no interval of a share reaches farther than was asked, on either
side of the share.

It is looked at after whole blocks of points, in their order, so that where a study stops does
not depend on workers or their pace. A look at a time that the results choose makes intervals a
little too narrow; ask for somewhat more than is needed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from fronde.scenario.types import Scenario
from fronde.study import claims as tests
from fronde.study import responses as compared
from fronde.study.ensemble import Enough
from fronde.study.outcomes import outcome
from fronde.study.sampling import share
from fronde.study.values import Values, so_far


def claims(scenario: Scenario, precision: float | None) -> Enough | None:
    """Precise enough about every claim."""
    def enough(folder: Path, manifest: dict[str, Any], points: int) -> bool:
        judged = tests.verdicts(so_far(folder, manifest, points), scenario)
        return within(((one.found.share, one.found.low, one.found.high) for one in judged),
                      precision)

    return enough if precision else None


def responses(scenario: Scenario, precision: float | None) -> Enough | None:
    """Precise enough about the share of the space in which no response helps (where no goal has
    a weight: helps without cost)."""
    def enough(folder: Path, manifest: dict[str, Any], points: int) -> bool:
        made = compared.compared(so_far(folder, manifest, points), scenario)
        shares = made.none if made.goals.weighed else made.costless
        return within(shares.values(), precision)

    return enough if precision else None


def sampled(scenario: Scenario, precision: float | None) -> Enough | None:
    """Precise enough about how often each condition holds."""
    def enough(folder: Path, manifest: dict[str, Any], points: int) -> bool:
        values = so_far(folder, manifest, points)
        return within(shares_of(values, scenario), precision)

    return enough if precision else None


def shares_of(values: Values, scenario: Scenario) -> Iterable[tuple[float, float, float]]:
    """How often conditions hold, with intervals, where one has a value."""
    for text in values.manifest["study"]["settings"]["outcomes"]:
        asked = outcome(text, scenario)
        each = asked.of(values)
        if asked.condition and not np.isnan(each).all():
            yield share(each)


def within(shares: Iterable[tuple[float, float, float]], precision: float | None) -> bool:
    """Whether no interval reaches farther from its share than the precision.

    An unknown share may lie anywhere from 0 to 1.
    """
    return precision is not None and all(reach(*one) <= precision for one in shares)


def reach(share: float, low: float, high: float) -> float:
    """The farther side of an interval; all of it where the share is not known."""
    return high - low if math.isnan(share) else max(high - share, share - low)
