"""Parameters at the ends of what is legal."""

from __future__ import annotations

import math

from fronde.mechanisms.catalogue import CATALOGUE
from fronde.parameters import LARGEST, parameters_of


def ends(p):
    """Lowest and highest legal values of a parameter, infinite ones included."""
    found = {max(p.low, -LARGEST), min(p.high, LARGEST)} | ({math.inf} if p.endless else set())
    return [int(value) if p.whole else value for value in sorted(found)]


EVERY = [(mechanism, p.name, value) for mechanism, one in CATALOGUE.items()
         for p in parameters_of(one.params) for value in ends(p)]


def settings_of(chosen):
    """The settings of mechanisms that some of ``EVERY`` make."""
    made = {}
    for mechanism, name, value in chosen:
        made.setdefault(mechanism, {})[name] = value
    return made
