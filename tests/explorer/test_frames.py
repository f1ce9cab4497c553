"""What is told of a week is the same whether it is being played or was stored."""

from pathlib import Path

import numpy as np
import pytest
from explorer.lively import PEOPLE, WEEKS, library_with, played, spec_of

import fronde as fr
from fronde.explorer.frames import COALITIONS, OTHERS, Stored, coalitions, course, tracks
from fronde.reporting.run_tables import read
from fronde.vocabulary import COMMUNITY_METRICS

LIBRARY, NAME = library_with()


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """Frames of a line, and of the same run stored."""
    spec = spec_of(NAME)
    folder = tmp_path_factory.mktemp("run") / "run"
    result = fr.simulate(LIBRARY.scenario(spec), seed=3, out=folder)
    line = played(LIBRARY, spec)
    return line, Stored(read(Path(folder)), line.scenario).frames(), result


def test_live_and_stored_tell_the_same(pair):
    """To all digits that travel: sums over communities are made in two orders."""
    line, stored, _ = pair
    assert len(stored) == len(line.frames) == WEEKS + 1
    for shown in (0, COMMUNITY_METRICS.index("legitimacy")):
        assert [one.plain(shown) for one in line.frames] == [one.plain(shown) for one in stored]


def test_something_happens_in_every_part(pair):
    line, _, _ = pair
    last = line.frames[-1]
    assert last.coalitions and last.flows.any() and np.isfinite(last.regions).all()
    assert any(frame.operations for frame in line.frames)
    assert any(frame.changes for frame in line.frames)


def test_numbers_are_those_of_the_tables(pair):
    line, _, result = pair
    order = {track.metric: n for n, track in enumerate(tracks(line.scenario))
             if track.level == "nation"}
    street = result.series.filter(level="nation", metric="protest").sort("week")["value"]
    assert course(line.frames, order, "protest").tolist() == street.to_list()
    flows = result.flows.filter(level="nation", week=WEEKS)["persons"].sum()
    assert line.frames[-1].flows.sum() == pytest.approx(flows)


def test_all_members_of_organisations_are_in_some_coalition(pair):
    line, _, result = pair
    rows = result.organisations.filter(week=WEEKS)
    assert len(rows) < 200  # all were recorded
    members = rows["members"].sum() + rows["volunteers"].sum()
    assert sum(one[2] for one in line.frames[-1].coalitions) == pytest.approx(members)
    assert sum(one[3] for one in line.frames[-1].coalitions) == len(rows)


def test_coalitions_by_hand():
    """Two together, one alone, and one on the side of the scenario's first state."""
    found = coalitions([(5, 1.0, 4.0), (5, 2.0, 6.0), (7, 1.0, 3.0), (-1, 0.0, 2.0)])
    assert found == [(5, 3.0, 10.0, 2), (-2, 0.0, 2.0, 1), (OTHERS, 1.0, 3.0, 1)]


def test_what_is_beyond_the_largest_is_summed_up():
    many = [(number, 1.0, 10.0 + number) for number in range(20) for _ in range(2)]
    found = coalitions(many)
    assert len(found) == COALITIONS + 1
    assert found[0][0] == 19 and found[-1][0] == OTHERS
    assert sum(one[2] for one in found) == sum(one[2] for one in many)


def test_a_frame_has_only_what_json_can_say(pair):
    import json

    line, _, _ = pair
    text = json.dumps([frame.plain(0) for frame in line.frames], allow_nan=False)
    assert len(json.loads(text)[-1]["m"]) == len(line.scenario.regions)
    assert PEOPLE == line.scenario.citizens
