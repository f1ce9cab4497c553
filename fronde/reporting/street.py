"""Who was on the street, when, and for how long."""

from __future__ import annotations

from fronde.reporting import facts, run_findings, standouts
from fronde.reporting.run_findings import Finding, Numbers
from fronde.reporting.run_tables import Tables

LEVEL = 0.97  # of the height: the number has not moved
LEFT = ("arrest", "tire", "hide")


def street(tables: Tables) -> list[Finding]:
    """The waves in their order, then who stood out, why they came and how they left."""
    if not tables.has("protest") or not facts.protests(tables):
        return []
    wave = facts.wave(tables)
    if wave is None and not facts.has_protest(tables):
        return run_findings.of("street", nobody={"days": facts.length(tables)})
    first = run_findings.of("street", unrecorded={}) if wave is None else waves(tables, wave)
    return [*first, *run_findings.of("street", ever=ever(tables)),
            *standouts.compare_places(tables, "ever_protested"),
            *run_findings.of("street", causes=standouts.causes(tables, "protest"),
                             left=ways_off_the_street(tables))]


def waves(tables: Tables, wave: facts.Wave) -> list[Finding]:
    """The first wave with its end, and what came later; the start of the war where it did little.

    The wave at the start of the war comes first, even where another one was higher.
    """
    first = facts.swell(tables)
    if not wave.distinct or first is None:
        return run_findings.of("street", steady=steady(tables, wave))
    if first.row == wave.row:
        return run_findings.of("street", peak=peak(tables, wave), end=end(tables, first),
                               unmoved=small_start(tables, first))
    return run_findings.of("street", war=at_war(tables, first), again=again(tables, first),
                           earlier=earlier(tables, first))


def ever(tables: Tables) -> Numbers | None:
    """How many were on the street at some time."""
    if not tables.has("ever_protested"):
        return None
    persons = tables.last("ever_protested")
    return {"persons": persons, "share": persons / tables.population}


def earlier(tables: Tables, first: facts.Swell) -> Numbers | None:
    """A higher wave before the war's."""
    if first.earlier is None:
        return None
    return {"persons": tables.nation("protest")[first.earlier],
            "when": tables.dates[first.earlier]}


def steady(tables: Tables, wave: facts.Wave) -> Numbers:
    """That no week stood out."""
    return {"peak": wave.peak, "low": wave.low, "share": wave.peak / tables.population,
            "since": tables.dates[wave.reached], "still": wave.low > LEVEL * wave.peak}


def peak(tables: Tables, wave: facts.Wave) -> Numbers:
    """When most people were on the street."""
    event = facts.event_before(tables, wave.when)
    return {"peak": wave.peak, "when": wave.when, "share": wave.peak / tables.population,
            "ends": wave.row == len(tables.weeks) - 1,
            "ratio": wave.peak / wave.usual if wave.usual else None, "event": event and {
                "number": event["number"], "label": event["label"],
                "weeks": round((wave.when - event["date"]).days / 7)}}


def at_war(tables: Tables, first: facts.Swell) -> Numbers:
    """The wave that the start of the war set off, where a later one was higher."""
    return {"before": first.before, "peak": first.peak, "when": tables.dates[first.row],
            "share": first.peak / tables.population, "halved": first.after(tables),
            "ratio": first.peak / first.before if first.before >= 1 else None}


def end(tables: Tables, first: facts.Swell) -> Numbers:
    """How long the only or the highest wave lasted, and a later rise."""
    low = min(tables.nation("protest")[first.row:]) / first.peak
    return {"halved": first.after(tables), "last": tables.last("protest"), "low": low,
            "left": tables.last("protest") / first.peak, "stays": low > LEVEL,
            "later": again(tables, first)}


def again(tables: Tables, first: facts.Swell) -> Numbers | None:
    """A later rise, above or near the first one."""
    if first.later is None:
        return None
    value, last = tables.nation("protest")[first.later], tables.last("protest")
    return {"persons": value, "share": value / tables.population, "last": last,
            "when": tables.dates[first.later], "higher": value > first.peak,
            "ends": first.later == len(tables.weeks) - 1, "stays": last > LEVEL * value}


def small_start(tables: Tables, first: facts.Swell) -> Numbers | None:
    """That the start of the war moved few, where it did."""
    answer = facts.reaction(tables)
    if answer is None or answer.row == first.row or answer.peak >= facts.DISTINCT * answer.before:
        return None
    return {"before": answer.before, "peak": answer.peak}


def ways_off_the_street(tables: Tables) -> Numbers | None:
    """How people left the street."""
    whole = tables.took(*LEFT)
    return {flow: tables.took(flow) / whole for flow in LEFT} if whole > 0 else None
