"""Options of studies, each said once: for the command line and for the keywords of Python."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from fronde.arguments import MOST_SEED, text, texts, whole, wholes
from fronde.errors import ScenarioError
from fronde.study import POINTS, REPLICATED, REPLICATES

DESIGNS = ("sobol", "lhs")
MOST = 2**20  # of anything that is run: more would take years


@dataclass(frozen=True)
class Option:
    """One option: a text, or a whole number where ``low`` is given.

    Attributes
    ----------
    name : the keyword in Python.
    says : what it is, in the help of the command line.
    default : what counts if nothing is given.
    metavar : how the help calls its value.
    flag : how the command line calls it, if by another name.
    low, high : least and largest whole number.
    choices : of a text.
    several : whether it may be given several times.
    """

    name: str
    says: str
    default: Any = None
    metavar: str | None = None
    flag: str = ""
    low: int | None = None
    high: int | None = None
    choices: tuple[str, ...] = ()
    several: bool = False

    def check(self, given: Any) -> Any:
        """What was given, as plain Python.

        Raises
        ------
        ScenarioError : it is of another kind, too small or too large, or none of the choices.
        """
        if self.choices and not (isinstance(given, str) and given in self.choices):
            raise ScenarioError(
                f"{self.name} must be {' or '.join(self.choices)}, not {given!r}.")
        if self.low is None:
            return texts(self.name, given) if self.several else text(self.name, given)
        if self.several:
            return wholes(self.name, given, self.low, self.high or MOST_SEED)
        return whole(self.name, given, self.low, self.high)


SEED = Option("seed", "The same seed gives the same study, bit for bit.", 1, low=0,
              high=MOST_SEED)
SIZE = (
    Option("points", "Parameter sets (points) to draw from the priors.", POINTS, "N", low=1),
    Option("runs", "Instead of --points: as many parameter sets as fit into N runs.", None, "N",
           low=1, high=MOST),
    Option("replicates", "Runs of one parameter set, each with other random draws. See "
           "--replicated.", REPLICATES, "R", low=1, high=MOST),
    Option("replicated", "Only the first M parameter sets have replicates; the others have one "
           "run (0: all have replicates).", REPLICATED, "M", low=0,
           high=MOST),
    Option("design", "How parameter sets are spread over the priors: scrambled Sobol' sequence or "
           "Latin hypercube.", DESIGNS[0], choices=DESIGNS),
)
# Where every parameter set counts once, whatever its random draws.
ONCE = tuple(replace(one, default=1) if one.name == "replicates" else one for one in SIZE)


def check_all(options: tuple[Option, ...], given: dict[str, Any]) -> dict[str, Any]:
    """What was asked for, checked; what was not given has its default.

    Raises
    ------
    ScenarioError : see ``Option.check``.
    """
    found = {one.name: given.get(one.name, one.default) for one in options}
    return {one.name: found[one.name] if found[one.name] is None and one.default is None
            else one.check(found[one.name]) for one in options}
