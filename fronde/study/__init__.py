"""Studies: many runs over what is plausible, and what they say of claims and responses."""

# How large a study is, unless it is said. Half of the points have replicates: among 21 claims,
# an effect that many parameters make together is seen in 99 of 100 studies where replicates agree
# in .9 of the variance; with replicates at 16 points in less than half (tests/study/made.py).
POINTS, REPLICATES, REPLICATED = 64, 2, 32
