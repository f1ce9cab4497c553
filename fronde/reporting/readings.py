"""How to read each figure, in a sentence or two, with a number of the run if there is one."""

from __future__ import annotations

from fronde.reporting import answer, facts, palette, paths, wording
from fronde.reporting.tables import Tables


def legitimacy(tables: Tables) -> str:
    """How far legitimacy and its parts moved."""
    total, found = facts.change(tables, "legitimacy"), facts.changes(tables)
    text = f"The nation's mean legitimacy (solid) goes from {wording.level(total.base)} to " \
           f"{wording.level(total.last)}"
    if not found:
        return text + "."
    steepest = palette.PART_NAME[found[0].metric]
    if max(abs(part.strayed - part.base) for part in found) < 0.005:
        return f"{text}; its parts (dashed) stay where they were."
    if abs(found[0].moved) < 0.005:
        return f"{text}; its parts (dashed) end where they were."
    return f"{text}; of its parts (dashed), {steepest} is furthest from where it was."


def states(tables: Tables) -> str:
    """How rare the active are."""
    active = tables.of(("protest", "underground", "armed", "jailed", "exiled", "dead"))
    seen = [state for state in active if tables.last(state) > 0]
    if not seen:
        names = [palette.STATE_NAME[state] for state in active]
        return f"At the end nobody is {wording.listed(names, 'or')}."
    words = [f"{wording.number(tables.last(state))} {palette.STATE_NAME[state]}" for state in seen]
    text = f"At the end: {wording.listed(words)}, of {wording.people(tables.population)}"
    if tables.has("passive"):
        text += (f"; the dashed line counts those who share the grievance and do nothing, "
                 f"{wording.number(tables.last('passive'))}")
    return text + "."


def causes(tables: Tables) -> str:
    """What the bars add up to, and the largest part."""
    by_cause = tables.causes("join", "hide")
    first, most = next(iter(by_cause.items()))
    part, cause = wording.percent(most / sum(by_cause.values())), answer.HIDING.get(first, first)
    return (f"Each bar counts those who went underground in four weeks, by what tipped the "
            f"decision; over the run the largest part, {part}, is {cause}.")


def beliefs(tables: Tables) -> str:
    """How hopes and fears moved."""
    names = {"peaceful": "belief in peaceful change", "armed_hope": "belief in armed resistance",
             "risk_protest": "the fear of arrest on the street",
             "risk_underground": "the fear of being found in hiding"}
    words = []
    for metric in tables.of(tuple(names)):
        found = paths.of(tables, metric)
        if found is not None:
            words.append(f"{names[metric]} {paths.went(found, wording.percent)}")
    return f"Means over all citizens, from start to end: {wording.listed(words)}."


def groups(tables: Tables) -> str:
    """What the dots mean."""
    return ("A dot at 1 is a group with the same rate as the whole country. Of many groups the "
            "highest and the dominant ones are shown; those with fewer than "
            f"{facts.FEW} persons concerned are left out, because their rates are chance.")


def regions(tables: Tables) -> str:
    """What the tiles mean, and where the rate is highest."""
    text = ("Every region is one hexagon, whatever its area; each frame is the mean of its weeks. "
            "Shades of rates are spread by their square root.")
    places = facts.standouts(tables, "region", "underground") if tables.has("underground") else []
    if places:
        text += (f" At the end the underground is strongest in {places[0].name}, "
                 f"{wording.rate(places[0].rate)} per 100,000.")
    return text
