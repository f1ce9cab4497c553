"""The page of a study of sensitivity: which assumptions move an outcome, and how much is noise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fronde.record.whole import MANIFEST
from fronde.reporting import wording
from fronde.reporting.study import effects_bars, layout, numbers, studied
from fronde.reporting.study.layout import Table
from fronde.reporting.study.picture import Picture, picture
from fronde.reporting.study.studied import Studied
from fronde.scenario.quantities import by_path
from fronde.study.morris import Effect
from fronde.study.sensitivity import INDICES, SCREENING, Measured, Screened, measured, screened
from fronde.study.sobol import Index, Shares
from fronde.study.store import read_manifest

TEMPLATE = "sensitivity.html.j2"
SHOWN = 15
SCREENED = ("Mean size of the effect of half a prior, per whole prior, with its interval. The tick "
            "is the size that noise alone produces. A dot near it does not show an effect.")
MEASURED = ("Share of the spread of the outcome that a parameter accounts for alone, and together "
            "with all others (interactions). Stochastic variance is removed where it is known.")
REFUSED = {
    "constant": "The outcome is the same at every parameter set: nothing moves it.",
    "too few": "Too few rows of the design are complete to measure anything.",
    "luck": "Stochastic variance is at least the whole spread, so no share of it can be given to "
            "assumptions.",
}


def made(folder: Path) -> tuple[str, list[Picture]]:
    """The page of both steps, and the pictures that are also files."""
    study = studied.read(folder / INDICES)
    found = measured(study.folder, study.scenario)
    before = studied.read(folder / SCREENING) if complete(folder / SCREENING) else None
    wide = screened(before.folder, before.scenario) if before is not None else None
    pictures = drawn(found, wide)
    return layout.page(
        TEMPLATE, study, pictures, outcome=found.outcome, answer=answer(found), luck=luck(found),
        used=used(found), indices=indices(found),
        screening=None if wide is None else screening(wide),
        before=None if before is None else step(before)), pictures


def complete(folder: Path) -> bool:
    """Whether a step is complete."""
    return (folder / MANIFEST).is_file() and read_manifest(folder)["status"] == "complete"


def step(study: Studied) -> dict[str, Any]:
    """The conditions of the screening."""
    return {"warning": studied.warning(study), "conditions": studied.conditions(study),
            "failures": studied.failures(study)}


def drawn(found: Measured, wide: Screened | None) -> list[Picture]:
    """Indices, and the screening that chose their parameters."""
    pictures = []
    if rows := index_rows(found):
        said = "; ".join(f"{row['name']} {row['kind']} {row['value']:.2f}" for row in rows)
        pictures.append(picture(
            "indices", "What the spread comes from", MEASURED, f"{said}.",
            lambda w: effects_bars.chart(rows, "share of the spread", w)))
    if wide is not None and (effects := effect_rows(wide)):
        said = "; ".join(f"{row['name']} {row['value']:.3g}" for row in effects)
        pictures.append(picture(
            "screening", f"The {len(effects)} strongest of {len(wide.names)} assumptions",
            SCREENED, f"{said}.",
            lambda w: effects_bars.chart(effects, f"effect on {found.outcome}", w)))
    return pictures


def shares(found: Measured) -> list[tuple[str, Index, Index]]:
    """Parameters with their indices, without noise if it is known, strongest first."""
    listed = [(name, *without_luck(each))
              for name, each in zip(found.names, found.found.shares or (),
                                    strict=bool(found.found.shares))]
    return sorted(listed, key=lambda one: -one[2].value)


def without_luck(each: Shares) -> tuple[Index, Index]:
    """First and total index."""
    return each.first_corrected or each.first, each.total_corrected or each.total


def index_rows(found: Measured) -> list[dict[str, Any]]:
    """Two rows a parameter: alone and with interactions."""
    return [{"order": number, "name": name, "kind": kind, "value": index.value,
             "low": index.low, "high": index.high}
            for number, (name, first, total) in enumerate(shares(found))
            for kind, index in zip(effects_bars.KINDS, (first, total), strict=True)]


def effect_rows(wide: Screened) -> list[dict[str, Any]]:
    """The strongest parameters of the screening."""
    return [{"order": number, "name": name, "kind": "alone", "value": one.mu_star,
             "low": one.low, "high": one.high, "luck": one.luck}
            for number, (name, one) in enumerate(ordered(wide)[:SHOWN])
            if one.mu_star is not None]


def ordered(wide: Screened) -> list[tuple[str, Effect]]:
    """All parameters of the screening, strongest first."""
    pairs = zip(wide.names, wide.found.effects, strict=True)
    return sorted(pairs, key=lambda one: -(one[1].mu_star or 0.0))


def answer(found: Measured) -> str:
    """Which parameters the spread comes from."""
    if found.found.verdict in REFUSED:
        return REFUSED[found.found.verdict]
    named = [f"{name} ({wording.percent(min(total.value, 1.0))})"
            for name, _, total in shares(found)[:3] if total.low is not None and total.low > 0.0]
    if not named:
        return ("None of the parameters measured surely contributes to the spread of "
                f"{found.outcome}.")
    return (f"The spread of {found.outcome} depends most on {wording.listed(named)}. In brackets: "
            "the share to which each contributes, alone or together with others.")


def luck(found: Measured) -> str:
    """How much of the spread is stochastic variance."""
    share = found.found.noise_share
    if share is None:
        return "It is not known how much of the spread is stochastic variance."
    return (f"{wording.percent(share)} of the spread between parameter sets is stochastic "
            "variance, not assumptions.")


def used(found: Measured) -> str:
    """Rows and runs that count."""
    left = (f"; {wording.counted(found.found.left_out, 'row')} left out, because one of their "
            "runs has no value" if found.found.left_out else "")
    return (f"{wording.counted(found.found.rows, 'row')} of the design from "
            f"{wording.counted(found.runs, 'run')}{left}.")


def indices(found: Measured) -> Table:
    """The indices in numbers."""
    rows = [[f"{name}{meaning(name)}", index_text(first), index_text(total)]
            for name, first, total in shares(found)]
    return Table("The same in numbers", ("parameter", "alone", "with interactions"), rows)


def index_text(index: Index) -> str:
    """An index with its interval."""
    if index.low is None or index.high is None:
        return f"{index.value:.2f}"
    return f"{index.value:.2f}\n{index.low:.2f} to {index.high:.2f}".replace("-", "\u2212")


def screening(wide: Screened) -> Table:
    """All parameters of the screening in numbers."""
    rows = [[f"{name}{meaning(name)}", optional(one.mu_star),
             numbers.ranged(optional(one.low), optional(one.high)),
             "no value" if one.mu is None else numbers.plain(one.mu), optional(one.sigma),
             "unknown" if one.luck is None else optional(one.luck)] for name, one in ordered(wide)]
    return Table(f"All {len(rows)} parameters", (
        "parameter", "mean size", "interval", "mean effect", "varies by", "by noise alone"), rows)


def optional(value: float | None) -> str:
    """A number, if there is one."""
    return "no value" if value is None else f"{value:.3g}"


def meaning(path: str) -> str:
    """What a parameter means."""
    parameter = by_path(path)
    return f": {parameter.sentence}" if parameter is not None else ""
