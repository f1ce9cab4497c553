"""The page ``docs/speed.md``: the template ``speed.md.j2``, filled with the figures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "speed.md"
DENSE_BYTES = 14  # of a citizen, read by a week of the dense sweep
TIES = 10  # of everybody

Figures = dict[str, Any]


class Goal(NamedTuple):
    """What was to be reached, and what was measured."""

    what: str
    asked: str
    measured: str
    reached: bool


def write(figures: Figures) -> Path:
    """Write the page; returns its place."""
    environment = Environment(  # Markdown, not HTML: nothing to escape
        loader=FileSystemLoader(HERE), undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, autoescape=False, keep_trailing_newline=True)
    environment.filters |= {"times": times, "figure": figure, "short": short}
    template = environment.get_template("speed.md.j2")
    PAGE.write_text(template.render(**figures, goals=list(goals(figures)),
                                    fractions=list(fractions(figures))), encoding="utf-8")
    return PAGE


def times(spread: Any) -> str:
    """A ratio with its spread."""
    middle, least, most = spread.values() if isinstance(spread, dict) else spread
    return f"{figure(middle)} ({figure(least)} to {figure(most)})"


def figure(value: float) -> str:
    """A number with the two or three digits that count."""
    if value >= 100.0:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10.0 else f"{value:.2f}"


def short(seconds: float) -> str:
    """Seconds in a unit that reads well."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{figure(seconds / size)} {unit}"
    return f"{figure(seconds / 1e-9)} ns"


def goals(figures: Figures) -> Iterator[Goal]:
    """All goals, in the order of the page."""
    alone = {size: one["alone"]["median"] for size, one in figures["epstein"]["speed"].items()}
    for size, least in (("40", 450), ("100", 800), ("200", 1200)):
        yield at_least(f"civil violence {size} x {size}: an agent's step against Mesa 3.5, one "
                       "thread", least, alone[size], " times")
    yield at_least("sweeps of it against `mesa.batch_run`, runs a second", 500,
                   figures["epstein"]["sweep"]["ratio"]["median"], " times")
    country = figures["country"]
    whole, large = country["whole"], country["same share"]["1000000000"]
    yield at_most("the whole country, one to one, 156 weeks, all cores", 20, whole["seconds"], " s")
    yield at_most("its memory", 600, whole["memory"], " MB")
    yield at_most("a billion people, 156 weeks, the citizens' half", 90, large["seconds"], " s")
    yield at_most("a billion people, 156 weeks, everything on: up to four in a thousand on the "
                  "street", 90, country["billion"]["seconds"], " s")
    yield exponent("exponent of time against people, same share active", "at most 1", 1.0,
                   country["same share, exponent"])
    yield exponent("the same, same number active", "near 0", 0.2, country["same number, exponent"])
    yield at_least("all cores against one thread, the whole country", 1.6, country["threads"][0],
                   " times")
    yield at_most("fixed cost of a week (1,000 citizens in 345 communities)", 0.3,
                  country["fixed"]["1000"], " ms")
    yield at_least("runs a minute: the country in groups, 156 weeks, over the priors", 200,
                   figures["studies"]["runs a minute"], "")
    yield at_most("1,000 worlds x 1,000 people x 200 steps, thresholds on a network", 1.0,
                  1000 * fastest_world(figures), " s")
    yield at_most("start of a run, everything compiled", 1.5, figures["commands"]["warm"], " s")
    yield Goal("compiling with nothing kept", "20 s, or ahead",
               f"{figure(figures['commands']['warmup'])} s, ahead: `make setup` does it", True)


def at_least(what: str, asked: float, measured: float, unit: str) -> Goal:
    """A goal from below."""
    return Goal(what, f"at least {asked:,}{unit}", f"{figure(measured)}{unit}", measured >= asked)


def at_most(what: str, asked: float, measured: float, unit: str) -> Goal:
    """A goal from above."""
    return Goal(what, f"at most {asked:,}{unit}", f"{figure(measured)}{unit}", measured <= asked)


def exponent(what: str, asked: str, most: float, found: dict[str, float]) -> Goal:
    """A goal for an exponent."""
    return Goal(what, asked, f"{found['all']:.2f}; {found['last two']:.2f} over the last two sizes",
                max(found.values()) <= most)


def fastest_world(figures: Figures) -> float:
    """Seconds that one of many worlds takes, on all cores."""
    many = figures["thresholds"]["many worlds"]
    return min(float(one["fronde seconds a world"]) for one in many.values()
               if isinstance(one, dict))


def fractions(figures: Figures) -> Iterator[tuple[str, str, str]]:
    """Work, the least of it that counts, and the share of its time that a limit explains.

    Only of what was measured on the machine whose limits they are.
    """
    when, most = figures["when"], max(figures["dense"], key=int)
    here = {part for part in when if when[part]["machine"] == when["limits"]["machine"]}
    limits = figures["limits"]
    gather, draws = (1e6 * limits[name]["1 thread"] for name in (
        "gather, million/s", "draws, million/s"))
    run = figures["country"]["one thread"]
    if "country" in here:
        yield ("the whole country, one thread",
               f"{TIES * run['active']:,} bytes at random places, {run['cells']:,} draws",
               f"{TIES * run['active'] / gather / run['seconds']:.0%} and "
               f"{run['cells'] / draws / run['seconds']:.0%}")
    worlds = figures["thresholds"]["one world"]["gather"] if "thresholds" in here else {}
    for people, found in worlds.items():
        count, seconds = int(people), found["fronde seconds a world"]
        yield (f"thresholds, {count:,} people, one thread",
               f"{TIES * count:,} bytes at random places, {3 * count // 2:,} draws",
               f"{TIES * count / gather / seconds:.0%} and {1.5 * count / draws / seconds:.0%}")
    for size, one in (figures["epstein"]["speed"] if "epstein" in here else {}).items():
        yield (f"civil violence, {size} x {size}, one thread", "a draw for each turn",
               f"{1e9 / one['our_ns']['median'] / draws:.0%}")
    bandwidth = 1e9 * max(limits["bandwidth, GB/s"].values())
    moved = DENSE_BYTES * int(most)
    if "dense" in here:
        yield (f"the dense sweep, {int(most):,} people, all cores", f"{moved / 1e9:.1f} GB read",
               f"{moved / bandwidth / figures['dense'][most]['dense seconds a week']:.0%}")
