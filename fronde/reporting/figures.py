"""The figures of a run: what each is called, how it is drawn, what stands under it.

Most are curves of the nation, declared here. The others have a function that draws them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from fronde.reporting import (
    areas,
    bars,
    battlemap,
    captions,
    dots,
    drawing,
    facts,
    lifelines,
    regime,
    resistance,
    strip,
)
from fronde.reporting.environment import text
from fronde.reporting.hexmap import hexmap
from fronde.reporting.palette import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PART,
    PART_NAME,
    PURPLE,
    STATE,
    STATE_NAME,
    VERMILION,
    Curve,
)
from fronde.reporting.run_findings import Numbers
from fronde.reporting.run_tables import Tables

if TYPE_CHECKING:
    from fronde.reporting.charting import alt

CROWD = 10_000  # from this population on, a log scale is needed to see the few
WINDOW = 56  # days over which what is noticed is averaged
LOW, HIGH = 0.005, 0.05  # a stress and a share that are worth a figure of their own

Keep = Callable[[Tables, Sequence[Curve]], list[Curve]]
Axis = Callable[[Tables, Sequence[Curve]], tuple["alt.Y", float]]


def select_moving(tables: Tables, curves: Sequence[Curve]) -> list[Curve]:
    """Those that ever change."""
    return [one for one in curves if tables.moves(one.metric)]


def above(tables: Tables, curves: Sequence[Curve]) -> list[Curve]:
    """Those that are ever above zero."""
    return [one for one in curves if tables.ever(one.metric) > 0]


def all_or_none(tables: Tables, curves: Sequence[Curve]) -> list[Curve]:
    """All that were recorded, if one of them ever changes."""
    moves = bool(select_moving(tables, curves))
    return [one for one in curves if moves and tables.has(one.metric)]


def share(title: str, top: Callable[[float], float] | None = None) -> Axis:
    """From 0 to 100%, or to a top that follows the highest value."""
    def axis(tables: Tables, curves: Sequence[Curve]) -> tuple[alt.Y, float]:
        if top is None:
            return drawing.share_axis(title), -math.inf
        most = max(tables.ever(one.metric) for one in curves)
        return drawing.share_axis(title, domain=[0, top(most)]), -math.inf
    return axis


def log(title: str) -> Axis:
    """A log scale from the least value on, but from 1."""
    def axis(tables: Tables, curves: Sequence[Curve]) -> tuple[alt.Y, float]:
        least = max(1.0, min(v for one in curves for v in tables.nation(one.metric) if v > 0))
        return drawing.log_axis(title, least), least
    return axis


def level(tables: Tables, curves: Sequence[Curve]) -> tuple[alt.Y, float]:
    """A level as far as it goes."""
    return drawing.number_axis("level, 0 to 1", 6, zero=False, nice=True), -math.inf


def crowd(tables: Tables, curves: Sequence[Curve]) -> tuple[alt.Y, float]:
    """Persons: of a large population on a log scale."""
    if tables.population >= CROWD:
        return drawing.log_axis("people", 1.0, tickCount=6), 1.0
    return drawing.number_axis("people", domainMin=0), -math.inf


def keep_all(tables: Tables) -> Tables:
    """The run as it is."""
    return tables


@dataclass(frozen=True)
class Curves:
    """Curves of the nation over time.

    Attributes
    ----------
    curves, axis, form, height : what is drawn, on which scale, how the pointer prints it.
    keep, least : which of the curves a run has, and how many there must be.
    when : whether a run has the figure at all.
    derive : adds metrics that are made from recorded ones.
    seen : the weeks whose values are drawn.
    behind : layers under the curves.
    """

    curves: tuple[Curve, ...]
    axis: Axis
    form: str = ".1%"
    keep: Keep = select_moving
    least: int = 1
    when: Callable[[Tables], bool] | None = None
    derive: Callable[[Tables], Tables] = keep_all
    seen: Callable[[Tables], list[bool]] | None = None
    behind: Callable[[Tables], list[Any]] | None = None
    height: int = drawing.HEIGHT

    def __call__(self, tables: Tables) -> alt.LayerChart | None:
        """The chart, or None where the run has nothing to show."""
        if len(tables.weeks) < 2 or (self.when and not self.when(tables)):
            return None
        tables = self.derive(tables)
        kept = self.keep(tables, self.curves)
        if len(kept) < self.least:
            return None
        axis, least = self.axis(tables, kept)
        return drawing.lines(tables, kept, axis, self.form, least,
                             self.behind(tables) if self.behind else (),
                             self.seen and self.seen(tables), self.height)


def with_officers(tables: Tables) -> Tables:
    """With the police that repression uses [persons]: officers per citizen, times effort."""
    if not tables.has("police", "effort"):
        return tables
    both = zip(tables.nation("police"), tables.nation("effort"), strict=True)
    return tables.also(officers=[police * effort * tables.population for police, effort in both])


def with_noticed(tables: Tables) -> Tables:
    """With the fighting noticed in the eight weeks until each week: single weeks are noise."""
    if not tables.has("fights_seen"):
        return tables
    mean = tables.national.select("date", "fights_seen").rolling(
        "date", period=f"{WINDOW}d").agg(pl.col("fights_seen").mean())
    return tables.also(noticed=mean["fights_seen"].to_list())


def runs(mechanism: str) -> Callable[[Tables], bool]:
    """Whether a mechanism is part of the run."""
    return lambda tables: mechanism in tables.mechanisms


DASHED, DOTTED = (5, 3), (3, 3)
LEGITIMACY = Curves(
    tuple(Curve(metric, PART_NAME[metric], colour, DASHED if metric in facts.PARTS else None)
          for metric, colour in PART.items()),
    level, ".2f", all_or_none, when=lambda tables: tables.has("legitimacy"))
STATES = Curves(
    tuple(Curve(state, STATE_NAME[state], colour, DASHED if state == "passive" else (1, 0))
          for state, colour in STATE.items()),
    crowd, ",.0f", lambda tables, curves: above(tables, [
        one for one in curves if one.metric != "quiet" or tables.population < CROWD]))
BELIEFS = Curves((
    Curve("peaceful", "hope: peaceful change works", ORANGE, (1, 0)),
    Curve("armed_hope", "hope: armed resistance works", BLUE, (1, 0)),
    Curve("risk_protest", "fear: arrest on the street", ORANGE, DOTTED),
    Curve("risk_underground", "fear: being found in hiding", BLUE, DOTTED),
), share("chance as citizens see it"), keep=all_or_none)
PAST = Curves((
    Curve("protested_before", "were on the street before", ORANGE),
    Curve("jailed_before", "were in prison before", PURPLE),
), areas.share_seen, keep=above, seen=resistance.many,
    when=lambda tables: sum(resistance.many(tables)) >= 3)
STORY = Curves((
    Curve("credible", "believe what the state says", INK, (1, 0)),
    Curve("broad", "think the resistance domestic and broad", BLUE, (1, 0)),
    Curve("noticed", "notice fighting (8-week mean)", VERMILION, (2, 2)),
), share("share, 0 to 100%"), when=runs("narrative"), derive=with_noticed, behind=strip.shading)
FORCES = Curves((
    Curve("army_home", "army at home", INK),
    Curve("officers", "police that repression uses", GREY),
    Curve("private_army", "private army", PURPLE),
    Curve("loyalists", "sent by installed rulers", GREEN),
    Curve("fighters", "armed organisations", VERMILION),
), log("people"), ",.0f", above, 2, runs("forces"), with_officers)
RIVALRY = Curves((
    Curve("monopoly", "state's share of the armed at home", INK, (1, 0)),
    Curve("tension", "tension between army and private army", VERMILION, (1, 0)),
    Curve("influence", "say of the private army's leaders", PURPLE, DASHED),
), share("share, 0 to 100%"), when=runs("forces"))
SURVIVAL = Curves((
    Curve("strength", "what holds it up", INK),
    Curve("pressure", "what weighs against it", VERMILION),
), log("people, weighted"), ",.0f", above, 2, regime.has_pressure)
STRESS = Curves(
    (Curve("stress", "weight against it, share of both", VERMILION),),
    share("share of both", lambda most: min(1.0, max(0.1, 1.15 * most))), keep=above, height=220,
    when=lambda tables: regime.has_pressure(tables) and tables.ever("stress") >= LOW)


@dataclass(frozen=True)
class Figure:
    """A figure, its heading, how it is drawn, the numbers under it, its part of the page."""

    name: str
    title: str
    draw: Callable[[Tables], alt.LayerChart | None]
    caption: Callable[[Tables], Numbers]
    timed: bool = False
    part: str = "The country"

    def read(self, tables: Tables) -> str:
        """What stands under it."""
        return text("figures", self.name, self.caption(tables))


GROUPS, REGIME, ABROAD = "Armed groups", "The regime", "Neighbouring states"
FIGURES = (
    Figure("legitimacy", "Legitimacy and its parts", LEGITIMACY, captions.legitimacy, True),
    Figure("states", "Who is in which state", STATES, captions.states, True),
    Figure("causes", "Why people went underground", bars.causes, captions.causes, True),
    Figure("balance", "What fed and what drained the underground", bars.balance,
           captions.balance),
    Figure("beliefs", "What citizens hope and fear", BELIEFS, captions.beliefs, True),
    Figure("groups", "Groups relative to their size", dots.groups, captions.groups),
    Figure("map", "Map of the regions", hexmap, captions.regions),
    Figure("organisations", "Organisations that grew, merged and split", lifelines.lifelines,
           captions.lifelines, True, GROUPS),
    Figure("members", "Members by the side that they take", areas.members, captions.members, True,
           GROUPS),
    Figure("nationalities", "Members by nationality", areas.nationalities,
           captions.nationalities, True, GROUPS),
    Figure("past", "Earlier protest and prison", PAST, captions.past, True, GROUPS),
    Figure("operations", "Operations", bars.operations, captions.operations, True, GROUPS),
    Figure("battlemap", "Where operations took place", battlemap.battlemap, captions.battles,
           part=GROUPS),
    Figure("courses", "What the regime did", strip.strip, captions.strip, True, REGIME),
    Figure("story", "What the state says and what people see", STORY, captions.story, True,
           REGIME),
    Figure("forces", "Who is armed at home", FORCES, captions.forces, True, REGIME),
    Figure("rivalry", "Rivalry of the state's own forces", RIVALRY, captions.rivalry, True,
           REGIME),
    Figure("survival", "What weighs against the regime and what holds it up", SURVIVAL,
           captions.survival, True, REGIME),
    Figure("stress", "How close the regime was to falling", STRESS, captions.stress, True,
           REGIME),
    Figure("support", "Governments and publics abroad", dots.support, captions.support,
           part=ABROAD),
    Figure("offers", "What each state had on offer", dots.offers, captions.offers, part=ABROAD),
    Figure("clients", "Stability of client rulers", areas.clients, captions.clients, True,
           ABROAD),
)
