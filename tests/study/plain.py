"""A country in which one knows what must come out, and studies of it without workers.

Mobilisation alone, everything that it reads held constant, utilities 0: who is quiet takes to
the street at rate pace / (1 + exp(-entry)), who is there leaves it at rate pace / 2 + fatigue. So
the street settles at a share that depends on these alone (``settled``), whatever happened
before, and then only chance moves it.
"""

from __future__ import annotations

import math
from pathlib import Path

from laws import small

import fronde
from fronde.study import execution
from fronde.study.jobs import outcomes
from fronde.study.kinds import claims
from fronde.study.methods.design import points
from fronde.study.study_store import StudyStore
from fronde.study.study_values import read_values

WEEKS, OVER = 24, 6
OPEN = {"pace": "prior", "fatigue": "prior"}  # .15 to .4 and .15 to .6, per factor
MIDDLE = math.sqrt(0.15 * 0.4)  # half of the prior of pace is above it
RISING, SETTLED = "2021-01-18", "2021-04-26"  # weeks 2 and 16

TRUE = {"id": "true", "contrast": {"set": {"mobilisation.entry_protest": -4.0}},
        "expect": {"metric": "protest", "direction": "higher"}, "margin": 0.05}
FALSE = TRUE | {"id": "false", "expect": {"metric": "protest", "direction": "lower"}}
HALF = {"id": "half", "contrast": {"set": {"mobilisation.pace": MIDDLE}},
        "expect": {"metric": "protest", "direction": "higher"}, "margin": 0.02}
NOTHING = {"id": "nothing", "contrast": {"set": {"mobilisation.value": 1.5}},
           "expect": {"metric": "protest", "direction": "higher"}, "margin": 0.02}
NONE = {"id": "none", "expect": {"metric": "protest", "direction": "higher", "against": "before",
                                 "date": SETTLED}}
GROWN = {"id": "grown", "expect": {"metric": "protest", "direction": "higher", "over": 2,
                                   "against": "before", "date": RISING}, "margin": 0.1}
ABOVE = {"id": "above", "expect": {"metric": "protest", "direction": "higher", "against": "value",
                                   "value": 0.0}}
# From an event in week 2 on, people leave at once: the street was largest then, not later.
TIRED = {"date": RISING, "label": "tired", "set": {"mobilisation.fatigue": 10.0}}
WAVE = {"contrast": {"without": {"events": ["tired"]}}, "margin": 0.05}
OF_THE_WAVE = tuple(WAVE | {"id": read, "expect": {
    "metric": "protest", "direction": "lower", "read": read, "over": WEEKS}}
    for read in ("peak-week", "peak", "total", "last", "mean"))
HIGHER_PEAK = WAVE | {"id": "higher", "expect": {
    "metric": "protest", "direction": "higher", "read": "peak", "over": WEEKS}}
CLAIMS = (TRUE, FALSE, HALF, NOTHING, NONE, GROWN, ABOVE)


def settled(pace, entry, fatigue):
    """Share on the street that stays: as many enter at any time as leave."""
    enter, leave = pace / (1.0 + math.exp(-entry)), pace / 2.0 + fatigue
    return enter / (enter + leave)


def scenario(people=300, weeks=WEEKS, claimed=CLAIMS, events=()):
    """The country, with claims that are true, false, or neither, by construction."""
    document = dict(small.still(people, weeks, entry_protest=0.0).document)
    mobilisation = {**document["mechanisms"]["mobilisation"], **OPEN}
    said = [{"says": one["id"], "source": "by construction", **one,
             "expect": {"over": OVER, **one["expect"]}} for one in claimed]
    return fronde.load({**document, "name": "plain", "mechanisms": {"mobilisation": mobilisation},
                        "claims": said, **({"events": list(events)} if events else {})})


def stored(study, folder):
    """A study run here, run after run, and stored."""
    todo = execution.Remaining(study, set(), execution.WHOLE)
    with StudyStore(Path(folder), execution.new_manifest(study, "plain", execution.WHOLE),
                    execution.beginnings(study)) as kept:
        kept.add([one for job in todo.jobs(range(len(study.points)))
                  for one in outcomes(study.spec(), job)])
        kept.finish()
    return folder


def claimed(folder, seed=1, many=64, replicates=2, replicated=16, **options):
    """The claims of the country, tested: id -> result."""
    made = scenario(**options)
    study = claims.plan(made, points(made.priors, many, seed, "sobol"), seed, replicates,
                        replicated)
    values = read_values(stored(study, folder))
    return {one.claim.id: one for one in claims.judge(values, made)}
