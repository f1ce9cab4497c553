"""The mechanisms, one line each."""

from __future__ import annotations

from fronde.mechanisms import belief, grievance, legitimacy, mobilisation, repression
from fronde.mechanisms.mechanism import Mechanism

CATALOGUE: dict[str, Mechanism] = {
    m.name: m
    for m in (
        grievance.MECHANISM,
        mobilisation.MECHANISM,
        repression.MECHANISM,
        belief.MECHANISM,
        legitimacy.MECHANISM,
    )
}
