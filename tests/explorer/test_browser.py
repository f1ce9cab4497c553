"""The page in a real browser: play, branch, slide, replay, share, by keyboard, on a phone.

Every visit fails on a message in the console and on any request to another machine.
"""

import base64
import json
import shutil
import threading
import time
from contextlib import contextmanager

import pytest
import uvicorn
import yaml
from laws.small import UNENDING, document

import fronde as fr
from fronde.explorer.app import BUILT, AppState, application
from fronde.explorer.library import Library
from fronde.explorer.server import Address, listen, server
from fronde.scenario import load_text

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
                None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found on the path")
WEEKS = 10
HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>"
CLAIM = {"id": "c1", "says": f"Arrests empty the street {HOSTILE}", "source": "nobody",
         "margin": 0.1, "contrast": {"set": {"repression.arrests": 0.01}},
         "expect": {"metric": "street", "direction": "lower", "over": 4}}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
             "--disable-background-networking", "--disable-component-update"]


def text():
    """A country that lives fast, with assumptions that are left open, and hostile texts."""
    found = document(people=3000, weeks=WEEKS, claims=[CLAIM], mechanisms=UNENDING)
    found["title"] = f"Small {HOSTILE}"
    found["regime"] = {"police": 0.01, "effort": {"uniform": [0.1, 0.9]}}
    found["mechanisms"]["repression"]["arrests"] = "prior"
    return yaml.safe_dump(found)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A folder with a run, two studies and what is damaged, and the scenario's file."""
    top = tmp_path_factory.mktemp("store")
    file = tmp_path_factory.mktemp("scenario") / "small.yaml"
    file.write_text(text())
    scenario = load_text(text())
    fr.simulate(scenario, seed=4, out=top / "stored")
    fr.test_claims(scenario, points=3, replicates=1, seed=5, workers=1, out=top / "claims")
    fr.respond(scenario, points=3, replicates=1, seed=5, workers=1, out=top / "responses")
    for kind in ("stored", "claims"):
        shutil.copytree(top / kind, top / f"damaged {kind}")
        (top / f"damaged {kind}" / "manifest.json").write_text("{")
    return top, file


@pytest.fixture(scope="module")
def address(store):
    """Where the explorer is served."""
    folder, file = store
    state = AppState(Library((folder,), {"small": file}), "small", most_sessions=50)
    state.ready.set()
    bound = listen(Address("localhost", 0, False))
    serving = server(state, "")
    thread = threading.Thread(target=serving.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    yield f"http://localhost:{bound.getsockname()[1]}"
    serving.should_exit = True
    thread.join(20)


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as player:
        found = player.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield found
        found.close()


@contextmanager
def visiting(browser, address, path="/", ready=True, **options):
    """A page that says nothing in its console and asks this machine only."""
    context = browser.new_context(**{"viewport": {"width": 1300, "height": 900}, **options})
    page = context.new_page()
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append("dialog"))
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    page.goto(address + path)
    if ready:
        ended(page)
        page.keyboard.press("End")  # it plays through once by itself
    yield page
    context.close()
    assert said == []
    own = (f"{address}/", f"{address.replace('http', 'ws')}/", "data:", "blob:")
    assert [url for url in asked if not url.startswith(own)] == []


def ended(page, many=1):
    """Wait until so many runs have come to their end."""
    page.wait_for_timeout(200)  # what was asked for last is under way
    expect(page.locator(".badge p")).to_have_count(many, timeout=30_000)


def week(page):
    """The week that is shown."""
    return int(page.locator(".now span").inner_text().removeprefix("week "))


def until_week(page, wanted):
    expect(page.locator(".now span")).to_have_text(f"week {wanted}", timeout=30_000)


def slide(page, label, key="ArrowRight", times=40):
    """Move an assumption by keyboard, as a slider is moved."""
    slider = page.get_by_role("slider", name=label, exact=True)
    slider.focus()
    for _ in range(times):
        slider.press(key)


def changes(page):
    """What run B changes, in words."""
    return page.locator(".changes li span").all_inner_texts()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 760, 1300, 1900])
def test_it_fits_and_every_view_opens_in_silence(browser, address, width, scheme):
    size = {"width": width, "height": 850}
    with visiting(browser, address, viewport=size, color_scheme=scheme) as page:
        for view in page.locator("nav.tabs button:visible").all():
            view.click()
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.get_by_role("heading", level=1).inner_text().startswith("Small <img")


def test_it_plays_pauses_and_steps(browser, address):
    with visiting(browser, address) as page:
        page.get_by_label("Speed").select_option("20")
        page.get_by_role("button", name="To the start").click()
        assert week(page) == 0
        page.get_by_role("button", name="Play", exact=True).click()
        until_week(page, WEEKS)
        page.get_by_role("button", name="A week back").click()
        assert week(page) == WEEKS - 1
        page.get_by_role("button", name="To the start").click()
        page.get_by_label("Speed").select_option("2")
        page.get_by_role("button", name="Play", exact=True).click()
        until_week(page, 1)
        page.get_by_role("button", name="Pause").click()
        stopped = week(page)
        page.wait_for_timeout(1200)  # at two weeks a second it would have gone on
        assert week(page) == stopped


def test_a_slider_draws_run_b(browser, address):
    with visiting(browser, address) as page:
        before = page.locator(".headline dd b").all_inner_texts()
        slide(page, "effort", times=120)
        ended(page, 2)
        assert len(changes(page)) == 1 and "From the start: effort" in changes(page)[0]
        assert page.locator(".headline dd b").all_inner_texts() == before  # run A stays
        second = page.locator(".headline .second").all_inner_texts()
        assert any(one.strip() not in text for one, text in zip(second, before, strict=True))
        page.get_by_role("button", name="Undo").click()
        page.get_by_role("button", name="Redo").click()
        ended(page, 2)
        page.get_by_role("button", name="Drop it").click()
        ended(page, 1)
        assert changes(page) == []


def test_a_branch_sets_out_from_the_week_shown(browser, address):
    with visiting(browser, address) as page:
        page.get_by_role("button", name="To the start").click()
        for _ in range(4):
            page.get_by_role("button", name="A week forward").click()
        assert week(page) == 4
        page.get_by_text("How the state responds").click()
        page.get_by_role("button", name="private", exact=True).click()
        ended(page, 2)
        assert changes(page) == ["From week 4, the state’s response: private"]
        page.get_by_label("from week 4, the one shown").check()
        slide(page, "effort")
        ended(page, 2)
        assert any(one.startswith("From week 4: effort") for one in changes(page))
        page.get_by_role("button", name="Make it run A").click()
        ended(page, 1)


def test_an_event_is_moved_by_keyboard_and_left_out(browser, address):
    with visiting(browser, address) as page:
        mark = page.get_by_role("slider", name="Event: war")
        mark.press("ArrowRight")
        ended(page, 2)
        assert any("war" in one and "8 Feb 2021" in one for one in changes(page)), changes(page)
        mark.press("Delete")
        ended(page, 2)
        assert changes(page) == ["Left out: war"]


def test_a_link_brings_both_runs_to_somebody_else(browser, address):
    with visiting(browser, address) as page:
        slide(page, "effort", times=100)
        ended(page, 2)
        told = page.locator(".badge p").all_inner_texts()
        said = changes(page)
        page.get_by_role("navigation").get_by_role("button", name="Share").click()
        link = page.get_by_label("Link to this comparison").input_value()
    with visiting(browser, address, link.removeprefix(address), ready=False) as other:
        ended(other, 2)
        assert other.locator(".badge p").all_inner_texts() == told
        assert changes(other) == said


def test_a_file_holds_the_scenario_too(browser, address, tmp_path):
    """Saved here, opened where the scenario is not known: the page asks for an id of its own."""
    with visiting(browser, address, accept_downloads=True) as page:
        slide(page, "effort", times=100)
        ended(page, 2)
        told = page.locator(".badge p").all_inner_texts()
        page.get_by_role("navigation").get_by_role("button", name="Share").click()
        with page.expect_download() as saved:
            page.get_by_role("button", name="Save file").click()
        file = tmp_path / "session.json"
        saved.value.save_as(file)
        assert "repression:" in json.loads(file.read_text())["document"]
        page.get_by_role("button", name="Start from").click()
        page.locator("input[type=file]").set_input_files(file)
        ended(page, 2)
        assert page.locator(".badge p").all_inner_texts() == told


def test_a_scenario_of_ones_own_is_opened_and_a_wrong_one_explained(browser, address, tmp_path):
    with visiting(browser, address) as page:
        good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
        good.write_text(text().replace("Small", "Mine"))
        page.get_by_role("button", name="Start from").click()
        page.locator("input[type=file]").set_input_files(good)
        page.get_by_role("heading", level=1, name="Mine").wait_for()
        ended(page)
    context = browser.new_context()
    page = context.new_page()  # a refusal is an error in the console, rightly
    page.goto(address)
    ended(page)
    bad.write_text("title: x\nmechanisms: {fronde.cli: {}}\n")
    page.get_by_role("button", name="Start from").click()
    page.locator("input[type=file]").set_input_files(bad)
    assert "fronde.cli" in page.get_by_role("alert").inner_text()
    context.close()


@pytest.mark.parametrize("path", ["/#s=AAAA", "/#s=%3Cscript%3E", "/#" + "x" * 5000])
def test_a_broken_link_is_said_and_the_page_works(browser, address, path):
    with visiting(browser, address, path) as page:
        if path.startswith("/#s="):
            assert "could not be read" in page.get_by_role("alert").inner_text()
        assert week(page) >= 0


def test_a_stored_run_is_replayed_and_branched(browser, address):
    with visiting(browser, address) as page:
        page.get_by_role("button", name="Start from").click()
        page.get_by_role("button", name="seed 4").click()
        ended(page)
        stored = page.locator(".badge p").all_inner_texts()
        slide(page, "effort", times=100)
        ended(page, 2)
        assert page.locator(".badge p").all_inner_texts()[:1] == stored


def test_what_is_damaged_is_listed_with_the_reason(browser, address):
    with visiting(browser, address) as page:
        page.get_by_role("button", name="Start from").click()
        for kind in ("stored", "claims"):
            listed = page.get_by_role("button", name=f"damaged-{kind}")
            assert "Cannot be read." in listed.inner_text()


def test_what_is_open_can_be_opened_again(browser, address):
    """And what shares its past: the server forgets what the page does."""
    with visiting(browser, address) as page:
        before = page.locator(".headline dd b").all_inner_texts()
        for _ in range(2):
            page.get_by_role("button", name="Start from").click()
            page.get_by_role("button", name="Small <img", exact=False).first.click()
            ended(page)
            page.keyboard.press("End")
            expect(page.locator(".headline dd b")).to_have_text(before)  # waits for a busy machine


def test_undo_of_another_size_describes_it_again(browser, address):
    with visiting(browser, address) as page:
        ended(page)
        size = page.get_by_label("People")
        first = size.input_value()
        other = next(value for value in size.locator("option").evaluate_all(
            "options => options.map(option => option.value)") if value != first)
        with page.expect_response("**/api/scenarios/**") as asked:
            size.select_option(other)
        assert f"people={other}" in asked.value.url
        with page.expect_response("**/api/scenarios/**") as asked:
            page.keyboard.press("Control+z")
        assert f"people={first}" in asked.value.url
        assert size.input_value() == first


def test_a_search_ends_with_what_was_searched(browser, address):
    with visiting(browser, address) as page:
        page.get_by_role("navigation").get_by_role("button", name="Decides").click()
        page.get_by_role("button", name="Try both ends").click()
        page.get_by_role("button", name="Start from").click()
        page.get_by_role("button", name="Granovetter", exact=False).first.click()
        ended(page)
        page.get_by_role("navigation").get_by_role("button", name="Decides").click()
        page.wait_for_timeout(500)
        assert page.locator(".decides tbody tr").count() == 0
        assert page.get_by_role("button", name="Try both ends").count() == 1


def test_a_stored_run_is_still_one_after_a_reload(browser, address):
    with visiting(browser, address) as page:
        page.get_by_role("button", name="Start from").click()
        page.get_by_role("button", name="seed 4").click()
        ended(page)
        page.wait_for_timeout(900)  # the address follows
        told = page.locator(".badge p").all_inner_texts()
        page.reload()
        ended(page)
        assert page.locator(".badge p").all_inner_texts() == told
        page.get_by_role("navigation").get_by_role("button", name="Share").click()
        link = page.get_by_label("Link to this comparison").input_value()
        packed = link.partition("#s=")[2]
        session = json.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
        assert session["run"] == "stored"


def test_a_claim_leads_to_the_runs_behind_it(browser, address):
    with visiting(browser, address) as page:
        page.get_by_role("navigation").get_by_role("button", name="Studies").click()
        page.get_by_role("button", name=": claims 3 points").click()
        page.get_by_role("button", name="Arrests empty the street").click()
        page.get_by_role("button", name="play parameter set 1").click()
        ended(page, 2)
        assert any("contrast" in one.lower() for one in changes(page)), changes(page)


def test_the_matrix_of_responses_can_be_played(browser, address):
    with visiting(browser, address) as page:
        page.get_by_role("navigation").get_by_role("button", name="Studies").click()
        page.get_by_role("button", name="responses").click()
        page.locator("table td button").first.click()
        page.get_by_role("button", name="parameter set").first.click()
        ended(page, 2)
        assert any("response" in one for one in changes(page)), changes(page)


def test_it_finds_what_decides(browser, address):
    with visiting(browser, address) as page:
        page.get_by_role("navigation").get_by_role("button", name="Decides").click()
        page.get_by_role("button", name="Try both ends").click()
        page.get_by_text("4 of 4 runs done").wait_for(timeout=60_000)
        rows = page.locator(".decides tbody tr")
        assert rows.count() == 4
        rows.first.get_by_role("button").click()
        ended(page, 2)
        assert len(changes(page)) == 1


def press(page, key):
    """Press a key, no faster than a person does."""
    page.keyboard.press(key)
    page.wait_for_timeout(80)


def test_by_keyboard_alone(browser, address):
    with visiting(browser, address) as page:
        press(page, "Home")
        assert week(page) == 0
        press(page, "ArrowRight")
        press(page, "Shift+ArrowRight")
        assert week(page) == 5
        press(page, "ArrowLeft")
        assert week(page) == 4
        press(page, "b")
        page.get_by_role("dialog", name="Branch in week 4").wait_for()
        press(page, "Tab")
        press(page, "Enter")  # the second response
        press(page, "Escape")
        ended(page, 2)
        assert changes(page)[0].startswith("From week 4, the state’s response")
        press(page, "Control+z")
        ended(page, 1)
        press(page, "?")
        page.get_by_role("dialog", name="How this works").wait_for()
        press(page, "Escape")
        press(page, "Home")
        press(page, " ")
        until_week(page, WEEKS)


def test_everything_that_can_be_pressed_has_a_name_and_shows_its_focus(browser, address):
    with visiting(browser, address) as page:
        unnamed = page.evaluate("""() => [...document.querySelectorAll(
            'button, input, select, a, summary')]
            .filter(e => e.checkVisibility({contentVisibilityAuto: true}))
            .filter(e => !(e.innerText?.trim() || e.getAttribute('aria-label') || e.labels?.length))
            .map(e => e.outerHTML.slice(0, 120))""")
        assert unnamed == []
        page.keyboard.press("Tab")
        shown = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert shown != "none"


def test_a_phone_has_large_targets_and_what_matters_at_hand(browser, address):
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    with visiting(browser, address, **phone) as page:
        # Marks of events lie as close as their dates; the list of events has buttons for them.
        small = page.evaluate("""() => [...document.querySelectorAll('.dock button:not(.mark)')]
            .map(e => e.getBoundingClientRect()).filter(r => r.width && r.height < 40).length""")
        assert small == 0
        page.get_by_role("navigation").get_by_role("button", name="Assumptions").tap()
        slide(page, "effort", times=100)
        page.get_by_role("navigation").get_by_role("button", name="Pictures").tap()
        ended(page, 2)
        dock = page.locator(".dock").bounding_box()
        assert dock["y"] + dock["height"] <= 845  # the transport stays in sight


def test_less_motion_is_respected(browser, address):
    with visiting(browser, address, reduced_motion="reduce") as page:
        assert page.get_by_label("Speed").input_value() == "2"
        moving = page.evaluate("""() => [...document.querySelectorAll('*')].filter(e => {
            const s = getComputedStyle(e);
            const longest = [s.transitionDuration, s.animationDuration].map(parseFloat);
            return Math.max(...longest) > 0.01;
        }).length""")
        assert moving == 0


def test_pictures_can_be_read_as_tables_and_taken_along(browser, address):
    with visiting(browser, address, accept_downloads=True) as page:
        card = page.locator("figure", has=page.get_by_text("On the street")).first
        with page.expect_download() as csv:
            card.get_by_role("button", name="CSV").click()
        lines = csv.value.path().read_text().splitlines()
        assert len(lines) == WEEKS + 2  # a head, and weeks 0 to 10
        with page.expect_download() as png:
            card.get_by_role("button", name="PNG").click()
        assert png.value.path().read_bytes()[:4] == b"\x89PNG"
        card.get_by_role("button", name="Table").click()
        assert card.get_by_role("row").count() == WEEKS + 2


def test_the_run_is_what_python_plays(browser, address):
    """The table of the page has the numbers of `fronde run` with the same seed."""
    result = fr.simulate(load_text(text()), seed=1)
    street = result.series.filter(level="nation", metric="protest").sort("week")["value"]
    with visiting(browser, address, accept_downloads=True) as page:
        card = page.locator("figure", has=page.get_by_text("On the street")).first
        with page.expect_download() as csv:
            card.get_by_role("button", name="CSV").click()
        rows = [line.split(",") for line in csv.value.path().read_text().splitlines()]
    column = next(n for n, head in enumerate(rows[0]) if "on the street" in head)
    assert [float(row[column]) for row in rows[1:]] == pytest.approx(street.to_list(), rel=1e-5)


def test_a_lost_server_is_said_and_found_again(browser, store):
    folder, file = store
    state = AppState(Library((folder,), {"small": file}), "small")
    state.ready.set()
    bound = listen(Address("localhost", 0, False))
    port = bound.getsockname()[1]
    context = browser.new_context()
    page = context.new_page()
    for _ in range(2):  # the second time on the same port: the page asks for its runs again
        server = uvicorn.Server(uvicorn.Config(application(state), log_level="critical",
                                               timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
        thread.start()
        if page.url == "about:blank":
            page.goto(f"http://localhost:{port}")
            ended(page)
            told = page.locator(".badge p").all_inner_texts()
            server.should_exit = True
            thread.join(20)
            page.get_by_text("lost", exact=False).first.wait_for(timeout=20_000)
            time.sleep(0.3)
            bound = listen(Address("localhost", port, False))
    page.get_by_text("lost", exact=False).first.wait_for(state="detached", timeout=30_000)
    page.get_by_role("button", name="To the start").click()
    slide(page, "effort", times=100)
    ended(page, 2)
    assert page.locator(".badge p").all_inner_texts()[:1] == told
    assert len(changes(page)) == 1
    server.should_exit = True
    thread.join(20)
    context.close()


def test_the_page_is_small():
    """Below 200 kB, all that is loaded before anything is seen."""
    files = [file for file in BUILT.rglob("*") if file.suffix in (".html", ".js", ".css")]
    assert len(files) >= 3
    assert sum(file.stat().st_size for file in files) < 200_000
