"""A page in the browser on which one plays with an argument.

The page asks for *specs* (a scenario with what is changed in it) and the server makes them so:
lines that are played week by week, gone back in, branched and set side by side. It runs on the
machine of whoever explores, for nobody else.
"""
