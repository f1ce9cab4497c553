r"""Who ends up on which of two sides, when each wants to be with those it gets along with.

Actors of sizes s_i want to work together as far as p_ij = p_ji, above 0 for friends and below
0 for enemies. With d_ij = 1 on different sides and 0 on the same, and sums over all others,

    F_i = sum_j s_j p_ij d_ij            frustration of one actor
    E   = sum_i s_i F_i                  energy of an alignment, each pair counted from both

An actor moves to the other side if its frustration falls. A move of k lowers E by exactly
twice s_k times the fall of F_k, so moving ends, in a local minimum of E. With sides
sigma_i = 1 or -1 this is an Ising magnet:

    E = (W - sigma' J sigma) / 2,   J_ij = s_i s_j p_ij,   W = sum of all J_ij

Naming the sides the other way round changes nothing, so lists have actor 0 on side 1.

Source  Axelrod and Bennett 1993, British Journal of Political Science 23:211
Limits  the propensities of that paper's case (Europe from 1936) are not printed, so its two
        minima cannot be checked here
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fronde.theory.inputs import FloatArray, IntArray, one_per_person, whole

_MOST = 20  # actors: 2^19 alignments are still listed within a second
ROUNDING = 1e-12  # of the sum of all |J|: a smaller fall may be none


class Magnet(NamedTuple):
    """The landscape as an Ising magnet.

    Attributes
    ----------
    coupling : J_ij = s_i s_j p_ij, 0 on the diagonal [n, n].
    total : W, the sum of all J_ij.
    """

    coupling: FloatArray
    total: float


def ising(sizes: npt.ArrayLike, propensity: npt.ArrayLike) -> Magnet:
    """The couplings J and their sum W, such that ``E = (W - sigma' J sigma) / 2``.

    Parameters
    ----------
    sizes : of each actor, above 0 [n].
    propensity : of each pair to work together, symmetric [n, n]; the diagonal is not read.

    Raises
    ------
    ValueError : sizes not above 0; another shape; not symmetric; not finite.

    Source: axelrodbennett1993: energy of a configuration, rewritten.
    """
    size, wish = _check(sizes, propensity)
    coupling = np.outer(size, size) * wish
    return Magnet(coupling, float(coupling.sum()))


def frustrations(
    sizes: npt.ArrayLike, propensity: npt.ArrayLike, sides: npt.ArrayLike
) -> FloatArray:
    """How frustrated each actor is: ``F_i = sum_j s_j p_ij d_ij`` [n].

    Parameters
    ----------
    sizes : of each actor, above 0 [n].
    propensity : of each pair to work together, symmetric [n, n]; the diagonal is not read.
    sides : 1 or -1 of each actor [n].

    Raises
    ------
    ValueError : as for ``ising``; sides other than 1 and -1.

    Source: axelrodbennett1993: frustration.
    """
    size, wish = _check(sizes, propensity)
    side = _sides(sides, size.size)
    apart = side[:, None] != side
    return np.asarray((wish * apart) @ size)


def energy(sizes: npt.ArrayLike, propensity: npt.ArrayLike, sides: npt.ArrayLike) -> float:
    """How far an alignment is from what all would like: ``E = sum_i s_i F_i``.

    Parameters
    ----------
    sizes : of each actor, above 0 [n].
    propensity : of each pair to work together, symmetric [n, n]; the diagonal is not read.
    sides : 1 or -1 of each actor [n].

    Raises
    ------
    ValueError : as for ``ising``; sides other than 1 and -1.

    Source: axelrodbennett1993: energy of a configuration.
    """
    frustration = frustrations(sizes, propensity, sides)
    return float(one_per_person("sizes", sizes) @ frustration)


def energies(sizes: npt.ArrayLike, propensity: npt.ArrayLike) -> FloatArray:
    """The energy of every alignment, in the order of ``alignments`` [2^(n-1)].

    Actors are added one at a time: with each, the list doubles, once with it on side 1 and
    once on side -1, which differ by its couplings to those before.

    Parameters
    ----------
    sizes : of each actor, above 0 [n], 20 at most.
    propensity : of each pair to work together, symmetric [n, n]; the diagonal is not read.

    Raises
    ------
    ValueError : as for ``ising``; more than 20 actors.

    Source: axelrodbennett1993: energy of a configuration.
    """
    coupling, _ = ising(sizes, propensity)
    found = np.zeros(1)
    for k in range(1, _few(len(coupling))):
        across = _subset_sums(coupling[k, 1:k])  # to those on side -1, when k is on side 1
        found = np.concatenate((
            found + 2.0 * across, found + 2.0 * (coupling[k, :k].sum() - across)))
    return found


def local_minima(sizes: npt.ArrayLike, propensity: npt.ArrayLike) -> IntArray:
    """The alignments that nobody leaves, by exhaustive search, lowest energy first.

    An alignment stays if no single move lowers E, which is if no actor's F would fall.

    Parameters
    ----------
    sizes : of each actor, above 0 [n], 20 at most.
    propensity : of each pair to work together, symmetric [n, n]; the diagonal is not read.

    Returns
    -------
    1 or -1, actor 0 on side 1 [minima, n].

    Raises
    ------
    ValueError : as for ``ising``; more than 20 actors.

    Source: axelrodbennett1993: local minima of the landscape.
    """
    coupling, _ = ising(sizes, propensity)
    heights, bar = energies(sizes, propensity), _slack(coupling)
    # Actor 0 moves: all others are then on the other side of it, so every bit turns.
    stays = heights <= heights[::-1] + bar
    for k in range(len(coupling) - 1):
        pairs = heights.reshape(-1, 2, 2**k)
        stays &= (pairs <= pairs[:, ::-1] + bar).ravel()
    rows = np.flatnonzero(stays)
    return _sides_of(rows[np.argsort(heights[rows], kind="stable")], len(coupling))


def _subset_sums(terms: FloatArray) -> FloatArray:
    """The sum of each subset of the terms; bit k of its number says that term k is in."""
    sums = np.zeros(1)
    for term in terms:
        sums = np.concatenate((sums, sums + term))
    return sums


def _sides_of(rows: IntArray, n: int) -> IntArray:
    """The alignments of these numbers [rows, n]."""
    return np.asarray(1 - 2 * (2 * rows[:, None] >> np.arange(n) & 1))


def _slack(coupling: FloatArray) -> float:
    """Falls of E up to this may come from rounding alone and are not followed."""
    return ROUNDING * float(np.abs(coupling).sum())


def _few(n: int) -> int:
    """A number of actors whose alignments can be listed."""
    n = whole("the number of actors", n, 1)
    if n > _MOST:
        raise ValueError(f"the number of actors must be at most {_MOST} to list all, not {n}")
    return n


def _sides(sides: npt.ArrayLike, n: int) -> IntArray:
    """One side for each actor, 1 or -1."""
    side = one_per_person("sides", sides)
    if side.size != n or not (np.abs(side) == 1.0).all():
        raise ValueError(f"sides must be 1 or -1 for each of the {n} actors")
    return side.astype(np.int64)


def _check(sizes: npt.ArrayLike, propensity: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Sizes above 0, and propensities between two that are the same from either end."""
    size = one_per_person("sizes", sizes)
    if not np.isfinite(size).all() or (size <= 0.0).any():
        raise ValueError("sizes must be finite and above 0")
    wish = np.array(propensity, dtype=np.float64)
    if wish.shape != (size.size, size.size):
        raise ValueError(f"propensity must have {size.size} rows and columns, one for each size")
    np.fill_diagonal(wish, 0.0)
    if not np.isfinite(wish).all():
        raise ValueError("propensity must be finite off the diagonal")
    if not np.array_equal(wish, wish.T):
        raise ValueError(
            "propensity must be symmetric: if one wants the other more than the other way round, "
            "a move need not lower the energy, and moving may go round in circles")
    return size, wish
