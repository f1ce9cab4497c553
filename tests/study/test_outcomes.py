"""What a study looks at: metrics, conditions, and the three named outcomes."""

import numpy as np
import polars as pl
import pytest

import fronde
from fronde.errors import ScenarioError
from fronde.study.jobs import AS_IT_STANDS
from fronde.study.outcomes import outcome
from fronde.study.study_values import Values


@pytest.fixture(scope="module")
def case():
    return fronde.load("fighting-coalition", people=1000)


def of(asked, *numbers):
    """The outcome of runs with these numbers of each reading."""
    rows = [(point, 0, AS_IT_STANDS, reading.name, float(number))
            for reading, listed in zip(asked.readings, numbers, strict=True)
            for point, number in enumerate(listed) if number is not None]
    values = pl.DataFrame(rows, schema=["point", "replicate", "variant", "outcome", "value"],
                          orient="row")
    empty = pl.DataFrame({"point": [0]})
    manifest = {"study": {"points": len(numbers[0]), "replicates": 1}}
    return asked.of(Values(manifest, empty, values, empty, empty))[:, 0].tolist()


@pytest.mark.parametrize(("text", "expected"), [
    ("contained", [1.0, 0.0, 0.0, 0.0]), ("insurgent", [0.0, 1.0, 0.0, 0.0]),
    ("collapsed", [0.0, 0.0, 1.0, 1.0])])
def test_every_run_ends_in_one_of_three_ways(case, text, expected):
    asked = outcome(text, case)
    assert asked.condition
    assert of(asked, [0, 0, 1, 1], [0, 0.5, 0, 0.5]) == expected


def test_a_metric_is_its_mean_over_the_last_half_year(case):
    asked = outcome("legitimacy", case)
    assert not asked.condition
    assert (asked.readings[0].end, asked.readings[0].over) == (156, 26)
    assert of(asked, [0.25, 0.5]) == [0.25, 0.5]


@pytest.mark.parametrize(("text", "expected"), [
    ("operations > 1", [0.0, 0.0, 1.0]), ("operations>=1", [0.0, 1.0, 1.0]),
    ("operations < 1.0", [1.0, 0.0, 0.0]), (" operations <= 1e0 ", [1.0, 1.0, 0.0])])
def test_a_condition_compares(case, text, expected):
    assert of(outcome(text, case), [0, 1, 2]) == expected


def test_a_failed_run_has_no_outcome(case):
    assert np.isnan(of(outcome("collapsed", case), [0, None], [0, 1])[1])


@pytest.mark.parametrize(("text", "said"), [
    ("operatoins", "did you mean"), ("operations = 1", "no metric"),
    ("operations > much", "'much' is not a number"), ("operations > 20.000", "as 20 or as 20000"),
    ("operations > 1,5", "'1,5' is not a number"), ("operations > 20,000", "is not a number"),
    ("operations > 1e999", "is not a number"), ("operations > .inf", "is not a number"),
    ("operations > true", "is not a number"),
    ("operations > 1e", "'1e' is not a number"), ("", "no metric"), ("stability", "no metric"),
    ("__import__('os')", "no metric")])
def test_what_means_nothing_is_refused(case, text, said):
    with pytest.raises(ScenarioError, match=said):
        outcome(text, case)
