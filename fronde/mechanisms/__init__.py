"""One process a file; ``catalogue`` lists them.

Some are published models at other settings, some are our own with an idea from the literature.
"""
