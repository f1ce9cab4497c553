"""Every setting of contacts and of the regime moves something in a run."""

import polars as pl
import pytest

import fronde
from fronde.parameters import parameters_of
from fronde.scenario.settings import Contacts, Regime
from fronde.vocabulary import names
from laws.small import document

SETTINGS = [pytest.param(section, p, id=f"{section} {p.name}")
            for section, params in (("contacts", Contacts), ("regime", Regime))
            for p in parameters_of(params)]
AT_WAR = {"police": 0.01, "war": 1.0, "setback": 0.3, "raids": 0.2, "reliance": 0.2}


def run(section, values):
    """What happens, levers left out, and the flows."""
    given = document(people=20000, weeks=8, events=[])
    given["regime"] = dict(AT_WAR)
    given[section] = {**given[section], **values}
    result = fronde.simulate(fronde.load(given), seed=5)
    told = result.series.filter(~pl.col("metric").is_in(names("lever")))
    return told.drop("run"), result.flows.drop("run")


@pytest.mark.parametrize(("section", "parameter"), SETTINGS)
def test_no_dead_settings(section, parameter):
    before = AT_WAR.get(parameter.name, parameter.default) if section == "regime" else (
        parameter.default)
    after = before + 2 if parameter.whole else before * 0.5 or 0.5
    one, other = (run(section, {parameter.name: value}) for value in (before, after))
    assert not (one[0].equals(other[0]) and one[1].equals(other[1]))
