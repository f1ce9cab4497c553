"""What somebody hears of findings: the terminal's lines, and the values of ``--json``."""

import json
from typing import NamedTuple

from fronde.cli.conducting import plain
from fronde.reporting.study import pages
from fronde.study.kinds import KINDS


class Heard(NamedTuple):
    """Lines for a reader, values for a program."""

    text: str
    data: dict


def heard(kind, scenario, *found):
    """Findings of a kind, the last step first."""
    data = json.dumps(plain(KINDS[kind].table(*found)), allow_nan=False)
    return Heard(pages.terminal(kind, scenario, *found), json.loads(data))
