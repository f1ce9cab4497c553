"""Settings that belong to no mechanism: who is in touch with whom, and the state's levers."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, make_dataclass
from typing import Any

from fronde import columns
from fronde.parameters import LogUniform, Uniform, param

ATTENTION = ("ties", "community", "region", "border", "group", "nation")


@dataclass(frozen=True)
class Contacts:
    """Ties of a citizen and how attention is spread beyond them.

    A citizen has ``near`` ties on a ring in the own community, clustered, and ``far`` ties
    drawn across it; ties are mutual. Attention is shared between ties, own community,
    region, neighbouring regions, own group elsewhere and the nation, in proportion to the
    six weights.
    """

    near: int = param(
        8, "ties", None, "clustered ties in the own community (an even number)",
        source="wattsstrogatz1998: ring of near ties; form only, the number is assumed", high=1000,
    )
    far: int = param(
        2, "ties", None, "ties across the own community (an even number)",
        source="wattsstrogatz1998: few long ties; form only, the number is assumed", high=1000,
    )
    ties: float = param(
        0.4, "share of attention", Uniform(0.2, 0.6), "attention to own ties",
        source="siegel2009: local participation rates; form only, the size is assumed",
    )
    community: float = param(
        0.2, "share of attention", Uniform(0.1, 0.3), "attention to the own community",
        source="assumed",
    )
    region: float = param(
        0.15, "share of attention", Uniform(0.05, 0.25), "attention to the own region",
        source="assumed",
    )
    border: float = param(
        0.05, "share of attention", Uniform(0.0, 0.1), "attention to neighbouring regions",
        source="assumed",
    )
    group: float = param(
        0.1, "share of attention", Uniform(0.0, 0.2), "attention to the own group elsewhere",
        source="assumed: homophily by nationality",
    )
    nation: float = param(
        0.1, "share of attention", Uniform(0.0, 0.2), "attention to the whole country",
        source="assumed: media",
    )
    notice: float = param(
        3e-4, "share of citizens", LogUniform(1e-4, 1e-3),
        "street at which half of the country takes notice",
        source="assumed: tens of thousands in a nation of 144 million", low=1e-12, high=1.0,
    )
    news: float = param(
        0.007, "operations/week per million persons", LogUniform(0.002, 0.02),
        "operations of which half of those take notice who could hear of them",
        source="assumed: one a week in a nation of 144 million", low=1e-12,
    )
    memory: float = param(
        2.0, "weeks", LogUniform(1.0, 4.0), "how long an operation or an arrest stays news",
        source="assumed", low=0.01,
    )


def out_of_touch(contacts: Contacts) -> Iterator[tuple[str, str]]:
    """Ties that cannot be mutual and attention to nobody: key, or none, and what is wrong."""
    for key in ("near", "far"):
        if getattr(contacts, key) % 2:
            yield key, f"`{key}` must be an even number: ties are mutual"
    if sum(getattr(contacts, key) for key in ATTENTION) <= 0.0:
        yield "", f"citizens pay attention to nobody: one of {', '.join(ATTENTION)} must be above 0"


LEVERS = [(column.name, float, param(column.default, column.unit, column.prior, column.meaning,
                                     source=column.source, low=column.low, high=column.high))
          for column in columns.COMMUNITY if column.kind == "lever"]
_Levers: Any = make_dataclass("_Levers", LEVERS, frozen=True)


class Regime(_Levers):  # type: ignore[misc]
    """Levers of the state. Dated events move them; all are columns of every community."""


# Rules that are too sharp for a street in groups: in a group everybody is alike, so they would
# move all of a group or none.
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
