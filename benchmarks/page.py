"""The page ``docs/speed.md`` from the figures; what is told in words comes from findings.md."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "speed.md"
HEAD = """# Speed

*Written by `make bench` from measurements; only the last section is written by hand. Do not edit.*

What users would pick instead, doing the same work on the same machine in the same minutes. A ratio is the other's time over fronde's, so more is better for fronde: the median of several rounds made in
turn, and in brackets the least and the most. Seconds are this machine's and say little elsewhere. Each peer is installed in an environment of its own (`benchmarks/peers/*.txt`); what is equal between
the two sides and what is not stands in the docstring of each file in `benchmarks/`.
"""

Figures = dict[str, Any]


def write(figures: Figures) -> Path:
    """Write the page; returns its place."""
    parts = [HEAD, *(section(figures) for section in SECTIONS), findings()]
    PAGE.write_text("\n".join(part for part in parts if part), encoding="utf-8")
    return PAGE


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table; the first column reads to the left, the others to the right."""
    names = list(head)
    lines = [names, ["---", *["---:"] * (len(names) - 1)], *map(list, rows)]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def times(spread: Any) -> str:
    """A ratio with its spread."""
    middle, least, most = (spread.values() if isinstance(spread, dict) else spread)
    return f"{figure(middle)} ({figure(least)} to {figure(most)})"


def figure(value: float) -> str:
    """A number with two or three digits that count."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def short(seconds: float) -> str:
    """Seconds in a unit that reads well."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{figure(seconds / size)} {unit}"
    return f"{figure(seconds / 1e-9)} ns"


def at(figures: Figures, part: str) -> str:
    """When a part was measured."""
    when = figures["when"][part]
    return f"*Measured {when['date']}, load {when['load']} before.*\n"


def machine(figures: Figures) -> str:
    """The machine and its limits."""
    if "limits" not in figures:
        return ""
    when, limits = figures["when"]["limits"], figures["limits"]
    names = list(next(iter(limits.values())))
    rows = [[name, *(figure(rates[thread]) for thread in names)] for name, rates in limits.items()]
    return (f"\n## The machine\n\n{when['machine']}; {when['system']}; Python {when['Python']}; "
            f"{when['libraries']}. What it can do at best, measured in the same run (copying an "
            "array; reading bytes at random places of an array as large as the country; "
            f"`fronde.draws.uniform`):\n\n{table(['limit', *names], rows)}\n"
            f"{fractions(figures)}")


def fractions(figures: Figures) -> str:
    """How far the limits are reached."""
    rates = figures["limits"]
    gather, draws = (1e6 * rates[name]["1 thread"] for name in (
        "gather, million/s", "draws, million/s"))
    rows = []
    if "country" in figures:
        run = figures["country"]["one thread"]
        reads, drawn = 10 * run["active"], run["cells"]
        rows.append(["the whole country, one thread",
                     f"{reads:,} ties looked at, {drawn:,} cells",
                     f"{(reads / gather) / run['seconds']:.0%} gather, "
                     f"{(drawn / draws) / run['seconds']:.0%} draws"])
    if "thresholds" in figures:
        for people, found in figures["thresholds"]["one world"]["gather"].items():
            seconds = found["fronde seconds a world"]
            rows.append([f"thresholds, {int(people):,} people, one thread",
                         f"{10 * int(people):,} ties, {int(people):,} waits",
                         f"{10 * int(people) / gather / seconds:.0%} gather, "
                         f"{1.5 * int(people) / draws / seconds:.0%} draws"])
    if "epstein" in figures:
        for size, found in figures["epstein"]["speed"].items():
            rows.append([f"civil violence, {size} x {size}, one thread", "one block of draws a turn",
                         f"{1e9 / found['our_ns']['median'] / draws:.0%} draws"])
    if "dense" in figures:
        most = max(figures["dense"], key=int)
        seconds, bandwidth = (figures["dense"][most]["dense seconds a week"],
                              1e9 * list(rates["bandwidth, GB/s"].values())[-1])
        rows.append([f"the dense sweep, {int(most):,} people, all cores", "14 bytes a citizen",
                     f"{14 * int(most) / bandwidth / seconds:.0%} bandwidth"])
    if not rows:
        return ""
    return ("How much of the time the least work would take if it ran at a limit (the rest is "
            "arithmetic, mostly exponentials, and bookkeeping):\n\n"
            + table(["work", "at least", "share of the time"], rows))


def goals(figures: Figures) -> str:
    """What was to be reached, beside what was measured."""
    found: list[list[str]] = []

    def goal(part: str, what: str, asked: str, read: Callable[[Figures], tuple[str, bool]]) -> None:
        if part in figures:
            measured, reached = read(figures[part])
            found.append([what, asked, measured, "yes" if reached else "**no**"])

    for size, least in (("40", 450), ("100", 800), ("200", 1200)):
        goal("epstein", f"civil violence {size} x {size}, an agent's step against Mesa 3.5, one "
             "thread", f"{least:,} times",
             lambda one, size=size, least=least: (
                 f"{figure(one['speed'][size]['alone']['median'])} times",
                 one["speed"][size]["alone"]["median"] >= least))
    goal("epstein", "sweeps of it against `mesa.batch_run`, runs a second", "500 times",
         lambda one: (f"{figure(one['sweep']['ratio']['median'])} times",
                      one["sweep"]["ratio"]["median"] >= 500))
    goal("country", "whole country, one to one, 156 weeks, all cores", "20 s, 600 MB",
         lambda one: (f"{figure(one['whole']['seconds'])} s, {figure(one['whole']['memory'])} MB",
                      one["whole"]["seconds"] <= 20 and one["whole"]["memory"] < 600))
    goal("country", "a billion people, 156 weeks", "90 s",
         lambda one: (f"{figure(one['same share']['1000000000']['seconds'])} s",
                      one["same share"]["1000000000"]["seconds"] <= 90))
    goal("country", "exponent of time against people, same share active", "at most 1",
         lambda one: (f"{one['same share, exponent']['all']:.2f}, the last two sizes "
                      f"{one['same share, exponent']['last two']:.2f}",
                      max(one["same share, exponent"].values()) <= 1.0))
    goal("country", "the same, same number active", "near 0",
         lambda one: (f"{one['same number, exponent']['all']:.2f}, the last two sizes "
                      f"{one['same number, exponent']['last two']:.2f}",
                      max(one["same number, exponent"].values()) <= 0.25))
    goal("country", "all cores against one thread, whole country", "1.6 times",
         lambda one: (f"{times(one['threads'])} times", one["threads"][0] >= 1.6))
    goal("country", "fixed cost of a week (1,000 citizens in 345 communities)", "0.3 ms",
         lambda one: (f"{figure(one['fixed']['1000'])} ms", one["fixed"]["1000"] <= 0.3))
    goal("studies", "runs a minute, 100,000 citizens x 156 weeks, over the priors", "200",
         lambda one: (figure(one["runs a minute"]), one["runs a minute"] >= 200))
    goal("thresholds", "1,000 worlds x 1,000 people x 200 steps, thresholds on a network", "1 s",
         lambda one: (short(1000 * all_cores(one)), 1000 * all_cores(one) <= 1.0))
    goal("commands", "start of a run, everything compiled", "1.5 s",
         lambda one: (f"{figure(one['warm'])} s", one["warm"] <= 1.5))
    goal("commands", "compiling, with nothing kept (`make setup` does it ahead)", "20 s, or ahead",
         lambda one: (f"{figure(one['warmup'])} s, ahead", True))
    return "\n## Goals\n\n" + table(["what", "goal", "measured", "reached"], found)


def all_cores(thresholds: Figures) -> float:
    """Seconds a world of many, on all cores."""
    many = {name: one for name, one in thresholds["many worlds"].items() if "gather" in name}
    return float(min(one["fronde seconds a world"] for one in many.values()))


def epstein(figures: Figures) -> str:
    """Civil violence beside Mesa's own example."""
    if "epstein" not in figures:
        return ""
    found = figures["epstein"]
    rows = [[f"{size} x {size}", times(one["alone"]), times(one["whole"]),
             short(one["our_ns"]["median"] / 1e9), figure(one["mesa_mb"])]
            for size, one in found["speed"].items()]
    sweep = found["sweep"]
    text = (f"\n## Civil violence (Epstein 2002), against Mesa {found['mesa']}\n\n{at(figures, 'epstein')}\n"
            "Equal semantics: Mesa's own example, with its von Neumann neighbourhood of radius 7 on "
            "a torus, an order of turns drawn anew at each step, the ratio of cops to actives "
            "rounded half to even, prisoners who stay on their site; in fronde these are settings "
            f"(`mesa_example`). One thread each; Mesa runs on Python {found['python']}.\n\n"
            + table(["torus", "an agent's step", "with what Mesa collects", "fronde, a turn",
                     "Mesa, MB"], rows)
            + f"\nParameter sweeps, fronde on all cores and `mesa.batch_run` with as many processes: "
            f"**{times(sweep['ratio'])} times** the runs a second "
            f"({figure(sweep['our_runs_a_second']['median'])} a second; "
            f"{figure(sweep['our_mb'])} MB against {figure(sweep['mesa_mb'])} MB).\n\n"
            "The outcomes agree in distribution (means over runs, and p of a Kolmogorov-Smirnov "
            "test of the two samples):\n\n")
    rows = [[f"{setting}: {name}", figure(one["mesa"]), figure(one["ours"]), f"{one['p']:.2f}"]
            for setting, measures in found["outcomes"].items() for name, one in measures.items()]
    return text + table(["setting and outcome", "Mesa", "fronde", "p"], rows)


def thresholds(figures: Figures) -> str:
    """Thresholds on a network."""
    if "thresholds" not in figures:
        return ""
    found = figures["thresholds"]
    rows = [[PEERS[peer], f"{int(people):,}", times(one["steps"]), times(one["whole"]),
             short(one["fronde seconds a world"]), figure(one["peer MB"]), figure(one["fronde MB"])]
            for peer, sizes in found["one world"].items() for people, one in sizes.items()]
    many = found["many worlds"]
    worlds = [[name, times(one["steps"]), short(one["fronde seconds a world"])]
              for name, one in many.items() if isinstance(one, dict)]
    alike = [[f"{PEERS[peer]}: {name}", figure(one["peer"]), figure(one["fronde"]),
              f"{one['KS p']:.2f}"]
             for peer, readings in found["agreement"].items() for name, one in readings.items()]
    general = found["general engine"]
    return (f"\n## Thresholds on a network (Watts 2002)\n\n{at(figures, 'thresholds')}\n"
            "People with eight near and two far ties act once enough of these act. fronde counts "
            "down the ties that are missing and touches only who comes to act "
            "(`fronde.engine.cascades`); the peers are an idiomatic Mesa model, numpy that asks "
            "everybody each step (*gather*), and numpy that follows those who newly act "
            "(*waves*). One world, one thread; *steps* sets the peer's steps alone against all that "
            "fronde does.\n\n"
            + table(["peer", "people", "steps", "with set-up", "fronde, a world", "peer, MB",
                     "fronde, MB"], rows)
            + f"\n{many['worlds']:,} worlds of {many['people']:,} people:\n\n"
            + table(["peer; fronde on threads", "steps", "fronde, a world"], worlds)
            + "\nPaths agree in distribution (means, and p of a Kolmogorov-Smirnov test):\n\n"
            + table(["reading", "peer", "fronde", "p"], alike)
            + f"\nThe general engine, which plays such a model as a scenario "
            f"({general['people']:,} people, {general['weeks']} weeks) and asks everybody each week, "
            f"takes {times(general['steps'])} times as long as this kernel: use the kernel for "
            "pure threshold models.\n")


PEERS = {"mesa": "Mesa", "gather": "numpy, gather", "waves": "numpy, waves"}


def dense(figures: Figures) -> str:
    """The thinned sweep beside a dense one."""
    if "dense" not in figures:
        return ""
    rows = [[f"{int(people):,}", times(one["ratio"]), short(one["dense seconds a week"]),
             short(one["fronde seconds a week"]), figure(one["dense changes a week"]),
             figure(one["fronde changes a week"]), figure(one["dense MB"]), figure(one["fronde MB"])]
            for people, one in figures["dense"].items()]
    return (f"\n## The thinned sweep against a dense one\n\n{at(figures, 'dense')}\n"
            "The dense sweep asks everybody every week in a compiled loop over all cores, in the "
            "manner of models built on laser-core; its rules are stand-ins leaner than fronde's "
            "(three states, no ties, no organisations). fronde's week is the mean one of the "
            "bundled scenario with all that is in it.\n\n"
            + table(["people", "ratio", "dense, a week", "fronde, a week", "dense, changes",
                     "fronde, changes", "dense, MB", "fronde, MB"], rows))


def country(figures: Figures) -> str:
    """The bundled country."""
    if "country" not in figures:
        return ""
    found = figures["country"]
    whole, alone = found["whole"], found["one thread"]
    rows = [[f"{int(people):,}", figure(one["seconds"]) + " s", f"{one['events']:,}",
             f"{one['active'] // 156:,}", figure(one["memory"]) + " MB"]
            for part in ("same share", "same number")
            for people, one in sorted(found[part].items(), key=lambda pair: int(pair[0]))]
    half = len(rows) // 2
    head = ["people", "156 weeks", "events", "active, mean", "memory"]
    fixed = ", ".join(f"{figure(ms)} ms with {int(people):,}" for people, ms in found["fixed"].items())
    return (f"\n## The whole country\n\n{at(figures, 'country')}\n"
            f"All of the bundled scenario, one to one, everything on: **{figure(whole['seconds'])} s** "
            f"for 156 weeks on all cores, {figure(alone['seconds'])} s on one thread "
            f"({times(found['threads'])} times); a quiet week {short(whole['quiet'])}, the busiest "
            f"{short(whole['busiest'])}; {figure(whole['memory'])} MB. The whole system against the "
            f"citizens' half alone: {times(found['halves'])} times the time. A week that is mostly "
            f"fixed cost, one thread, 345 communities: {fixed} citizens.\n\n"
            "The same share of citizens active:\n\n" + table(head, rows[:half])
            + f"\nTime grows with people to the power {found['same share, exponent']['all']:.2f} "
            f"({found['same share, exponent']['last two']:.2f} over the last two sizes). The same "
            "number active (chances to leave rest divided as people grow):\n\n"
            + table(head, rows[half:])
            + f"\nPower {found['same number, exponent']['all']:.2f} "
            f"({found['same number, exponent']['last two']:.2f} over the last two sizes).\n")


def studies(figures: Figures) -> str:
    """Ensembles and commands."""
    text = ""
    if "studies" in figures:
        found = figures["studies"]
        text += (f"\n## Studies\n\n{at(figures, 'studies')}\n{found['runs']:,} runs of 100,000 "
                 f"citizens x 156 weeks, drawn from the priors, on {found['workers']} workers: "
                 f"**{figure(found['runs a minute'])} a minute**, {figure(found['MB'])} MB in all "
                 "processes. (`make bench-studies` plays 2,000 and measures what the layer adds.)\n")
    if "commands" in figures:
        found = figures["commands"]
        rows = [["`fronde --help`", "help"], ["`fronde check`", "check"],
                ["`fronde run --weeks 1 --people 100000`, compiled", "warm"],
                ["the same with nothing compiled", "cold"],
                ["`fronde warmup` with nothing compiled", "warmup"],
                ["`fronde run`, the whole country, with report", "run"]]
        text += (f"\n## Commands\n\n{at(figures, 'commands')}\n"
                 + table(["command", "seconds"], [[name, figure(found[key])] for name, key in rows]))
    return text


def findings() -> str:
    """What was found, in words."""
    return "\n" + (HERE / "findings.md").read_text(encoding="utf-8")


SECTIONS = (goals, machine, epstein, thresholds, dense, country, studies)
