"""``python -m fronde`` is ``fronde``."""

from fronde.cli import main

main()
