"""Published numbers beside the gallery's scenarios, each with how near a run must come.

``beside("siegel-2009")`` gives what the paper's model says of that scenario. Expected
values are computed by the closed forms of this package from the paper's inputs; where a
crowd is drawn at random, the tolerance is four standard errors of a crowd of that size.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from fronde.theory.netrisk import well_mixed_share
from fronde.theory.thresholds import (
    kuran_equilibria,
    kuran_path,
    least_fixed_point,
    siegel_error,
    siegel_root,
)

SHARE = "protest share"
EXACT = 1e-9  # a share of whole persons: nothing but rounding
STANDARD_ERRORS = 4.0

CROWD = tuple(range(100))
CROWD_BROKEN = (0, 2, *range(2, 100))
KURAN = (0, 20, 20, 30, 40, 50, 60, 70, 80, 100)
KURAN_ONE_PERSON = (0, 10, 20, 30, 40, 50, 60, 70, 80, 100)
KURAN_SHIFTS = (0, -5, -15, 0, 5, 0, 15, 0)  # percentage points, one every 15 weeks
PEOPLE = 100_000


@dataclass(frozen=True)
class Published:
    """One number that a scenario of the gallery must reproduce.

    Attributes
    ----------
    scenario : name of the gallery's scenario.
    metric : what is compared: ``protest share``, citizens on the street of all citizens.
    week : when; the system is at rest there, from some weeks before to some weeks after.
    expected : what theory gives [share].
    tolerance : how far a run may be from it [share].
    source : ``"key: where"`` with a key of references.bib.
    note : what the number is, in words.
    """

    scenario: str
    metric: str
    week: int
    expected: float
    tolerance: float
    source: str
    note: str

    def agrees(self, found: float) -> bool:
        """Whether a simulated value is within the tolerance."""
        return abs(found - self.expected) <= self.tolerance


def beside(scenario: str) -> tuple[Published, ...]:
    """What is published beside one scenario of the gallery (nothing: an empty tuple)."""
    return tuple(entry for entry in published() if entry.scenario == scenario)


@cache
def published() -> tuple[Published, ...]:
    """All published numbers of the gallery."""
    return (*_granovetter(), *_kuran(), *_siegel(), *_epstein())


def _granovetter() -> Iterator[Published]:
    """Where the riot ends: everybody, or the instigator alone."""
    crowds = {"granovetter-1978": CROWD, "granovetter-1978-broken": CROWD_BROKEN}
    for scenario, thresholds in crowds.items():
        end = least_fixed_point(thresholds)
        yield Published(
            scenario, SHARE, 105, end / len(thresholds), EXACT,
            "granovetter1978: the square of a hundred people",
            f"least fixed point of the listed thresholds: {end} of {len(thresholds)}",
        )


def _kuran() -> Iterator[Published]:
    """Opposition at rest before each event, and with one person's mind changed."""
    path = kuran_path(KURAN, KURAN_SHIFTS)
    for step, (shift, percent) in enumerate(zip(KURAN_SHIFTS, path.tolist(), strict=True)):
        yield Published(
            "kuran-1991", SHARE, 15 * step + 12, percent / 100.0, EXACT,
            "kuran1991: the ten-person society; the shifts are this scenario's",
            f"at rest with thresholds shifted by {shift:+d} points: {percent:g} per cent",
        )
    least = float(kuran_equilibria(KURAN_ONE_PERSON)[0])
    yield Published(
        "kuran-1991-one-person", SHARE, 17, least / 100.0, EXACT,
        "kuran1991: the ten-person society, person 2 at 10 instead of 20",
        "least equilibrium after one person's change of mind",
    )


def _siegel() -> Iterator[Published]:
    """Participation where everybody sees everybody, strong and weak motivation."""
    for scenario, mean, sd in (("siegel-2009", 0.6, 0.25), ("siegel-2009-weak", 0.5, 0.25)):
        yield Published(
            scenario, SHARE, 75, siegel_root(mean, sd),
            STANDARD_ERRORS * siegel_error(mean, sd, PEOPLE),
            "siegel2009: the rule of participation, on the complete network",
            f"least root of x = Phi(({mean:g} - 1 + x) / {sd:g})",
        )


def _epstein() -> Iterator[Published]:
    """Active citizens at one perceived chance of arrest."""
    share = well_mixed_share(legitimacy=0.82, risk=0.1, threshold=0.1)
    yield Published(
        "epstein-2002-static", SHARE, 2, share,
        STANDARD_ERRORS * math.sqrt(share * (1.0 - share) / PEOPLE),
        "epstein2002: the rule G - N > T at a fixed chance of arrest",
        "area of the unit square of hardship and risk aversion where it holds",
    )
