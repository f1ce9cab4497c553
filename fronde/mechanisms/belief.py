r"""Citizens learn from what happens which kind of resistance works.

The beliefs that peaceful change works (b) and that armed resistance can succeed (q) are
means of Beta distributions per community. Each week the pseudo-counts of successes s and
failures k drift back to the prior and take in the week's evidence (e_s, e_k):

    s(t+1) = s_0 + f (s(t) - s_0) + e_s,   k likewise,   b = s / (s + k)           [share]

    peaceful:  e_k = (w_U + w_B crushed) noticed        crushed: share of the street arrested,
               noticed: how far the street is noticed at all
               e_s = w_C concession        a state that gives in
    armed:     e_k = w_Q found + w_O defeats            found: share of the underground found
               e_s = w_A war setback + w_O victories (pi + (1 - pi) x)

    victories = those of the own group + o those of others, as noticed; defeats likewise

A street that is seen and goes unanswered is evidence against itself. An enemy abroad seen to
succeed is weak evidence for arms. What fighters do counts in full as far as people think that
these are their own (pi), else by a share x. Events send signals of either sign.

Sources     Beta-Bernoulli conjugacy; discounting: West and Harrison 1997 (of forecasts)
Limits      constant evidence (e_s, e_k) a week: counts tend to prior + evidence / (1 - f)
            f = 1: the exact posterior, a textbook model      theory: beta_bernoulli
Deviations  what counts as evidence, and for how much, is our own. Evidence is a share, not a
            count of trials: a large street crushed weighs as much as a small one; without w_U,
            streets that nobody answers would keep their promise for ever, and millions would
            stay on them; steps shorter than a week add up to that of a week
"""

from __future__ import annotations

from dataclasses import dataclass

from fronde.kernel import kernel
from fronde.mechanisms.mechanism import Mechanism
from fronde.mechanisms.relaxation import forget
from fronde.parameters import LogUniform, Uniform, param


@dataclass(frozen=True)
class Params:
    """Priors of citizens, how fast they forget, what counts as evidence."""

    peaceful_success: float = param(
        4.0, "pseudo-counts", Uniform(3.2, 4.8),
        "successes of peaceful change that citizens start from",
        source="assumed: an even prior worth eight observations", low=1e-9)
    peaceful_failure: float = param(
        4.0, "pseudo-counts", Uniform(3.2, 4.8),
        "failures of peaceful change that citizens start from", source="assumed", low=1e-9)
    armed_success: float = param(
        1.0, "pseudo-counts", Uniform(0.7, 1.3),
        "successes of armed resistance that citizens start from", source="assumed: one in eight",
        low=1e-9)
    armed_failure: float = param(
        7.0, "pseudo-counts", Uniform(6.0, 8.5),
        "failures of armed resistance that citizens start from", source="assumed", low=1e-9)
    forgetting: float = param(
        0.99, "share kept per week", Uniform(0.97, 0.998),
        "f: how much of what was learnt is kept from week to week",
        source="westharrison1997: discount factors of 0.95 to 0.99 in forecasting; that people "
               "forget so is assumed", high=1.0)
    peaceful_weight: float = param(
        0.15, "pseudo-counts/week", LogUniform(0.05, 0.5),
        "w_B: what a week of wholly crushed protest is worth as evidence", source="assumed")
    unanswered_weight: float = param(
        0.06, "pseudo-counts/week", LogUniform(0.02, 0.15),
        "w_U: what a week of a street seen by all and answered by nobody is worth",
        source="assumed")
    armed_weight: float = param(
        0.25, "pseudo-counts/week", LogUniform(0.1, 0.6),
        "w_Q: what a week of a wholly found underground is worth as evidence", source="assumed")
    concession_weight: float = param(
        0.15, "pseudo-counts/week", LogUniform(0.05, 0.5),
        "w_C: what a week of full concession is worth as evidence", source="assumed")
    operation_weight: float = param(
        0.15, "pseudo-counts/week", LogUniform(0.05, 0.5),
        "w_O: what a week of operations that everybody notices is worth as evidence",
        source="assumed")
    others_weight: float = param(
        0.5, "1", Uniform(0.2, 0.8),
        "o: what operations of other groups count against those of the own",
        source="assumed: the claim that one group's resistance gives hope to others, sign only",
        high=1.0)
    strangers_weight: float = param(
        0.3, "1", Uniform(0.1, 0.6),
        "x: what operations count that people lay at the door of foreigners", source="assumed",
        high=1.0)
    abroad_weight: float = param(
        0.03, "pseudo-counts/week", LogUniform(0.01, 0.1),
        "w_A: what a week of a war wholly lost abroad is worth as evidence for arms at home",
        source="assumed: another army's success says little about one's own")


@kernel
def start(here, p):
    """Everybody starts from the prior."""
    return p.peaceful_success, p.peaceful_failure, p.armed_success, p.armed_failure


@kernel
def update(here, p):
    """Forget, then learn."""
    keep, dt = p.forgetting, here.dt
    unheard = p.unanswered_weight + p.peaceful_weight * here.crushed_seen
    abroad = p.abroad_weight * here.war * here.setback
    victories = here.victories_own + p.others_weight * here.victories_others
    defeats = here.defeats_own + p.others_weight * here.defeats_others
    ours = here.broad + (1.0 - here.broad) * p.strangers_weight
    won = abroad + p.operation_weight * victories * ours
    lost = p.armed_weight * here.found_seen + p.operation_weight * defeats
    return (
        forget(here.peaceful_success, p.peaceful_success, keep,
                  p.concession_weight * here.concession, dt) + max(0.0, here.signal_peaceful),
        forget(here.peaceful_failure, p.peaceful_failure, keep,
                  unheard * here.street_noticed, dt) + max(0.0, -here.signal_peaceful),
        forget(here.armed_success, p.armed_success, keep, won, dt)
        + max(0.0, here.signal_armed),
        forget(here.armed_failure, p.armed_failure, keep, lost, dt)
        + max(0.0, -here.signal_armed),
    )


@kernel
def derive(here, p):
    """Means of the two beliefs."""
    peaceful = here.peaceful_success / (here.peaceful_success + here.peaceful_failure)
    armed = here.armed_success / (here.armed_success + here.armed_failure)
    return peaceful, armed


MECHANISM = Mechanism(
    name="belief",
    params=Params,
    owns=("peaceful_success", "peaceful_failure", "armed_success", "armed_failure"),
    start=start,
    update=update,
    derives=("peaceful", "armed_hope"),
    derive=derive,
    cite=("westharrison1997",),
    gallery=("fighting-coalition",),
)
