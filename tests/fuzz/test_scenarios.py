"""Whatever somebody writes, it is refused in words or it runs, and what runs makes sense.

``past`` holds scenarios that once did neither.
"""

from __future__ import annotations

import re
import time
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

import fronde as fr
from fronde.errors import ScenarioError, TooLargeError
from fronde.scenario import load_text
from fronde.states import STATES
from fuzz import mutants

PAST = sorted((Path(__file__).parent / "past").glob("*.yaml"))
FEW, MANY, PARTS = 1000, 25_000, 25  # cases of each of both kinds
# What a terminal obeys, what turns the direction of writing, and halves of pairs.
COMMANDS = re.compile("[^\n\t -~\xa0-\u2029\u202f-\u2065\u206a-\ud7ff\ue000-\U0010ffff]")
LONGEST = 10.0  # seconds until one knows; nearly all take some hundredths
LARGEST, MOST_WEEKS = 100_000, 6  # what is played of those that are fine
SETTINGS = {"database": None, "suppress_health_check": list(HealthCheck)}
# The same cases every time; ``make verify`` looks at others.
SAME = {**SETTINGS, "derandomize": True}


def tried(read, source):
    """Read a scenario; play it if it can be."""
    begun = time.monotonic()
    try:
        scenario = read(source)
    except ScenarioError as error:
        refused(error)
        scenario = None
    assert time.monotonic() - begun < LONGEST
    if scenario is not None and scenario.population <= LARGEST and scenario.weeks <= MOST_WEEKS:
        played(scenario)


def refused(error):
    """A refusal is some lines that no terminal takes for commands."""
    said = str(error)
    assert said.strip() and len(said) < 100_000
    assert not COMMANDS.search(said), repr(said)


def played(scenario):
    """Everybody is somewhere, in every week, and nothing is without a number.

    That all values lie where they can is checked as they are recorded.
    """
    try:
        found = fr.simulate(scenario, threads=1)
    except TooLargeError as error:
        refused(error)
        return
    nation = found.series.filter(pl.col("level") == "nation", pl.col("metric").is_in(STATES))
    everybody = nation.group_by("week").agg(pl.col("value").sum())["value"].to_numpy()
    assert np.allclose(everybody, scenario.population, rtol=1e-9)
    assert np.isfinite(found.flows["persons"].to_numpy()).all()


def test_what_is_changed_is_fine_before():
    assert fr.load(mutants.country()).weeks <= MOST_WEEKS


@pytest.mark.parametrize("path", PAST, ids=lambda path: path.stem)
def test_what_once_went_wrong(path):
    tried(load_text, path.read_text(encoding="utf-8"))


@settings(max_examples=FEW, **SAME)
@given(mutants.documents())
def test_a_changed_scenario(document):
    tried(fr.load, document)


@settings(max_examples=FEW, **SAME)
@given(mutants.texts())
def test_a_mistyped_scenario(text):
    tried(load_text, text)


@pytest.mark.verify
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize(("made", "read"), [(mutants.documents, fr.load),
                                            (mutants.texts, load_text)])
def test_many(part, made, read):
    @seed(part)
    @settings(max_examples=MANY // PARTS, **SETTINGS)
    @given(made())
    def of_this_part(source):
        tried(read, source)

    of_this_part()


@settings(max_examples=FEW, **SAME)
@given(st.lists(st.one_of(
    mutants.TEXTS, st.builds("{}={}".format, st.sampled_from(
        ["mobilisation.temperature", "regime.war", "population.people", "time.weeks", "name",
         "groups", "events", "responses.policy", *mutants.NAMES[:40]]),
        st.one_of(mutants.TEXTS, mutants.NUMBERS))), max_size=3))
def test_settings_from_the_command_line(sets):
    tried(lambda document: fr.load(document, sets=sets), mutants.country())
