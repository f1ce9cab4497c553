"""Where a number comes from that is set beside what a model gives here."""

from __future__ import annotations

from typing import Literal

Kind = Literal["printed", "derived", "ours"]

# In a table, and before a number.
KINDS: dict[Kind, str] = {
    "printed": "printed in the paper",
    "derived": "derived from its rules",
    "ours": "found by us",
}
BRIEF: dict[Kind, str] = {"printed": "published", "derived": "derived", "ours": "found by us"}
EXPLAINED = (
    "*Printed in the paper* is what the paper itself says: a number, or an outcome in words or in "
    "a figure that is counted here (one peak, two groups left). *Derived from its rules* is what "
    "follows exactly from the paper's rules, by a closed form or by exact computation; the paper "
    "does not print that number, and the inputs are often ours. *Found by us* is a measurement, by "
    "this package or by others that run the same rules, or a value that this package itself sets; "
    "agreement with it says nothing about the paper.")
