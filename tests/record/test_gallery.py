"""Every published number of the gallery, beside what the engine finds."""

import pytest

from fronde.record.gallery import compare
from fronde.theory.published import published


@pytest.mark.parametrize("name", sorted({entry.scenario for entry in published()}))
def test_published_numbers_come_out(name):
    rows, result = compare(name, seed=1)
    assert rows
    for row in rows:
        assert abs(row.found - row.published) <= row.tolerance, row
    assert result.manifest["status"] == "complete"
