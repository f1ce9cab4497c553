"""A run's tables as one page that can be read offline, and as figures."""

from __future__ import annotations

from pathlib import Path

__all__ = ["answer_of", "write"]


def write(folder: Path | str) -> Path:
    """Write ``report.html`` and ``figures/`` into a run's folder; see ``reporting.output``."""
    from fronde.arguments import folder_of
    from fronde.record.forks import no_fork
    from fronde.reporting import output

    no_fork()
    return output.write(folder_of(folder))


def answer_of(folder: Path | str) -> list[str]:
    """The findings of a run in a few sentences, without figures."""
    from fronde.reporting import answer, run_tables, scope

    run = run_tables.read(Path(folder))
    return [text for text in (scope.standing(run), scope.sparse(run), *answer.brief(run)) if text]
