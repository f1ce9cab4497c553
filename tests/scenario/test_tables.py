"""CSV tables: every cell has a place, and nothing outside the folder is read."""

from __future__ import annotations

import os

import pytest

from fronde.scenario import load

from .writing import SMALL, complaints

HEAD = "region,name,population,column,row\n"
BAD = [
    ("regions", "", "regions.csv:1: the table is empty: it needs a header"),
    ("regions", HEAD, "s.yaml:4:17: `regions` has no rows"),
    ("regions", "region,name,population,column\nNO,N,1,0\n",
     "regions.csv:1: column `row` is missing"),
    ("regions", HEAD.replace("row", "row,rwo") + "NO,N,1,0,0,0\n",
     "regions.csv:1:rwo: unknown column `rwo`: did you mean `row`?"),
    ("regions", HEAD.replace("row", "row,row") + "NO,N,1,0,0,0\n",
     "regions.csv:1:row: column `row` appears twice"),
    ("regions", HEAD + "NO,N,1,0,0\nSO,S,1,0\n",
     "regions.csv:3: this row has 4 cells, and the header has 5"),
    ("regions", HEAD + "NO,N,120,000,0,\nSO,S,1,0,1\n",
     "regions.csv:2: this row has 6 cells, and the header has 5: put a cell with a comma"),
    ("regions", HEAD + "NO,N,1,0,0,\nSO,S,1,0,1\n",
     "regions.csv:2: this row has 6 cells, and the header has 5: put a cell with a comma"),
    ("regions", HEAD + "NO,N,1,0,0\nSO,S,1,0,0,0\n", "regions.csv:3: this row has 6 cells"),
    ("regions", HEAD + "NO,N,1,0,0\nNO,S,1,0,1\nSO,S,1,1,1\n",
     "regions.csv:3:region: duplicate region `NO`, first in line 2"),
    ("regions", HEAD + "NO,N,-1,0,0\nSO,S,1,0,1\n",
     "regions.csv:2:population: `population` must be at least 0, not `-1`"),
    ("regions", HEAD + "NO,N,.nan,0,0\nSO,S,1,0,1\n",
     "regions.csv:2:population: `population` must"),
    ("regions", HEAD + "NO,N,1.5,0,0\nSO,S,1,0,1\n",
     "`population` must be a whole number, not `1.5`"),
    ("regions", HEAD + "NO,N,,0,0\nSO,S,1,0,1\n",
     "`population` must be a whole number, not nothing"),
    ("regions", HEAD + ",N,1,0,0\nSO,S,1,0,1\n",
     "regions.csv:2:region: `region` must not be empty"),
    ("regions", HEAD + "NO,N,1,x,0\nSO,S,1,0,1\n",
     "regions.csv:2:column: `column` must be a whole"),
    ("regions", HEAD + 'NO,"N,1,0,0\n', "not CSV: unexpected end of data"),
    ("regions", HEAD + "NO,N,0,0,0\nSO,S,0,0,1\n", "no region has inhabitants: give at least one"),
    ("borders", "region_a,region_b\nNO,XX\n", "borders.csv:2:region_b: unknown region `XX`"),
    ("borders", "region_a,region_b\nNO,NO\n",
     "borders.csv:2:region_b: `NO` borders itself: name two different regions"),
    ("borders", "region_a,region_b\nNO,SO\nSO,NO\n",
     "borders.csv:3: duplicate border `SO` to `NO`"),
    ("borders", "region_a;region_b\nNO;SO\n",
     "borders.csv:1: cells are separated by semicolons: save the table with commas"),
    ("borders", "region_a\tregion_b\nNO\tSO\n",
     "borders.csv:1: cells are separated by tabs: save the table with commas"),
    ("borders", "region_a|region_b\nNO|SO\n",
     "borders.csv:1: cells are separated by bars: save the table with commas"),
    ("borders", "sep=,\nregion_a,region_b\nNO,SO\n",
     "borders.csv:1: this line tells a spreadsheet what parts the cells: remove it"),
    ("borders", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n",
     "borders.csv: the content is not here, only a pointer of Git LFS to it"),
    ("regions", HEAD + 'NO,"N\nfronde: verified",600,0,0\nSO,S,400,0,1\n',
     "regions.csv:3:name: `name` must stand on one line"),
    ("borders", "region_a,region_b,\nNO,SO,x\n",
     "borders.csv:2:3: cell `x` is in a column without a name"),
    ("borders", "region_a,region_b\nNO,SO,x\n",
     "borders.csv:2: this row has 3 cells, and the header has 2"),
    ("borders", "region_a,region_b\nNO,S\x1bO\n",
     "borders.csv:2:region_b: a text has a control character (U+001B)"),
    ("borders", "region_a,region_b\nNO,SO\u200b\n",
     "unknown region `SO\ufffd` (with U+200B ZERO WIDTH SPACE): did you mean `SO`?"),
    ("regions", HEAD + "NO,N,600,0,0\nSO,S,1.200,0,1\n", "must be a whole number, not `1.2`"),
    ("regions", HEAD + "NO,N,600,0,0\nSO,S,20.000,0,1\n", "regions.csv:3:population: `population` "
     "must be a whole number, and `20.000` may be read as 20 or as 20000: write it without"),
    ("regions", HEAD + 'NO,N,600,0,0\nSO,S,"20,000",0,1\n', "must be a whole number, not `20,000`: "
     "leave out commas, and write decimals with a point"),
    ("regions", HEAD + "NO,N,600,0,0\nSO,S,400,0,0\n", "regions.csv:3:column: `SO` is on the same "
     "tile of the map as `NO`: column 0, row 0"),
    ("groups", "group,name,status,history,dominant\na,A,dominnt,0,true\nb,B,powerless,0,false\n",
     "groups.csv:2:status: `status` must be monopoly, dominant"),
    ("groups", "group,name,status,history,dominant\na,A,dominant,2,true\nb,B,powerless,0,false\n",
     "groups.csv:2:history: `history` must be at most 1, not `2`"),
    ("groups", "group,name,status,history,dominant\na,A,dominant,0,yes\nb,B,powerless,0,false\n",
     "groups.csv:2:dominant: `dominant` must be true or false, not `yes`"),
    ("groups", "group,name,status,history,dominant\na,A,dominant,0,true\na,B,powerless,0,false\n",
     "groups.csv:3:group: duplicate group `a`, first in line 2"),
    ("communities", "region,group,share\nNO,a,1\nSO,a,0.25\nSO,b,0.7\n",
     "communities.csv:3:share: the shares of `SO` sum to 0.95, not 1"),
    ("communities", "region,group,share\nNO,a,1\nSO,a,0.25\nSO,a,0.75\n",
     "communities.csv:4: duplicate community: `a` in `SO`"),
    ("communities", "region,group,share\nNO,a,1\n",
     "s.yaml:6:14: no community lives in region `SO`: add"),
    ("communities", "region,group,share\nNO,a,1\nSO,c,1\n",
     "communities.csv:3:group: unknown group `c`"),
    ("communities", "region,group,share\nNO,a,1\nSO,a,1.5\nSO,b,-0.5\n",
     "communities.csv:3:share: `share` must be at most 1, not `1.5`"),
    ("communities", "region,group,share\nNO,a,nan\nSO,a,1\n",
     "communities.csv:2:share: `share` must be a number, not `nan`"),
    ("communities", "region,group,share\nNO,a,.nan\nSO,a,1\n",
     "communities.csv:2:share: `share` must be a finite number"),
]


@pytest.mark.parametrize(("table", "content", "said"), BAD)
def test_bad_tables(full, table, content, said):
    assert said in complaints(full(**{table: content}))


@pytest.mark.parametrize("as_saved", [
    lambda text: text + ",,,,\n,,,,\n",
    lambda text: text.replace("\n", ",,\n"),
    lambda text: "\n" + text,
    lambda text: ",,,,\n" + text,
    lambda text: text.replace("600", "600.0").replace("400", "4E+02").replace(",0,1", ",0.0,1.0"),
    lambda text: text.replace("\n", "\r\n"),
], ids=["empty rows", "empty columns", "blank first line", "empty first row", "floats", "windows"])
def test_tables_as_spreadsheets_save_them(full, as_saved):
    plain = HEAD + "NO,N,600,0,0\nSO,S,400,0,1\n"
    expected = load(full(regions=plain)).regions
    assert load(full(regions=as_saved(plain))).regions == expected


def test_shares_may_miss_one_by_rounding(full):
    path = full(communities="region,group,share\nNO,a,1\nSO,a,0.333333\nSO,b,0.6666665\n")
    assert [c.share for c in load(path).communities] == [1.0, 0.333333, 0.6666665]


def test_columns_of_sources_and_notes_are_for_readers(full):
    with_notes = full(regions=HEAD.replace("row", "row,source,note_2") + "NO,N,1,0,0,a,b\n"
                      "SO,S,99,0,1,,\n")
    assert load(with_notes, sets=["population.people=10"]).population == 100


def test_the_caret_stands_under_the_cell(full):
    said = complaints(full(regions=HEAD + "NO,N,1,0,0\nSO,South,x,0,1\n")).splitlines()
    assert said[0].startswith("regions.csv:3:population:")
    assert said[1][said[2].index("^")] == "x"


def test_missing_and_broken_tables_do_not_hide_other_mistakes(full):
    path = full("qestion: 1\n")
    (path.parent / "regions.csv").unlink()
    (path.parent / "groups.csv").write_bytes(b"group\xff")
    said = complaints(path)
    assert "s.yaml:4:17: no file `regions.csv`" in said
    assert "groups.csv:1: not UTF-8: byte 5 is 0xff" in said
    assert "unknown key `qestion`" in said
    assert "unknown region" not in said


@pytest.mark.parametrize(("section", "said"), [
    ("groups: {file: g.csv, rows: []}", "8:10: a table has either `file` or `rows`, not both"),
    ("groups: {file: 3}", "8:16: must be the name of a CSV file, not `3`"),
    ("groups: {rows: 3}", "8:16: `rows` must be a list, not `3`"),
    ("groups: {rows: []}", "8:16: `groups` has no rows"),
    ("groups: {rows: [3]}", "must be a mapping, not `3`"),
    ("groups: {rwos: []}", "8:10: unknown key `rwos`: did you mean `rows`?"),
    ("groups: {file: .}", "`.` is not a file"),
    ("groups: x", "8:9: `groups` must be a mapping, not `x`"),
    ("groups: {rows: [{group: a, name: A, status: dominant, history: 0, dominant: true},"
     " {group: b, name: B, status: dominant, history: 0, dominant: true}]}",
     "the scenario does not say where each group lives: add `communities`"),
])
def test_bad_sections_of_tables(write, section, said):
    assert said in complaints(write(f"{SMALL}{section}\n"))


def test_tables_that_git_annex_keeps(full):
    """DataLad: a table is a link to its content in the repository that the folder is in."""
    path = full()
    home, table = path.parent / "models", path.parent / "regions.csv"
    content = path.parent / ".git" / "annex" / "objects" / "key"
    content.parent.mkdir(parents=True)
    home.mkdir()
    for file in (path, *path.parent.glob("*.csv")):
        if file != table:
            file.rename(home / file.name)
    table.rename(content)
    (home / "regions.csv").symlink_to("../.git/annex/objects/key")
    assert len(load(home / "s.yaml").regions) == 2
    content.unlink()
    assert "`regions.csv` is a link to a file that is not there (with DataLad: datalad get)" in (
        complaints(home / "s.yaml"))


@pytest.mark.parametrize("name", ["../outside.csv", "/etc/passwd", "sub/../../outside.csv",
                                  "link.csv", "linked/outside.csv"])
def test_nothing_outside_the_folder_is_read(tmp_path, name):
    home = tmp_path / "home"
    (home / "sub").mkdir(parents=True)
    (tmp_path / "outside.csv").write_text("region,group,share\nsecret,words,1\n")
    os.symlink(tmp_path / "outside.csv", home / "link.csv")
    os.symlink(tmp_path, home / "linked")
    path = home / "s.yaml"
    path.write_text(f"{SMALL}communities: {{file: {name}}}\n")
    said = complaints(path)
    assert f"s.yaml:8:21: `{name}` lies outside the scenario's folder" in said
    assert "secret" not in said


@pytest.mark.parametrize("name", ['"a\\0b.csv"', "ring.csv", "x" * 300 + ".csv", "pipe.csv"])
def test_odd_names_are_refused(tmp_path, name):
    os.symlink("ring.csv", tmp_path / "ring.csv")
    os.mkfifo(tmp_path / "pipe.csv")
    path = tmp_path / "s.yaml"
    path.write_text(f"{SMALL}communities: {{file: {name}}}\n")
    assert "s.yaml:8:21: " in complaints(path)


def test_links_and_folders_inside_are_fine(full):
    path = full()
    (path.parent / "data").mkdir()
    (path.parent / "regions.csv").rename(path.parent / "data" / "r.csv")
    os.symlink("data/r.csv", path.parent / "regions.csv")
    assert load(path).population == 1000


def test_thresholds_from_a_table(write):
    text = SMALL.replace("people: 100, total: 1000", "people: 3, total: 3")
    text += "thresholds: {file: t.csv}\n"
    path = write(text, t="threshold,note\n0.5,a\n1e-1,b\n-2,c\n")
    assert load(path).thresholds.values == (0.5, 0.1, -2.0)
    said = complaints(write(text, t="threshold\n0.5\nx\n"))
    assert "t.csv:3:threshold: `threshold` must be a number, not `x`" in said
    path = write(text.replace("total: 3", "total: 1000"), t="threshold\n0.5\n1\n2\n")
    assert "everybody must be simulated one to one" in complaints(path)


def test_without_communities_all_belong_to_the_dominant_group(full):
    path = full()
    path.write_text(path.read_text().replace("communities: {file: communities.csv}\n", ""))
    scenario = load(path)
    assert [(c.region, c.group, c.share) for c in scenario.communities] == [
        ("NO", "a", 1.0), ("SO", "a", 1.0)]


def test_without_tables_one_community_is_everybody(write):
    scenario = load(write(SMALL))
    assert [(r.id, r.population) for r in scenario.regions] == [("everywhere", 1000)]
    assert [(g.id, g.status, g.dominant) for g in scenario.groups] == [
        ("everyone", "dominant", True)]
    assert scenario.grouped


def test_tables_hold_what_was_written(full):
    scenario = load(full())
    assert scenario.borders == (("NO", "SO"),)
    assert scenario.groups[1].history == 0.5
    assert scenario.population == 1000
    assert scenario.regions[0].id == "NO"  # not false
