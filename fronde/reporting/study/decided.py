"""Which assumptions decide a claim: in words, and as a picture over the strongest two."""

from __future__ import annotations

import math
from collections.abc import Sequence

from fronde.reporting import wording
from fronde.reporting.study import numbers, space
from fronde.reporting.study.marks import STANDING
from fronde.reporting.study.picture import Picture
from fronde.reporting.study.space import Space
from fronde.reporting.study.studied import Studied
from fronde.scenario.quantities import by_path
from fronde.study.cases import Limits
from fronde.study.deciding import Decision, Rank, Region, Share
from fronde.study.verdicts import Floats

REFUSED = {
    "none decide": "No single parameter decides: none orders the results by more than chance "
                   "would among so many. Several together may decide.",
    "constant": "Nothing can decide, because all parameter sets come out alike.",
    "too few": "It holds at too few parameter sets, or fails at too few, to say which parameters "
               "decide.",
}


def told(decision: Decision, often: str) -> list[str]:
    """What decides, and where, a sentence each; ``often``: what increases, as a clause."""
    if decision.verdict in REFUSED:
        return [REFUSED[decision.verdict]]
    return [*(ordering(rank, often) for rank in decision.deciding), *beyond(decision),
            *where(decision.region)]


def ordering(rank: Rank, often: str) -> str:
    """Which way one parameter decides."""
    parameter = by_path(rank.name)
    means = f" ({parameter.sentence})" if parameter is not None else ""
    way = "The higher" if rank.effect > 0 else "The lower"
    return (f"{way} {rank.name}{means}, {often} (rank correlation "
            f"{correlation(rank.effect)}, p {probability(rank.corrected)}, corrected for all "
            "parameters).")


def correlation(effect: float) -> str:
    """A correlation with its sign."""
    return numbers.signed(f"{abs(effect):.2f}", effect)


def probability(p: float) -> str:
    """A p-value."""
    return "< 0.001" if p < 0.001 else f"= {p:.2g}"


def beyond(decision: Decision) -> list[str]:
    """How many parameters decide beyond those named."""
    more = decision.survivors - len(decision.deciding)
    if more <= 0:
        return []
    verb = "decides" if more == 1 else "decide"
    return [f"{wording.counted(more, 'more parameter')} {verb} less strongly."]


def where(region: Region | None) -> list[str]:
    """The region in words, with how well it predicts."""
    if region is None:
        return ["No region of these parameters was found."]
    text = (f"It holds mostly where {in_words(region.limits)}: at {at(region.inside)} inside, "
            f"at {at(region.outside)} outside.")
    if region.inside_unseen is not None and region.outside_unseen is not None:
        text += (f" On parameter sets that were not used to find the region, it holds at "
                 f"{at(region.inside_unseen)} inside and at {at(region.outside_unseen)} outside. "
                 "Rely on these shares.")
    return [text]


def at(share: Share) -> str:
    """A share of so many parameter sets."""
    if share.share is None or share.low is None or share.high is None:
        return "none of 0 parameter sets"
    return (f"{wording.percent(share.share)} of {wording.counted(share.n, 'parameter set')} "
            f"({numbers.between(share.low, share.high)})")


def in_words(limits: Limits) -> str:
    """Limits in words: ``police.kappa is above 0.4 and at most 1.2``."""
    return wording.listed([limited(name, low, high) for name, (low, high) in limits.items()])


def limited(name: str, low: float, high: float) -> str:
    """The limits of one parameter."""
    ends = [f"above {low:.3g}"] if math.isfinite(low) else []
    ends += [f"at most {high:.3g}"] if math.isfinite(high) else []
    return f"{name} is {' and '.join(ends) or 'anything'}"


def over(study: Studied, name: str, title: str, standing: Floats,
         decision: Decision) -> Picture | None:
    """The parameter sets over the two parameters that decide most."""
    axes = [rank.name for rank in decision.ranks[:2]]
    if not decision.deciding or len(axes) < 2:
        return None
    limits = decision.region.limits if decision.region is not None else {}
    return space.drawn(study, Space(name, title, reading(decision, axes, bool(limits)), axes,
                                    standing, STANDING, limits))


def reading(decision: Decision, axes: Sequence[str], framed: bool) -> str:
    """How to read the picture."""
    text = f"Every parameter set of the study, by {axes[0]} and {axes[1]}."
    if framed:
        text += " The frame is the region in which the claim mostly holds."
    if len(decision.deciding) == 1:
        text += (f" Only {axes[0]} decides. The second axis, {axes[1]}, is the next in order and "
                 "spreads the dots.")
    return text
