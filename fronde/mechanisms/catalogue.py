"""The mechanisms, one line each; then those that installed packages bring."""

from __future__ import annotations

from fronde.mechanisms import (
    alignment,
    belief,
    combat,
    forces,
    grievance,
    legitimacy,
    mobilisation,
    narrative,
    organisations,
    patronage,
    repression,
    response,
    sponsorship,
    survival,
)
from fronde.mechanisms.mechanism import Mechanism
from fronde.mechanisms.outside import take_in
from fronde.plugins import list_plugins

OWN: dict[str, Mechanism] = {
    m.name: m
    for m in (
        grievance.MECHANISM,
        mobilisation.MECHANISM,
        repression.MECHANISM,
        belief.MECHANISM,
        legitimacy.MECHANISM,
        organisations.MECHANISM,
        alignment.MECHANISM,
        combat.MECHANISM,
        forces.MECHANISM,
        sponsorship.MECHANISM,
        patronage.MECHANISM,
        narrative.MECHANISM,
        survival.MECHANISM,
        response.MECHANISM,
    )
}
BROUGHT = take_in(list_plugins(), OWN)
CATALOGUE: dict[str, Mechanism] = {**OWN, **BROUGHT.mechanisms}
