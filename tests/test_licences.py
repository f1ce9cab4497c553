"""The table of licences is of what is locked."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_table_of_licences_has_what_is_locked_and_every_licence_is_known():
    """Packages for other systems, which the lock marks, are not installed here."""
    locked = dict(re.findall(r"^([\w.-]+)==(\S+) \\$", (ROOT / "requirements.lock").read_text(),
                             re.MULTILINE))
    rows = [[cell.strip() for cell in line.split("|")[1:4]]
            for line in (ROOT / "docs" / "licences.md").read_text().splitlines()
            if line.startswith("|")][2:]
    named = {plain(name): version for name, version, _ in rows}
    assert len(locked) > 50
    assert {plain(name): version for name, version in locked.items()}.items() <= named.items()
    assert all(licence and licence != "UNKNOWN" for _, _, licence in rows)


def plain(name):
    """A package's name as the registry compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()
