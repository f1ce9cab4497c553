"""Draws as functions: the same name, the same number, whoever asks and when.

    u = uniform(seed, stream, tick, person, slot)            in [0, 1)

There is no generator object and no global state. The bits come from Philox4x32-10, a
counter-based generator: the counter is what the draw is *for*, the key is the seed. So
results cannot depend on threads, workers, order or on who else drew, and two runs with
one seed share their random draws, person by person and step by step.

    counter = (person low 32 bits, person high bits + slot, tick, stream)     key = seed

Source  Salmon, Moraes, Dror, Shaw 2011, Parallel random numbers: as easy as 1, 2, 3.
        Known answers: the authors' Random123 distribution, file kat_vectors.
"""

from __future__ import annotations

import math
import zlib

from fronde.kernel import kernel

TWO_TO_MINUS_53 = 2.0**-53
MOST_TRIALS = 500  # of ``binomial``, so that no chance is too small for a number
MASK = 0xFFFFFFFF  # products wrap in 64 bits; the mask makes signed and unsigned agree


def stream(name: str) -> int:
    """The number of a named stream of draws, stable over versions and machines."""
    return zlib.crc32(name.encode())


REPLICATES = stream("replicates")


@kernel
def philox(c0, c1, c2, c3, k0, k1):
    """Four 32-bit words from a 128-bit counter and a 64-bit key, ten rounds."""
    for _ in range(10):
        p0 = 0xD2511F53 * c0
        p1 = 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (
            ((p1 >> 32) & MASK) ^ c1 ^ k0,
            p1 & MASK,
            ((p0 >> 32) & MASK) ^ c3 ^ k1,
            p0 & MASK,
        )
        k0 = (k0 + 0x9E3779B9) & MASK
        k1 = (k1 + 0xBB67AE85) & MASK
    return c0, c1, c2, c3


@kernel
def block(seed, name, tick, person, number):
    """The four words of one block of draws: what it is for is the counter."""
    return philox(
        person & MASK,
        ((person >> 32) & 0xFFFF) | (number << 16),
        tick & MASK,
        name,
        seed & MASK,
        (seed >> 32) & MASK,
    )


philox_inlined = kernel(lean=True)(philox.py_func)


@kernel(lean=True)
def blocks(seed, name, tick, count, out):
    """``block`` number 0 of persons 0 to ``count`` - 1, several at a time: ``out`` [4, persons]."""
    for k in range(count):
        out[0, k], out[1, k], out[2, k], out[3, k] = philox_inlined(
            k & MASK, (k >> 32) & 0xFFFF, tick & MASK, name, seed & MASK, (seed >> 32) & MASK)


@kernel
def below(count, word):
    """A whole number below ``count``, from a word; and the word that is left for another.

    Where ``count`` values do not divide 2^32 some are likelier, by ``count`` / 2^32 at most; of
    the one drawn from what is left, by ``count``^2 / 2^32.
    """
    product = word * count
    return product >> 32, product & MASK


@kernel
def fraction(high, low):
    """A number in [0, 1) with 53 random bits, from two words."""
    return ((high >> 5) * 67108864 + (low >> 6)) * TWO_TO_MINUS_53


@kernel
def pair(seed, name, tick, person, number):
    """Two uniform draws in [0, 1): slots ``2 number`` and ``2 number + 1``."""
    w0, w1, w2, w3 = block(seed, name, tick, person, number)
    return fraction(w0, w1), fraction(w2, w3)


@kernel
def uniform(seed, name, tick, person, slot):
    """One uniform draw in [0, 1). ``person`` below 2^48, ``slot`` below 2^17."""
    first, second = pair(seed, name, tick, person, slot >> 1)
    return second if slot & 1 else first


@kernel(entry=True)
def uniforms(seed, name, tick, persons, slot, out):
    """``uniform`` of each of ``persons``, into ``out``."""
    for k in range(len(persons)):
        out[k] = uniform(seed, name, tick, persons[k], slot)


@kernel
def poisson(mean, draw):
    """A Poisson number by inversion; beyond mean 500 an even one of its mean and spread."""
    if mean <= 0.0:
        return 0
    if mean > 500.0:
        return int(max(0.0, mean + math.sqrt(12.0 * mean) * (draw - 0.5) + 0.5))
    chance = math.exp(-mean)
    reached, number = chance, 0
    while draw >= reached and number < 2000:
        number += 1
        chance *= mean / number
        reached += chance
    return number


@kernel
def binomial(draw, trials, chance):
    """How many of up to ``MOST_TRIALS`` trials succeed, by inversion; ``chance`` at most a half."""
    this, many = (1.0 - chance) ** trials, 0.0
    while draw >= this and many < trials:
        draw -= this
        this *= chance / (1.0 - chance) * (trials - many) / (many + 1.0)
        many += 1.0
    return many


@kernel
def replicate_seed(seed, replicate):
    """The seed of one replicate: replicate 0 is the seed itself, others are drawn from it."""
    if replicate == 0:
        return seed
    w0, w1, _, _ = block(seed, REPLICATES, 0, replicate, 0)
    return (w0 | (w1 << 32)) & 0x7FFFFFFFFFFFFFFF
