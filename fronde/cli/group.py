"""The command itself; its verbs stand in ``runs``, ``descriptions``, ``studies``."""

from __future__ import annotations

import click

from fronde.cli.manners import Verbs


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]},
             epilog="Start with: fronde run    (the bundled scenario, the whole country)")
@click.version_option(package_name="fronde")
def main() -> None:
    """Turn a verbal theory of political conflict into a model that you can run and test.

    A scenario is a YAML file, or the name of a bundled one (see: fronde gallery).
    """
