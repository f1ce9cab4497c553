"""What weighs against the regime and what holds it up; whether and when it falls."""

from __future__ import annotations

from fronde.reporting import facts, palette, turns, wording
from fronde.reporting.charting import alt
from fronde.reporting.drawing import curves, log_axis, share_axis
from fronde.reporting.forces import chance_of
from fronde.reporting.tables import Tables

BALANCE = {"strength": ("what holds it up", palette.INK),
           "pressure": ("what weighs against it", palette.VERMILION)}
FALL, SEIZED = turns.LASTING["fallen"], turns.LASTING["seized"]


def runs(tables: Tables) -> bool:
    """Whether anything weighed against the regime in this run."""
    return ("survival" in tables.mechanisms and tables.has("pressure", "strength", "stress")
            and tables.ever("pressure") > 0 and len(tables.weeks) > 1)


def balance(tables: Tables) -> alt.LayerChart | None:
    """Pressure against strength."""
    if not runs(tables):
        return None
    least = max(1.0, min(v for m in BALANCE for v in tables.nation(m) if v > 0))
    return curves(tables, {m: name for m, (name, _) in BALANCE.items()},
                  {m: colour for m, (_, colour) in BALANCE.items()},
                  log_axis("people, weighted", least), ",.0f", {}, least)


def read_balance(tables: Tables) -> str:
    """How far apart the two are."""
    pressure, strength = tables.nation("pressure"), tables.nation("strength")
    ratio = strength[-1] / pressure[-1] if pressure[-1] > 0 else None
    text = ("Both are counted in soldiers and fighters: a protester counts as a small part of a "
            "fighter, a guard by how legitimate the regime is")
    if ratio == 0:
        return text + "; at the end nothing holds it up."
    if ratio is None or ratio > 1000:
        return text + "; at the end hardly anything weighs against it."
    if ratio >= 1:
        return f"{text}; at the end what holds it up is {wording.times(ratio)} what weighs " \
               "against it."
    return f"{text}; at the end what weighs against it is {wording.times(1 / ratio)} what holds " \
           "it up."


def stress(tables: Tables) -> alt.LayerChart | None:
    """Share of pressure in both, and the chance to fall within a year at that rate."""
    if not runs(tables) or tables.ever("stress") < 0.005:
        return None
    top = min(1.0, max(0.1, 1.15 * tables.ever("stress")))
    return curves(tables, {"stress": "weight against it, share of both"},
                  {"stress": palette.VERMILION}, share_axis("share of both", domain=[0, top]),
                  ".1%", {}, height=220)


def read_stress(tables: Tables) -> str:
    """What half means, and the chance of a fall."""
    text = (f"At 50% both are equal. It ends at {wording.percent(tables.last('stress'))}; the "
            f"highest value was {wording.percent(tables.ever('stress'))}. ")
    return text + " ".join(outcome(tables))


def told(tables: Tables) -> list[str]:
    """Did the regime hold?"""
    if not runs(tables):
        return []
    return [*outcome(tables), *course(tables), *weakened(tables)]


def outcome(tables: Tables) -> list[str]:
    """Whether and when it fell, or how likely a fall was."""
    turn = fell(tables)
    if turn is not None:
        words = "Soldiers took power" if turn.what == SEIZED else "The regime fell"
        return [f"{words} {wording.on(turn.when)}; the model does not describe "
                "what follows, so everything here ends there."]
    chance, text = chance_of(tables, "fall_hazard"), "The regime did not fall in this run"
    if chance is not None:
        text += (f"; by the model's rates a fall had a chance of {wording.percent(chance)} over "
                 "the whole run" if chance >= 0.00005 else
                 "; by the model's rates a fall was next to impossible at every moment")
    return [text + "."]


def fell(tables: Tables) -> turns.Turn | None:
    """The end of the regime, where it came."""
    return next((turn for what in (SEIZED, FALL)
                 if (turn := turns.first(tables, what)) is not None), None)


def course(tables: Tables) -> list[str]:
    """Stress before and after."""
    row, war = facts.baseline(tables)
    values = tables.nation("stress")
    when = "before the war" if war else "at the start"
    return [f"What weighs against it, as a share of that and what holds it up, was "
            f"{wording.percent(values[row])} {when}, {wording.percent(max(values))} at most and "
            f"{wording.percent(values[-1])} at the end."]


def weakened(tables: Tables) -> list[str]:
    """Strength and pressure, before and at the end."""
    row, _ = facts.baseline(tables)
    pressure, strength = tables.nation("pressure"), tables.nation("strength")
    if strength[row] <= 0 or strength[-1] <= 0:
        return []
    text = (f"What holds it up went from {wording.number(strength[row])} to "
            f"{wording.number(strength[-1])}, what weighs against it from "
            f"{wording.number(pressure[row])} to {wording.number(pressure[-1])}")
    return [text + " (in soldiers and fighters; a guard counts by how legitimate the regime "
            "is)."]
