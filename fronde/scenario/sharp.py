"""Rules that are too sharp for a street in groups: in a group everybody is alike, so they would
move all of a group or none."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

SHARP = {
    "mobilisation.temperature": (0.0, "without noise, all citizens of a group would act at once"),
    "mobilisation.pace": (math.inf, "at an infinite pace, whole groups would reconsider at once"),
}
MEND = "Simulate everybody one to one: `population.people: all`"


def sharp(value_of: Callable[[str], Any]) -> list[tuple[str, str]]:
    """Paths of parameters whose value is too sharp, each with the reason and the mend."""
    return [(path, f"{why}. {MEND}") for path, (value, why) in SHARP.items()
            if value_of(path) == value]


def sharp_in(mechanisms: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The same of the parameters of mechanisms."""
    def value_of(path: str) -> Any:
        owner, _, name = path.partition(".")
        return getattr(mechanisms.get(owner), name, None)

    return sharp(value_of)
