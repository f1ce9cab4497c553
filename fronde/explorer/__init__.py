"""A page in the browser on which one explores a scenario.

The page asks for *specs* (a scenario with what is changed in it). The server computes them as
trajectories: week by week, back to an earlier week, branched and side by side. It runs on the
machine of whoever explores, for nobody else.
"""
