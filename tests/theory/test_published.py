"""The gallery's settings make ``mobilisation`` the published models: its kernels, by hand.

No engine here: with pace infinity a hazard is either nothing or certain, so a round asks
everybody at once and moves those whose hazard is infinite.
"""

import math
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import yaml

from fronde.mechanisms import mobilisation
from fronde.theory import published as table
from fronde.theory.netrisk import well_mixed_share
from fronde.theory.published import beside, published
from fronde.theory.thresholds import siegel_error, siegel_root
from fronde.vocabulary import Person

GALLERY = Path(table.__file__).parents[1] / "scenario" / "gallery"
SMALL = 1500  # citizens asked by hand where the scenario has more


def document(name):
    """A scenario as plain values, on top of the one that it extends."""
    found = yaml.safe_load((GALLERY / name).read_text(encoding="utf-8"))
    base = found.pop("extends", None)
    return found if base is None else merged(document(base), found)


def merged(below, above):
    """Mappings merge key by key; anything else is replaced."""
    if not (isinstance(below, dict) and isinstance(above, dict)):
        return above
    both = below | above
    return {key: merged(below.get(key, both[key]), both[key]) for key in both}


def citizens(scenario, rng):
    """Traits of the citizens, as many as the scenario has or ``SMALL``."""
    size = min(scenario["population"]["people"], SMALL)
    kind = scenario["thresholds"]
    drawn = {"normal": rng.standard_normal, "uniform": rng.random}
    thresholds = kind if isinstance(kind, list) else drawn[kind](size)
    return [
        Person(h, r, t, 0.0, 0.0, 0.0)
        for h, r, t in zip(rng.random(size), rng.random(size), thresholds, strict=True)
    ]


def played(scenario, rng):
    """Share on the street at the start of each week, for a complete network."""
    people = citizens(scenario, rng)
    settings = dict(scenario["mechanisms"]["mobilisation"])
    changes = {
        (event["date"] - scenario["time"]["start"]).days // 7: event["set"]
        for event in scenario.get("events", [])
    }
    active, shares = np.zeros(len(people), bool), []
    for week in range(scenario["time"]["weeks"] + 1):
        shares.append(active.sum() / len(people))
        for path, value in changes.get(week, {}).items():
            settings[path.removeprefix("mobilisation.")] = value
        p = mobilisation.Params(**settings)
        here = SimpleNamespace(**scenario["fixed"], protest_field=shares[-1],
                               underground_field=0.0, ties_attention=0.0)
        if week >= 2 and shares[-1] == shares[-2] and week not in changes:
            continue  # at rest until the next event
        active = np.array([moved(person, a, here, p)
                           for person, a in zip(people, active, strict=True)])
    return shares


def moved(person, active, here, p):
    """Whether a citizen is on the street after a round; nobody can go underground."""
    assert mobilisation.join(person, here, p) == mobilisation.hide(person, here, p) == 0.0
    hazard = (mobilisation.tire if active else mobilisation.protest)(person, here, p)
    assert hazard in (0.0, math.inf)
    return bool(active) != (hazard == math.inf)


def test_each_entry_has_its_scenario_and_a_week_in_it():
    for entry in published():
        assert entry.week < document(f"{entry.scenario}.yaml")["time"]["weeks"]


def test_tables_inputs_are_the_scenarios():
    """The crowds of the table are those that the files list."""
    crowds = {
        "granovetter-1978": (table.CROWD, 100),
        "granovetter-1978-broken": (table.CROWD_BROKEN, 100),
        "kuran-1991": (table.KURAN, 100),
        "kuran-1991-one-person": (table.KURAN_ONE_PERSON, 100),
    }
    for name, (crowd, unit) in crowds.items():
        assert [t / unit for t in crowd] == document(f"{name}.yaml")["thresholds"]
    for name in ("siegel-2009", "siegel-2009-weak", "epstein-2002-static"):
        assert document(f"{name}.yaml")["population"]["people"] == table.PEOPLE


def test_expected_values_are_the_printed_ones():
    """Granovetter, Kuran, Siegel, Epstein, to the printed precision."""
    printed = {
        "granovetter-1978": 1.0, "granovetter-1978-broken": 0.01, "kuran-1991-one-person": 0.9,
        "siegel-2009": 0.99096, "siegel-2009-weak": 0.03007, "epstein-2002-static": 0.17778,
    }
    for name, value in printed.items():
        (entry,) = beside(name)
        assert round(entry.expected, 5) == value


@pytest.mark.parametrize(
    "name",
    ["granovetter-1978", "granovetter-1978-broken", "kuran-1991", "kuran-1991-one-person"],
)
def test_listed_crowds_play_as_published(name):
    """Exactly, at each published week and one week to either side."""
    shares = played(document(f"{name}.yaml"), np.random.default_rng(0))
    assert beside(name)
    for entry in beside(name):
        for week in (entry.week - 1, entry.week, entry.week + 1):
            assert entry.agrees(shares[week])


def test_granovetter_goes_one_a_round():
    shares = played(document("granovetter-1978.yaml"), np.random.default_rng(0))
    assert shares == [min(week, 100) / 100 for week in range(111)]


@pytest.mark.parametrize(("name", "mean"), [("siegel-2009", 0.7), ("siegel-2009-weak", 0.5)])
def test_small_crowds_play_near_the_root(name, mean):
    """Within four standard errors of this smaller crowd; 0.7, where few suffice to be sure."""
    scenario = document(f"{name}.yaml")
    scenario["mechanisms"]["mobilisation"]["threshold"] = 1 - mean
    share = played(scenario, np.random.default_rng(1))[-1]
    assert abs(share - siegel_root(mean, 0.25)) < 4 * siegel_error(mean, 0.25, SMALL)


@pytest.mark.parametrize("risk", [0.0, 0.1, 0.5])
def test_epstein_plays_as_the_area(risk):
    scenario = document("epstein-2002-static.yaml")
    scenario["fixed"]["risk_protest"] = risk
    share = played(scenario, np.random.default_rng(2))[-1]
    expected = well_mixed_share(0.82, risk, 0.1)
    assert abs(share - expected) < 4 * math.sqrt(expected * (1 - expected) / SMALL)


@pytest.mark.parametrize("path", sorted(GALLERY.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_column_is_fixed_and_attention_adds_up(path):
    """Mobilisation stands alone in these files: what it reads is fixed or surveyed."""
    scenario = document(path.name)
    if list(scenario["mechanisms"]) != ["mobilisation"]:
        pytest.skip("more than mobilisation takes part")
    surveyed = {"protest_field", "underground_field", "ties_attention"}
    assert set(scenario["fixed"]) == set(mobilisation.MECHANISM.reads) - surveyed
    attention = ("ties", "community", "region", "border", "group", "nation")
    assert sum(scenario["contacts"][name] for name in attention) == 1
