"""Same seed, same bits: whatever the threads, the process, the order of the file."""

import hashlib
import json
import subprocess
import sys

import pytest

import fronde
from fronde.engine.plan import plan
from fronde.record.runner import Runner
from fronde.record.simulation import TABLES
from laws.small import BOTH, EVENTS, NO_TIES, country, document

CONTACTS = [{}, NO_TIES]


def digest(result):
    """Hash of all tables of a run."""
    told = hashlib.sha256()
    for name in TABLES:
        told.update(getattr(result, name).write_csv().encode())
    return told.hexdigest()


@pytest.fixture(scope="module")
def once():
    """One run on one thread."""
    return digest(fronde.simulate(country(), seed=3, threads=1))


@pytest.fixture(scope="module")
def once_grouped():
    """The same of a country whose street is kept in groups."""
    return digest(fronde.simulate(country(grouped=True), seed=3, threads=1))


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_any_number_of_threads(threads, once):
    assert digest(fronde.simulate(country(), seed=3, threads=threads)) == once


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_any_number_of_threads_in_groups(threads, once_grouped):
    scenario = country(grouped=True)
    assert digest(fronde.simulate(scenario, seed=3, threads=threads)) == once_grouped


@pytest.mark.parametrize("people", [1, 100, 5999])
def test_any_number_of_people_below_the_population(people, once_grouped):
    """Whoever is not simulated one to one is kept in groups, whatever the number."""
    scenario = country(grouped=True, population={"people": people})
    result = fronde.simulate(scenario, seed=3, threads=1)
    whole = fronde.simulate(country(grouped=True), seed=3, threads=1)
    for name in TABLES:
        one, other = (getattr(r, name).drop("run", strict=False) for r in (result, whole))
        assert one.equals(other), name


@pytest.mark.parametrize("grouped", BOTH)
def test_events_come_in_one_order_whatever_the_threads(grouped):
    """By community, so that the table of people has the same rows."""
    found = []
    for threads in (1, 3):
        scenario = country(people=20000, grouped=grouped)
        with Runner(plan(scenario, threads), seed=3) as runner:
            for _ in range(4):
                runner.step()
            runner.world.dt = 1.0  # a whole week, so that many change
            found.append(runner.engine.who_changes(runner.world.here).tolist())
    assert found[0] == found[1]
    assert len({event[1] for event in found[0]}) > 2


@pytest.mark.parametrize("contacts", CONTACTS, ids=["ties", "no ties"])
def test_both_sweeps_and_threads(contacts):
    for sweep in ("plain", "thinned"):
        scenario = country(contacts=contacts, sweep=sweep, people=3000)
        one, two = (digest(fronde.simulate(scenario, seed=4, threads=n)) for n in (1, 2))
        assert one == two


def test_a_fresh_process(once):
    code = """
import json, sys
sys.path.insert(0, sys.argv[1])
import fronde
from laws.test_same_bits import digest
print(digest(fronde.simulate(fronde.load(json.load(sys.stdin)), seed=3, threads=2)))
"""
    tests = str(next(p for p in sys.path if p.endswith("tests")))
    run = subprocess.run([sys.executable, "-c", code, tests], input=json.dumps(document()),
                         capture_output=True, text=True, check=True)
    assert run.stdout.strip() == once


def test_the_order_of_mechanisms_in_the_file(once):
    given = document()
    given["mechanisms"] = dict(reversed(given["mechanisms"].items()))
    turned = fronde.load(given)
    assert turned.digest == country().digest
    assert digest(fronde.simulate(turned, seed=3, threads=1)) == once


def test_the_order_of_events_of_one_day():
    """They set different things, or add up."""
    day = [{**EVENTS[0], "regions": ["n"]}, {**EVENTS[0], "label": "again"},
           {"date": EVENTS[0]["date"], "label": "laws", "set": {"regime.effort": 0.9}}]
    one, two = (fronde.simulate(country(events=events, weeks=4), seed=3)
                for events in (day, day[::-1]))
    assert one.series.drop("run").equals(two.series.drop("run"))
    assert one.flows.drop("run").equals(two.flows.drop("run"))


def test_another_seed_and_another_replicate_are_others(once):
    found = {once, *(digest(fronde.simulate(country(), seed=s, replicate=r))
                     for s, r in ((4, 0), (3, 1)))}
    assert len(found) == 3
