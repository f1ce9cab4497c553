"""ODD 1: purpose and patterns."""

from __future__ import annotations

from fronde.record.provenance import parameter_rows
from fronde.reporting.declared import source
from fronde.reporting.markdown import blocks, line, number, table
from fronde.reporting.odd.facts import link, of_gallery
from fronde.reporting.wording import counted
from fronde.scenario.types import Claim, Contrast, Expectation, Scenario
from fronde.theory.kinds import KINDS


def purpose(scenario: Scenario) -> str:
    """Section 1."""
    return blocks("## 1 Purpose and patterns", "### 1.1 Purpose", asked(scenario),
                  line(scenario.about), kind(scenario), "### 1.2 Patterns", patterns(scenario))


def asked(scenario: Scenario) -> str:
    """The question of the scenario."""
    question = line(scenario.question) or "what follows from the assumptions listed below?"
    return f"The model is made to answer: {question}"


def kind(scenario: Scenario) -> str:
    """What kind of purpose it is, and what it is not."""
    if of_gallery(scenario):
        return ("Kind of purpose: illustration of a published model, and verification. It "
                "sets the package's own mechanisms to a published model and compares what comes "
                "out with numbers that the paper prints or that follow exactly from its rules, "
                "where there are some. "
                "It is not about any real event.")
    return ("Kind of purpose: theoretical exposition, not prediction. The model works out what "
            "follows from stated assumptions and under which conditions; it says nothing about "
            "any individual, and no single run is a result about the world." + (
                f" The {len(scenario.priors)} values that are left open by a prior are meant to "
                "be varied by studies." if scenario.priors else ""))


def patterns(scenario: Scenario) -> str:
    """By what the model is judged."""
    if of_gallery(scenario):
        return published(scenario)
    return blocks(claims(scenario), limits(), fitted(scenario))


def published(scenario: Scenario) -> str:
    """Numbers that a model of the gallery must reproduce."""
    from fronde.theory.published import beside

    known = beside(scenario.name)
    if not known:
        return ("No number is known for this setting; what should come out is a "
                "direction, told in the paragraph above, and not a value.")
    return blocks(
        "The model is judged by these numbers; a test runs it and compares. The tolerance is "
        "what one run may be off; for a mean over repetitions four standard errors come on top.",
        table(("what", "step", "expected", "which is", "tolerance", "how it is known", "source"),
              ((line(row.metric), str(row.week), f"{row.expected:.6g}", KINDS[row.kind],
                f"{row.tolerance:.2g}", line(row.note), source(row.source, link))
               for row in known)))


def claims(scenario: Scenario) -> str:
    """Claims, each with what it expects of a run beside its contrast."""
    if not scenario.claims:
        return "The scenario states no claims; what it is judged by is left to its user."
    return blocks(
        f"The scenario holds {counted(len(scenario.claims), 'claim')} of an author, each with the "
        "pattern that would bear it out. They are hypotheses that studies test over the priors, "
        "not observations. An effect counts from the margin on (relative to the contrast; "
        "absolute against a value).",
        table(("claim", "says", "expected", "contrast", "margin", "source"),
              ((f"`{claim.id}`", line(claim.says), expected(claim), contrast(claim.contrast),
                number(claim.margin), line(claim.source)) for claim in scenario.claims)))


def expected(claim: Claim) -> str:
    """What a claim expects, in words."""
    return "; ".join(expectation(one) for one in claim.expect)


def expectation(one: Expectation) -> str:
    """One expected difference."""
    where = "" if one.level == "nation" else f" ({one.level} {line(one.entity)})"
    against = {"contrast": "than in the contrast", "before": f"than before {one.date}",
               "value": f"than {number(one.value)}"}[one.against]
    when = f", {one.over} weeks up to {one.date}" if one.date and one.against != "before" else (
        f", last {one.over} weeks")
    return f"`{one.metric}`{where} {one.direction} {against}{when}"


def contrast(made: Contrast) -> str:
    """What a contrast changes."""
    parts = [f"`{path}` = {number(value)}" for path, value in made.sets.items()]
    parts += [f"without “{line(label)}”" for label in made.without_events]
    parts += [f"without mechanism {name}" for name in made.without_mechanisms]
    parts += [f"response `{made.response}` held on to"] if made.response else []
    return "; ".join(parts) or "none: one run is enough"


def limits() -> str:
    """Limits of the mechanisms that are published models."""
    return ("Beside that, mechanisms are held to limits: with the settings that section 7 lists "
            "under *Limits* a mechanism is a published or textbook model, and those limits that "
            "have a number are run as tests (`fronde gallery`). Where *Limits* begins with *own "
            "construction* no setting is a published model; such a mechanism borrows an idea, and "
            "its form is ours.")


def fitted(scenario: Scenario) -> str:
    """What was adjusted by hand, and what rests on nothing published."""
    return (f"No parameter was fitted to a series of data. {unpublished(scenario)} The package's "
            "defaults and priors were chosen by hand so that its bundled scenario has little "
            "protest and hardly any underground before its war, and a wave that comes and goes "
            "after it; some priors were narrowed for that, and a few terms were added without "
            "which a claimed path could not come about at all. So levels before the war are no "
            "evidence for the model, and that a claimed pattern is possible is none either.")


def unpublished(scenario: Scenario) -> str:
    """How many values the scenario gives, and how many of the others are assumed."""
    rows = parameter_rows(scenario)
    free = [row["source"] for row in rows if not row["given"]]
    assumed = sum(source_.startswith("assumed") for source_ in free)
    sized = sum("assumed" in source_ for source_ in free) - assumed
    given = len(rows) - len(free)
    others = f"the other {len(free)}" if given else "them"
    return (f"Of {len(rows)} parameter values the scenario itself sets {given or 'none'}. Of "
            f"{others}, {assumed} rest on nothing published (their source begins with *assumed*); "
            f"of {sized} more only the form or the sign is published (their source says that the "
            "size is assumed).")
