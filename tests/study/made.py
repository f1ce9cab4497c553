"""Studies whose truth is known, made without a simulation: noise around a given effect.

Values and bars lie around 1. Their difference has a given size and a noise of given spread at
each parameter set, and both may depend on the first parameters. As in a study, the first sets
have two replicates and the others one. What is compared with is a run of its own, whose noise has
the same law, or it is 1: a value that the claim gives, or a moment before.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import numpy as np

from fronde.study import REPLICATED
from fronde.study.kinds.claims import Space, judge_claim
from fronde.study.methods.design import sobol
from fronde.study.methods.verdicts import Compared

PARAMETERS, CLAIMS, MARGIN = 20, 21, 0.02
SIZES = (64, 128, 256, 512)


def no(u):
    return np.zeros(len(u))


def same(size):
    return lambda u: np.full(len(u), size)


def above(size, cut):
    """Where the first parameter is in the upper part of its prior, and nowhere else."""
    return lambda u: size * (u[:, 0] > cut)


def of_all(spread):
    """From all parameters alike: none of them orders it."""
    return lambda u: spread * (u.mean(axis=1) - 0.5) * np.sqrt(12.0 * u.shape[1])


def at_ends(u):
    return 0.1 * (np.abs(u[:, 0] - 0.5) > 0.25)


def growing(size, steepness, by=0):
    """By a factor exp(2 steepness) from the lower end of a prior to the upper one."""
    return lambda u: size * np.exp(steepness * (2.0 * u[:, by] - 1.0))


# Effect and noise: no effect at all, with noise of many forms.
NOTHING = {
    "even noise": (no, same(0.1)), "growing noise": (no, growing(0.1, 3.0)),
    "noise above the middle": (no, above(0.1, 0.5)), "noise at both ends": (no, at_ends)}
# The same with the verdict that is right.
EFFECTS = {
    "everywhere": (same(0.3), same(0.05), "supported"),
    "everywhere, of many sizes": (growing(0.3, 0.5), growing(0.05, 1.0, by=1), "supported"),
    "in half": (above(0.3, 0.5), same(0.05), "depends"),
    "in half, noise growing": (above(0.3, 0.5), growing(0.05, 1.0, by=1), "depends"),
    "in half, of all parameters": (of_all(0.2), same(0.05), "depends"),  # agreement .9
    "in half, else reversed": (lambda u: 0.6 * (u[:, 0] - 0.5), same(0.05), "depends"),
    "reversed": (same(-0.3), same(0.05), "not supported"),
    "rare": (above(0.3, 0.95), same(0.005), "not supported")}
# An effect half or twice as large as the noise of a difference: the same at all sets.
HIDDEN = {
    "in much noise": (same(0.07), same(0.1)), "in growing noise": (same(0.1), growing(0.1, 2.0))}


def even(rng, shape):
    return rng.standard_normal(shape)


def few_above(rng, shape):
    """Mean 0 and variance 1; above 0 with chance 1/e = .37."""
    return rng.exponential(size=shape) - 1.0


def few_below(rng, shape):
    return -few_above(rng, shape)


class Asked(NamedTuple):
    """How a claim asks, and of what law its noise is."""

    against: str = "contrast"
    law: object = even
    margin: float = MARGIN


CONTRAST = Asked()
# All that cannot change places with what it is compared with, in skewed noise.
SKEWED = {f"{law.__name__}, {against}, margin {margin}": Asked(against, law, margin)
          for law in (few_above, few_below) for against in ("value", "before")
          for margin in (0.0, MARGIN)}


def compared(effect, noise, unit, rng, replicated=REPLICATED, asked=CONTRAST):
    """Runs at places of the unit cube [sets, parameters]: values and bars [sets, 2]."""
    spread, shape = noise(unit)[:, None], (len(unit), 2)
    bars = np.ones(shape)
    if asked.against == "contrast":
        bars += spread * asked.law(rng, shape)
    values = 1.0 + effect(unit)[:, None] + spread * asked.law(rng, shape)
    values[replicated:, 1] = bars[replicated:, 1] = np.nan
    return Compared(values, bars, 1.0, asked.margin, relative=asked.against != "value",
                    before=asked.against == "before")


def study(*expected, sets, seed, claims=CLAIMS, replicated=REPLICATED, asked=CONTRAST):
    """The verdict on one of several claims; ``expected``: effect and noise of each expectation."""
    unit, rng = sobol(PARAMETERS, sets, seed), np.random.default_rng([seed, sets])
    space = Space(unit, unit, tuple(f"p{i}" for i in range(PARAMETERS)))
    made = [compared(*each, unit, rng, replicated, asked) for each in expected]
    return judge_claim(made, space, claims)[0]


def is_wrong(found):
    """Whether a verdict says something of what has no effect."""
    return (found.verdict in ("supported", "depends")
            or found.why == "the reverse comes out more often")


def counted(*expected, sets, repeats, **size):
    """How often each verdict falls, and how often one is wrong if there is no effect."""
    found = [study(*expected, sets=sets, seed=seed, **size) for seed in range(repeats)]
    return Counter(one.verdict for one in found), sum(is_wrong(one) for one in found)
