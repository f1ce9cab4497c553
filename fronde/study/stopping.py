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

from fronde.scenario.types import Scenario
from fronde.study.execution import Enough
from fronde.study.kind import Interval, Kind
from fronde.study.study_values import so_far


def enough(kind: Kind, scenario: Scenario, precision: float | None) -> Enough | None:
    """Whether a study is precise enough; None if no precision was asked for."""
    look = kind.shares
    if precision is None or look is None:
        return None

    def precise(folder: Path, manifest: dict[str, Any], points: int) -> bool:
        return within(look(so_far(folder, manifest, points), scenario), precision)

    return precise


def within(shares: Iterable[Interval], precision: float) -> bool:
    """Whether no interval reaches farther from its share than the precision.

    An unknown share may lie anywhere from 0 to 1.
    """
    return all(reach(*one) <= precision for one in shares)


def reach(share: float, low: float, high: float) -> float:
    """The farther side of an interval; all of it where the share is not known."""
    return high - low if math.isnan(share) else max(high - share, share - low)
