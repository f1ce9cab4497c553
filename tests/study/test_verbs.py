"""Studies from Python."""

import pytest

import fronde
from fronde.errors import ScenarioError
from study import plain


def test_claims_are_tested_from_python_and_the_folder_goes_on(tmp_path):
    """With a folder the second call runs nothing: it is the same study, complete."""
    made = plain.scenario(claimed=(plain.TRUE, plain.ABOVE))
    seen = []
    first = fronde.test_claims(made, points=6, replicates=1, workers=2, out=tmp_path / "study",
                               progress=seen.append)
    again = fronde.test_claims(made, points=6, replicates=1, out=tmp_path / "study",
                               progress=lambda _: pytest.fail("ran again"))
    assert seen[-1].done == seen[-1].total == 12
    assert first.table["claim"].to_list() == ["true", "above"]
    assert first.table.equals(again.table, null_equal=True)
    assert "true" in first._repr_html_()


def test_only_some_claims_without_a_folder_of_ones_own():
    made = plain.scenario(claimed=(plain.TRUE, plain.ABOVE))
    found = fronde.test_claims(made, claims=["above"], points=3, replicates=1, workers=1)
    assert [one.claim.id for one in found.results] == ["above"]
    assert found.results[0].found.share == 1.0
    with pytest.raises(ScenarioError, match="no claim"):
        fronde.test_claims(made, claims=["abov"], points=3)


def test_an_ensemble_gives_tables():
    made = plain.scenario(claimed=())
    found = fronde.ensemble(made, outcomes=["protest > 1"], points=4, every=16, workers=1)
    assert len(found.runs) == 4
    assert set(made.priors) <= set(found.runs.columns)
    assert sorted(found.series["week"].unique()) == [0, 16]
    row = next(row for row in found.summary.to_dicts() if row["outcome"] == "protest > 1")
    assert (row["mean"], row["sets"], row["missing"]) == (1.0, 4, 0)


def test_sensitivity_in_two_steps(tmp_path):
    made = plain.scenario(claimed=())
    found = fronde.sensitivity(made, "protest", trajectories=2, parameters=1, base=4,
                               replicates=1, workers=1, out=tmp_path / "s")
    assert len(found.screened.names) == 2
    assert found.measured.names == found.screened.strongest(1)
    assert sorted(p.name for p in (tmp_path / "s").iterdir()) == ["indices", "screening"]
