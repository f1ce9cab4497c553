"""Who is armed at home: army, police, private army, fighters; rivalry between the state's own."""

from __future__ import annotations

import math

from fronde.reporting import facts, palette, turns, wording
from fronde.reporting.charting import alt
from fronde.reporting.drawing import curves, log_axis, share_axis
from fronde.reporting.tables import Tables

AT_HOME = {
    "army_home": ("army at home", palette.INK),
    "officers": ("police that repression uses", palette.GREY),
    "private_army": ("private army", palette.PURPLE),
    "loyalists": ("sent by installed rulers", palette.GREEN),
    "fighters": ("armed organisations", palette.VERMILION),
}
RIVALRY = {
    "monopoly": ("state's share of the armed at home", palette.INK, [1, 0]),
    "tension": ("tension between army and private army", palette.VERMILION, [1, 0]),
    "influence": ("say of the private army's leaders", palette.PURPLE, [5, 3]),
}


def strength(tables: Tables) -> alt.LayerChart | None:
    """Armed persons at home, by whom they serve."""
    if "forces" not in tables.mechanisms or len(tables.weeks) < 2:
        return None
    tables = tables.also(officers=officers(tables))
    known = {m: AT_HOME[m] for m in tables.of(tuple(AT_HOME)) if tables.ever(m) > 0}
    if len(known) < 2:
        return None
    least = max(1.0, min(v for m in known for v in tables.nation(m) if v > 0))
    return curves(tables, {m: name for m, (name, _) in known.items()},
                  {m: colour for m, (_, colour) in known.items()}, log_axis("people", least),
                  ",.0f", {}, least)


def officers(tables: Tables) -> list[float]:
    """Police that repression uses [persons]: officers per citizen, times effort."""
    if not tables.has("police", "effort"):
        return [0.0] * len(tables.weeks)
    both = zip(tables.nation("police"), tables.nation("effort"), strict=True)
    return [police * effort * tables.population for police, effort in both]


def read_strength(tables: Tables) -> str:
    """How much of the army the war has taken, and what stands against it."""
    row, war = facts.baseline(tables)
    start = "in the week before the war" if war else "at the start"
    text = "Armed people within the country"
    if tables.has("army_home"):
        home = tables.nation("army_home")
        text += (f". Of the army, {wording.number(home[row])} soldiers were at home {start} and "
                 f"{wording.number(home[-1])} at the end")
    if tables.ever("fighters") > 0:
        text += f", when the organisations had {wording.number(tables.last('fighters'))} fighters"
    return text + "."


def rivalry(tables: Tables) -> alt.LayerChart | None:
    """Tension and monopoly of force."""
    known = {m: RIVALRY[m] for m in tables.of(tuple(RIVALRY)) if tables.moves(m)}
    if "forces" not in tables.mechanisms or not known:
        return None
    return curves(tables, {m: r[0] for m, r in known.items()}, {m: r[1] for m, r in known.items()},
                  share_axis("share, 0 to 100%"), ".1%", {m: r[2] for m, r in known.items()})


def read_rivalry(tables: Tables) -> str:
    """Where the two curves end, and what rose."""
    words = []
    if tables.moves("monopoly"):
        words.append(f"the state's own soldiers and police are "
                     f"{wording.percent(tables.last('monopoly'))} of all who are armed at home")
    if tables.moves("tension"):
        words.append(f"the tension between the two armies stands at "
                     f"{wording.percent(tables.last('tension'))} of its greatest")
    return f"At the end {wording.listed(words)}. {risings(tables)}"


def risings(tables: Tables) -> str:
    """Mutinies and coups, or that there were none and how likely one was."""
    rose = [turn for turn in turns.found(tables) if turn.what in turns.COUNTED.values()]
    if rose:
        words = [f"a {turn.what} in the week of {wording.day(turn.when)}" for turn in rose[:3]]
        more = f" and {len(rose) - 3} more" if len(rose) > 3 else ""
        return f"There was {wording.listed(words)}{more}."
    chance = chance_of(tables, "mutiny_hazard")
    text = "Nobody rose"
    if chance is not None and chance >= 0.0005:
        text += (f"; over the run the chance of a mutiny added up to {wording.percent(chance)} "
                 "by the model's own rates")
    return text + "."


def chance_of(tables: Tables, hazard: str) -> float | None:
    """Chance that something with this weekly rate happens at least once in the run."""
    if not tables.has(hazard) or len(tables.weeks) < 2:
        return None
    values, total = tables.nation(hazard), 0.0
    for row in range(1, len(values)):
        total += values[row] * facts.days(tables, row - 1, row) / 7
    return -math.expm1(-total)


def told(tables: Tables) -> list[str]:
    """What was left to guard the country, and did the forces hold together?"""
    if "forces" not in tables.mechanisms or not tables.has("army_home", "monopoly"):
        return []
    return [*guard(tables), *private(tables), risings(tables)]


def guard(tables: Tables) -> list[str]:
    """Army at home and monopoly of force before and after."""
    row, war = facts.baseline(tables)
    home, monopoly = tables.nation("army_home"), tables.nation("monopoly")
    when = "before the war" if war else "at the start"
    if abs(home[-1] - home[row]) < 0.01 * max(home[row], 1.0):
        said = f"The army at home stayed at about {wording.number(home[row])} soldiers"
    else:
        said = (f"Of {wording.number(home[row])} soldiers at home {when}, "
                f"{wording.number(home[-1])} were left at the end" if home[-1] < home[row] else
                f"Soldiers at home rose from {wording.number(home[row])} {when} to "
                f"{wording.number(home[-1])}")
    return [f"{said}; the state's own soldiers and police were "
            f"{wording.percent(monopoly[row])} of all who were armed there {when}, "
            f"{wording.percent(monopoly[-1])} at the end."]


def private(tables: Tables) -> list[str]:
    """How the private army grew, and the tension with it."""
    if not tables.has("private_army", "tension") or not tables.ever("private_army") > 0:
        return []
    army, tension = tables.nation("private_army"), tables.nation("tension")
    row, _ = facts.baseline(tables)
    text = f"The private army went from {wording.number(army[row])} "
    if army[-1] >= 1:
        text += f"to {wording.number(army[-1])} soldiers"
    else:
        text += f"to {wording.number(max(army))} soldiers, until it was broken up"
    highest = max(tension)
    if highest < 0.01:
        return [f"{text}, without tension between it and the army."]
    peak = tension.index(highest)
    if highest - tension[-1] > 0.05:
        return [f"{text}; tension between it and the army (0 to 1) rose to "
                f"{wording.level(highest)} by {wording.day(tables.dates[peak])} and ended at "
                f"{wording.level(tension[-1])}."]
    return [f"{text}; tension between it and the army (0 to 1) rose from "
            f"{wording.level(tension[row])} to {wording.level(tension[-1])}."]
