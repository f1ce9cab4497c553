"""Moments and parameters by hand, for one mechanism at a time."""

from types import SimpleNamespace

from fronde.mechanisms.catalogue import CATALOGUE
from fronde.states import Person
from fronde.vocabulary import COLUMN


def at(**columns):
    """A row of the community table: a week's step, and 0 where nothing is said."""
    assert set(columns) <= set(COLUMN)
    return SimpleNamespace(**{**dict.fromkeys(COLUMN, 0.0), "dt": 1.0, **columns})


def defaults(name, **changed):
    """A mechanism's parameters, some changed."""
    return CATALOGUE[name].params(**changed)


def citizen(hardship=0.5, risk_aversion=0.5, threshold=0.0, protest=0.0, underground=0.0, over=0.0):
    """Somebody."""
    return Person(hardship, risk_aversion, threshold, protest, underground, over)
