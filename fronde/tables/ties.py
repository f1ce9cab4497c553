"""Ties between citizens: computed when asked, never stored.

A keyed permutation places the citizens of a community on a ring. Near ties go to the next
places on either side, so neighbours share neighbours; each pair of far ties goes to the
two neighbours on a further ring of its own. All ties are mutual: every ring is walked both
ways.

Sources     Watts and Strogatz 1998 (clustered ring with few long ties)
Deviations  long ties are added on rings of their own instead of rewiring near ones, so that
            everybody has the same number; the permutation is a four-round Feistel network,
            restricted to the community's size by walking its cycles
"""

from __future__ import annotations

from fronde.draws import block, stream
from fronde.kernel import kernel

TIES = stream("ties")
MASK = 0xFFFFFFFF
ROUNDS = 4


@kernel
def mix(value, key):
    """32 well mixed bits of a value and a key."""
    x = ((value ^ key) * 0x9E3779B1) & MASK
    x = ((x ^ (x >> 15)) * 0x85EBCA77) & MASK
    return x ^ (x >> 13)


@kernel
def bits_for(size):
    """How many bits number ``size`` places."""
    bits = 1
    while (1 << bits) < size:
        bits += 1
    return bits


@kernel
def permute(place, size, bits, key, backwards):
    """The place's rank on the ring with this key, or the way back; ``bits`` number the places."""
    low_bits = bits // 2
    low_mask = (1 << low_bits) - 1
    high_mask = (1 << (bits - low_bits)) - 1
    x = place
    while True:
        high, low = x >> low_bits, x & low_mask
        for turn in range(ROUNDS):
            number = ROUNDS - 1 - turn if backwards else turn
            if number % 2 == 0:
                low ^= mix(high + number * 0x10000001, key) & low_mask
            else:
                high ^= mix(low + number * 0x10000001, key) & high_mask
        x = (high << low_bits) | low
        if x < size:
            return x


@kernel
def ring_key(seed, community, ring):
    """Key of one ring of a community."""
    word, _, _, _ = block(seed, TIES, 0, community, ring)
    return word


@kernel
def ring_keys(seed, community, keys):
    """Fill ``keys`` with the key of each ring of a community."""
    for ring in range(len(keys)):
        keys[ring] = ring_key(seed, community, ring)


@kernel
def ties_of(place, size, near, far, keys, found):
    """Fill ``found`` with the places that a citizen's ``near + far`` ties lead to.

    One may be the citizen's own place where the community has fewer citizens than ties.
    ``keys`` holds one key for the near ring and one for each pair of far ties.
    """
    bits = bits_for(size)
    rank = permute(place, size, bits, keys[0], False)
    for number in range(near):
        step = (number // 2 + 1) % size
        onward = (rank + (step if number % 2 == 0 else size - step)) % size
        found[number] = permute(onward, size, bits, keys[0], True)
    for number in range(far):
        key = keys[1 + number // 2]
        rank = permute(place, size, bits, key, False)
        onward = (rank + (1 if number % 2 == 0 else size - 1)) % size
        found[near + number] = permute(onward, size, bits, key, True)
