"""The findings of a run, question by question, and the short of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from fronde.reporting import (
    abroad,
    chain,
    clandestine,
    courses,
    regime,
    resistance,
    run_findings,
    story,
    street,
    upheavals,
)
from fronde.reporting.environment import macros
from fronde.reporting.run_findings import Finding
from fronde.reporting.run_tables import Tables

SHORT = 6  # questions of a run that has little to tell


class Question(NamedTuple):
    """Where the words of a question are, what answers it, and how many findings are the short."""

    subject: str
    find: Callable[[Tables], list[Finding]]
    main: int = 1


QUESTIONS = (
    Question("courses", courses.costs, 2),
    Question("street", street.street, 2),
    Question("underground", clandestine.underground),
    Question("why", clandestine.why, 0),
    Question("groups", resistance.groups),
    Question("coalitions", resistance.coalitions),
    Question("operations", resistance.operations),
    Question("abroad", abroad.help_from_outside, 0),
    Question("forces", regime.forces, 0),
    Question("story", story.story, 0),
    Question("legitimacy", regime.legitimacy),
    Question("survival", regime.survival),
)


class Answer(NamedTuple):
    """A question and what the run shows of it; the first ``main`` findings are the short of it."""

    subject: str
    findings: list[Finding]
    main: int

    @property
    def heading(self) -> str:
        """The question."""
        return str(macros(self.subject).question)

    @property
    def sentences(self) -> list[str]:
        """The findings in words."""
        return [str(finding) for finding in self.findings]


def answers(tables: Tables) -> list[Answer]:
    """All questions that the run has numbers for."""
    every = (Answer(one.subject, one.find(tables), one.main) for one in QUESTIONS)
    return [answer for answer in every if answer.findings]


def brief(tables: Tables) -> list[str]:
    """The main findings in words: a rising or a fall first, then the short of each answer.

    An answer about armed groups, or one that there were none, replaces that on the underground.
    Where there are few answers, each gives two findings or more.
    """
    every = answers(tables)
    few, subjects = len(every) <= SHORT, {answer.subject for answer in every}
    said = [str(finding) for finding in find_turn(tables)]
    for answer in every:
        if answer.subject != "underground" or not subjects & {"groups", "courses"}:
            main = max(2, answer.main) if few else answer.main
            said.append(" ".join(answer.sentences[:main]))
    return [text for text in dict.fromkeys([*said, chain.verdict(tables)]) if text]


def find_turn(tables: Tables) -> list[Finding]:
    """A fall, else a rising, where one came about."""
    if upheavals.fall(tables) is not None:
        return run_findings.of("survival", outcome=regime.outcome(tables))
    rose = regime.risings(tables) if upheavals.risings(tables) else None
    return run_findings.of("forces", risings=rose)
