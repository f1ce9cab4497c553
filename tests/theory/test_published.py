"""The table of numbers beside the gallery's scenarios: these exist, and its digits are right."""

from pathlib import Path

import yaml

from fronde.theory import published as table
from fronde.theory.published import beside, numbers

GALLERY = Path(table.__file__).parents[1] / "scenario" / "gallery"


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


def test_each_entry_has_its_scenario_and_a_week_in_it():
    for entry in numbers():
        assert entry.week <= document(f"{entry.scenario}.yaml")["time"]["weeks"]


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


def test_expected_values_are_those_known():
    """Granovetter and Kuran as printed; Siegel and Epstein to five digits."""
    known = {
        "granovetter-1978": 1.0, "granovetter-1978-broken": 0.01, "kuran-1991-one-person": 0.9,
        "siegel-2009": 0.99096, "siegel-2009-weak": 0.03007, "epstein-2002-static": 0.17778,
    }
    for name, value in known.items():
        (entry,) = beside(name)
        assert round(entry.expected, 5) == value
