"""What a kind of study is: what may be asked, what is run, and what is found in the runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from fronde.errors import ScenarioError
from fronde.scenario.types import Scenario
from fronde.study.methods.design import Points, points
from fronde.study.options import Option
from fronde.study.protocol import Study
from fronde.study.study_values import Values

Asked = Mapping[str, Any]  # options by name
Interval = tuple[float, float, float]  # a share and both ends


class Stage(NamedTuple):
    """A part of a study whose runs are planned at once.

    Attributes
    ----------
    name : of its kind in the manifest.
    plan : its runs, from a scenario, what was asked, and the findings of the step before; None
        if it is left out.
    judge : its findings.
    form : their type.
    fits : whether findings can be of a study, which files from elsewhere need not be.
    folder : within the folder of the study; empty if that itself.
    """

    name: str
    plan: Callable[[Scenario, Asked, Any], Study | None]
    judge: Callable[[Values, Scenario], Any]
    form: Any
    fits: Callable[[Any, Mapping[str, Any], list[str]], bool]
    folder: str = ""


@dataclass(frozen=True)
class Kind:
    """A kind of study.

    Attributes
    ----------
    name : its verb.
    says, example : the help of its command.
    options : what it alone can be asked.
    size : options that say how many runs; none if it has options of its own for that.
    steps : in order; most kinds have one.
    table : findings as plain rows and numbers, for tables and JSON.
    shares : what is looked at by whoever wants a given precision; None: it is not asked.
    """

    name: str
    says: str
    example: str
    options: tuple[Option, ...]
    size: tuple[Option, ...]
    steps: tuple[Stage, ...]
    table: Callable[..., dict[str, Any]]
    shares: Callable[[Values, Scenario], Iterable[Interval]] | None = None


def parameter_sets(scenario: Scenario, asked: Asked) -> Points:
    """Parameter sets over the priors."""
    return points(scenario.priors, asked["points"], asked["seed"], asked["design"])


def settle_size(step: Stage, scenario: Scenario, asked: Asked) -> dict[str, Any]:
    """What was asked, with as many parameter sets as fit into so many runs if that was asked.

    Replicates at more parameter sets than there are: at all (0).

    Raises
    ------
    ScenarioError : not one fits.
    """
    chosen = dict(asked)
    if asked.get("runs") is not None:
        chosen["points"] = most_sets(step, scenario, asked)
    if chosen["replicated"] >= chosen["points"]:
        chosen["replicated"] = 0
    return chosen


def most_sets(step: Stage, scenario: Scenario, asked: Asked) -> int:
    """The parameter sets that fit into so many runs."""
    single = step.plan(scenario, {**asked, "points": 1, "replicated": 0}, None)
    variants = 1 if single is None else len(single.variants)
    each, more = asked["runs"] // variants, asked["replicates"] - 1
    found = max(each - more * asked["replicated"] if asked["replicated"] else 0,
                each // (1 + more))
    if found < 1:
        raise ScenarioError(f"--runs {asked['runs']}: one parameter set with its replicates takes "
                            f"{variants * asked['replicates']} runs. Give more, or --replicates "
                            "1.")
    return int(found)
