"""The one way through a study, from the command line and from Python: plan, run, judge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from fronde.scenario.types import Scenario
from fronde.study.engines import Backend
from fronde.study.execution import WHOLE, Share, Watch, carry_out
from fronde.study.findings import findings
from fronde.study.kind import Asked, Kind, Stage, settle_size
from fronde.study.protocol import Study
from fronde.study.stopping import enough


def nothing(*_: Any) -> None:
    """Say nothing."""


@dataclass(frozen=True)
class How:
    """How a study is run.

    Attributes
    ----------
    engine : a context with what runs are made by.
    command : by which it can be made again.
    share : which part is run here.
    fresh, retry_failed : see ``carry_out``.
    precision : at which it may stop early.
    begin : called before the runs of a step, with its plan, the engine and its folder.
    watch : a context with what is called after every job.
    """

    engine: Callable[[], AbstractContextManager[Any]]
    command: str
    share: Share = WHOLE
    fresh: bool = False
    retry_failed: bool = False
    precision: float | None = None
    begin: Callable[[Study, Backend, Path], None] = nothing
    watch: Callable[[], AbstractContextManager[Watch | None]] = nullcontext


class Conducted(NamedTuple):
    """A study that is complete.

    Attributes
    ----------
    folder : where it is.
    found : findings of each step.
    runs : how many ended in which way.
    """

    folder: Path
    found: list[Any]
    runs: dict[str, int]


def conduct(kind: Kind, scenario: Scenario, asked: Asked, folder: Path,
            how: How) -> Conducted | None:
    """Conduct a study, step by step; None if only a part of it was run.

    Raises
    ------
    ScenarioError, StoreError, EngineError, Interrupted : see ``Kind`` and ``carry_out``.
    """
    done, runs = list[Any](), Counter[str]()
    for step, planned in steps(kind, scenario, asked, done):
        place = folder / step.folder
        with how.engine() as engine:
            how.begin(planned, engine, place)
            with how.watch() as watch:
                manifest = carry_out(
                    planned, place, engine, command=how.command, share=how.share,
                    fresh=how.fresh, retry_failed=how.retry_failed, watch=watch,
                    enough=enough(kind, scenario, how.precision) if how.share == WHOLE else None)
        if how.share != WHOLE:
            return None
        runs.update(manifest["runs"])
        done.append(findings(place))
    return Conducted(folder, done, dict(runs))


def steps(kind: Kind, scenario: Scenario, asked: Asked,
          done: list[Any]) -> Iterator[tuple[Stage, Study]]:
    """Each step with its plan, which may depend on the findings of the one before."""
    for step in kind.steps:
        chosen = settle_size(step, scenario, asked) if kind.size else asked
        planned = step.plan(scenario, chosen, done[-1] if done else None)
        if planned is not None:
            yield step, planned
