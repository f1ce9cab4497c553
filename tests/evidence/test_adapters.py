"""Each data set's traps, on invented rows in its format."""

from __future__ import annotations

from datetime import date

import pytest

from fronde.evidence.formats import MODULES, format_of
from fronde.evidence.intake import read_events

from .invented import RIGHT, only, put, read, row, rules


@pytest.mark.parametrize("form", MODULES)
def test_a_sound_row_is_an_event(tmp_path, form):
    found = read(tmp_path, form)
    assert (found.rows, found.table.height) == (1, 1)
    assert not found.complaints["left_out"].any()
    assert format_of(form).name == form


@pytest.mark.parametrize(("form", "column", "cell", "rule"), [
    ("mass-mobilization", "protest", "yes", "unknown-code"),
    ("mass-mobilization", "arrests", "TRUE", "unknown-code"),
    ("mass-mobilization", "participants_category", "a few", "unread-size"),
    ("mmad", "numreports", "many", "not-a-number"),
    ("mmad", "max_secengagement", "much", "unknown-code"),
    ("epcd", "injuries", "1,000", "not-a-number"),
    ("epcd", "state injured", "some", "not-a-number"),
    ("scad", "repress", "harsh", "unknown-code"), ("scad", "locnum", "one", "not-a-number"),
    ("gdelt", "nummentions", "many", "not-a-number"),
])
def test_a_cell_that_goes_into_several_columns_is_not_lost_in_silence(tmp_path, form, column, cell,
                                                                      rule):
    complaints = read(tmp_path, form, {column: cell}).complaints
    assert complaints.filter(value=cell).select("rule", "column").rows() == [(rule, column)]


def test_ged_an_unread_number_of_deaths_not_assigned_leaves_no_side_a_zero(tmp_path):
    event = only(tmp_path, "ucdp-ged", deaths_a="0", deaths_unknown="some")
    assert sides(event) == (None, 3, 1)


def sizes(event):
    return event["size_low"], event["size_best"], event["size_high"]


def dead(event):
    return event["dead_low"], event["dead_best"], event["dead_high"]


def sides(event):
    return event["dead_state"], event["dead_opponents"], event["dead_civilians"]


def test_ged_as_a_whole(tmp_path):
    event = only(tmp_path, "ucdp-ged")
    assert (event["start"], event["end"], event["date_precision"]) == (
        date(2001, 3, 5), date(2001, 3, 5), 1)
    assert (event["kind"], event["place"], event["place_precision"]) == (
        "armed", "Hill town, North", "point")
    assert (event["latitude"], event["longitude"], event["reports"]) == (10.5, -20.25, 4)
    assert dead(event) == (5, 6, 9)
    assert sides(event) == (2, 3, 1)
    assert sizes(event) == (None, None, None)
    assert (event["region"], event["response"], event["row"]) == (None, None, 2)


def test_ged_best_of_zero_under_a_higher_number_is_no_count(tmp_path):
    changed = {"best": "0", "low": "0", "high": "4", "deaths_a": "0", "deaths_b": "0",
               "deaths_civilians": "0"}
    found = read(tmp_path, "ucdp-ged", changed)
    (event,) = found.table.rows(named=True)
    assert dead(event) == (0, None, 4)
    assert sides(event) == (None, None, None)
    assert rules(found) == {"deaths-without-count": 1}


def test_ged_nobody_dead_stays_nobody(tmp_path):
    changed = {"best": "0", "low": "0", "high": "0", "deaths_a": "0", "deaths_b": "0",
               "deaths_civilians": "0"}
    event = only(tmp_path, "ucdp-ged", **changed)
    assert dead(event) == (0, 0, 0)
    assert sides(event) == (0, 0, 0)


def test_ged_deaths_of_nobody_in_particular_make_a_zero_unknown(tmp_path):
    event = only(tmp_path, "ucdp-ged", deaths_a="0", deaths_civilians="0", deaths_unknown="3")
    assert sides(event) == (None, 3, None)


def test_ged_summary_keeps_its_length(tmp_path):
    found = read(tmp_path, "ucdp-ged", {"date_end": "2002-03-04", "date_prec": "5",
                                        "best": "75340", "high": "75340"})
    (event,) = found.table.rows(named=True)
    assert (event["end"], event["date_precision"], event["dead_best"]) == (
        date(2002, 3, 4), 365, 75340)
    assert rules(found) == {"sums-up": 1}


@pytest.mark.parametrize(("side_a", "side_b", "kind", "expected"), [
    ("Government of Aland", "Front", "1", (2, 3, 1)),
    ("Government of Bland", "Government of Aland", "1", (3, 2, 1)),
    ("Government of Aland", "Government of Bland", "1", (2, 3, 1)),
    ("Front", "Band", "2", (None, 5, 1)),
    ("Government of Aland", "Civilians", "3", (2, 3, 1)),
])
def test_ged_the_state_is_the_one_at_home(tmp_path, side_a, side_b, kind, expected):
    event = only(tmp_path, "ucdp-ged", side_a=side_a, side_b=side_b, type_of_violence=kind)
    assert sides(event) == expected
    assert event["kind"] == ("one-sided" if kind == "3" else "armed")


def test_ged_years_below_the_threshold_are_counted(tmp_path):
    assert rules(read(tmp_path, "ucdp-ged", {"active_year": "0"})) == {"below-threshold": 1}


def test_mass_mobilization_without_a_protest_is_left_out(tmp_path):
    found = read(tmp_path, "mass-mobilization", {"protest": "0", "start_date": "", "id": "12"}, {})
    assert found.table["event"].to_list() == ["11"]
    assert rules(found) == {"no-protest": 1}


def test_mass_mobilization_in_the_layout_of_its_authors(tmp_path):
    old = {name: value for name, value in RIGHT["mass-mobilization"].items()
           if not name.endswith("_date") and value not in ("0", "1")}
    old |= {"protest": "1", "startday": "5", "startmonth": "3", "startyear": "2001", "endday": "6",
            "endmonth": "3", "endyear": "2001", "stateresponse1": "crowd dispersal",
            "stateresponse2": "arrests", **{f"stateresponse{n}": "." for n in range(3, 8)}}
    new = only(tmp_path, "mass-mobilization")
    (event,) = read_events(put(tmp_path, "mass-mobilization", old),
                           "mass-mobilization").table.rows(named=True)
    assert event == new
    assert event["response"] == ["dispersed", "arrests"]
    assert (event["start"], event["end"]) == (date(2001, 3, 5), date(2001, 3, 6))
    wrong = old | {"endday": "31", "endmonth": "2", "stateresponse3": "tanks"}
    found = read_events(put(tmp_path, "mass-mobilization", wrong), "mass-mobilization")
    assert found.table["end"].to_list() == [date(2001, 3, 5)]
    assert found.complaints.select("rule", "column").rows() == [
        ("unknown-code", "stateresponse3"), ("not-a-date", "endday")]


@pytest.mark.parametrize(("words", "category", "expected"), [
    ("300", "", (None, 300, None)), ("1000s", "", (2000, None, 9999)),
    ("", ">10000", (10000, None, None)), ("", "100-999", (100, None, 999)),
    ("a large crowd", "50-99", (50, None, 99)), ("", "", (None, None, None)),
    (">50", "", (50, None, None)),
])
def test_mass_mobilization_sizes(tmp_path, words, category, expected):
    event = only(tmp_path, "mass-mobilization", participants=words, participants_category=category)
    assert sizes(event) == expected


def test_mass_mobilization_says_whether_and_not_how_many_were_arrested(tmp_path):
    event = only(tmp_path, "mass-mobilization")
    assert (event["arrests"], event["response"]) == (None, ["dispersed", "arrests"])


def test_mass_mobilization_rows_of_weeks_are_counted(tmp_path):
    assert rules(read(tmp_path, "mass-mobilization", {"end_date": "2001-04-05"})) == {
        "lasts-weeks": 1}


@pytest.mark.parametrize("written", ["16 May 2021", "2021-05-16", "16-May-2021"])
@pytest.mark.parametrize("inter", ["6", "Protesters"])
def test_acled_dates_and_actors_by_age_of_file(tmp_path, written, inter):
    event = only(tmp_path, "acled", event_date=written, inter1=inter)
    assert (event["start"], event["end"], event["kind"]) == (
        date(2021, 5, 16), date(2021, 5, 16), "street")


@pytest.mark.parametrize(("tags", "expected"), [
    ("crowd size=around 3,000", (None, 3000, None)), ("crowd size=hundreds", (200, None, 999)),
    ("crowd size=no report", (None, None, None)), ("", (None, None, None)),
    ("women targeted; crowd size=between 200 and 300", (200, None, 300)),
    ("crowd size=at least 50; armed", (50, None, None)),
])
def test_acled_sizes_hide_in_tags(tmp_path, tags, expected):
    found = read(tmp_path, "acled", {"tags": tags})
    assert sizes(found.table.row(0, named=True)) == expected
    assert rules(found) == {}


def test_acled_words_that_are_no_size_are_counted(tmp_path):
    assert rules(read(tmp_path, "acled", {"tags": "crowd size=a street full"})) == {
        "unread-size": 1}


@pytest.mark.parametrize(("kind", "sub", "response"), [
    ("street", "Peaceful protest", ["ignored"]),
    ("street", "Protest with intervention", ["dispersed"]),
    ("street", "Excessive force against protesters", ["beatings"]),
])
def test_acled_says_what_police_did(tmp_path, kind, sub, response):
    event = only(tmp_path, "acled", sub_event_type=sub)
    assert (event["kind"], event["response"]) == (kind, response)


def test_mmad_unknown_is_not_a_number(tmp_path):
    found = read(tmp_path, "mmad", {"mean_avg_numparticipants": "NA", "max_secengagement": "NA"})
    event = found.table.row(0, named=True)
    assert (event["size_best"], event["response"], event["country"]) == (None, None, "COW 365")
    assert rules(found) == {}


def test_mmad_tells_the_sides_of_the_street(tmp_path):
    found = read(tmp_path, "mmad", {}, {"side": "0"})
    assert sorted(found.table["target"]) == ["against the regime", "for the regime"]
    assert found.table["event"].n_unique() == 2
    assert rules(found) == {"for-the-regime": 1}
    assert found.table["size_best"].to_list() == [251, 251]


def test_mmad_reports_are_said_to_be_reports(tmp_path):
    report = {"id": "1", "cowcode": "365", "event_date": "2001-03-05", "side": "1", "scope": "1",
              "asciiname": "Hill town", "sec_engagement": "3", "avg_numparticipants": "40",
              "actors": "miners", "location": "9", "issue": "", "part_violence": "NA"}
    found = read_events(put(tmp_path, "mmad", report, report | {"id": "2"}), "mmad")
    assert found.table["reports"].to_list() == [1, 1]
    assert found.table["response"].to_list() == [["killings"], ["killings"]]
    assert rules(found) == {"report": 2}


def test_epcd_years_days_and_ids(tmp_path):
    found = read(tmp_path, "epcd", {}, {"date": "06-Mar-81"}, {},
                 {"date": "07-Mar-81", "action": "", "no_event": "no event"})
    assert found.table["start"].to_list() == [date(1981, 3, 5), date(1981, 3, 5),
                                              date(1981, 3, 6)]
    assert found.table["event"].n_unique() == 3
    assert rules(found) == {"no-event": 1, "said-twice": 1}


def test_epcd_columns_go_by_their_place(tmp_path):
    plain = read(tmp_path, "epcd").table
    path = put(tmp_path, "epcd", row("epcd"))
    text = path.read_text(encoding="utf-8").replace("date,day", "Event date,Day", 1)
    path.write_bytes(text.replace("protesters", "# protester").encode("latin-1"))
    assert read_events(path, "epcd").table.equals(plain)


@pytest.mark.parametrize(("written", "expected"), [
    ("301", (200, 300, 999)), ("3001", (2000, 3000, 9999)), ("30001", (20000, 30000, 99999)),
    ("300001", (200000, 300000, 999999)), ("300", (None, 300, None)), ("31", (None, 31, None)),
    ("0", (None, 0, None)), ("", (None, None, None)),
])
def test_epcd_sizes_that_are_codes_become_intervals(tmp_path, written, expected):
    assert sizes(only(tmp_path, "epcd", protesters=written)) == expected


@pytest.mark.parametrize(("action", "event", "kind"), [
    ("rally", "crowd in the square", "street"), ("rally", "Pope says mass", "other"),
    ("demonstration", "after the funeral of a student", "other"), ("strike", "miners", "labour"),
    ("petition", "10 million sign", "symbolic"), ("accede", "leaders freed", "concession"),
    ("arrest", "leaders held", "repression"), ("Rally", "crowd", "street"),
    ("juggling", "in the street", "other"),
])
def test_epcd_kinds(tmp_path, action, event, kind):
    assert only(tmp_path, "epcd", action=action, event=event)["kind"] == kind


def test_epcd_who_was_fined_was_not_arrested(tmp_path):
    found = read(tmp_path, "epcd", {"event": "3,000 fined for the curfew", "arrests": "3000"},
                 {"event": "fined and sentenced to prison", "arrests": "9"})
    assert sorted(found.table["arrests"], key=str) == [9, None]
    assert rules(found) == {"fines-as-arrests": 1}


def test_epcd_traps_are_counted(tmp_path):
    found = read(tmp_path, "epcd", {"action": "petition", "protesters": "10000000"},
                 {"action": "juggling"}, {"event": "papal mass"}, {"protesters": "301"})
    assert rules(found) == {"signatures": 1, "action-not-listed": 1, "ceremony": 1,
                            "coded-size": 1}


def test_ovd_ids_begin_anew_in_every_file(tmp_path):
    files = [put(tmp_path, "ovd-info", row("ovd-info"), name="a.csv"),
             put(tmp_path, "ovd-info", row("ovd-info", date="05.03.2013"), name="b.csv")]
    found = read_events(files, "ovd-info")
    assert found.table["start"].to_list() == [date(2012, 3, 5), date(2013, 3, 5)]
    assert found.table["arrests"].to_list() == [12, 12]


def test_ovd_types_in_russian_where_english_is_missing(tmp_path):
    found = read(tmp_path, "ovd-info", {"event_type_eng": ""},
                 {"id": "2", "event_type_eng": "Gala"})
    assert found.table["kind"].to_list() == ["street", "street"]
    found = read(tmp_path, "ovd-info", {"event_type_eng": "", "event_type": "бал"})
    assert (found.table["kind"].item(), rules(found)) == ("other", {"action-not-listed": 1})


@pytest.mark.parametrize(("npart", "expected"), [
    ("1", (1, None, 9)), ("3", (101, None, 1000)), ("7", (1000001, None, None)),
    ("-99", (None, None, None)), ("-88", (None, None, None))])
def test_scad_sizes_are_codes(tmp_path, npart, expected):
    event = only(tmp_path, "scad", npart=npart, ndeath=npart)
    assert sizes(event) == expected
    assert event["dead_best"] == (None if npart.startswith("-") else int(npart))


def test_scad_dates_are_not_guessed(tmp_path):
    """1/4/2001 is in January or in April; the columns of day, month and year decide."""
    event = only(tmp_path, "scad")
    assert (event["start"], event["end"]) == (date(2001, 1, 4), date(2001, 1, 5))
    assert rules(read(tmp_path, "scad", {"styr": "", "eyr": ""})) == {"not-a-date": 1}


def test_scad_rows_that_are_no_event_of_their_own_are_left_out(tmp_path):
    found = read(tmp_path, "scad", {}, {"etype": "-9", "eventid": "70002"}, {"locnum": "2"})
    assert found.table.height == 1
    assert rules(found) == {"no-event": 1, "further-place": 1}


def test_navco_verbs_ranges_and_unknowns(tmp_path):
    found = read(tmp_path, "navco3", {}, {"verb_10": "17", "num_partic_event": "-99"}, {})
    assert sorted(found.table["kind"]) == ["repression", "street", "street"]
    assert {sizes(event) for event in found.table.rows(named=True)} == {
        (200, None, 300), (None, None, None)}
    assert found.table["injured"].null_count() == 3
    assert rules(found) == {"said-twice": 1}


def test_gdelt_counts_news_and_no_persons(tmp_path):
    found = read(tmp_path, "gdelt")
    event = found.table.row(0, named=True)
    assert (event["start"], event["kind"], event["reports"], event["country"]) == (
        date(2021, 3, 5), "street", 8, "FIPS AL")
    assert (sizes(event), dead(event)) == ((None,) * 3, (None,) * 3)
    assert rules(found) == {"counts-news": 1}


def test_gdelt_in_61_columns(tmp_path):
    positions = format_of("gdelt").layouts[1].positions
    wide = {name: RIGHT["gdelt"].get(name, "") for name in positions}
    found = read_events(put(tmp_path, "gdelt", wide, wide | {"globaleventid": "6"}), "gdelt")
    assert (len(positions), found.rows) == (61, 2)
    assert found.table["row"].to_list() == [1, 2]
    assert found.table.row(0, named=True) == only(tmp_path, "gdelt")


def test_own_events_need_four_columns(tmp_path):
    own = {name: RIGHT["events"][name] for name in ("source", "event", "start", "kind")}
    event = read_events(put(tmp_path, "events", own), "events").table.row(0, named=True)
    assert (event["start"], event["end"], event["size_best"]) == (
        date(2001, 3, 5), date(2001, 3, 5), None)


def test_own_events_name_what_the_state_did(tmp_path):
    assert only(tmp_path, "events")["response"] == ["dispersed", "arrests"]
    found = read(tmp_path, "events", {"response": "dispersed;smiled"})
    assert (found.table["response"].item(), rules(found)) == (None, {"unknown-code": 1})
    assert "none of ignored, dispersed, arrests" in found.complaints["says"].item()


def test_own_events_of_another_kind_are_left_out_and_the_kinds_are_named(tmp_path):
    found = read(tmp_path, "events", {"kind": "riot"})
    assert found.table.is_empty()
    assert "in `kind` that is none of street, labour, " in found.complaints["says"].item()
