"""Law 4: a bracelet without coverage for four hours or two days, and what its upload does to what was found meanwhile.

Whatever the order in which it comes, what holds in the end is what would hold if every report had come at once (`on_time`).
"""

from typing import Any

import msgspec
import pytest
from tests.scenarios.late import (
    AWAY,
    LAG,
    T0,
    Delivery,
    Reports,
    at,
    came,
    feed,
    in_pieces,
    live,
    minute,
    newest_first,
    of_kind,
    oldest_first,
    outline,
    said,
    shuffled,
    standing,
    stay,
    told,
)

from bilezik.domain.instant import Instant, after, hours, minutes, seconds
from bilezik.domain.report import Report
from bilezik.fold import Arrival
from bilezik.fold.inputs import NOTHING
from bilezik.fold.keys import SILENT
from bilezik.fold.story import Story

GAPS = {"four hours": 240, "two days": 2880}
gaps = pytest.mark.parametrize("gap", GAPS.values(), ids=GAPS)
deliveries = pytest.mark.parametrize("sent", [oldest_first, newest_first, shuffled, in_pieces])
ENDED = "the device uploaded what it had kept"


def on_time(*reports: Reports, until: float) -> Story:
    return told(live([one for some in reports for one in some]), until=until)


def raised(story: Story) -> list[float]:
    return [minute(violation.raised_at) for violation in of_kind(story)]


@gaps
@deliveries
def test_he_was_at_home_all_the_time(gap: int, sent: Delivery) -> None:
    """Two fixes went astray just before the coverage was lost; the upload has the others."""
    back = 60 + gap
    before = [*stay(0, 60), said(61, AWAY), said(66, AWAY)]
    kept, after_it = [said(60.5), *stay(62, back)], stay(back, back + 60)
    (raised_once,) = of_kind(told(live(before), until=back - 1))
    assert (raised_once.state, minute(raised_once.began_at)) == ("open", 61)
    story = told(live(before), sent(kept, at(back)), live(after_it), until=back + 60)
    (gone,) = of_kind(story)
    came_at = {240: "01:00", 2880: "22 May, 21:00"}[gap]
    assert gone.state == "withdrawn"
    assert gone.reason.startswith("the upload of ")
    assert gone.reason.endswith(" shows the person at home")
    if sent is not shuffled:  # which of them is the first to come late is a matter of chance there
        assert gone.reason == f"the upload of {came_at} shows the person at home"
    assert msgspec.structs.replace(gone, state="open", reason="", closed_at=None) == raised_once, "what was known stays known"
    assert standing(story) == standing(on_time(before, kept, after_it, until=back + 60)) == []
    ((began, ended, state, reason),) = outline(story, "silence")
    assert (began, state) == (66.03, "closed")
    assert ended == back
    assert reason == ("the device reports again" if sent is newest_first else ENDED), "its newest report is a live one"


@gaps
@deliveries
def test_he_left_meanwhile(gap: int, sent: Delivery) -> None:
    back = 60 + gap
    before, kept = stay(0, 60), [*stay(60, 100), *stay(100, back, AWAY)]
    after_it = stay(back + 10, back + 60, AWAY)
    story = told(live(before), sent(kept, at(back)), live(after_it), until=back + 60)
    assert standing(story) == standing(on_time(before, kept, after_it, until=back + 60))
    (open_,) = [violation for violation in of_kind(story) if violation.state == "open"]
    assert (minute(open_.began_at), open_.reason) == (100, ""), "the time of the event"
    assert min(raised(story)) >= back, "nobody knew before it came"
    for other in of_kind(story):
        assert other.state == "superseded" or other is open_
    if sent in {oldest_first, in_pieces}:
        assert outline(story) == [(100, None, "open", "")]


@gaps
@deliveries
def test_he_left_earlier_than_was_known(gap: int, sent: Delivery) -> None:
    back = 60 + gap
    before, kept, after_it = stay(0, 60), [*stay(60, 100), *stay(100, back, AWAY)], stay(back, back + 60, AWAY)
    story = told(live(before), live(after_it), sent(kept, at(back + 20)), until=back + 60)
    assert standing(story) == standing(on_time(before, kept, after_it, until=back + 60))
    known, *_, first = sorted(of_kind(story), key=lambda violation: violation.raised_at)
    assert (minute(known.began_at), known.state) == (back, "superseded")
    assert (minute(first.began_at), first.state, first.reason) == (100, "open", "")
    assert minute(first.raised_at) >= back + 20
    if sent in {oldest_first, in_pieces}:
        upload, began = {240: ("01:20", "at 21:40"), 2880: ("22 May, 21:20", "on 20 May at 21:40")}[gap]
        assert known.reason == f"the upload of {upload} shows that it began {began}"


@gaps
@deliveries
def test_he_came_back_and_left_again(gap: int, sent: Delivery) -> None:
    """One violation becomes two."""
    back = 60 + gap
    before = [*stay(0, 40), *stay(40, 60, AWAY)]
    kept = [*stay(60, 100, AWAY), *stay(100, 150), *stay(150, back, AWAY)]
    after_it = stay(back, back + 60, AWAY)
    assert outline(told(live(before), live(after_it), until=back + 60)) == [(40, None, "open", "")]
    story = told(live(before), live(after_it), sent(kept, at(back + 20)), until=back + 60)
    assert standing(story) == standing(on_time(before, kept, after_it, until=back + 60))
    first, *others = of_kind(story)
    assert (minute(first.began_at), minute(first.closed_at or T0), first.state) == (40, 100, "closed")
    assert minute(first.raised_at) < 60, "what was known stays known"
    (second,) = [violation for violation in others if violation.state == "open"]
    assert minute(second.began_at) == 150
    assert minute(second.raised_at) >= back + 20
    if sent is not shuffled:
        assert first.reason.startswith("returned; the upload of ")
        assert f"shows that it ended {'at' if gap == 240 else 'on 20 May at'} 21:40" in first.reason


@gaps
def test_he_came_back_earlier_than_was_known(gap: int) -> None:
    """Not another violation, another end: that is said too, with what was thought before."""
    back = 60 + gap
    kept = [*stay(60, 100, AWAY), *stay(100, back)]
    inputs = live([*stay(0, 40), *stay(40, 60, AWAY)]), live(stay(back, back + 60))
    assert outline(told(*inputs, until=back + 60)) == [(40, back, "closed", "returned")]
    story = told(*inputs, oldest_first(kept, at(back + 20)), until=back + 60)
    said_so = {
        240: "returned; the upload of 01:20 shows that it ended at 21:40, not at 01:00",
        2880: "returned; the upload of 22 May, 21:20 shows that it ended on 20 May at 21:40, not on 22 May at 21:00",
    }
    assert outline(story) == [(40, 100, "closed", said_so[gap])]
    again = sorted(live(stay(20, 30, step=3)), key=lambda one: one.received_at)
    feed(story, [came(one.report, at(back + 90), device=2) for one in again])
    story.finish(at(back + 100))
    assert story.refolds > 1
    assert outline(story) == [(40, 100, "closed", said_so[gap])], "a later refold that changes nothing leaves the sentence"


def test_he_had_not_come_back() -> None:
    """A fix at home went astray while he was away: the violation had ended, and goes on."""
    before = [*stay(0, 40), *stay(40, 60, AWAY), said(62), said(64)]
    (ended,) = outline(told(live(before), until=70))
    assert ended == (40, 62, "closed", "returned")
    kept = [said(minute_, AWAY) for minute_ in (60, 61, 61.5, 62.5, 63, 63.5)]
    story = told(live(before), oldest_first(kept, at(90)), until=95)
    assert outline(story) == [(40, None, "open", "the upload of 21:30 shows that it had not ended at 21:02")]
    feed(story, live(stay(100, 120)))
    assert outline(story) == [(40, 100, "closed", "returned")], "and ends as any other"


@deliveries
def test_an_upload_of_the_strap_is_told_though_it_comes_two_days_late(sent: Delivery) -> None:
    """Law 6: the strap was opened and closed while nobody could hear it."""
    back = 60 + 2880
    kept = stay(60, back)
    kept[20] = msgspec.structs.replace(kept[20], events=("strap_open",), strap_locked=False)
    kept[21] = msgspec.structs.replace(kept[21], events=("strap_closed",), strap_locked=True)
    story = told(live(stay(0, 60)), live(stay(back, back + 60)), sent(kept, at(back + 20)), until=back + 60)
    (strap,) = [violation for violation in of_kind(story, "strap") if violation.state != "superseded"]
    assert (minute(strap.began_at), minute(strap.closed_at or T0)) == (160, 165)
    assert minute(strap.raised_at) >= back + 20


def week() -> list[Arrival]:
    """A week: out twice, some hours without coverage, a strap, a call for help with no place."""
    day = 24 * 60
    reports = [
        *stay(0, day), *stay(day, day + 90, AWAY), *stay(day + 90, 4 * day), *stay(4 * day, 4 * day + 20, AWAY),
        *stay(4 * day + 20, 7 * day),
    ]  # fmt: skip
    reports[300] = msgspec.structs.replace(reports[300], events=("strap_open",))
    reports[302] = msgspec.structs.replace(reports[302], events=("strap_closed",))
    reports.append(Report(at=at(2.5 * day + 1), events=("sos",)))
    reports.append(Report(at=at(3 * day + 1), lat=0.0, lon=0.0, events=("tamper", "jamming")))
    late = range(round(2 * day), round(2 * day + 300))
    kept = [one for one in reports if minute(one.at or T0) in late]
    return [*live([one for one in reports if one not in kept]), *oldest_first(kept, at(2 * day + 300.5))]


@deliveries
def test_a_re_upload_of_everything_changes_nothing(sent: Delivery) -> None:
    """After a week the bracelet sends its whole memory again, through a new session, marked as sent before."""
    once = week()
    end = 7 * 24 * 60
    again = [msgspec.structs.replace(one.report, replayed=True) for one in sorted(once, key=lambda one: one.received_at)]
    twice = sent(again, at(end + 240))
    assert {one.digest for one in twice} == {one.digest for one in once}
    heard_only = [Arrival(1, one.received_at, one.clock, one.seq, SILENT, NOTHING) for one in twice]
    story, unmoved = (told(once, heard, until=end + 360, clocks=False) for heard in (twice, heard_only))
    assert story.refolds > unmoved.refolds, "it was looked at again"
    assert story.violations.keys() == unmoved.violations.keys()
    found, expected = ([v for v in one.violations.values() if v.kind != "silence"] for one in (story, unmoved))
    assert found == expected
    assert sorted(v.kind for v in found) == ["not_home", "not_home", "strap", "tamper"]
    assert story.incidents == unmoved.incidents
    assert sorted(incident.kind for incident in story.incidents.values()) == ["jamming", "sos"]
    assert story.state.line == unmoved.state.line
    (after_the_week,) = [v for v in outline(story, "silence") if v[0] == minute(after(at(end - 5), LAG))]
    assert after_the_week[1:] == (end + 240, "closed", ENDED if sent is not shuffled else after_the_week[3])


@pytest.mark.parametrize("old", [{"battery_pct": 3.0}, {"events": ("power_off",)}], ids=["flat", "switched off"])
def test_what_was_so_days_ago_does_not_explain_the_silence_of_today(old: dict[str, Any]) -> None:
    """The last word of an upload is the last to come, not the last that happened."""
    once = [msgspec.structs.replace(said(30), **old), *stay(35, 2880)]
    story = told(live([said(2880, battery_pct=80.0)]), newest_first(once, at(2881)), until=2960)
    silence = of_kind(story, "silence")[-1]
    assert (silence.state, silence.evidence) == ("open", ())


def test_the_stage_itself_tells_late_from_live() -> None:
    (one,) = live([said(3)])
    assert one.received_at - (one.report.at or 0) == seconds(2)
    first, second = newest_first([said(0), said(5)], Instant(after(T0, hours(4))))
    assert first.report.at == after(T0, minutes(5))
    assert second.received_at > first.received_at
