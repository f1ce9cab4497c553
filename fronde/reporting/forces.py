"""Who is armed at home: army, police, private army, fighters; rivalry between the state's own."""

from __future__ import annotations

import math

from fronde.reporting import facts, palette, paths, turns, wording
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
    """How much of the army the war has taken, and how many fighters there are."""
    row, war = facts.baseline(tables)
    start = "before the war" if war else "at the start"
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
        words.append(f"the tension between the two armies is "
                     f"{wording.percent(tables.last('tension'))} of its maximum")
    if tables.moves("influence"):
        words.append("the influence of the private army's leaders is "
                     f"{wording.percent(tables.last('influence'))}")
    return f"At the end {wording.listed(words)}. {risings(tables)}"


def risings(tables: Tables) -> str:
    """Mutinies and coups, or that there were none and how likely one was."""
    rose = [turn for turn in turns.found(tables) if turn.what in turns.COUNTED.values()]
    if rose:
        words = [f"a {turn.what} {wording.on(turn.when)}" for turn in rose[:3]]
        more = sum(tables.ever(metric) - tables.nation(metric)[0]
                   for metric in tables.of(tuple(turns.COUNTED))) - len(words)
        return (f"There was {wording.listed(words)}, and {wording.number(more)} more."
                if more >= 0.5 else f"There was {wording.listed(words)}.")
    chance = chance_of(tables, "mutiny_hazard")
    text = "There was no mutiny and no coup"
    if chance is not None and chance >= 0.0005:
        text += (f"; over the run the chance of a mutiny added up to {wording.percent(chance)} "
                 "by the model's rates")
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
    """Army at home and monopoly of force before, after and in between."""
    row, war = facts.baseline(tables)
    home, monopoly = (paths.of(tables, metric, row) for metric in ("army_home", "monopoly"))
    if home is None or monopoly is None:
        return []
    when = "before the war" if war else "at the start"
    if home.high - home.low < 0.01 * max(home.first, 1.0):
        said = f"The army at home stayed at about {wording.number(home.first)} soldiers"
    elif home.last < home.first:
        said = (f"Of {wording.number(home.first)} soldiers at home {when}, "
                f"{wording.number(home.last)} were left at the end")
    else:
        said = (f"Soldiers at home {'rose' if home.last > home.first else 'went'} from "
                f"{wording.number(home.first)} {when} to {wording.number(home.last)}")
    if not said.startswith("The army"):
        said += paths.between(home, wording.number)
    return [f"{said}; the state's own soldiers and police were "
            f"{wording.percent(monopoly.first)} of all who were armed there {when}, "
            f"{wording.percent(monopoly.last)} at the end"
            f"{paths.between(monopoly, wording.percent)}."]


def private(tables: Tables) -> list[str]:
    """How the private army grew, and the tension with it."""
    if not tables.has("private_army", "tension") or not tables.ever("private_army") > 0:
        return []
    row, _ = facts.baseline(tables)
    army, tension = (paths.of(tables, metric, row) for metric in ("private_army", "tension"))
    if army is None or tension is None or not army.high > 0:
        return []
    text = f"The private army went from {wording.number(army.first)} "
    text += (f"to {wording.number(army.last)} soldiers{paths.between(army, wording.number)}"
             if army.last >= 1 else
             f"to {wording.number(army.high)} soldiers, until it was broken up")
    if tension.high < 0.01:
        return [f"{text}, without tension between it and the army."]
    if tension.high - max(tension.first, tension.last) > 0.05:
        return [f"{text}; tension between it and the army (0 to 1) rose to "
                f"{wording.level(tension.high)} by {wording.day(tables.dates[tension.high_row])} "
                f"and ended at {wording.level(tension.last)}."]
    verb = "rose" if tension.last > tension.first else "went"
    return [f"{text}; tension between it and the army (0 to 1) {verb} "
            f"{paths.went(tension, wording.level)}."]
