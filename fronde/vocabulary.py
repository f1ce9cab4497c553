"""The words of the model: all flows and columns, and the metrics that a record holds.

Those of the package come first (``states``, ``columns``), then those that installed packages
bring (``mechanisms.catalogue``). The record, the report and the documentation speak in these
words.
"""

from __future__ import annotations

from fronde import columns, states
from fronde.columns import Column, Kind
from fronde.mechanisms.catalogue import BROUGHT
from fronde.states import STATES

FLOWS = (*states.FLOWS, *BROUGHT.flows)
FLOW = {flow.name: number for number, flow in enumerate(FLOWS)}
COLUMNS = (*columns.COMMUNITY, *BROUGHT.columns)
COLUMN = {column.name: column for column in COLUMNS}
NATION = (*columns.NATION, *BROUGHT.nation)
AROUND = (*columns.AROUND, *BROUGHT.states)


def names(*kinds: Kind, table: tuple[Column, ...] = COLUMNS) -> tuple[str, ...]:
    """The columns of these kinds, in order."""
    return tuple(column.name for column in table if column.kind in kinds)


LEVELS = ("nation", "region", "group", "community")

# What a record holds beside the columns: counts of persons, first those of citizens by state.
HISTORY_METRICS = ("underground_protested", "underground_jailed", "ever_protested",
                   "ever_underground", "ever_jailed")
COUNT_METRICS = (*STATES, "passive", *HISTORY_METRICS)
MEAN_METRICS = tuple(
    name for name in names("survey", "lever", "stock", "derived")
    if name not in ("passive", "region_protest", "region_underground", "region_arrests",
                    "region_successes", "region_failures", "region_passive", "mutiny",
                    "readiness", "readiness_to_hide"))
COMMUNITY_METRICS = (*COUNT_METRICS, *MEAN_METRICS)
NATION_METRICS = tuple(name for name in names("survey", "stock", "derived", table=NATION)
                       if name not in COMMUNITY_METRICS and name != "toll")
STATE_METRICS = names("stock", "derived", table=AROUND)
# States that citizens come from whom the histories count.
FROM_STATES = {
    "underground_protested": ("protest", "underground", "armed"),
    "underground_jailed": ("jailed", "underground", "armed"), "ever_protested": ("protest",),
    "ever_underground": ("underground", "armed"), "ever_jailed": ("jailed",),
}


def metrics(level: str) -> tuple[str, ...]:
    """The metrics that a record holds at a level: nation, region, group, community or state."""
    if level == "state":
        return STATE_METRICS
    return (*COMMUNITY_METRICS, *NATION_METRICS) if level == "nation" else COMMUNITY_METRICS
