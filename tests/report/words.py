"""All words of a run's report, as a text; whole ones of made-up runs are kept in ``golden/``.

    python tests/report/words.py

writes them again, after a sentence was changed on purpose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import fighting
import synthetic

from fronde.reporting import answer, chain, scope
from fronde.reporting.figures import FIGURES
from fronde.reporting.run_tables import Tables

GOLDEN = Path(__file__).parent / "golden"
RUNS: dict[str, Callable[[], Tables]] = {
    "fighting": fighting.tables,
    "no-fighters": fighting.without_fighters,
    "street-alone": synthetic.hall,
    "fallen": lambda: fighting.tables(coalition=None, given={
        "fallen": lambda t: float(t >= 150), "mutinies": lambda t: float(t >= 100)}),
}


def words(made: Tables) -> str:
    """Conditions, key numbers, the short answer, every question, the chain, the captions."""
    return "\n".join(lines(made)) + "\n"


def lines(made: Tables) -> Iterator[str]:
    """The same, line by line."""
    yield from filter(None, [scope.standing(made), scope.condition(made)])
    yield from (f"* {key.value}: {key.label} ({key.note})" for key in scope.key_numbers(made))
    yield from (f"> {text}" for text in answer.brief(made))
    yield from scope.list_gaps(made)
    for part in answer.answers(made):
        yield from ("", f"## {part.heading}", *part.sentences)
    for link in chain.chain(made):
        yield from ("", f"### {'+' if link.holds else '-'} {link.heading}"
                        f" [{link.number} {link.unit}]", *link.sentences)
    for figure in FIGURES:
        if figure.draw(made) is not None:
            yield from ("", f"[{figure.title}] {figure.read(made)}")


if __name__ == "__main__":
    for name, make in RUNS.items():
        (GOLDEN / f"{name}.txt").write_text(words(make()), encoding="utf-8")
