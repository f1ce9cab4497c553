"""Every sentence of a run's report holds: its claim is computed once more by another route."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import chance
import claimed  # noqa: F401 - registers the claims
import claims
import fighting
import numpy as np
import pytest
from laws.small import CITIZENS, EVENTS, NO_NARRATIVE, UNENDING, document

import fronde
from fronde.reporting import answer, chain, scope
from fronde.reporting.figures import FIGURES
from fronde.reporting.run_tables import Tables, read

FEW, MANY, BATCH = 100, 1000, 50
CAPTIONED, LIVING = 10, 30


def printed(made: Tables) -> Iterator[str]:
    """All sentences of the page's words; headings and numbers of links are marked."""
    for paragraph in answer.answers(made):
        for text in paragraph.sentences:
            yield from claims.sentences(text)
    for link in chain.chain(made):
        yield f"# {link.heading}"
        yield f"#n {link.number} {link.unit}"
        for text in link.sentences:
            yield from claims.sentences(text)
    if chain.verdict(made):
        yield f"#v {chain.verdict(made)}"


def captioned(made: Tables) -> Iterator[str]:
    """What stands under the figures that the run has data for, and its few numbers."""
    for figure in FIGURES:
        if figure.draw(made) is not None:
            yield from claims.sentences(figure.read(made))
    for key in scope.key_numbers(made):
        yield f"#k {key.value} | {key.label} | {key.note}"


def lies(made: Tables, texts: Callable[[Tables], Iterator[str]] = printed) -> list[str]:
    """Sentences that do not hold of a run."""
    run = claims.Run(made)
    return [why for text in dict.fromkeys(texts(made)) if (why := claims.false(run, text))]


def wrong(seeds: range,
          texts: Callable[[Tables], Iterator[str]] = printed) -> dict[int, list[str]]:
    """The same of random runs, by their seeds."""
    return {seed: found for seed in seeds if (found := lies(chance.tables(seed), texts))}


def test_every_sentence_holds_in_random_runs() -> None:
    assert wrong(range(FEW)) == {}


def test_what_stands_under_figures_holds_in_random_runs() -> None:
    assert wrong(range(CAPTIONED), captioned) == {}


@pytest.mark.verify
@pytest.mark.parametrize("first", range(FEW, MANY, BATCH))
def test_every_sentence_holds_in_a_thousand_random_runs(first: int) -> None:
    assert wrong(range(first, first + BATCH)) == {}


@pytest.mark.verify
@pytest.mark.parametrize("first", range(CAPTIONED, MANY // 5, CAPTIONED))
def test_what_stands_under_figures_holds_in_many_random_runs(first: int) -> None:
    assert wrong(range(first, first + CAPTIONED), captioned) == {}


@pytest.mark.parametrize("missing", sorted(fighting.curves()))
def test_any_metric_of_a_fighting_country_may_be_missing(missing: str) -> None:
    made = fighting.tables(given={missing: None}, weeks=80)
    assert not [text for text in printed(made) if "nan" in text.split()]


def country(seed: int) -> dict[str, Any]:
    """A small country with its own length, records, police and events; each third under siege."""
    rng = np.random.default_rng(seed)
    weeks = int(rng.integers(3, 60))
    siege = {"date": str(fighting.START + fighting.timedelta(weeks=weeks // 2)),
             "label": "martial law", "set": {"regime.effort": 1.0, "regime.severity": 8.0,
                                             "regime.police": 0.05}}
    events = [one for one in EVENTS if rng.random() < 0.5 and weeks > 5]
    if seed % 3 == 0:
        events = sorted([*events, siege], key=lambda one: str(one["date"]))
    made = document(people=int(rng.choice([1500, 4000])), weeks=weeks,
                    grouped=bool(rng.random() < 0.5), mechanisms={
        **UNENDING, "repression": {"arrests": float(rng.uniform(0.01, 0.6))},
        "mobilisation": {"entry_protest": float(rng.choice([-6.0, -2.0, 0.0]))}})
    made["time"]["step_days"] = float(rng.choice([7.0, 7.0, 1.0]))
    made["metrics"]["every"] = int(rng.choice([1, 1, 4]))
    made["regime"] = {"police": float(rng.choice([0.0002, 0.01])),
                      "effort": float(rng.choice([0.05, 0.5]))}
    made["events"] = events
    if weeks < 6:
        made["responses"]["schedule"] = made["responses"]["schedule"][:1]
    return made


def lived(seed: int, folder: Path) -> Tables:
    """The country's run, as the report reads it."""
    fronde.simulate(fronde.load(country(seed)), seed=seed, threads=1, out=folder / str(seed))
    return read(folder / str(seed))


def test_every_sentence_holds_in_small_countries_that_live(tmp_path: Path) -> None:
    assert {seed: found for seed in range(LIVING)
            if (found := lies(lived(seed, tmp_path)))} == {}


def besieged(folder: Path) -> Tables:
    """A run in which martial law raises the chance of arrest from little to certainty."""
    made = country(0) | {"events": [{
        "date": "2021-09-20", "label": "martial law", "set": {
            "regime.effort": 1.0, "regime.severity": 8.0, "regime.police": 0.05,
            "repression.arrests": 1.0}}]}
    made["time"] |= {"weeks": 52, "step_days": 7}
    made["metrics"]["every"] = 1
    made["regime"], made["fixed"] = {"police": 0.0002, "effort": 0.05}, NO_NARRATIVE
    made["mechanisms"] = {name: made["mechanisms"][name] for name in CITIZENS}
    made["mechanisms"]["mobilisation"]["entry_protest"] = 0.0
    for gone in ("states", "responses"):
        made.pop(gone)
    made["regions"] = {**made["regions"], "rows": [
        {k: v for k, v in row.items() if k != "installed"} for row in made["regions"]["rows"]]}
    fronde.simulate(fronde.load(made), seed=1, threads=1, out=folder / "siege")
    return read(folder / "siege")


def test_martial_law_late_in_a_run_closes_the_street(tmp_path: Path) -> None:
    """The page said that the street was not closed, of a chance of arrest that rose to 1."""
    made = besieged(tmp_path)
    risk = made.nation("risk_protest")
    assert risk[1] < 0.2
    assert max(risk) > 0.95
    link = next(link for link in chain.chain(made) if link.name == "street")
    assert "not closed" not in link.heading
    assert link.holds
    assert lies(made) == []


def siege(weeks: int = 156) -> Tables:
    """The same as curves: a wave in week 62, 2% half a year on, martial law in week 100."""
    def risk(t: int) -> float:
        return 0.05 if t < 62 else 0.02 if t < 100 else 1.0
    return fighting.tables(given={"risk_protest": risk}, weeks=weeks)


def test_a_chance_of_arrest_that_rises_half_a_year_after_the_height_is_told() -> None:
    link = next(link for link in chain.chain(siege()) if link.name == "street")
    assert (link.heading, link.number) == ("The street was closed", "100%")
    before = next(link for link in chain.chain(siege(weeks=99)) if link.name == "street")
    assert before.heading.startswith("The street was not closed: the wave broke, though people")


@pytest.mark.parametrize("text", [
    "Of all who left the street in the run, 99% were arrested.",
    "The state lost 7 people, the organisations 0.",
    "Belief in peaceful change went from 0.47 to 0.40.",
    "# The street stayed open",
])
def test_a_sentence_that_does_not_hold_is_found(text: str) -> None:
    assert claims.false(claims.Run(fighting.tables()), text)
