r"""The friend of a friend is a friend, the enemy of an enemy too: balance, and ways towards it.

Links are 1 (friendly) or -1 (hostile); a triad is balanced if the product of its three is 1.
If all triads are, everybody is in one of two factions, friends within and enemies between:
of N who all know each other, 2^(N-1) states. Three ways there:

    one link at a time    a link flips if that lowers the number of unbalanced triads; a state
                          that is not balanced and where every flip raises it is jammed
    one triad at a time   one hostile link: with chance p it turns friendly, otherwise one of
                          the other two turns hostile; three: one turns friendly. The share
                          rho of friendly links follows, with one triad per link a unit of time,

                              d rho/dt = 3 (2p - 1) rho^2 (1 - rho) + (1 - rho)^3

    all at once           dX/dt = X^2 for the strengths of relations, X(t) = X0 (I - t X0)^-1,
                          which blows up at 1 / lambda_1 into the factions of X0's leading
                          eigenvector

Sources  Heider 1946; Cartwright and Harary 1956 (factions); Antal, Krapivsky, Redner 2005,
         Physical Review E 72:036121 (triads, jammed states); Marvel, Kleinberg, Kleinberg,
         Strogatz 2011, PNAS 108:1771 (continuous)
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from fronde.draws import pair, stream
from fronde.kernel import kernel
from fronde.theory.inputs import FloatArray, IntArray, number, whole

_ROUNDING = 1e-12  # of the eigenvalue largest in size, and of a part in an eigenvector
_SEARCHED = 10  # people: within a second
_CHUNK = 100_000  # states grown at a time, so that memory stays small
_TRIADS, START = stream("triads"), stream("first links")
_SignArray = npt.NDArray[np.int8]


def is_balanced(signs: npt.ArrayLike) -> bool:
    """Whether two factions fit all links, so that no circle has an odd number of hostile ones.

    Parameters
    ----------
    signs : 1 friendly, -1 hostile, 0 no link; symmetric [n, n]; the diagonal is not read.

    Raises
    ------
    ValueError : other values, not square, not symmetric.

    Source: heider1946: balanced triads; for circles Cartwright and Harary 1956.
    """
    links = _signs(signs)
    side = _spread(links)
    return bool((links * np.outer(side, side) >= 0).all())


def factions(signs: npt.ArrayLike) -> IntArray:
    """Which of two factions everybody is in: friends in the same, enemies in different ones.

    Where links do not join all, every part that hangs together starts with faction 1.

    Parameters
    ----------
    signs : 1 friendly, -1 hostile, 0 no link; symmetric [n, n]; the diagonal is not read.

    Returns
    -------
    1 or -1 [n].

    Raises
    ------
    ValueError : other values, not square, not symmetric; not balanced.

    Source: heider1946: balanced triads; the theorem is Cartwright and Harary's of 1956.
    """
    if not is_balanced(signs):
        raise ValueError("signs must be balanced: no two factions fit all links")
    return _spread(_signs(signs))


def balanced_states(n: int) -> int:
    """How many states of n people who all know each other are balanced: ``2^(n-1)``.

    Everybody but the first is the friend or the enemy of the first; the rest follows.

    Parameters
    ----------
    n : people, from 1.

    Raises
    ------
    ValueError : not whole or below 1.

    Source: antal2005: balanced states.
    """
    return 1 << whole("n", n, 1) - 1


def jammed_states(n: int) -> int:
    """How many states of n people who all know each other are jammed, by exhaustive search.

    To turn all links of one person changes no triad, as each holds two of them or none: states
    where person 0 is everybody's friend stand for all, each for ``2^(n-1)``. They grow by one
    person at a time; what has too many unbalanced triads on a link already is dropped.

    Parameters
    ----------
    n : people, 3 to 10.

    Raises
    ------
    ValueError : not whole, or outside.

    Source: antal2005: jammed states, strictly so.
    """
    n = whole("n", number("n", n, 3, _SEARCHED))
    most = (n - 3) // 2  # unbalanced of the n - 2 on a link: fewer than the balanced
    states = np.ones((1, 1, 1), dtype=np.int8)
    for people in range(1, n):
        pieces = np.array_split(states, 1 + len(states) * 2**people // _CHUNK)
        states = np.concatenate([_one_more(piece, most) for piece in pieces])
    jammed = np.count_nonzero(_unbalanced(states).any(axis=(1, 2)))
    return int(jammed) * balanced_states(n)


def friendly_density(p: float) -> float:
    """Share of friendly links in the end: ``1 / (1 + sqrt(3 (1 - 2 p)))``, 1 from p = 1/2 on.

    Parameters
    ----------
    p : chance that the one hostile link of a triad turns friendly, 0 to 1.

    Raises
    ------
    ValueError : NaN or outside.

    Source: antal2005: local triad dynamics, stationary density.
    """
    p = number("p", p, 0.0, 1.0)
    return 1.0 / (1.0 + math.sqrt(3.0 * (1.0 - 2.0 * p))) if p < 0.5 else 1.0


def triad_dynamics(n: int, p: float, steps: int, seed: int, rho0: float = 0.5) -> float:
    """Share of friendly links among n people, on average over the second half of the steps.

    At each step three people are drawn; their triad changes if it is not balanced.

    Parameters
    ----------
    n : people, from 3.
    p : chance that the one hostile link of a triad turns friendly, 0 to 1.
    steps : triads looked at, from 2; n (n - 1) / 2 are one unit of time.
    seed : of the draws, 0 to 2^53.
    rho0 : chance that a link is friendly at first, 0 to 1.

    Raises
    ------
    ValueError : not whole, NaN, or outside.

    Source: antal2005: local triad dynamics.
    """
    n, steps = whole("n", n, 3), whole("steps", steps, 2)
    seed = whole("seed", number("seed", seed, 0, 2**53))
    p, rho0 = number("p", p, 0.0, 1.0), number("rho0", rho0, 0.0, 1.0)
    return float(settle.compiled(n, p, steps, seed, rho0))


@kernel(entry=True)
def settle(n: int, p: float, steps: int, seed: int, rho0: float) -> float:
    """The steps of ``triad_dynamics``, for inputs that make sense."""
    signs = _first_links(n, seed, rho0)
    links = n * (n - 1) // 2
    friendly = (signs.sum() - n + 2 * links) // 4
    late = 0
    for step in range(steps):
        first, second = pair(seed, _TRIADS, 0, step, 0)
        third, draw = pair(seed, _TRIADS, 0, step, 1)
        i, j, k = three(n, first, second, third)
        if signs[i, j] * signs[i, k] * signs[j, k] < 0:
            i, j = turning(signs, i, j, k, p, draw)
            signs[i, j] = signs[j, i] = -signs[i, j]
            friendly += signs[i, j]
        if step >= steps // 2:
            late += friendly
    return late / (steps - steps // 2) / links


@kernel
def _first_links(n: int, seed: int, rho0: float) -> IntArray:
    """Links at random, 1 with chance rho0; 1 on the diagonal [n, n]."""
    signs = np.ones((n, n), dtype=np.int64)
    for i in range(n):
        for j in range(i):
            friendly = pair(seed, START, i, j, 0)[0] < rho0
            signs[i, j] = signs[j, i] = 1 if friendly else -1
    return signs


@kernel
def three(n: int, first: float, second: float, third: float) -> tuple[int, int, int]:
    """Three people in the order drawn, none twice."""
    i, j, k = int(first * n), int(second * (n - 1)), int(third * (n - 2))
    j += j >= i
    k += k >= min(i, j)
    k += k >= max(i, j)
    return i, j, k


@kernel
def turning(
    signs: IntArray, i: int, j: int, k: int, p: float, draw: float
) -> tuple[int, int]:
    """The link of an unbalanced triad that turns; people came in random order."""
    if signs[i, j] == signs[i, k] == signs[j, k]:
        return i, j
    if signs[i, k] < 0:
        j, k = k, j
    elif signs[j, k] < 0:
        i, k = k, i
    # Now ij is the hostile link.
    if draw < p:
        return i, j
    return (i, k) if draw < p + (1.0 - p) / 2.0 else (j, k)


def relations(x0: npt.ArrayLike, t: float) -> FloatArray:
    """Strengths of relations when all see all others' at once: ``X0 (I - t X0)^-1`` [n, n].

    Parameters
    ----------
    x0 : at time 0, symmetric, self-esteem on the diagonal [n, n].
    t : from 0, before ``blow_up(x0)``.

    Raises
    ------
    ValueError : not square, not symmetric, not finite; t negative or too late.

    Source: marvel2011: solution of dX/dt = X^2.
    """
    start, t = _symmetric("x0", x0), number("t", t, 0.0)
    if t >= blow_up(start):
        raise ValueError(f"t must be before relations blow up at {blow_up(start):g}, not {t:g}")
    return np.asarray(np.linalg.solve(np.eye(len(start)) - t * start, start), dtype=np.float64)


def blow_up(x0: npt.ArrayLike) -> float:
    """When relations grow beyond all bounds: ``1 / lambda_1``, inf if no eigenvalue is above 0.

    Parameters
    ----------
    x0 : at time 0, symmetric, self-esteem on the diagonal [n, n].

    Raises
    ------
    ValueError : not square, not symmetric, not finite.

    Source: marvel2011: blow-up time.
    """
    values = np.linalg.eigvalsh(_symmetric("x0", x0))
    return 1.0 / float(values[-1]) if _grows(values) else math.inf


def leading_factions(x0: npt.ArrayLike) -> IntArray:
    """The factions at the blow-up: signs of the eigenvector of the largest eigenvalue [n].

    Parameters
    ----------
    x0 : at time 0, symmetric, self-esteem on the diagonal [n, n].

    Returns
    -------
    1 or -1, the first person in 1.

    Raises
    ------
    ValueError : not square, not symmetric, not finite; no eigenvalue above 0; the largest is
        double or somebody has no part in its eigenvector, so that no factions form.

    Source: marvel2011: sign pattern of the leading eigenvector.
    """
    values, vectors = np.linalg.eigh(_symmetric("x0", x0))
    leading = vectors[:, -1]
    if not _grows(values):
        raise ValueError("x0 must have an eigenvalue above 0: its relations never blow up")
    if values.size > 1 and values[-1] - values[-2] <= _ROUNDING * np.abs(values).max():
        raise ValueError("x0 must have one largest eigenvalue: two lead to different factions")
    if np.abs(leading).min() <= _ROUNDING:
        raise ValueError("x0 must move everybody: somebody stays between the factions")
    return np.asarray(np.sign(leading * leading[0]), dtype=np.int64)


def _grows(values: npt.NDArray[np.floating]) -> bool:
    """Whether the largest eigenvalue is above 0 by more than rounding; they come in order."""
    return bool(values[-1] > _ROUNDING * np.abs(values).max())


def _one_more(states: _SignArray, most: int) -> _SignArray:
    """States with one person more, the friend of person 0, with few unbalanced on each link.

    From [k, n, n] to [some, n + 1, n + 1], 1 on the diagonal.
    """
    n = states.shape[1]
    choices = np.ones((2 ** (n - 1), n), dtype=np.int8)
    choices[:, 1:] -= 2 * (np.arange(len(choices))[:, None] >> np.arange(n - 1) & 1).astype(np.int8)
    grown = np.ones((len(states), len(choices), n + 1, n + 1), dtype=np.int8)
    grown[:, :, :n, :n] = states[:, None]
    grown[:, :, :n, n] = grown[:, :, n, :n] = choices
    grown = grown.reshape(-1, n + 1, n + 1)
    return grown[(_unbalanced(grown) <= most).all(axis=(1, 2))]


def _unbalanced(states: _SignArray) -> _SignArray:
    """How many triads on each link are not balanced, 0 on the diagonal [k, n, n]."""
    n = states.shape[1]
    # With 1 on the diagonal, the product of ij counts the link itself twice.
    paths = states.astype(np.float32) @ states.astype(np.float32)
    return np.asarray((n - states * paths) / 2, dtype=np.int8)


def _spread(links: IntArray) -> IntArray:
    """Factions as the links tell them from the first of each part on, right or not."""
    side = np.zeros(len(links), dtype=np.int64)
    for first in range(len(links)):
        reached = [] if side[first] else [first]
        side[first] = side[first] or 1
        while reached:
            one = reached.pop()
            fresh = np.flatnonzero((links[one] != 0) & (side == 0))
            side[fresh] = side[one] * links[one, fresh]
            reached.extend(fresh.tolist())
    return side


def _signs(signs: npt.ArrayLike) -> IntArray:
    """Links of 1, -1 or 0, none of anybody with themselves."""
    links = _symmetric("signs", signs, diagonal=False)
    if not np.isin(links, (-1.0, 0.0, 1.0)).all():
        raise ValueError("signs must be 1 (friendly), -1 (hostile) or 0 (no link)")
    return links.astype(np.int64)


def _symmetric(name: str, values: npt.ArrayLike, diagonal: bool = True) -> FloatArray:
    """A finite symmetric matrix, as a copy; without ``diagonal`` zeros are put there."""
    matrix = np.array(values, dtype=np.float64)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or not matrix.size:
        raise ValueError(f"{name} must have as many rows as columns, at least one")
    if not diagonal:
        np.fill_diagonal(matrix, 0.0)
    if not np.isfinite(matrix).all():
        raise ValueError(f"{name} must be finite")
    if not np.array_equal(matrix, matrix.T):
        raise ValueError(f"{name} must be symmetric: both see their relation the same way")
    return matrix
