"""The claims of the report's sentences, one by one: see ``claims``."""

from __future__ import annotations

import re
from datetime import timedelta

import numpy as np
import polars as pl
from claims import SHORT, Run, amount, claim, false, lasting, level, near, on, part, ratio, share

PARTS = {"fairness of rule": "procedural", "protection": "security",
         "shared belief": "consensus"}
CAUSES = {
    "conviction (standing grievance and hope)": "conviction", "outrage at events": "outrage",
    "the closed street (protest too risky)": "closed street",
    "backlash against unselective force": "backlash",
    "recruitment by people already there": "recruited",
    "the sight of others on the street": "others",
    "giving up (not worth it any more)": "not worth it",
    "giving up (nowhere to hide)": "nowhere to hide",
    "being found and jailed": "found", "being killed in an operation": "in an operation",
    "states": "arms of states", "money from home": "bought arms", "capture": "captured arms"}
INTO, OUT = ("join", "hide"), ("desert", "quit", "detect", "catch", "fall")


# the chain

def silent(run):
    """What the chain has no numbers for, in its order."""
    def known(*metrics):
        return all(name in run.metrics for name in metrics)

    organised = "organisations" in run.names
    moved = run.took(*INTO, *OUT) > 0 and all_hidden(run).max() > 0
    lacks = {
        "the street": "repression" not in run.names or not run.has_any("risk_protest"),
        "whether the underground lasted": not moved,
        "organisations": not organised or not known("organisations", "largest"),
        "arms": not organised or not known("fighters"),
        "mergers": not organised or run.top("organisations") <= 1,
        "coalitions": "alignment" not in run.names or not known("allied", "coalitions")
        or run.top("fighters") <= 0,
        "operations": "combat" not in run.names or "operations" not in run.metrics}
    return [name for name, lack in lacks.items() if lack]


def all_hidden(run):
    """Underground, in arms or not, by the record's own sum where it has one."""
    return run.v("hidden") if "hidden" in run.metrics else run.hidden


def unbroken(run, lacks):
    """Whether every link that there are numbers for came about."""
    merged, split = (run.changes["kind"].to_list().count(kind) for kind in ("merged", "split"))
    tipped = run.took("hide") + run.took("join", cause="closed street")
    hidden = all_hidden(run)
    many = hidden >= run.few
    came = {
        "the street": run.shut().any() if run.top("protest") == 0 else closed(run)[0].any(),
        "who went underground": tipped >= 0.05 * run.took(*INTO) > 0,
        "whether the underground lasted": hidden[-1] >= hidden.max() / 2
        and many[int(np.argmax(many)):].all(),
        "organisations": run.top("organisations") >= 1 and run.top("largest") >= 5,
        "arms": run.took("arm") > 0 or run.top("armed") > 0,
        "mergers": merged > split and merged >= 0.1 * run.v("organisations")[-1] >= 0.05
        and (at_end(run).height < 6 or five_largest(run) >= 0.5),
        "coalitions": together(run) >= 0.5 and run.v("fighters")[-1] >= run.few,
        "operations": (run.operations["partners"] > 0).any()}
    return all(value for name, value in came.items() if name not in lacks)


@claim(r"#v The chain broke off: (.*)\.")
def _(run, last):
    return not false(run, f"# {last[:1].upper()}{last[1:]}")


@claim(r"#v (?:(Every link of the chain came about in this run, down to the last)|(The chain came "
       r"to its end, but not every link of it came about): (.*)|Every link that the run has "
       r"numbers for came about|Not every link that the run has numbers for came about: (.*?))\."
       r"(?: It has no numbers for (.*)\.)?")
def _(run, whole, ended, broken, more, lacking):
    lacks = silent(run)
    said = ", ".join(lacks[:-1]) + " and " * (len(lacks) > 1) + "".join(lacks[-1:])
    named = (broken or more or "").split("; ") if broken or more else []
    return (said == (lacking or "") and bool(whole or ended) == (not lacks)
            and unbroken(run, lacks) == (not named)
            and not any(false(run, f"# {one[:1].upper()}{one[1:]}") for one in named))


# the street

@claim(r"<N> were on the street <W>, half of them or fewer <S> later\.")
def _(run: Run, persons, when, span):
    row = run.row(when)
    half = run.half(row)
    return row == run.swell() and near(persons, run.street[row]) and half is not None and \
        lasting(span, run.days(row, half))


@claim(r"<N> were on the street <W>, and the number did not fall to half of that before the end\.")
def _(run, persons, when):
    row = run.row(when)
    return near(persons, run.street[row]) and run.street[row:].min() > run.street[row] / 2


@claim(r"The chance of arrest, as people see it, was <P> at the start, <P> at the lowest \(<W>\), "
       r"<P> at the highest \(<W>\) and <P> at the end(?:; an arrest cost up to <X> as much as at "
       r"the start)?\.")
def _(run, first, low, low_when, high, high_when, last, dearer):
    risk, cost = run.v("risk_protest"), run.v("severity")
    rises = len(cost) and cost.max() > cost[0] > 0
    return (part(first, risk[0]) and part(low, risk.min()) and part(high, risk.max())
            and part(last, risk[-1]) and risk[run.row(low_when)] == risk.min()
            and risk[run.row(high_when)] == risk.max() and bool(rises) == (dearer is not None)
            and (dearer is None or ratio(dearer, cost.max() / cost[0])))


@claim(r"(.+?),? that chance was 50% or more: in (all|\d+) of (\d+) records\.")
def _(run, when, count, all_):
    shut = run.shut()
    return run.when(when, shut) and int(all_) == len(shut) and (
        shut.all() if count == "all" else int(count) == shut.sum())


@claim(r"Belief in peaceful change went <GL>\.")
def _(run, first, last, beyond):
    return run.went("peaceful", "L", first, last, beyond)


@claim(r"Of all who left the street in the run, <P> were arrested\.")
def _(run, arrested):
    return part(arrested, run.took("arrest") / run.took("arrest", "tire", "hide"))


def closed(run):
    """Rows in which arrest is likely and at most half of the most are left; whether it is all."""
    rows = run.shut() & run.low()
    after = rows[int(np.argmax(run.street > 0)) + 1:]
    return rows, bool(run.shut().all() and len(after) and after.all())


@claim(r"# The street stayed closed")
def _(run):
    return closed(run)[1]


@claim(r"# The street was closed( for a time)?")
def _(run, for_a_time):
    rows, stayed = closed(run)
    return bool(rows.any() and not stayed and rows[-1] == (not for_a_time))


@claim(r"# The street was not closed: (.*)")
def _(run, why):
    used = run.v("risk_protest")[int(np.flatnonzero(run.street > 0)[0]):]
    broke, inside = bool(run.low().any()), bool((run.shut() & run.low()).any())
    most = re.search(r"at most (under 0\.1%|over 99%|\S+%)", why)
    return (not inside and ("did not break" in why) == (not broke or (
        "arrest was likely" not in why and not broke)) and (used.max() >= 0.5) == (not most)
        and (most is None or part(most.group(1), used.max()))
        and ("from the first protest on" in why) <= (used.max() < run.top("risk_protest")))


@claim(r"# Nobody was on the street( in any recorded week)?")
def _(run, recorded):
    anyway = run.took("protest") + run.top("ever_protested") > 0
    return run.top("protest") == 0 and anyway == bool(recorded)


@claim(r"#n <P> highest chance of arrest, as people see it")
def _(run, number):
    return part(number, run.v("risk_protest").max())


@claim(r"(?:In no recorded week was anybody on the street|Nobody took to the street in <S>)\.")
def _(run, span):
    quiet = run.top("protest") == 0
    return quiet and (span is None or (lasting(span, run.days(0, -1)) and not run.took("protest")
                                       and run.top("ever_protested") == 0))


@claim(r"There was no distinct wave: from <D> on, (?:about|between <N> and) <N> \((?:at most "
       r")?<O>\) were on the street each (?:week|day)\.")
def _(run, since, low, high, of_all):
    then = run.street[run.row(since):]
    return (near(high, then.max()) and then.max() == run.street.max()
            and share(of_all, then.max() / run.people)
            and (near(low, then.min()) if low else then.min() > 0.97 * then.max()))


@claim(r"Protest (peaked|was highest at the very end,) <W>, with <N> on the street \(<O>\)"
       r"(?:, <X> the usual level until then)?(?:, (.*?) event (\d+) \(“(.*)”\))?\.")
def _(run, how, when, persons, of_all, usual, gap, number, label):
    row = run.row(when)
    peak = run.street[row]
    before = [run.street[r] for r in range(1, row) if run.days(r, row) > 56]
    if gap:
        event = run.made.events.row(int(number) - 1, named=True)
        after = (run.dates[row] - event["date"]).days
        told = re.match(r"(\d+) (week|day)", gap)
        shown = int(told.group(1)) * (7 if told.group(2) == "week" else 1) if told else 0
        if event["label"] != label or not 0 <= after <= 63 or abs(after - shown) > 3:
            return False
    return (peak == run.street.max() and near(persons, peak) and share(of_all, peak / run.people)
            and (how == "peaked") == (row < len(run.dates) - 1)
            and (usual is None or ratio(usual, peak / np.median(before))))


@claim(r"When the war began <N> were on the street; by <D> it was <N> \(<O>\)(?:, <X> as many)?; "
       r"that wave (?:did not break|broke: <S> later it was down by half or more)\.")
def _(run, before, when, peak, of_all, times, span):
    row, war = run.row(when), run.war
    half = run.half(row)
    return (near(before, run.street[war]) and near(peak, run.street[row])
            and 0 <= run.days(war, row) <= 70 and share(of_all, run.street[row] / run.people)
            and (times is None or ratio(times, run.street[row] / run.street[war]))
            and (lasting(span, run.days(row, half)) if span else half is None))


@claim(r"The most of the whole run were on the street before: <N> <W>\.")
def _(run, persons, when):
    row = run.row(when)
    return run.street[row] == run.street.max() and near(persons, run.street[row]) and \
        row < run.swell() and run.street[row] > run.street[run.swell()]


@claim(r"<S> after the height the number on the street was down by half or more"
       r"(?:; at the end it was <N>)?\.")
def _(run, span, end):
    row = run.swell()
    return lasting(span, run.days(row, run.half(row))) and (
        end is None or near(end, run.street[-1]))


@claim(r"It had not fallen again when the run ended\.")
def _(run):
    return bool(run.street[int(np.argmax(run.street)):].min() > 0.97 * run.street.max())


@claim(r"The wave did not break: (?:at the end it was still <P> of that|it was <P> of that at the "
       r"lowest, and <P> at the end)\.")
def _(run, still, low, end):
    row = int(np.argmax(run.street))
    then = run.street[row:] / run.street[row]
    return then.min() > 0.5 and part(still or low, then.min()) and part(still or end, then[-1])


@claim(r"Later it rose (higher|again), to <N> \(<O>\) <W>(.*?)(?:; at the end it was <N>)?\.")
def _(run, how, persons, of_all, when, tail, end):
    row, first = run.row(when), run.swell()
    value = run.street[row]
    return (row > first and near(persons, value) and share(of_all, value / run.people)
            and (how == "higher") == (value > run.street[first])
            and value == run.street[row:].max()
            and ("last of the run" in tail) == (row == len(run.dates) - 1)
            and (run.street[-1] > 0.97 * value if "about as high" in tail else True)
            and (end is None or near(end, run.street[-1])))


@claim(r"The start of the war moved the street little: <N> then, <N> at most in the ten weeks "
       r"after\.")
def _(run, then, most):
    after = [run.street[r] for r in range(run.war, len(run.dates)) if run.days(run.war, r) <= 70]
    return near(then, after[0]) and near(most, max(after)) and max(after) < 2 * after[0]


@claim(r"Over the whole run <N> \(<O>\) were on the street at some time\.")
def _(run, ever, of_all):
    return near(ever, run.v("ever_protested")[-1]) and share(
        of_all, run.v("ever_protested")[-1] / run.people)


def rates(run, level_, metric):
    """Rates of places against the country's: name -> ratio, and which have few persons."""
    rows = run.made.series.filter((pl.col("level") == level_) & (pl.col("metric") == metric))
    last = dict(rows.filter(pl.col("week") == rows["week"].max()).select(
        "entity", "value").iter_rows())
    places = run.manifest[f"{level_}s"]
    whole = sum(last.values()) / sum(place["population"] for place in places)
    return {place["name"]: (last[place["id"]] / place["population"] / whole,
                            last[place["id"]] < run.few) for place in places}


@claim(r"No (group|region) stood out by how many had (been on the street|gone underground): the "
       r"highest rate was <X> the national one(, of .* enough people to tell)?\.")
def _(run, level_, deed, times, few):
    found = rates(run, level_, "ever_protested" if "street" in deed else (
        "ever_underground" if "ever_underground" in run.metrics else "underground"))
    top = max(value for value, small in found.values() if not small)
    return ratio(times, top) and top < 1.15 and bool(few) == any(
        small and value > top for value, small in found.values())


@claim(r"Relative to size, the (group|region)s? where most had (been on the street|gone "
       r"underground) (?:was|were) (.*?)(, of .* enough people to tell)?\.")
def _(run, level_, deed, told, few):
    found = rates(run, level_, "ever_protested" if "street" in deed else (
        "ever_underground" if "ever_underground" in run.metrics else "underground"))
    any_name = "|".join(re.escape(name) for name in sorted(found, key=len, reverse=True))
    named = re.findall(rf"\b({any_name}) \(([\d.,]+)", told)
    kept = sorted((value for value, small in found.values() if not small), reverse=True)
    last = found[named[-1][0]][0]
    return (all(ratio(times, found[name][0]) for name, times in named)
            and [found[name][0] for name, _ in named] == kept[:len(named)] and last >= 1.15
            and bool(few) == any(small and value > last for value, small in found.values()))


@claim(r"(They took to the street mainly because of|What brought them there was) (.*?)"
       r"( \(under 5% each: .*\))?\.")
def _(run, opening, main, small):
    flows = ("protest",) if opening.startswith("They") else INTO
    whole = run.took(*flows)
    told = dict(piece.rsplit(", ", 1) for piece in main.split("; "))
    return all(part(p, run.took(*flows, cause=CAUSES[name]) / whole)
               for name, p in told.items()) and all(
        run.took(*flows, cause=cause) / whole < 0.05 for name, cause in CAUSES.items()
        if name in (small or ""))


@claim(r"Of all departures from the street in the run, <P> were arrests, <P> went home and <P> went"
       r" underground\.")
def _(run, *parts):
    flows = ("arrest", "tire", "hide")
    return all(part(p, run.took(one) / run.took(*flows))
               for p, one in zip(parts, flows, strict=True))


# the underground

@claim(r"(?:Nobody went underground in <S>|In no recorded week was anybody underground)\.")
def _(run, span):
    return run.hidden.max() < 0.5 and (span is None or (
        lasting(span, run.days(0, -1)) and not run.took(*INTO)
        and run.top("ever_underground") == 0))


@claim(r"On <D> <N> (?:was|were) underground \(<O>\)\.")
def _(run, when, persons, of_all):
    return run.row(when) == len(run.dates) - 1 and near(persons, run.hidden[-1]) and share(
        of_all, run.hidden[-1] / run.people)


@claim(r"On <D> nobody was underground any more; the highest number was <N>, <W>\.")
def _(run, _when, most, when):
    return run.hidden[-1] < 0.5 and near(most, run.hidden.max()) and \
        run.hidden[run.row(when)] == run.hidden.max()


@claim(r"(?:Nobody|<N>) had been underground at some time\.")
def _(run, ever):
    return near(ever or "nobody", run.v("ever_underground")[-1])


@claim(r"<P> of those underground had protested openly before(?: \(of all people: <H>\))?\.")
def _(run, protested, of_all):
    return part(protested, run.v("underground_protested")[-1] / run.hidden[-1])


@claim(r"<P> had been in prison before\.")
def _(run, jailed):
    return part(jailed, run.v("underground_jailed")[-1] / run.hidden[-1])


@claim(r"(Most|Half|A minority) of them \(<P>\) belong to the dominant nationality .*")
def _(run, most, among):
    groups = {group["id"]: group for group in run.manifest["groups"]}
    rows = run.made.series.filter((pl.col("level") == "group")
                                  & (pl.col("metric") == "underground"))
    values = dict(rows.select("entity", "value").iter_rows())
    value = sum(v for g, v in values.items() if groups[g]["dominant"]) / sum(values.values())
    return part(among, value) and majority(most, value)


def majority(word, value):
    """Whether most, half or a minority is what a share is."""
    return {"Most": value > 0.5, "Half": 0.49 <= value <= 0.51, "A minority": value < 0.5}[word]


@claim(r"People went underground <N> times: <P> straight from the street, <P> from a quiet life\.")
def _(run, times, street, quiet):
    whole = run.took(*INTO)
    return near(times, whole) and part(street, run.took("hide") / whole) and part(
        quiet, run.took("join") / whole)


@claim(r"In the same time <N> were found and jailed(?:,| and) <N> gave up(?: and <N> died "
       r"fighting)?\.")
def _(run, found, left, fell):
    return near(found, run.took("detect", "catch")) and near(left, run.took("desert", "quit")) \
        and (fell is None or near(fell, run.took("fall")))


@claim(r"Of <N> entries, <N> were straight from the street(?:, and <N> more came from a quiet life "
       r"because the street had become too risky)?\.")
def _(run, whole, street, more):
    return near(whole, run.took(*INTO)) and near(street, run.took("hide")) and (
        near(more, run.took("join", cause="closed street")) if more else True)


@claim(r"The most common cause of all was (.*) \(<P> of entries\)\.")
def _(run, name, share_):
    shares = {cause: run.took(*INTO, cause=cause) / run.took(*INTO)
              for cause in set(CAUSES.values())}
    return part(share_, shares[CAUSES[name]]) and shares[CAUSES[name]] == max(shares.values())


@claim(r"# (?:(Most|Much|A small part) of the underground came from the street, or because it was "
       r"closed|The street itself sent few underground)")
def _(run, most):
    value = (run.took("hide") + run.took("join", cause="closed street")) / run.took(*INTO)
    return most == ("Most" if value >= 0.5 else "Much" if value >= 0.25 else
                    "A small part" if value >= 0.05 else None)


@claim(r"#n <P> of entries from the street, or by its closing")
def _(run, number):
    return part(number, (run.took("hide") + run.took("join", cause="closed street"))
                / run.took(*INTO))


@claim(r"<P> of those there at the end had protested before \(of all people: <H>\)\.")
def _(run, protested, of_all):
    return part(protested, run.v("protested_before")[-1]) and share(
        of_all, run.v("ever_protested")[-1] / run.people)


@claim(r"# Nobody went underground( in the run)?")
def _(run, there):
    return run.took(*INTO) == 0 and bool(there) == (run.hidden.max() > 0)


@claim(r"Those who were there from the start were <N> at most\.")
def _(run, most):
    return near(most, run.hidden.max())


@claim(r"Belief that armed resistance works was at most <L>, and the chance of being found in "
       r"hiding, as people see it, at most <P>\.")
def _(run, hope, risk):
    return level(hope, run.top("armed_hope")) and part(risk, run.top("risk_underground"))


@claim(r"Belief that armed resistance works went <GL>(, without any operation to see)?\.")
def _(run, first, last, beyond, without):
    return run.went("armed_hope", "L", first, last, beyond) and (
        not without or run.operations.is_empty())


@claim(r"Belief that armed resistance works went from <L> to <L> before the first operation, and "
       r"to <L> by the end( \([^()]*\))?\.")
def _(run, first, before, last, beyond):
    row = sum(when < run.operations["date"].min() for when in run.dates) - 1
    return level(before, run.v("armed_hope")[row]) and run.went(
        "armed_hope", "L", first, last, beyond)


@claim(r"(?:What fed it most was (.*?))?(?:; w|W)?(?:hat drained it most was (.*))?\.")
def _(run, fed, drained):
    for told, flows in ((fed, INTO), (drained, OUT)):
        shares = {name: run.took(*flows, cause=CAUSES[name]) / run.took(*flows)
                  for name in CAUSES if name in (told or "") if run.took(*flows)}
        ranked = sorted((run.took(*flows, cause=cause) for cause in set(CAUSES.values())),
                        reverse=True)
        for name, p in re.findall(r"([a-z][^;%]*?) \(([\d.]+%|over 99%|under 0\.1%);", told or ""):
            name = re.sub(r"^(.*\) )?and ", "", name)
            if not part(p, shares[name]) or run.took(*flows, cause=CAUSES[name]) not in ranked[:2]:
                return False
        if told in CAUSES and run.took(*flows, cause=CAUSES[told]) != ranked[0]:
            return False
    return True


@claim(r"Repression(?:, by the model's counts,)? (.*)\.")
def _(run, told):
    fed = run.took(*INTO, cause="closed street") + run.took(*INTO, cause="backlash")
    drained = run.took(*OUT, cause="found")
    sent, jailed = re.search(r"it sent (.+?) underground", told), re.search(
        r"found and jailed (.+?) there", told)
    return (("fed the underground more" in told) == (fed > 1.1 * drained)
            and ("drained the underground more" in told) == (drained > 1.1 * fed)
            and ("neither" in told) == (fed == drained == 0)
            and (sent is None or near(sent.group(1), fed))
            and (jailed is None or near(jailed.group(1), drained)))


@claim(r"In the ten weeks before the police used for repression was raised( most)? \(<D>\) and the "
       r"ten weeks after, the chance of being found in hiding, as citizens see it, was <P> and <P> "
       r"on average, and entries by conviction were <N> and <N> a week\.")
def _(run, most, when, feared, fears, before, after):
    rises, row = np.diff(run.v("effort")), run.row(when)
    found = around_raise(run, row)
    return (rises[row - 1] == rises.max() and bool(most) == ((rises > 0.01).sum() > 1)
            and part(feared, found[0]) and part(fears, found[1])
            and near(before, found[2]) and near(after, found[3]))


def around_raise(run, row):
    """Mean fear, then entries by conviction a week, in the ten weeks before and after a row."""
    gap = [run.days(row, other) for other in range(len(run.dates))]
    risk, day = run.v("risk_underground"), run.dates[row]
    came = run.flows.filter(pl.col("flow").is_in(INTO) & (pl.col("cause") == "conviction"))
    spans = [came.filter(pl.col("date").is_between(day + timedelta(a), day + timedelta(b)))
             for a, b in ((-70, -1), (1, 70))]
    return (np.mean([v for v, g in zip(risk, gap, strict=True) if -70 <= g < 0]),
            np.mean([v for v, g in zip(risk, gap, strict=True) if 0 <= g <= 70]),
            *(span["persons"].sum() / 10 for span in spans))


@claim(r"(Fewer) came, as fear would have it, whatever drove them\.|(More) came, so what drove "
       r"them outweighed the fear\.|As many came: what drove them and the fear were about even\.")
def _(run, fewer, more):
    feared, fears, before, after = around_raise(run, 1 + int(np.argmax(np.diff(run.v("effort")))))
    return fears > feared and bool(fewer) == (after < 0.9 * before) and bool(more) == (
        after > 1.1 * before)


@claim(r"# (Only a few were ever underground|The underground (?:did not last|lasted(?:, but "
       r"shrank)?|shrank to a few(?: and grew again)?))")
def _(run, name):
    hidden = all_hidden(run)
    now, most, many = hidden[-1], hidden.max(), hidden >= run.few
    half, since = now >= most / 2, int(np.argmax(many))
    dipped = bool(many.any() and (~many[since:]).any())
    return {"Only a few were ever underground": not many.any() and half,
            "The underground did not last": now < run.few and not half,
            "The underground shrank to a few": now < run.few and half and many.any(),
            "The underground shrank to a few and grew again": now >= run.few and dipped,
            "The underground lasted": many[-1] and half and not dipped,
            "The underground lasted, but shrank": many[-1] and not half and not dipped}[name]


@claim(r"#n (\S+(?: million)?) (?:left|underground) at the end, (?:of )?<N> at most")
def _(run, now, most):
    hidden = all_hidden(run)
    return near(now, hidden[-1]) and near(most, hidden.max())


# organisations

@claim(r"# (?:No organisation (formed|was there in any recorded week)|Organisations formed|Only "
       r"small (cells) formed)")
def _(run, none, cells):
    most = run.top("organisations")
    return (most < 1) == bool(none) and (bool(none) or bool(cells) == (
        run.top("largest") < 5)) and (none != "formed" or run.operations.is_empty())


@claim(r"At the end there were <N> organisations?; the largest ever had <N>(?:, the largest now "
       r"has <N>)?\.")
def _(run, count, ever, now):
    return near(count, run.v("organisations")[-1]) and near(ever, run.top("largest")) and (
        now is None or near(now, run.v("largest")[-1]))


@claim(r"#n (\S+) (?:organisations at the end|organisations|armed|entries|operations)")
def _(run, number):
    return near(number, 0.0) or near(number, run.v("organisations")[-1])


@claim(r"#n (\S+) operations in the run")
def _(run, number):
    return near(number, run.operations.height)


@claim(r"#n (\S+(?: million)?) fighters at the end")
def _(run, number):
    return near(number, run.v("fighters")[-1])


@claim(r"#n <P> of fighters are in a coalition at the end")
def _(run, number):
    return part(number, together(run))


@claim(r"#n <N> mergers?, and <N> splits?")
def _(run, merged, split):
    kinds = run.changes["kind"].to_list()
    return near(merged, kinds.count("merged")) and near(split, kinds.count("split"))


def together(run):
    """Share of those who fight that stand together at the end."""
    fights = run.v("fighters")[-1] > 0 and not np.isnan(run.v("allied")[-1])
    return run.v("allied")[-1] if fights else 0.0


@claim(r"# (Nobody was armed(?: in any recorded week)?|Only volunteers from abroad were armed|They "
       r"were armed)")
def _(run, name):
    armed = run.took("arm") > 0 or run.top("armed") > 0
    return {"Nobody was armed": not run.took("arm") and run.top("fighters") == 0
            and run.operations.is_empty(),
            "Nobody was armed in any recorded week": run.top("fighters") == 0,
            "Only volunteers from abroad were armed": not armed,
            "They were armed": armed}[name]


@claim(r"(?:No arms came from states, money at home or capture to those underground|Nobody who "
       r"went underground was given arms)\.")
def _(run):
    return run.took("arm") == 0


@claim(r"(?:The arms came|People underground were given arms <N> times; the arms came) from (.*)\.")
def _(run, times, told):
    found = re.findall(r"([a-z ]+) \(([^()]+)\)", told)
    return (times is None or near(times, run.took("arm"))) and all(
        part(p, run.took("arm", cause=CAUSES[re.sub(r"^ *and ", "", name).strip()])
             / run.took("arm")) for name, p in found)


@claim(r"<N> of the fighters at the end are volunteers from abroad\.")
def _(run, count):
    return near(count, run.v("volunteers")[-1]) and run.v("fighters")[-1] > 0


@claim(r"Of the arms that states had on offer, <P> were from (.*)\.")
def _(run, share_, state):
    weeks = np.diff([day.toordinal() for day in run.dates]) / 7
    sums = {name: (around(run, "arms_offered", key)[1:] * weeks).sum()
            for name, key in states(run).items()}
    told = {name: offer for name, offer in sums.items() if offer >= 1.0}
    return told[state] == max(told.values()) and part(share_, told[state] / sum(told.values()))


@claim(r"# They (?:(did not merge)(?:: <N> organisations? stayed apart)?|(hardly) merged: <N> "
       r"organisations? at the end|merged (no more) often than they split|merged, but (none) was "
       r"left at the end|merged, (but not into a few:|and) the five largest hold <P> of all "
       r"members|merged (more often) than they split|merged into (few) organisations)")
def _(run, never, apart, hardly, left, no_more, none, how, five, more, few):
    kinds, last = run.changes["kind"].to_list(), run.v("organisations")[-1]
    merged, split = kinds.count("merged"), kinds.count("split")
    count = apart or left
    return ((merged == 0) == bool(never) and (count is None or near(count, last))
            and (not hardly or merged < 0.1 * last) and (not no_more or merged <= split)
            and (merged > split or not (none or five or more or few))
            and (not none or last < 0.5) and (not five or part(five, five_largest(run)))
            and (not how or (how == "and") == (five_largest(run) >= 0.5))
            and (not few or last <= 5))


def at_end(run):
    """Organisations of the last week."""
    return run.made.organisations.filter(pl.col("week") == run.weeks[-1])


def five_largest(run):
    """Share of members in the five largest organisations."""
    members = sorted(at_end(run)["members"].to_list(), reverse=True)
    whole = max(sum(members), run.v("hidden")[-1] if "hidden" in run.metrics else 0.0)
    return sum(members[:5]) / whole if whole else 0.0


@claim(r"Of <N> organisations? at the end, the largest has <N> and the five largest hold <P> of "
       r"all members(, so most are in a few organisations|, so most are in many small ones)?\.")
def _(run, count, largest, five, so):
    value = five_largest(run)
    return (near(count, run.v("organisations")[-1]) and near(largest, run.v("largest")[-1])
            and part(five, value) and ("small" in (so or "")) == (value < 0.5))


@claim(r"(?:No organisations merged or split|Organisations merged (\S+?)(?: times)? and split "
       r"(\S+?)(?: times)?(?:; the largest merger, of <N> with <N>, was <W>)?)\.")
def _(run, merged, split, one, other, when):
    kinds = run.changes["kind"].to_list()
    words = {"never": 0, "once": 1, "twice": 2, None: 0}
    if not all(near(str(words.get(word, word)), kinds.count(kind))
               for word, kind in ((merged, "merged"), (split, "split"))):
        return False
    mergers = run.changes.filter(pl.col("kind") == "merged")
    return one is None or any(
        near(one, row["size"]) and near(other, row["other_size"]) and row["date"] == on(when)
        and row["size"] + row["other_size"] == (mergers["size"] + mergers["other_size"]).max()
        for row in mergers.to_dicts())


@claim(r"# (?:There was no coalition at the end|(Hardly) anybody was in a coalition at the end|"
       r"(Too few) fight at the end to speak of a coalition|"
       r"(Coalitions|A coalition)(.*?) (?:unites? a (minority)|came about))")
def _(run, hardly, few, many, side, minority):
    value = together(run)
    if not many and not few:
        return value < 0.01 and bool(hardly) == (value > 0)
    if bool(few) != (run.v("fighters")[-1] < 20):
        return False
    if few:
        return value >= 0.01
    return (value < 0.5) == bool(minority) and (many == "Coalitions") == (
        run.v("coalitions")[-1] > 1) and (not side or largest(run)[1] == side.strip())


def largest(run):
    """Organisations, side and number of the largest coalition recorded at the end."""
    given = (run.made.scenario.get("states") or {}).get("rows", ())
    sides = {-1 - n: f"on the side of {row['name']}" for n, row in enumerate(given)}
    found = {}
    for row in at_end(run).to_dicts():
        many, strength = found.get(row["coalition"], (0, 0.0))
        found[row["coalition"]] = many + 1, strength + row["members"] + row["volunteers"]
    ranked = sorted(((strength, -number, many) for number, (many, strength) in found.items()
                     if many > 1), reverse=True)
    return (ranked[0][2], sides.get(-ranked[0][1], "in a coalition among themselves"),
            -ranked[0][1]) if ranked else (0, "", 0)


@claim(r"At most (?:<P> of those who fight were in a coalition|it was <P>)\.")
def _(run, most, too):
    return part(most or too, run.top("allied"))


@claim(r"At the end nobody fights, so no fighter is in a coalition\.")
def _(run):
    return not run.v("fighters")[-1] > 0


@claim(r"There was no coalition (?:of those who fight at the end|at the end: (?:the only "
       r"organisation|each of the <N> organisations) was alone|at the end)\.")
def _(run, each):
    return together(run) == 0 and (each is None or (
        largest(run)[0] == 0 and near(each, run.v("organisations")[-1])))


@claim(r"At the end <P> of those who fight are in a coalition(?: \(there are <N>\))?"
       r"(?:; the largest, (.*), unites (at least )?<N> organisations)?\.")
def _(run, share_, many, side, least, count):
    found = largest(run)
    return part(share_, together(run)) and (many is None or near(many, run.v("coalitions")[-1])) \
        and (side is None or (found[1] == side and near(count, found[0])))


@claim(r"More than half have been in one without a break since (?:the week of )?<D>\.")
def _(run, when):
    row, allied = run.row(when), run.v("allied")
    return bool((allied[row:] > 0.5).all()) and (row == 0 or not allied[row - 1] > 0.5)


@claim(r"Its members: (.*)\.")
def _(run, told):
    mine = at_end(run).filter(pl.col("coalition") == largest(run)[2])["organisation"].to_list()
    rows = run.made.membership.filter((pl.col("week") == run.weeks[-1])
                                      & pl.col("organisation").is_in(mine))
    found = {group["name"]: rows.filter(pl.col("group") == group["id"])["members"].sum()
             / rows["members"].sum() for group in run.manifest["groups"]}
    return all(part(shown, found[name]) for name, shown in (
        piece.replace("under 0.1%", "0.05%").rsplit(" ", 1) for piece in told.split(", ")))


# operations

@claim(r"# They did not fight")
def _(run):
    return run.operations.is_empty()


@claim(r"# They fought, (?:but never together|together in <P> of the operations)")
def _(run, joint):
    several = (run.operations["partners"] > 0).sum()
    return several == 0 if joint is None else part(joint, several / run.operations.height)


@claim(r"No operation took place, though (?:up to <N> people were|(1 person) was) in arms\.")
def _(run, most, one):
    return run.operations.is_empty() and near(most or "1", run.top("fighters")) and (
        bool(one) == (run.top("fighters") < 1.5))


@claim(r"There (?:was one|were <N>) operations?, the first <W>; <P> succeeded(?:, and "
       r"(none|[\d,]+) were in the last half year)?\.")
def _(run, count, when, won, late):
    done = run.operations
    inside = done.filter(pl.col("date") > run.dates[-1] - timedelta(days=182)).height
    return (near(count or "1", done.height) and done["date"].min() == on(when)
            and part(won, done["success"].mean())
            and (late is None or near(late.replace("none", "0"), inside)))


@claim(r"The state lost <N>, the organisations <N>\.")
def _(run, state, fighters):
    return near(state, run.operations["state_lost"].sum()) and near(
        fighters, run.operations["fighters_lost"].sum())


@claim(r"Several organisations together succeeded in <P> of <N> operations, single ones in <P> of "
       r"<N>(; joint ones are also larger, so a difference is not the coalition's alone)?\.")
def _(run, won, many, won_alone, alone, larger):
    several, single = (run.operations.filter(which) for which in (
        pl.col("partners") > 0, pl.col("partners") == 0))
    return (part(won, several["success"].mean()) and near(many, several.height)
            and part(won_alone, single["success"].mean()) and near(alone, single.height)
            and bool(larger) == (several["fighters"].mean() > single["fighters"].mean()))


@claim(r"They reached (\d+) of (\d+) regions, most often (.*)\.")
def _(run, reached, all_, told):
    counts = run.operations["region"].value_counts()
    return counts.height == int(reached) and len(run.manifest["regions"]) == int(all_) and [
        int(n) for n in re.findall(r"\((\d+)\)", told)] == sorted(
            counts["count"].to_list(), reverse=True)[:3]


# who they are

@claim(r"(?:At the end|(?:In the week of|On) <D>) <N> were underground(?:, (?:<N> of them in arms|"
       r"nobody in arms))?(?:, in <N> organisations?(?:; (?:<N>|one) of these had five fighters or "
       r"more)?)?\.")
def _(run, when, persons, armed, count, units):
    row = run.row(when) if when else len(run.dates) - 1
    return near(persons, run.v("hidden")[row]) and not (
        run.v("hidden")[row + 1:] >= run.few).any() and (
        armed is None or near(armed, run.v("armed")[row])) and (
        count is None or near(count, run.v("organisations")[row])) and (
        units is None or near(units, run.v("units")[row]))


def told_row(run):
    """The last row in which enough are underground to speak of shares."""
    return int(np.flatnonzero(run.v("hidden") >= run.few)[-1])


@claim(r"(Most|Half|A minority) of them( and of volunteers from abroad)?, <P>, belong to the "
       r"dominant nationality \((.*)\), which is <P> of the country\.")
def _(run, most, abroad, among, _names, expected):
    value, groups = run.v("dominant_share")[told_row(run)], run.manifest["groups"]
    return part(among, value) and majority(most, value) and part(expected, sum(
        group["population"] for group in groups if group["dominant"]) / sum(
        group["population"] for group in groups))


@claim(r"Nobody came from abroad to fight\.")
def _(run):
    return run.top("volunteers") < 0.5


@claim(r"None of those who fight then is from abroad\.")
def _(run):
    return run.v("volunteers")[told_row(run)] < 0.5


@claim(r"Of the <N> who fight, <N> \(<P>\) are volunteers from abroad\.")
def _(run, fighters, volunteers, share_):
    row = told_row(run)
    return near(fighters, run.v("fighters")[row]) and near(volunteers, run.v("volunteers")[row])


@claim(r"<P> of the citizens among them had protested openly before(?: \(of all people: <H>\))?; "
       r"<P> had been in prison\.")
def _(run, protested, of_all, jailed):
    row = told_row(run)
    return part(protested, run.v("protested_before")[row]) and part(
        jailed, run.v("jailed_before")[row]) and (
        of_all is None or share(of_all, run.v("ever_protested")[row] / run.people))


# the story

@claim(r"The state said nothing about who is behind the resistance; the share of citizens who "
       r"believed its word went <GP>\.")
def _(run, first, last, beyond):
    return run.top("blame") == run.top("admit") == 0 and run.went(
        "credible", "P", first, last, beyond)


@claim(r"(.+?),? the state (blamed|admitted) [a-z ]+?(?:, and its word stayed as credible as "
       r"before \(<P> believe it\)|; from before that to the end the share of citizens who "
       r"believe what it says went <GP>)\.")
def _(run, when, deed, believe, first, last, beyond):
    metric = {"blamed": "blame", "admitted": "admit"}[deed]
    start = run.first_used(metric)
    then = run.v("credible")[start:]
    if not run.when(when, run.v(metric) > 0):
        return False
    if believe:
        return part(believe, then[-1]) and np.abs(then - then[0]).max() < 0.02
    return run.went("credible", "P", first, last, beyond, start)


@claim(r"Hardly anybody noticed any fighting\.")
def _(run):
    return run.top("fights_seen") < 0.01


@claim(r"(In the last half year|Over the run) fighting was noticed, on a scale from 0 to 1, at <L> "
       r"on average\.")
def _(run, when, mean):
    inside = [v for v, day in zip(run.v("fights_seen"), run.dates, strict=True)
              if (run.dates[-1] - day).days <= 182]
    return level(mean, np.mean(inside)) and ("half" in when) == (run.days(0, -1) >= 182)


@claim(r"Of those who fight at the end, <P> are citizens: what people see and the story of "
       r"foreigners differ by so much\.")
def _(run, share_):
    return run.v("fighters")[-1] > 0 and run.v("blame")[-1] > 0 and part(
        share_, run.v("domestic")[-1])


@claim(r"The belief that the resistance is domestic and broad went from <P> to <P>(?:; until (\w+ "
       r"\d+) it had fallen to <P>(; the state had begun to blame foreigners by then)?)?"
       r"(?:; at the highest it was <P>)?\.")
def _(run, first, last, when, low, blamed, high):
    broad = run.v("broad")
    ends = broad[0], broad[-1]
    month = f"{run.dates[int(np.argmin(broad))]:%B %Y}"
    begun = (run.v("blame")[:int(np.argmin(broad)) + 1] > 0).any()
    return (bool(blamed) == bool(low and begun) and part(first, broad[0]) and part(last, broad[-1])
            and (part(low, broad.min()) and when == month if low else
                 broad.min() >= min(ends) - 0.02)
            and (part(high, broad.max()) if high else broad.max() <= max(ends) + 0.02))


# the regime

@claim(r"(The regime fell|Soldiers took power) <W>; the model does not describe what follows, so "
       r"everything here ends there\.")
def _(run, what, when):
    return run.v("fallen" if "regime" in what else "seized")[run.row(when)] > 0


def chance(run, hazard):
    """Chance that something with this rate happens at least once."""
    weeks = np.diff([day.toordinal() for day in run.dates]) / 7
    return 1 - np.exp(-(run.v(hazard)[1:] * weeks).sum())


@claim(r"The regime did not fall in this run(?:; by the model's rates a fall (?:had a chance of "
       r"<P> over the whole run|was next to impossible at every moment))?\.")
def _(run, shown):
    never = run.top("fallen") == run.top("seized") == 0
    return never and (shown is None or part(shown, chance(run, "fall_hazard")))


@claim(r"What weighs against it, as a share of that and what holds it up, was <P> (?:before the "
       r"war|at the start), <P> at most and <P> at the end\.")
def _(run, first, most, last):
    stress = run.v("stress")
    return part(first, stress[run.base]) and part(most, stress.max()) and part(last, stress[-1])


@claim(r"What holds it up went from <N> to <N>, what weighs against it from <N> to <N> \(in .*\)\.")
def _(run, *numbers):
    return all(near(number, run.v(metric)[row]) for number, (metric, row) in zip(numbers, (
        ("strength", run.base), ("strength", -1), ("pressure", run.base), ("pressure", -1)),
        strict=True))


@claim(r"(?:The army at home stayed at about <N> soldiers|Of <N> soldiers at home (?:before the "
       r"war|at the start), <N> were left at the end( \(.*?\))?|Soldiers at home (rose|went) "
       r"from <N> (?:before the war|at the start) to <N>( \(.*?\))?); the state's own soldiers "
       r"and police were <P> of all who were armed there (before the war|at the start), <P> at "
       r"the end( \(.*?\))?\.")
def _(run, stayed, of, left, fall, rose, start, end, gain, first, when, last, beyond):
    home = run.v("army_home")[run.base:]
    if stayed and not (near(stayed, home[0]) and np.ptp(home) < 0.01 * max(home[0], 1)):
        return False
    if not stayed and not (run.went("army_home", "N", of or start, left or end, fall or gain,
                                    run.base) and (home[-1] < home[0]) == (of is not None)):
        return False
    return ("war" in when) == bool(run.war) and run.went(
        "monopoly", "P", first, last, beyond, run.base)


@claim(r"The private army went from <N> to <N> soldiers( \(.*?\))?(, until it was broken up)?(?:, "
       r"without tension between it and the army|; tension between it and the army \(0 to 1\) (?:"
       r"rose to <L> by <D> and ended at <L>|(rose|went) <GL>))\.")
def _(run, first, last, beyond, broken, high, when, end, rose, start, stop, more):
    army, tension = run.v("private_army")[run.base:], run.v("tension")[run.base:]
    told = (near(first, army[0]) and near(last, army.max()) and army[-1] < 1) if broken else \
        run.went("private_army", "N", first, last, beyond, run.base)
    if high:
        return told and level(high, tension.max()) and level(end, tension[-1]) and \
            run.v("tension")[run.row(when)] == tension.max() > tension[0]
    if start:
        return told and run.went("tension", "L", start, stop, more, run.base) and (
            (rose == "rose") == (tension[-1] > tension[0]))
    return told and tension.max() < 0.01


@claim(r"There was no mutiny and no coup(?:; over the run the chance of a mutiny added up to <P> "
       r"by the model's rates)?\.")
def _(run, shown):
    quiet = all(np.ptp(run.metrics[name]) == 0 for name in ("mutinies", "coups")
                if name in run.metrics)
    return quiet and (shown is None or part(shown, chance(run, "mutiny_hazard")))


@claim(r"There was (a (?:mutiny|coup) .*?)(?:, and ([\d,]+) more)?\.")
def _(run, told, more):
    found = re.findall(r"a (mutiny|coup) (?:in the week of|on) (\d+ \w+ \d+)", told)
    counts = {"mutiny": "mutinies", "coup": "coups"}
    rose = sum(run.metrics[name][-1] - run.metrics[name][0] for name in counts.values()
               if name in run.metrics)
    return rose == len(found) + int(more or 0) and all(
        np.diff(run.v(counts[what]))[run.row(when) - 1] > 0 for what, when in found)


# legitimacy

@claim(r"Legitimacy was <L> (in the week before the war began|on the day before the war began|"
       r"in the last record before the war began|at the start) \(<D>\), on a scale from 0 to 1\.")
def _(run, first, when, day):
    gap = {"in the week": 7, "on the day": 1}.get(when.partition(" before")[0])
    return run.row(day) == run.base and level(first, run.v("legitimacy")[run.base]) and (
        "war" in when) == bool(run.war) and (gap is None or run.days(run.base, run.war) == gap)


def moved(text, before, after):
    """A change, of the levels as they are printed."""
    change = round(float(after), 2) - round(float(before), 2)
    word, _, size = text.partition(" ")
    return abs(change) < 0.0051 if word == "unchanged" else (
        (word == "up") == (change > 0) and abs(float(size) - abs(change)) < 0.0051)


@claim(r"A year later it was <L> \(([^()]*)\), at the end <L> \(([^()]*)\)\.")
def _(run, later, change, last, whole):
    values, base = run.v("legitimacy"), run.base
    year = [v for r, v in enumerate(values) if 364 <= run.days(base, r) <= 392]
    return level(later, year[0]) and moved(change, values[base], year[0]) and level(
        last, values[-1]) and moved(whole, values[base], values[-1])


@claim(r"At the end <L> \(([^()]*)\)\.")
def _(run, last, whole):
    values = run.v("legitimacy")
    return level(last, values[-1]) and moved(whole, values[run.base], values[-1])


@claim(r"In between it (?:(rose to|was as high as)|was as low as) <L>\.")
def _(run, high, value):
    values = run.v("legitimacy")[run.base:]
    return level(value, values.max() if high else values.min())


@claim(r"Legitimacy did not move: it stayed at <L>\.")
def _(run, value):
    return np.ptp(run.v("legitimacy")) < 1e-6 and level(value, run.v("legitimacy")[0])


@claim(r"None of its parts moved\.")
def _(run):
    return all(np.ptp(run.v(name)[run.base:]) < 0.0101 for name in PARTS.values()
               if name in run.metrics)


@claim(r"At the end each of its parts is where it was; in between (.*) was furthest from there, at "
       r"<L> instead of <L>\.")
def _(run, name, far, base):
    gaps = {one: np.abs(run.v(one)[run.base:] - run.v(one)[run.base]).max()
            for one in PARTS.values() if one in run.metrics}
    return gaps[PARTS[name]] == max(gaps.values()) and level(
        base, run.v(PARTS[name])[run.base]) and abs(
        abs(float(far) - float(base)) - gaps[PARTS[name]]) < 0.0101 and all(
        abs(run.v(one)[-1] - run.v(one)[run.base]) < 0.005 for one in gaps)


@claim(r"From then to the end, the part that moved most is (.*): <L> to <L>; (.*)\.")
def _(run, name, first, last, rest):
    values = {one: run.v(metric) for one, metric in PARTS.items() if metric in run.metrics}
    gaps = {one: abs(v[-1] - v[run.base]) for one, v in values.items()}
    return (gaps[name] == max(gaps.values()) and level(first, values[name][run.base])
            and level(last, values[name][-1]) and all(
                moved(rest.split(one + " ")[1].split(" and ")[0], v[run.base], v[-1])
                for one, v in values.items() if one != name))


@claim(r"At the end it is lowest among (.*) \(<L>\) and highest among (.*) \(<L>\)\.")
def _(run, low, lowest, high, highest):
    rows = run.made.series.filter((pl.col("level") == "group")
                                  & (pl.col("metric") == "legitimacy"))
    names = {group["id"]: group["name"] for group in run.manifest["groups"]}
    values = {names[g]: v for g, v in rows.select("entity", "value").iter_rows()}
    return values[low] == min(values.values()) and values[high] == max(values.values()) and level(
        lowest, values[low]) and level(highest, values[high])


@claim(r"This compares before and after; .*")
def _(run):
    return bool(run.war)


# what the regime did

@claim(r"There was (?:no armed resistance to answer: nobody went underground|little armed "
       r"resistance to answer: at most <N> were underground)\.")
def _(run, most):
    top = run.top("hidden")
    return top < run.few and near(most, top) if most else top == 0 == run.took(*INTO)


COURSES = (
    (r"the war abroad \(the state's share of all who are armed at home: (\S+%|under 0\.1%|over 99%)"
     r" (before|at the start), (\S+%|under 0\.1%|over 99%) at the lowest\)",
     lambda run, first, when, low: part(first, run.v("monopoly")[run.base])
     and (when == "before") == bool(run.war)
     and part(low, run.v("monopoly")[run.base:].min())),
    (r"repression \((.*) driven underground, (.*) found there\)",
     lambda run, fed, found: near(fed, run.took(*INTO, cause="closed street")
                                  + run.took(*INTO, cause="backlash"))
     and near(found, run.took(*OUT, cause="found"))),
    (r"relying on a private army \((?:tension up to (.*) of 1|(a mutiny)|(mutinies))\)",
     lambda run, tension, one, more: level(tension, run.top("tension")) if tension else
     run.top("mutinies") > 0 and (run.top("mutinies") == 1) == bool(one)),
    (r"the war, which took few( more)? soldiers away",
     lambda run, more: bool(more) == (not run.war)
     and run.v("army_home")[run.base:].min() > 0.95 * run.v("army_home")[run.base]),
    (rf"blaming foreigners \(share who believe the state: {SHORT['GP']}\)",
     lambda run, *told: run.went("credible", "P", *told, run.first_used("blame"))),
    (rf"admitting \(shared belief in the cause: {SHORT['GL']}\)",
     lambda run, *told: run.went("consensus", "L", *told, run.first_used("admit"))),
    (rf"calling the army back \(the war kept {SHORT['P']} of it; shared belief in the cause: "
     rf"{SHORT['GL']}\)",
     lambda run, kept, *told: part(kept, run.v("abroad")[-1])
     and run.went("consensus", "L", *told, run.first_used("recall", 0.005))),
    (rf"giving in \(belief in peaceful change: {SHORT['GL']}\)",
     lambda run, *told: run.went("peaceful", "L", *told, run.first_used("concession", 0.005))),
)


@claim(r"(No course of the regime came with a visible cost in this run|Each course that the regime "
       r"took in this run came with a cost|Some courses that the regime took in this run came "
       r"with a cost|Without a visible one): (.*)\.")
def _(run, _opening, told):
    pieces = re.split(r"; (?!shared belief)", told)
    known = [(check, found.groups()) for piece in pieces for pattern, check in COURSES
             if (found := re.fullmatch(pattern, piece))]
    return len(known) == len(pieces) and all(check(run, *groups) for check, groups in known)


@claim(r"Only other runs can show what else would have happened\.")
def _(run):
    return True


@claim(r"The war took few( more)? soldiers away from home\.")
def _(run, more):
    home = run.v("army_home")[run.base:]
    return bool(home.min() > 0.95 * home[0]) and run.top("war") > 0 and (
        bool(more) == (not run.war))


@claim(r"War abroad: at most <P> of the army was away; soldiers at home went <GN>, and the state's "
       r"share of all who are armed there <GP>\.")
def _(run, away, first, last, beyond, before, after, more):
    return part(away, run.top("abroad")) and run.went(
        "army_home", "N", first, last, beyond, run.base) and run.went(
        "monopoly", "P", before, after, more, run.base)


@claim(r"Blaming foreigners: the share who believe what the state says went <GP>(, so the story "
       r"has not worn out|; in that time people noticed fighting)?\.")
def _(run, first, last, beyond, why):
    start = run.first_used("blame")
    then = run.v("credible")[start:]
    return run.went("credible", "P", first, last, beyond, start) and (
        ("not worn out" in (why or "")) == (then[0] - then.min() <= 0.02)) and (
        "noticed" not in (why or "") or np.nanmax(run.v("fights_seen")[start:]) >= 0.01)


@claim(r"Admitting that the resistance is domestic: the shared belief in the cause went <GL>\.")
def _(run, first, last, beyond):
    return run.went("consensus", "L", first, last, beyond, run.first_used("admit"))


@claim(r"Relying on a private army: it had up to <N> soldiers, and tension with the army was up to "
       r"<L> \(from 0 to 1\)(?:; it rose in mutiny (\S+)(?: times)?)?\.")
def _(run, most, tension, times):
    words = {None: 0, "once": 1, "twice": 2}
    return near(most, run.top("private_army")) and level(tension, run.top("tension")) and \
        near(str(words.get(times, times)), run.top("mutinies"))


@claim(r"Calling the army back: <P> of it was abroad at most and <P> at the end; the shared belief "
       r"in the cause went <GL>\.")
def _(run, most, end, first, last, beyond):
    return part(most, run.top("abroad")) and part(end, run.v("abroad")[-1]) and run.went(
        "consensus", "L", first, last, beyond, run.first_used("recall", 0.005))


@claim(r"Giving in to peaceful demands: belief in peaceful change went <GL>\.")
def _(run, first, last, beyond):
    return run.went("peaceful", "L", first, last, beyond, run.first_used("concession", 0.005))


@claim(r"Not (?:tried in this run|in force in any recorded week): (.*)\.")
def _(run, told):
    options = run.made.scenario["responses"]["options"]
    words = [one.get("says") or one["id"] for one in options]
    taken = {words[int(n)] for n in run.v("response") if n >= 0}
    return set(re.findall(r"“(.*?)”", told)) == set(words) - taken


# neighbouring states

def around(run, metric, state):
    """A metric of a neighbouring state."""
    return run.made.series.filter((pl.col("level") == "state") & (pl.col("metric") == metric)
                                  & (pl.col("entity") == state)).sort("week")["value"].to_numpy()


def states(run):
    """Neighbouring states by the names that the report gives them."""
    kinds = {"enemy": " (enemy)", "client": " (client)"}
    return {row["name"] + kinds.get(row["kind"], ""): row["state"]
            for row in run.made.scenario["states"]["rows"]}


@claim(r"A private front at the end, with the government below 10% and the public above it: (.*)\.")
def _(run, told):
    return all(around(run, "official", key)[-1] < 0.1 < around(run, "private", key)[-1]
               for name, key in states(run).items() if name in told)


@claim(r"Volunteers on offer over the run: (.*?)(?: and fewer from others)?\.")
def _(run, told):
    weeks = np.diff([day.toordinal() for day in run.dates]) / 7
    return all(near(re.search(re.escape(name) + r" ([\d,]+)", told).group(1),
                    (around(run, "volunteers_offered", key)[1:] * weeks).sum())
               for name, key in states(run).items() if name in told)


@claim(r"The ruler of (.*), a client, had a stability of <L> at the start, <L> at the lowest and "
       r"<L> at the end(?: and fell <W>|(, and had fallen before)| and (stayed) in office)\.")
def _(run, name, first, low, last, when, before, stayed):
    state = states(run)[f"{name} (client)"]
    values, toppled = around(run, "stability", state), around(run, "toppled", state)
    return (level(first, values[0]) and level(low, values.min()) and level(last, values[-1])
            and bool(stayed) == (toppled[-1] == 0)
            and (not when or np.diff(toppled)[run.row(when) - 1] > 0)
            and (not before or toppled[0] > 0))


# the few numbers at the top: value, label, note

@claim(r"#k <N> \| on the street at the (?:height|height after the war began|later height) \| "
       r"(\w+ \d+), <H>")
def _(run, value, month, of_all):
    return any(near(value, v) and f"{day:%B %Y}" == month and share(of_all, v / run.people)
               for v, day in zip(run.street, run.dates, strict=True))


@claim(r"#k <S> \| until half had left the street \| counted from <D>")
def _(run, span, day):
    row = run.row(day)
    return row == run.swell() and lasting(span, run.days(row, run.half(row)))


@claim(r"#k <N> \| underground at the end \| (\w+ \d+), <H>")
def _(run, value, month, of_all):
    return near(value, run.hidden[-1]) and f"{run.dates[-1]:%B %Y}" == month and share(
        of_all, run.hidden[-1] / run.people)


@claim(r"#k <N> \| fighters at the end \| (?:<N> of them from abroad; )?<P> in a coalition")
def _(run, value, abroad, allied):
    return near(value, run.v("fighters")[-1]) and part(allied, together(run)) and (
        abroad is None or near(abroad, run.v("volunteers")[-1]))


@claim(r"#k <N> \| operations in the run \| <P> succeeded")
def _(run, value, won):
    return near(value, run.operations.height) and part(won, run.operations["success"].mean())


@claim(r"#k (\S.*) → (.*) \| (believe what the state says|legitimacy, from 0 to 1|of all armed at "
       r"home are the state's own soldiers and police) \| from (before the war|start) to (?:the )?"
       r"end")
def _(run, first, last, label, when):
    metric = {"b": "credible", "l": "legitimacy", "o": "monopoly"}[label[0]]
    is_ = level if metric == "legitimacy" else part
    return is_(first, run.v(metric)[run.base]) and is_(last, run.v(metric)[-1]) and (
        "war" in when) == bool(run.war)


# under the figures

@claim(r"(?:Each bar counts people by what tipped .*|What fear prevents is not a flow .*|"
       r"Every region is one hexagon.*|Shades of rates are spread .*|A dot at 1 is .*|Of many "
       r"groups the highest .*|Below the dashed line a ruler falls\.|The regime's levers, .*|A "
       r"line joins two of them .*|Each ribbon is one of .*|How far each state's government "
       r".*|What each state had on offer, .*|At 50% both are equal\.|Armed people within the "
       r"country\.)")
def _(run):
    return True  # how to read a figure, and no claim about the run


@claim(r"<N> times somebody went underground, <N> times somebody left it, was found or was "
       r"killed; (?:the difference, <N>, is left|with <N> who were there at the start, <N> are "
       r"left|<N> are there) at the end\.")
def _(run, into, out, left, start, rest, there):
    return near(into, run.took(*INTO)) and near(out, run.took(*OUT)) and (
        start is None or near(start, run.hidden[0])) and (
        "underground" not in run.metrics or near(left or rest or there, run.hidden[-1]) or abs(
            amount(left or rest or there) - run.hidden[-1]) <= max(1.0, 0.01 * run.hidden[-1]))


@claim(r"Operations reached (\d+) regions?; most, (\d+), were in (.*)\.")
def _(run, reached, most, name):
    names = {place["name"]: place["id"] for place in run.manifest["regions"]}
    counts = dict(run.operations["region"].value_counts().iter_rows())
    return len(counts) == int(reached) and counts[names[name]] == int(most) == max(counts.values())


@claim(r"Means over all citizens, from start to end: (.*)\.")
def _(run, told):
    names = {"peaceful": "belief in peaceful change", "armed_hope": "belief in armed resistance",
             "risk_protest": "the fear of arrest on the street",
             "risk_underground": "the fear of being found in hiding"}
    return all(goes(run, metric, told, name) for metric, name in names.items()
               if metric in run.metrics)


def goes(run, metric, told, name):
    """From where to where a share is told to go."""
    shown = r"(under 0\.1%|over 99%|[\d.]+%)"
    found = re.search(rf"{name}(?: goes)? from {shown} to {shown}( \([^()]*\))?", told,
                      flags=re.IGNORECASE)
    return found is not None and run.went(metric, "P", *found.groups())


@claim(r"Each bar counts those who went underground in four weeks, .* the largest part, <P>, is "
       r"(.*)\.")
def _(run, share_, name):
    value = run.took(*INTO, cause=CAUSES[name])
    return part(share_, value / run.took(*INTO)) and value == max(
        run.took(*INTO, cause=cause) for cause in CAUSES.values())


@claim(r"Stability of rulers who depend on the regime: (.*) from <P> to <P>\.")
def _(run, name, first, last):
    values = around(run, "stability", states(run)[f"{name} (client)"])
    return part(first, values[0]) and part(last, values[-1])


@claim(r"In force at the end: (.*), since <D>\.")
def _(run, told, day):
    options, numbers = run.made.scenario["responses"]["options"], run.v("response")
    one, row = options[int(numbers[-1])], run.row(day)
    return (one.get("says") or one["id"]).lower() == told.lower() and bool(
        (numbers[row:] == numbers[-1]).all()) and (row == 0 or numbers[row - 1] != numbers[-1])


@claim(r"(?:Armed people within the country, when the organisations had <N> fighters|Of the army, "
       r"<N> soldiers were at home (?:before the war|at the start) and <N> at the end(?:, when the "
       r"organisations had <N> fighters)?)\.")
def _(run, alone, first, last, fighters):
    shown = alone or fighters
    return (first is None or (near(first, run.v("army_home")[run.base])
                              and near(last, run.v("army_home")[-1]))) and (
        shown is None or near(shown, run.v("fighters")[-1]))


@claim(r"The nation's mean legitimacy \(solid\) goes from <L> to <L>(?:; (?:of )?its parts "
       r"\(dashed\)(, .* is furthest from where it was| stay where they were| end where they "
       r"were))?\.")
def _(run, first, last, told):
    gaps = [np.abs(run.v(name)[run.base:] - run.v(name)[run.base]).max()
            for name in PARTS.values() if name in run.metrics]
    return level(first, run.v("legitimacy")[run.base]) and level(
        last, run.v("legitimacy")[-1]) and (not told or ("stay" in told) == (max(gaps) < 0.005))


@claim(r"At the end the underground is strongest in (.*), (\S+) per 100,000\.")
def _(run, name, rate):
    found = rates(run, "region", "underground")
    whole = sum(place["population"] for place in run.manifest["regions"])
    total = sum(found[place["name"]][0] * place["population"] for place in run.manifest["regions"])
    mean = run.v("underground")[-1] / whole * total / total
    return found[name][0] == max(v for v, small in found.values() if not small) and share(
        f"{rate} per 100,000", found[name][0] * mean)


STATES = {"on the street": "protest", "underground": "underground", "in arms": "armed",
          "in prison": "jailed", "in exile": "exiled", "dead": "dead"}


@claim(r"At the end nobody is (.*)\.")
def _(run, told):
    return not any(run.v(STATES[name])[-1] for name in re.split(", | or ", told))


@claim(r"At the end: (.*)\.")
def _(run, told):
    if "of 144 million people" in told or "people" in told.rpartition(", of ")[2]:
        return all(near(re.search(rf"(\S+(?: million)?) {name}\b", told).group(1),
                        run.v(metric)[-1]) for name, metric in STATES.items()
                   if re.search(rf"\d(?: million)? {name}\b", told))
    rows = at_end(run)
    counts = [int(n) for n in re.findall(r"\((\d+) organisations?\)", told)]
    return sum(counts) == rows.height


@claim(r"Members and volunteers of the organisations, stacked by the side that each takes(; at the "
       r"end there is no organisation left)?\.")
def _(run, none):
    return bool(none) == at_end(run).is_empty()


@claim(r"The record keeps the largest organisations of a week, without <N> small ones?\.")
def _(run, count):
    return near(count, run.v("organisations")[-1] - at_end(run).height)


@claim(r"Members of the organisations by nationality, and volunteers from abroad, as shares of "
       r"all; <N> (at the end|in the last week that has any)(?:, small organisations not "
       r"counted)?\.")
def _(run, count, when):
    rows = at_end(run)
    whole = rows["members"].sum() + rows["volunteers"].sum()
    return near(count, whole) if when == "at the end" else whole == 0


@claim(r"The dashed line is the share of .* in the country, <P>; among members and volunteers it "
       r"is <P> (?:at the end|in the last week that has any)\.")
def _(run, expected, among):
    groups = run.manifest["groups"]
    ids = [group["id"] for group in groups if group["dominant"]]
    week = run.made.organisations["week"].max()
    inside = run.made.membership.filter(pl.col("week") == week)
    outside = run.made.organisations.filter(pl.col("week") == week)["volunteers"].sum()
    return part(among, inside.filter(pl.col("group").is_in(ids))["members"].sum()
                / (inside["members"].sum() + outside)) and part(expected, sum(
                    group["population"] for group in groups if group["dominant"]) / sum(
                    group["population"] for group in groups))


@claim(r"Of those who went underground <N> were given arms: (.*)\.")
def _(run, count, told):
    return near(count, run.took("arm")) and all(
        near(n, run.took("arm", cause=CAUSES[name])) for n, name in re.findall(
            r"([\d.,]+(?: million)?) by (states|money from home|capture)", told))


@claim(r"<N> operations? in the run, <P> of them successful; each is recorded separately\.")
def _(run, count, won):
    return near(count, run.operations.height) and part(won, run.operations["success"].mean())


@claim(r"In <P> several organisations of a coalition fought together\.")
def _(run, joint):
    return part(joint, (run.operations["partners"] > 0).mean())


@claim(r"The largest of all was (.*) \((\d+)\), <N> <W>(; it was too short-lived to be drawn)?\.")
def _(run, _name, number, size, when, _short):
    rows = run.made.organisations.with_columns(size=pl.col("members") + pl.col("volunteers"))
    return near(size, rows["size"].max()) and rows.filter(
        (pl.col("organisation") == int(number)) & (pl.col("date") == on(when)))[
        "size"].item() == rows["size"].max()


@claim(r"Of the citizens who hide or fight, (.*) \(<W>\)\.")
def _(run, told, when):
    row = run.row(when)
    words = {"protested_before": "were on the street before", "jailed_before":
             "were in prison before"}
    return row == told_row(run) and all(
        part(re.search(rf"(under 0\.1%|over 99%|[\d.]+%) {name}", told).group(1),
             run.v(metric)[row]) for metric, name in words.items() if name in told)


@claim(r"Of all people, <H> had been on the street by then\.")
def _(run, of_all):
    return share(of_all, run.v("ever_protested")[told_row(run)] / run.people)


@claim(r"At the end (?:the state's own soldiers and police are <P> of all who are armed at home)?"
       r"(?:(?:, | and )?the tension between the two armies is <P> of its maximum)?"
       r"(?:(?: and )?the influence of the private army's leaders is <P>)?\.")
def _(run, monopoly, tension, influence):
    return all(shown is None or part(shown, run.v(metric)[-1]) for shown, metric in (
        (monopoly, "monopoly"), (tension, "tension"), (influence, "influence"))) and any(
        (monopoly, tension, influence))


@claim(r"Means over all citizens(?:; shaded: (.*))?\.")
def _(run, told):
    said = {"blame": "the state blames foreigners", "admit": "the state admits"}
    return all((words in (told or "")) == (run.top(metric) > 0) for metric, words in said.items())


@claim(r"(The (?:share of people who believe what the state says|belief that resistance is "
       r"domestic and broad) goes .*)\.")
def _(run, told):
    names = {"credible": "the share of people who believe what the state says",
             "broad": "the belief that resistance is domestic and broad"}
    return all(goes(run, metric, told, name) for metric, name in names.items()
               if name in told.lower())


@claim(r"It ends at <P>; the highest value was <P>\.")
def _(run, last, most):
    return part(last, run.v("stress")[-1]) and part(most, run.v("stress").max())


@claim(r"Both are counted in soldiers and fighters: .*; at the end (?:nothing holds it up|hardly "
       r"anything weighs against it|what (holds it up|weighs against it) is <X> what (?:weighs "
       r"against it|holds it up))\.")
def _(run, which, times):
    held, weighs = run.v("strength")[-1], run.v("pressure")[-1]
    if which is None:
        return held == 0 or weighs <= held / 1000
    return ratio(times, held / weighs if which == "holds it up" else weighs / held)
