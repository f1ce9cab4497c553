"""Numbers beside the gallery's scenarios of published models, each with how near a run must come.

``beside("siegel-2009")`` gives what the paper's model says of that scenario. Few of them are
printed in the paper; most are derived from its rules, and ``kind`` says which. All are computed
by the closed forms of this package; where a crowd is drawn at random, the tolerance is four
standard errors of a crowd of that size.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from fronde.theory.attrition import deitchman_end, linear_end, square_end
from fronde.theory.clusters import cluster_counts, mean_square
from fronde.theory.duel import mean_survivors, win_probability
from fronde.theory.kinds import Kind
from fronde.theory.landscape import energies
from fronde.theory.netrisk import well_mixed_share
from fronde.theory.thresholds import (
    kuran_equilibria,
    kuran_path,
    least_fixed_point,
    siegel_error,
    siegel_root,
)

SHARE_OF = " share"  # after a state: citizens in it, of all
_SHARE = "protest" + SHARE_OF
_EXACT = 1e-9  # a share of whole persons: nothing but rounding
STANDARD_ERRORS = 4.0

CROWD = tuple(range(100))
CROWD_BROKEN = (0, 2, *range(2, 100))
KURAN = (0, 20, 20, 30, 40, 50, 60, 70, 80, 100)
KURAN_ONE_PERSON = (0, 10, 20, 30, 40, 50, 60, 70, 80, 100)
_KURAN_SHIFTS = (0, -5, -15, 0, 5, 0, 15, 0)  # percentage points, one every 15 weeks
PEOPLE = 100_000
MEMBERS, NU = 10_000, 0.1
SIDES = (1, 1, -1, 1, -1, -1, 1, -1)  # what each of eight organisations stands for
SIZES = (50, 40, 30, 30, 20, 20, 10, 10)
_REPEATED = 100  # fights of one kind
# Regulars, irregulars, rates of loss, and how far either side stands in the open.
_FIGHTS = {
    "lanchester-1916-square": (800, 1000, 0.01, 0.01, 0.0, 0.0, "lanchester1916"),
    "lanchester-1916-linear": (800, 1000, 0.01, 0.01, 1.0, 1.0, "lanchester1916"),
    "deitchman-1962": (100, 60, 0.1, 0.001, 0.0, 1.0, "deitchman1962"),
}
_LAWS = {(0.0, 0.0): square_end, (1.0, 1.0): linear_end, (0.0, 1.0): deitchman_end}


@dataclass(frozen=True)
class Known:
    """One number that a scenario of the gallery must reproduce.

    Attributes
    ----------
    scenario : name of the gallery's scenario.
    metric : what is compared: a state and ``share`` (``protest share``: citizens on the street, of
        all), or another that ``gallery.scenarios.reading`` knows.
    week : when; the system is at rest there, from some weeks before to some weeks after.
    expected : what theory gives.
    tolerance : how far a run may be from it, beside four standard errors of a mean.
    kind : whether the paper prints it, or it is derived from the paper's rules.
    source : ``"key: where"`` with a key of references.bib.
    note : what the number is, in words, and how it is derived.
    """

    scenario: str
    metric: str
    week: int
    expected: float
    tolerance: float
    kind: Kind
    source: str
    note: str


def beside(scenario: str) -> tuple[Known, ...]:
    """What is known of one scenario of the gallery (nothing: an empty tuple)."""
    return tuple(entry for entry in numbers() if entry.scenario == scenario)


@cache
def numbers() -> tuple[Known, ...]:
    """All numbers beside the gallery's scenarios."""
    return (*_granovetter(), *_kuran(), *_siegel(), *_epstein(), *_clusters(), *_sides(),
            *_fights())


def _granovetter() -> Iterator[Known]:
    """Where the riot ends: everybody, or the instigator alone."""
    crowds = {"granovetter-1978": CROWD, "granovetter-1978-broken": CROWD_BROKEN}
    for scenario, thresholds in crowds.items():
        end = least_fixed_point(thresholds)
        yield Known(
            scenario, _SHARE, 105, end / len(thresholds), _EXACT, "printed",
            "granovetter1978: pp. 1424-1425, the square of a hundred people",
            f"least fixed point of the listed thresholds: {end} of {len(thresholds)}",
        )


def _kuran() -> Iterator[Known]:
    """Opposition at rest before each event, and with one person's mind changed."""
    path = kuran_path(KURAN, _KURAN_SHIFTS)
    for step, (shift, percent) in enumerate(zip(_KURAN_SHIFTS, path.tolist(), strict=True)):
        kind: Kind = "derived" if step else "printed"  # the paper shifts nobody but one person
        shifted = "; the shifts are this scenario's" if step else ""
        yield Known(
            "kuran-1991", _SHARE, 15 * step + 12, percent / 100.0, _EXACT, kind,
            f"kuran1991: the ten-person society{shifted}",
            f"at rest with thresholds shifted by {shift:+d} points: {percent:g} per cent",
        )
    least = float(kuran_equilibria(KURAN_ONE_PERSON)[0])
    yield Known(
        "kuran-1991-one-person", _SHARE, 17, least / 100.0, _EXACT, "printed",
        "kuran1991: the ten-person society, person 2 at 10 instead of 20",
        "least equilibrium after one person's change of mind",
    )


def _siegel() -> Iterator[Known]:
    """Participation where everybody sees everybody, strong and weak motivation."""
    for scenario, mean, sd in (("siegel-2009", 0.6, 0.25), ("siegel-2009-weak", 0.5, 0.25)):
        yield Known(
            scenario, _SHARE, 75, siegel_root(mean, sd),
            STANDARD_ERRORS * siegel_error(mean, sd, PEOPLE), "derived",
            "siegel2009: the rule of participation, on the complete network",
            f"least root of x = Phi(({mean:g} - 1 + x) / {sd:g}); mean and spread are ours",
        )


def _epstein() -> Iterator[Known]:
    """Active citizens at one perceived chance of arrest."""
    share = well_mixed_share(legitimacy=0.82, risk=0.1, threshold=0.1)
    yield Known(
        "epstein-2002-static", _SHARE, 2, share,
        STANDARD_ERRORS * math.sqrt(share * (1.0 - share) / PEOPLE), "derived",
        "epstein2002: the rule G - N > T at a fixed chance of arrest",
        "area of the unit square of hardship and risk aversion where it holds; L and P are ours",
    )


def _clusters() -> Iterator[Known]:
    """How many organisations of a size there are at rest, and how large they are."""
    finite = 2.0 * (1.0 / NU - 1.0) / MEMBERS  # what is left out of the formula, relative
    for size in (1, 2, 3, 10):
        expected = MEMBERS * float(cluster_counts([size], NU)[0])
        yield Known(
            "eguiluz-2000", f"organisations of {size}", 120, expected, finite * expected, "derived",
            "eguiluzzimmermann2000: stationary distribution, nu = 0.1",
            f"N n_s for s = {size}",
        )
    yield Known(
        "eguiluz-2000", "size seen by a member", 120, mean_square(NU), finite * mean_square(NU),
        "derived", "bohorquez2009: coalescence and fragmentation", "sum of s^2 n_s / N = 1 / nu",
    )


def _sides() -> Iterator[Known]:
    """Where single moves end if propensities are products: one minimum."""
    product = [[float(a * b) for b in SIDES] for a in SIDES]
    source = "axelrodbennett1993: moves that lower frustration; p = e_i e_j has one minimum, e"
    yield Known("axelrod-1993", "pairs as in the minimum", 60, len(SIDES) * 7 / 2, _EXACT,
                "derived", source,
                "of 28 pairs, those as in the only minimum; the eight actors are ours")
    yield Known("axelrod-1993", "energy", 60, float(energies(SIZES, product).min()), _EXACT,
                "derived", source, "least of all 128 energies")


def _fights() -> Iterator[Known]:
    """Who is left on average, and who wins, of a hundred fights."""
    for scenario, (x, y, a, b, exposed, concealed, key) in _FIGHTS.items():
        left = mean_survivors(x, y, a, b, exposed, concealed)[1]
        law = _LAWS[exposed, concealed](x, y, a, b).y
        ours = f"the paper's law has no chance and leaves {law:g}; chance is our reading of it"
        won = 1.0 - win_probability(x, y, a, b, exposed, concealed)
        yield Known(scenario, "fighters left", 1, left, _EXACT, "derived",
                    f"{key}: as a jump process",
                    f"exact mean over all ways in which {x} and {y} may fall; {ours}")
        error = math.sqrt(max(0.0, won * (1.0 - won)) / _REPEATED)
        yield Known(scenario, "fights won", 1, won, _EXACT + STANDARD_ERRORS * error,
                    "derived", f"{key}: as a jump process",
                    f"exact chance that the organisation is left; {ours}")
