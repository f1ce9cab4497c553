"""Stored runs and studies that somebody damaged: each is listed, and none brings the server down.

Every way of damage is tried on a run and on a study that were sound before.
"""

import json
import math
import os
import shutil
from functools import partial

import pytest
from explorer.lively import text
from explorer.test_app import HOST, Visitor, state
from laws.small import UNENDING, document
from starlette.testclient import TestClient

import fronde
from fronde.explorer.app import application
from fronde.explorer.library import LARGEST_TEXT
from fronde.explorer.session import FAULT
from fronde.scenario import load, load_text

PARTS = 4  # of the slow verification
AT_ONCE = 100  # in one folder
STRANGE = (None, [], {}, "x", "\ud800", -1, 10**400, 1e308, float("nan"), True, {"a": [{}]},
           [[[]]], "../../etc/passwd", "2021-13-45")
CLAIM = {"id": "c1", "says": "Arrests empty the street.", "source": "nobody", "margin": 0.1,
         "contrast": {"set": {"repression.arrests": 0.01}},
         "expect": {"metric": "street", "direction": "lower", "over": 4}}
JSON = ("manifest.json", "scenario.json")


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """A folder with a sound run and sound studies."""
    top = tmp_path_factory.mktemp("sound")
    fronde.simulate(load_text(text()), seed=1, out=top / "run")
    country = document(people=3000, weeks=6, claims=[CLAIM], mechanisms=UNENDING)
    country["regime"] = {"police": 0.01, "effort": {"uniform": [0.1, 0.9]}}
    options = {"points": 2, "replicates": 1, "seed": 5, "workers": 1}
    fronde.test_claims(load(country), out=top / "claims", **options)
    fronde.respond(load(country), out=top / "responses", **options)
    return top


def texts(folder):
    """Every value of the JSON files of a folder that is in a mapping, by file and path."""
    for file in JSON:
        yield from ((file, path) for path in paths(json.loads((folder / file).read_text())))


def paths(value, above=()):
    """Paths of a value's entries; of a list the first is enough."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*above, key)
            yield from paths(inner, (*above, key))
    if isinstance(value, list) and value:
        yield (*above, 0)
        yield from paths(value[0], (*above, 0))


def replaced(folder, file, path, value):
    """Put another value in a JSON file."""
    whole = json.loads((folder / file).read_text())
    inner = whole
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    (folder / file).write_text(json.dumps(whole))


def taken_out(folder, file, path):
    """Take a value out of a JSON file."""
    whole = json.loads((folder / file).read_text())
    inner = whole
    for key in path[:-1]:
        inner = inner[key]
    del inner[path[-1]]
    (folder / file).write_text(json.dumps(whole))


def sparse(file):
    """A file that says it is larger than any that is read."""
    with file.open("wb") as handle:
        handle.truncate(LARGEST_TEXT + 1)


def of_another(file):
    """A table whose columns are others."""
    import polars as pl

    if file.suffix == ".parquet":
        pl.DataFrame({"point": ["x"], "value": [{"a": 1}]}).write_parquet(file)
    else:
        file.write_text("[]")


def with_numbers(number):
    """A table all of whose numbers are this one, as far as its columns can hold it."""
    def made(file, before):
        import polars as pl
        from polars import selectors

        table = pl.read_parquet(before)
        chosen = selectors.float() if isinstance(number, float) else selectors.integer()
        kinds = [pl.lit(number).cast(table.schema[name]).alias(name)
                 for name in table.select(chosen).columns]
        table.with_columns(kinds).write_parquet(file)

    return made


NUMBERS = {"nan": with_numbers(math.nan), "endless": with_numbers(math.inf),
           "negative": with_numbers(-1), "large": with_numbers(2**31 - 1)}
INSTEAD = {
    "nothing": lambda file: None,
    "empty": lambda file: file.write_bytes(b""),
    "no text": lambda file: file.write_bytes(b"\xff\xfe\x00PAR1"),
    "deep": lambda file: file.write_text("[" * 100_000),
    "another": of_another,
    "huge": sparse,
    "a folder": lambda file: file.mkdir(),
    "a pipe": os.mkfifo,
    "a link to itself": lambda file: file.symlink_to(file.name),
    "a link to a device": lambda file: file.symlink_to("/dev/zero"),
    "a link to nothing": lambda file: file.symlink_to("nowhere"),
    "not to be read": lambda file: (file.write_bytes(b"{}"), file.chmod(0)),
}


def damaged(sound, top, kind, number, damage):
    """A copy of something sound, damaged; its name."""
    copy = top / f"{kind}-{number}"
    shutil.copytree(sound / kind, copy)
    damage(copy)
    return copy.name


def remade(name, instead):
    """The damage that puts something else in a file's place."""
    def damage(folder):
        file = folder / name
        shutil.rmtree(file) if file.is_dir() else file.unlink()
        INSTEAD[instead](file)

    return damage


def renumbered(name, number):
    """The damage that puts a number everywhere in a table."""
    return lambda folder: NUMBERS[number](folder / name, folder / name)


def files(sound, kind):
    """The names of all files and folders of something sound."""
    return sorted(str(file.relative_to(sound / kind)) for file in (sound / kind).rglob("*"))


def damages(sound, kind):
    """Every damage of something sound that is tried."""
    for name in files(sound, kind):
        yield from (remade(name, instead) for instead in INSTEAD)
        if name.endswith(".parquet"):
            yield from (renumbered(name, number) for number in NUMBERS)
    for n, (file, path) in enumerate(texts(sound / kind)):
        yield partial(taken_out, file=file, path=path)
        yield from (partial(replaced, file=file, path=path, value=STRANGE[(3 * n + k)
                                                                          % len(STRANGE)])
                    for k in range(3))


def asked(kind, name):
    """All that a page asks of something that is stored."""
    if kind == "run":
        return (f"/api/runs/{name}", f"/api/scenarios/run-{name}?people=2000&weeks=3")
    return (f"/api/studies/{name}", f"/api/studies/{name}/claims/c1",
            f"/api/scenarios/study-{name}?people=2000&weeks=3")


def check_all(sound, top, kind, chosen):
    """What is damaged is answered, beside what is sound."""
    for first in range(0, len(chosen), AT_ONCE):
        check_folder(sound, top / str(first), kind, chosen[first : first + AT_ONCE])


def check_folder(sound, top, kind, chosen):
    """The same of one folder of them."""
    shutil.copytree(sound / kind, top / "sound")
    names = [damaged(sound, top, kind, n, damage) for n, damage in enumerate(chosen)]
    with TestClient(application(state(places=(top,))), base_url="http://localhost") as client:
        start = client.get("/api/start")
        assert start.status_code == 200
        listed = {one["id"]: one["said"] for one in [*start.json()["runs"],
                                                     *start.json()["studies"]]}
        assert "Cannot be read" not in listed["sound"]
        for name in names:
            for path in asked(kind, name):
                answer = client.get(path)
                assert answer.status_code in (200, 404, 422), (path, answer.text)
                assert answer.status_code == 200 or answer.json()["error"]
            if kind == "run":
                replay(client, name)
        for path in asked(kind, "sound")[:1]:
            assert client.get(path).status_code == 200


def replay(client, name):
    """Ask for a stored run on the socket: it is shown, or refused in words."""
    with client.websocket_connect("/live", headers=HOST) as socket:
        visitor = Visitor(socket)
        visitor.ask(do="replay", run="a", stored=name)
        message = visitor.hear()
        assert message["is"] in ("past", "error"), message
        for _ in range(3):  # its weeks are sent meanwhile
            assert FAULT not in message.get("text", ""), (name, message)
            visitor.ask(do="dance")
            while "does not know" not in (message := visitor.hear()).get("text", ""):
                assert FAULT not in message.get("text", ""), (name, message)


def some(sound, kind, many, step=0):
    """So many of all damages, evenly spread."""
    every = list(damages(sound, kind))
    return every[step:: max(1, len(every) // many)]


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("kind", ["run", "claims", "responses"])
def test_numbers_that_no_run_gives_are_answered(sound, tmp_path, kind, number):
    check_all(sound, tmp_path, kind, [renumbered(name, number) for name in files(sound, kind)
                                      if name.endswith(".parquet")])


@pytest.mark.parametrize(("kind", "many"), [("run", 50), ("claims", 30), ("responses", 20)])
def test_what_is_damaged_is_answered(sound, tmp_path, kind, many):
    check_all(sound, tmp_path, kind, some(sound, kind, many))


@pytest.mark.verify
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("kind", ["run", "claims", "responses"])
def test_whatever_is_damaged_is_answered(sound, tmp_path, kind, part):
    check_all(sound, tmp_path, kind, list(damages(sound, kind))[part::PARTS])
