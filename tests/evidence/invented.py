"""Invented rows in each format: no row of a real data set is in this repository."""

from __future__ import annotations

import csv
import io

from fronde.evidence.adapters import epcd, gdelt
from fronde.evidence.formats import MODULES
from fronde.evidence.intake import read_events

RIGHT = {
    "ucdp-ged": {
        "id": "7", "date_start": "2001-03-05 00:00:00.000", "date_end": "2001-03-05 00:00:00.000",
        "date_prec": "1", "where_prec": "1", "type_of_violence": "1",
        "dyad_name": "Government of Aland - Front", "side_a": "Government of Aland",
        "side_b": "Front", "adm_1": "North", "deaths_a": "2", "deaths_b": "3",
        "deaths_civilians": "1", "deaths_unknown": "0", "best": "6", "high": "9", "low": "5",
        "country": "Aland", "where_coordinates": "Hill town", "latitude": "10.5",
        "longitude": "-20.25", "active_year": "1", "number_of_sources": "4"},
    "mass-mobilization": {
        "id": "11", "country": "Aland", "protest": "1", "participants_category": "100-999",
        "participants": "300", "location": "Hill town", "protesteridentity": "students",
        "start_date": "2001-03-05", "end_date": "2001-03-06", "arrests": "1", "accomodation": "0",
        "beatings": "0", "crowddispersal": "1", "ignore": "0", "killings": "0", "shootings": "0"},
    "acled": {
        "event_id_cnty": "ALA1", "event_date": "16 May 2021", "time_precision": "1",
        "event_type": "Protests", "sub_event_type": "Peaceful protest", "actor1": "Protesters",
        "actor2": "", "inter1": "6", "admin1": "North", "geo_precision": "1", "fatalities": "0",
        "tags": "crowd size=around 3,000", "timestamp": "1", "country": "Aland",
        "location": "Hill town", "latitude": "10.5", "longitude": "20"},
    "mmad": {
        "cowcode": "365", "location": "99", "asciiname": "Hill town", "latitude": "1.5",
        "longitude": "2.5", "event_date": "2001-03-05", "side": "1", "numreports": "3",
        "max_scope": "2", "max_partviolence": "0", "max_secengagement": "2",
        "mean_avg_numparticipants": "250.7"},
    "epcd": dict.fromkeys(epcd.POSITIONS, "") | {
        "date": "05-Mar-81", "day": "Thu", "action": "demonstration", "protester": "students",
        "target": "government", "event": "march to the square", "country": "Aland",
        "location": "Hill town", "protesters": "400", "arrests": "2", "injuries": "1",
        "killed": "0", "state injured": "3", "state killed": "0"},
    "ovd-info": {
        "id": "1", "date": "05.03.2012", "agreement_eng": "Unauthorised", "event_type_eng": "Rally",
        "event_type": "митинг", "organizer_eng": "Spontaneous", "place": "Square",
        "number_of_detentions": "12"},
    "scad": {
        "eventid": "70001", "countryname": "Aland", "startdate": "1/4/2001", "enddate": "1/5/2001",
        "styr": "2001", "stmo": "1", "stday": "4", "eyr": "2001", "emo": "1", "eday": "5",
        "etype": "2", "escalation": "0", "npart": "3", "ndeath": "2", "repress": "1",
        "location": "2", "elocal": "Hill town", "locnum": "1", "latitude": "1", "longitude": "2"},
    "navco3": {
        "date": "2001-03-05", "actor": "students", "target": "government", "verb_10": "14",
        "num_partic_event": "200-300", "fatal_casu": "1", "st_posture": "2", "country": "Aland",
        "location": "Hill town", "injuries": "-99"},
    "gdelt": dict.fromkeys(gdelt.FORMAT.layouts[0].positions, "") | {
        "globaleventid": "5", "sqldate": "20210305", "eventrootcode": "14", "quadclass": "3",
        "nummentions": "8", "actiongeo_type": "4", "actiongeo_fullname": "Hill town, Aland",
        "actiongeo_countrycode": "AL", "actiongeo_lat": "1.5", "actiongeo_long": "2.5",
        "actor1name": "STUDENT", "actor2name": "GOVERNMENT"},
    "events": {
        "source": "mine", "event": "a1", "start": "2001-03-05", "kind": "street",
        "size_best": "50", "response": "dispersed;arrests", "note": "seen"},
}
assert list(RIGHT) == list(MODULES)


def row(form, **changed):
    """A sound row of a format, with something changed; ``_`` for blanks in names."""
    return RIGHT[form] | {name if name in RIGHT[form] else name.replace("_", " "): value
                          for name, value in changed.items()}


def as_text(form, rows):
    """Rows as the file of a format."""
    if form == "gdelt":  # no header, and no quotation marks
        return "".join("\t".join(" ".join(cell.split()) for cell in row.values()) + "\n"
                       for row in rows)
    made = io.StringIO()
    writer = csv.DictWriter(made, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return made.getvalue()


def put(folder, form, *rows, name="data.csv"):
    """A file with these rows."""
    path = folder / name
    path.write_text(as_text(form, rows), encoding="utf-8")
    return path


def read(folder, form, *changes, **named):
    """What comes of sound rows with these changes."""
    rows = [row(form, **changed) for changed in changes] or [row(form)]
    return read_events(put(folder, form, *rows), form, **named)


def only(folder, form, **changed):
    """The one event of a row, as a dictionary."""
    (event,) = read(folder, form, changed).table.rows(named=True)
    return event


def rules(found):
    """Complaints: rule -> number of rows."""
    return dict(found.complaints.group_by("rule").len().rows())
