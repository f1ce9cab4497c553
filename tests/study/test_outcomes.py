"""What a study looks at: metrics, conditions, and the three named outcomes."""

import numpy as np
import polars as pl
import pytest

import fronde
from fronde.errors import ScenarioError
from fronde.study.jobs import AS_IT_STANDS
from fronde.study.outcomes import outcome
from fronde.study.readings import Reading
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


@pytest.mark.parametrize(("text", "expected"), [
    ("mean legitimacy", Reading("legitimacy", 156, 26)),
    ("last legitimacy", Reading("legitimacy", 156, 1, rule="last")),
    ("total operations", Reading("operations", 156, 156, rule="total")),
    ("peak protest", Reading("protest", 156, 156, rule="peak")),
    ("peak-week protest", Reading("protest", 156, 156, rule="peak-week")),
    ("peak protest weeks 57-80", Reading("protest", 80, 24, rule="peak")),
    ("legitimacy week 60", Reading("legitimacy", 60, 1)),
    ("last legitimacy weeks 10-60", Reading("legitimacy", 60, 1, rule="last")),
    ("grievance of group tatars", Reading("grievance", 156, 26, "group", "tatars")),
    ("total protest of region RU-MOW weeks 1 - 9",
     Reading("protest", 9, 9, "region", "RU-MOW", "total"))])
def test_what_is_computed_whose_and_of_which_weeks(case, text, expected):
    """A mean is over the last half year; a peak and a total are over the whole run."""
    asked = outcome(text, case)
    assert asked.readings == (expected,)
    assert not asked.condition
    over = outcome(f"{text} > 2e4", case)
    assert over.readings == (expected,)
    assert of(over, [1e4, 3e4]) == [0.0, 1.0]


def test_in_a_short_run_windows_are_the_run(case):
    short = fronde.load("fighting-coalition", people=1000, weeks=10)
    assert outcome("legitimacy", short).readings == (Reading("legitimacy", 10, 10),)


def test_a_failed_run_has_no_outcome(case):
    assert np.isnan(of(outcome("collapsed", case), [0, None], [0, 1])[1])


@pytest.mark.parametrize(("text", "said"), [
    ("operatoins", "did you mean"), ("operations = 1", "not understood"),
    ("operations > much", "'much' is not a number"), ("operations > 20.000", "as 20 or as 20000"),
    ("operations > 1,5", "'1,5' is not a number"), ("operations > 20,000", "is not a number"),
    ("operations > 1e999", "is not a number"), ("operations > .inf", "is not a number"),
    ("operations > true", "is not a number"),
    ("operations > 1e", "'1e' is not a number"), ("", "not understood"), ("stability", "no metric"),
    ("__import__('os')", "not understood"),
    ("paek protest", "not understood: did you mean `peak`"),
    ("peak protest of region RU-MWO", "no region 'RU-MWO': did you mean"),
    ("peak fighters of region RU-MOW", "no metric of the region is called 'fighters'"),
    ("peak protest weeks 0-9", "weeks 0-9 are not weeks of the run, which has 1-156"),
    ("peak protest weeks 150-157", "not weeks of the run"),
    ("total operations weeks 9-8", "not weeks of the run"),
    ("last protest weeks 99999999999999999999", "not weeks of the run")])
def test_what_means_nothing_is_refused(case, text, said):
    with pytest.raises(ScenarioError, match=said):
        outcome(text, case)
