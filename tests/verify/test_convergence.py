"""Results of the bundled scenario do not hang on numerical choices: size, step, threads, copies.

Twelve national outcomes are compared, over seeds. Luck is taken account of: a mean may differ by
three standard errors (of both), or by the share that is allowed whatever chance does.
"""

from __future__ import annotations

import importlib
import json
from pathlib import Path

import pytest

pytestmark = pytest.mark.verify
SCRIPTS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(scope="module")
def convergence():
    """The script that compares; its workers find it by the same path."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(SCRIPTS))
        yield importlib.import_module("convergence")


def astray(found, share):
    """Outcomes whose mean lies further from the reference than chance and a share of it allow."""
    return [(row["outcome"], row["case"], round(row["ratio"], 3)) for row in found
            if abs(row["ratio"] - 1.0) > max(share, 3.0 * row["ratio_error"])]


def test_the_size_that_is_simulated_changes_nothing(convergence):
    cases = {"one to one": ("all", 7.0, 1), "1e6": (10**6, 7.0, 1), "1e5": (10**5, 7.0, 1)}
    assert astray(convergence.compared(cases, 8, 6), 0.05) == []


def test_the_step_changes_nothing(convergence):
    cases = {"a day": (10**6, 1.0, 1), "half a week": (10**6, 3.5, 1), "a week": (10**6, 7.0, 1)}
    assert astray(convergence.compared(cases, 6, 0), 0.10) == []


def test_the_step_changes_nothing_one_to_one(convergence):
    cases = {"a day": ("all", 1.0, 1), "a week": ("all", 7.0, 1)}
    assert astray(convergence.compared(cases, 0, 4), 0.10) == []


def test_four_copies_of_a_country_behave_as_one(convergence):
    assert astray(convergence.compared(convergence.CASES["copies"], 6, 0), 0.05) == []


def test_threads_change_no_bit(convergence):
    assert all(row["equal"] for row in convergence.threads())


@pytest.mark.parametrize(("what", "share"), [("size", 0.05), ("step", 0.10), ("copies", 0.05)])
def test_what_the_page_shows_is_within_what_is_allowed(convergence, what, share):
    found = json.loads((convergence.DOCS / f"{what}.json").read_text(encoding="utf-8"))
    assert len(found) == len(convergence.OUTCOMES) * len(convergence.CASES[what])
    assert astray(found, share) == []


def test_a_difference_would_be_seen(convergence):
    """Means that are a fifth off do not pass."""
    cases = {"a week": (10**6, 7.0, 1)}
    one = convergence.compared(cases, 3, 0)
    other = [{**row, "ratio": row["ratio"] * 1.2} for row in one]
    assert len(astray(other, 0.10)) >= 6
