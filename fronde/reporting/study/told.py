"""The results of a study for the terminal: a few lines, and the same as plain values."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from fronde.reporting.study import goals, numbers
from fronde.reporting.wording import counted
from fronde.scenario.types import Scenario
from fronde.study import claims as tests
from fronde.study import responses as compared
from fronde.study import sampling
from fronde.study import sensitivity as moved
from fronde.study.deciding import Decision, Region, Share
from fronde.study.goals import Goal
from fronde.study.responses import Matrix
from fronde.study.sobol import Index
from fronde.study.tree import in_words

CALLED = {"luck": "stochastic variance is at least the whole spread"}  # a verdict on indices


class Said(NamedTuple):
    """Lines for a reader, and values for a program (JSON)."""

    text: str
    data: dict[str, Any]


def claims(folder: Path, scenario: Scenario) -> Said:
    """The verdict on each claim, one line each; for a claim that depends, what decides."""
    found = tests.tested(folder, scenario)
    rows = [(one.claim.id, one.found.verdict,
             f"{span(one.found.share, one.found.low, one.found.high)} of the space",
             effect(one), decides(one.decision) if one.found.verdict == "depends"
             else one.found.why) for one in found]
    counts = {verdict: sum(one.found.verdict == verdict for one in found)
              for verdict in ("follows", "depends", "does not", "cannot tell")}
    head = ", ".join(f"{many} {verdict}" for verdict, many in counts.items())
    listed = [{**plain(tests.as_row(one)), "decides": deciding(one.decision)} for one in found]
    worth = tests.typical_gain(found)
    parts = (scenario.question, f"{counted(len(found), 'claim')}: {head}", aligned(rows),
             numbers.typical(worth))
    return Said("\n\n".join(part for part in parts if part),
                {"verdicts": counts, "claims": listed, "gain": finite(worth)})


def effect(one: tests.Tested) -> str:
    """The effect of the first expectation."""
    first = one.effects[0]
    if math.isnan(first.median):
        return ""
    form = "{:+.0%}" if one.compared[0].relative else "{:+.3g}"
    metric = one.claim.expect[0].metric
    if math.isinf(first.median):
        return f"{metric} from nothing"
    ends = (f"{form.format(first.low)}, {form.format(first.high)}" if first.bounded
            else "no interval: too few parameter sets")
    return f"{metric} {form.format(first.median)} [{ends}]"


def decides(decision: Decision | None) -> str:
    """What decides, in words."""
    if decision is not None and decision.verdict == "too few":
        return "too few parameter sets to say which assumptions decide"
    if decision is None or decision.verdict != "found":
        return "no single assumption decides"
    names = ", ".join(rank.name for rank in decision.deciding)
    region = decision.region
    if region is None:
        return f"decided by {names}"
    return f"decided by {names}: {holding(region)}"


def holding(region: Region) -> str:
    """How often a claim holds within a region and outside.

    The shares are of parameter sets that were not used to find the region, if there are some. On
    the others any region looks good.
    """
    inside, outside = region.inside_unseen, region.outside_unseen
    which = "on parameter sets not used to find this region"
    if inside is None or outside is None:
        inside, outside = region.inside, region.outside
        which = "on the parameter sets used to find this region, which are too favourable to it"
    return (f"holds at {at(inside)} of the parameter sets with {in_words(region.limits)}, "
            f"else at {at(outside)} ({which})")


def at(share: Share) -> str:
    """A share of parameter sets."""
    return "none" if share.share is None else f"{share.share:.0%}"


def deciding(decision: Decision | None) -> list[str]:
    """Paths of the parameters that decide."""
    return [] if decision is None else [rank.name for rank in decision.deciding]


def responses(folder: Path, scenario: Scenario) -> Said:
    """The matrix for the first week, and whether any response helps."""
    made = compared.matrix(folder, scenario)
    first = made.weeks[0]
    head = ("", *(goal.says for goal in made.columns))
    rows = [head] + [(name, *(cell_text(made, name, first, goal) for goal in made.columns))
                     for name in made.responses]
    lines = [f"Responses that begin in week {first} ({scenario.date_of(first)}), compared with "
             "doing nothing (mean difference, with its interval):", "", aligned(rows), "",
             *answers(made, scenario)]
    data = {"matrix": [plain(compared.as_row(one)) for one in made.cells],
            "goals": [{"goal": goal.name, "says": goal.says,
                       "wanted": "higher" if goal.wanted > 0 else "lower", "worth": goal.worth}
                      for goal in made.goals.kept],
            "left_out": [{"goal": one.goal.name, "why": one.why} for one in made.goals.left_out],
            "not_moved": {str(w): [goal.name for goal in made.columns if made.still(goal.name, w)]
                          for w in made.weeks},
            "no_response_helps": {
                str(w): None if goals.by_chance(made, w, "none") or not goals.weighed(made, w)
                else list(made.none[w]) for w in made.none},
            "none_without_cost": {
                str(w): None if goals.by_chance(made, w, "costless") else list(made.costless[w])
                for w in made.costless},
            "dominated": {str(w): made.dominated[w] for w in made.dominated}}
    return Said(f"{scenario.question}\n\n" + "\n".join(lines), data)


def cell_text(made: Matrix, name: str, week: int, goal: Goal) -> str:
    """Effect and interval of a cell."""
    one = goals.cell(made, name, week, goal.name)
    if made.still(goal.name, week):
        return "not moved"
    if math.isnan(one.effect):
        return "unknown"
    form = "{:+.0%}" if goal.relative else "{:+.3f}"
    return f"{form.format(one.effect)} [{form.format(one.low)}, {form.format(one.high)}]"


def answers(made: Matrix, scenario: Scenario) -> list[str]:
    """The answer to the title question in numbers, for each week."""
    lines = []
    for week in made.weeks:
        if week not in made.costless:
            lines.append(f"From week {week}: no parameter set has a run of every response.")
            continue
        when = f"From week {week} ({scenario.date_of(week)}): "
        if not goals.weighed(made, week):
            lines.append(when + goals.unweighed(made, week))
        else:
            lines.append(when + helped(made, week))
    lines += [*goals.unmoved(made), *goals.left_out(made)]
    if (made.weeks[0] in made.decided and goals.weighed(made, made.weeks[0])
            and not goals.by_chance(made, made.weeks[0], "none")):
        lines.append(f"Where a response helps: {decides(made.decided[made.weeks[0]])}.")
    for name, better in made.dominated[made.weeks[0]].items():
        lines.append(f"In the mean, {name} is no better than {better} on any goal.")
    return lines


def helped(made: Matrix, week: int) -> str:
    """The shares in which no response helps, and none without a cost, unless chance decides."""
    helps = goals.by_chance(made, week, "none") or (
        "no response is worth more to the regime than doing nothing in "
        f"{span(*made.none[week])} of the space")
    free = goals.by_chance(made, week, "costless") or (
        f"none helps without a cost in {span(*made.costless[week])}")
    return f"{helps}; {free}."


def sensitivity(folder: Path, scenario: Scenario) -> Said:
    """Strongest parameters of the screening, and indices."""
    lines: list[str] = []
    data: dict[str, Any] = {}
    if (folder / moved.SCREENING).is_dir():
        screened = moved.screened(folder / moved.SCREENING, scenario)
        data["screening"] = [
            {"parameter": name, **plain(one._asdict())}
            for name, one in zip(screened.names, screened.found.effects, strict=True)]
        ordered = sorted(data["screening"], key=lambda row: -(row["mu_star"] or 0.0))
        rows = [("parameter", "mean size of effect", "95 % interval", "by noise alone")] + [
            (row["parameter"], figure(row["mu_star"]),
             f"[{figure(row['low'])}, {figure(row['high'])}]",
             "unknown" if row["luck"] is None else figure(row["luck"]))
            for row in ordered[:12]]
        lines += [f"Screening of {len(screened.names)} parameters for {screened.outcome}, "
                  f"{screened.runs:,} runs, {screened.failed:,} without a value:", "",
                  aligned(rows), ""]
    measured = moved.measured(folder / moved.INDICES, scenario)
    found = measured.found
    share = "an unknown share" if found.noise_share is None else f"{found.noise_share:.0%}"
    lines.append(f"Indices of {measured.outcome} ({CALLED.get(found.verdict, found.verdict)}), "
                 f"{measured.runs:,} runs, {measured.failed:,} without a value; {share} of the "
                 "spread is stochastic variance:")
    data["indices"] = []
    for name, shares in zip(measured.names, found.shares or (), strict=bool(found.shares)):
        first = shares.first_corrected or shares.first
        total = shares.total_corrected or shares.total
        data["indices"].append({"parameter": name, "first": first._asdict(),
                                "total": total._asdict()})
        lines.append(f"  {name:<36} alone {indexed(first)}, with interactions {indexed(total)}")
    data |= {"noise_share": found.noise_share, "verdict": found.verdict}
    return Said(f"{scenario.question}\n\n" + "\n".join(lines), data)


def discovery(folder: Path, scenario: Scenario) -> Said:
    """Conditions of each outcome."""
    lines: list[str] = []
    data = []
    for one in sampling.conditions(folder, scenario):
        lines.append(f"{one.outcome}: in {span(one.share, one.low, one.high)} of {one.known:,} "
                     f"parameter sets ({one.missing:,} without a value)")
        lines += [*boxed(one), *ruled(one), ""]
        data.append({"outcome": one.outcome, "share": one.share, "low": one.low,
                     "high": one.high, "box": one.box.verdict,
                     "limits": {name: [finite(x) for x in limit]
                                for name, limit in one.box.limits.items()},
                     "tree": [leaf.rule for leaf in one.tree.leaves]})
    return Said(f"{scenario.question}\n\n" + "\n".join(lines), {"conditions": data})


def boxed(one: sampling.Conditions) -> list[str]:
    """The box of an outcome."""
    fit = one.box.held_out
    if one.box.verdict != "found" or fit is None:
        return [f"  box: {one.box.verdict}"]
    return [f"  box: {in_words(one.box.limits)}",
            f"       coverage {fit.coverage:.0%}, density {fit.density:.0%}, compared with "
            f"{fit.base_rate:.0%} anywhere (on parameter sets that were not searched)"]


def ruled(one: sampling.Conditions) -> list[str]:
    """The tree of an outcome."""
    if one.tree.verdict != "found":
        return [f"  tree: {one.tree.verdict}"]
    right = ("" if one.tree.accuracy is None else
             f" (right at {one.tree.accuracy:.0%} of unseen parameter sets; always giving the "
             f"more common answer: {one.tree.base_accuracy:.0%})")
    return [f"  tree{right}:", *(
        f"       {leaf.fit.density:.0%} of {leaf.fit.inside} parameter sets with {leaf.rule}"
        for leaf in one.tree.leaves)]


def ensemble(folder: Path, scenario: Scenario) -> Said:
    """Percentiles of the outcomes."""
    table = sampling.summary(folder, scenario)
    shown = table.drop("points")
    rows = [tuple(shown.columns)] + [
        tuple(figure(x) if isinstance(x, float) else str(x) for x in row)
        for row in shown.iter_rows()]
    return Said(f"{scenario.question}\n\n{aligned(rows)}", {"summary": table.to_dicts()})


def span(share: float, low: float, high: float) -> str:
    """``62 % [51, 72]``."""
    if math.isnan(share):
        return "an unknown share"
    return f"{share:.0%} [{low:.0%}, {high:.0%}]"


def indexed(index: Index) -> str:
    """``0.62 [0.51, 0.72]``; without an interval where there are too few rows."""
    if index.low is None or index.high is None:
        return f"{index.value:.2f} [no interval: too few rows]"
    return f"{index.value:.2f} [{index.low:.2f}, {index.high:.2f}]"


def figure(value: float | None) -> str:
    """A number for a table."""
    return "" if value is None else f"{value:.3g}"


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Rows as columns of text; the last is not padded."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join("  " + "  ".join(
        [text.ljust(width) for text, width in zip(row[:-1], widths[:-1], strict=True)]
        + [row[-1]]).rstrip() for row in rows)


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """Values that JSON knows: what is not finite is missing."""
    return {key: finite(value) if isinstance(value, float) else value
            for key, value in row.items()}


def finite(value: float) -> float | None:
    """A number, or None if there is none."""
    return value if math.isfinite(value) else None
