"""The laws of the design that the core must keep by itself: each test here has been seen to fail with its law broken."""

from collections.abc import Iterable
from typing import Any

import msgspec
import pytest

from bilezik.domain.instant import DAWN, NEVER, Instant, after, days, hours, minutes, seconds
from bilezik.domain.order import Condition, Docket, Order, Permission, Schedule, Slot
from bilezik.domain.report import Integrity, Report
from bilezik.domain.violation import Violation
from bilezik.domain.zone import Circle, Zone
from bilezik.fold import Arrival, Clock, Incident, ViolationChanged, compile_docket, digest_of, fold, fresh, pack, unpack
from bilezik.fold.inputs import NOTHING
from bilezik.fold.keys import SILENT
from bilezik.fold.record import read_record, write_record
from bilezik.fold.story import Story
from bilezik.rules import stay_home
from bilezik.rules.standing import matter

T0 = Instant(1_790_000_000_000_000)
HOME = (51.128, 71.43)
AWAY = (51.15, 71.43)
MALL = (51.14, 71.46)
LAG = seconds(2)


def docket(*conditions: Condition, recorded_at: int = DAWN, ended_at: Instant | None = None) -> Docket:
    order = Order(
        id=1, legal_basis="art. 44", issuer="court", number="1-26", starts_at=Instant(T0 - days(10)),
        ends_at=Instant(T0 + days(100)), ended_at=ended_at, conditions=conditions,
    )  # fmt: skip
    return Docket(person=7, orders=(order,), recorded_at=Instant(recorded_at))


STAY = Condition(id=1, kind="stay_home", zones=(Zone(id=1, name="home", shape=Circle(*HOME, 100.0)),))
KEEP_OUT = Condition(id=2, kind="keep_out", zones=(Zone(id=2, name="mall", shape=Circle(*MALL, 150.0)),), dwell=minutes(5))
WEAR = Condition(id=3, kind="wear_device")
CONTACT = Condition(id=4, kind="keep_contact", silence_after=minutes(30))


def arrival(
    minute: float,
    place: tuple[float, float] | None = HOME,
    *,
    delay: int = LAG,
    integrity: Integrity = "ok",
    **said: Any,
) -> Arrival:
    at = Instant(T0 + minutes(minute))
    lat, lon = place or (None, None)
    said.setdefault("at", at)
    report = Report(lat=lat, lon=lon, source="gnss" if place else None, **said)
    received_at = after(at, delay)
    return Arrival(1, received_at, received_at, round(minute * 60) * 65536, digest_of(report), report, integrity)


@pytest.mark.parametrize("word", ["gateway:wrong_key", "gateway:wrong_network"])
def test_who_reports_in_a_devices_name_and_is_refused_ends_no_silence(word: str) -> None:
    """An attacker without the key must not keep a device that was cut off and thrown away in contact."""
    refused = [arrival(minute, None, events=(word,), at=None) for minute in range(1, 120, 10)]
    story = told([arrival(0), *refused], docket(CONTACT), until=120)
    assert [v.kind for v in story.violations.values()] == ["silence"]
    assert story.state.hearing.heard_at == T0 + LAG
    heard = [arrival(minute, None, events=("gateway:second_connection",), at=None) for minute in range(1, 120, 10)]
    assert not told([arrival(0), *heard], docket(CONTACT), until=120).violations


def test_two_devices_that_report_as_one_are_work() -> None:
    story = told([arrival(0), arrival(1, None, events=("gateway:cloned",))], docket(WEAR), until=5)
    assert [(one.kind, one.text) for one in story.incidents.values()] == [("receiver", "Two devices report as this one")]


def in_order(arrivals: Iterable[Arrival]) -> list[Arrival]:
    return sorted(arrivals, key=lambda one: one.clock)


def told(inputs: Iterable[Arrival | Clock | Docket], first: Docket, until: float) -> Story:
    story = Story(first)
    for given in inputs:
        story.feed(given)
    story.finish(Instant(T0 + minutes(until)))
    return story


def standing(story: Story) -> list[tuple[object, ...]]:
    """What holds now in event time, without when it was known."""
    return sorted(
        (v.kind, v.began_at, v.closed_at, v.state, v.zone, v.certain_at is None)
        for v in story.violations.values()
        if v.state in {"open", "closed"} and v.condition_kind != "keep_contact"
    )


def day_out() -> list[Arrival]:
    """At home, out for an hour with a visit to the mall, home again, the strap opened for a minute in between."""
    way = [(n, HOME) for n in range(20)] + [(n, AWAY) for n in range(20, 40)] + [(n, MALL) for n in range(40, 60)]
    way += [(n, AWAY) for n in range(60, 80)] + [(n, HOME) for n in range(80, 130)]
    events = {50: ("strap_open",), 51: ("strap_closed",), 70: ("tamper",)}
    return [arrival(n, place, events=events.get(n, ())) for n, place in way]


def test_law_02_silence_is_found_because_a_wake_up_was_asked_for() -> None:
    plan, state = compile_docket(docket(CONTACT)), fresh(7)
    state = fold(plan, state, arrival(0)).state
    assert state.wake_at == T0 + LAG + minutes(30)
    folded = fold(plan, state, Clock(state.wake_at))
    (change,) = [effect for effect in folded.effects if isinstance(effect, ViolationChanged)]
    assert (change.violation.kind, change.violation.began_at) == ("silence", T0 + LAG)
    assert change.violation.raised_at == state.wake_at


def test_law_02_a_person_who_never_spoke_is_silent_too() -> None:
    plan, state = compile_docket(Docket(person=7)), fresh(7)
    begun = fold(plan, state, docket(CONTACT, recorded_at=T0))
    assert begun.state.wake_at == T0 + minutes(30)
    assert fold(begun.plan, begun.state, Clock(begun.state.wake_at)).effects


def test_law_02_a_clock_begins_nothing() -> None:
    plan, state = compile_docket(docket(STAY, CONTACT)), fresh(7)
    folded = fold(plan, state, Clock(T0))
    assert folded.effects == ()
    assert folded.state.wake_at == NEVER


def test_law_02_the_hours_begin_without_anybody_moving() -> None:
    night = Schedule("UTC", (Slot((1, 2, 3, 4, 5, 6, 7), 22 * 60, 6 * 60),))
    plan = compile_docket(docket(msgspec.structs.replace(STAY, schedule=night)))
    evening = Instant(T0 - T0 % days(1) + hours(22))
    state = fresh(7)
    for n in range(-10, 0):
        state = fold(plan, state, arrival((evening - T0) / minutes(1) + n, AWAY)).state
    folded = fold(plan, state, Clock(state.wake_at))
    (change,) = [effect for effect in folded.effects if isinstance(effect, ViolationChanged)]
    assert change.violation.began_at == change.violation.raised_at == evening


def test_law_03_a_batch_uploaded_late_gives_what_the_same_fixes_gave_live() -> None:
    first = docket(STAY, KEEP_OUT, WEAR)
    live: list[Arrival | Clock] = []
    for one in day_out():
        live += [Clock(Instant(one.clock - 1)), one]
    late_at = T0 + minutes(500)
    batch = [msgspec.structs.replace(one, received_at=Instant(late_at), clock=Instant(late_at)) for one in day_out()]
    on_time, late = told(live, first, 600), told(batch, first, 600)
    assert standing(on_time) == standing(late)
    assert [row[0] for row in standing(on_time)] == ["entered_place", "not_home", "strap", "tamper"]


def test_law_03_what_was_due_is_decided_before_the_input_that_came_after() -> None:
    inside = [arrival(n, MALL) for n in range(15)]
    long = msgspec.structs.replace(KEEP_OUT, dwell=minutes(14.5))
    story = told([*inside, arrival(35, HOME)], docket(long), 40)
    (visit,) = story.violations.values()
    assert visit.decided_at == visit.raised_at == T0 + minutes(14.5), "the end of the dwell, though nothing came then"
    assert visit.closed_at == T0 + minutes(35)


def test_law_04_an_upload_that_shows_the_person_at_home_withdraws_with_a_reason() -> None:
    out = [arrival(n, HOME) for n in range(10)] + [arrival(n, AWAY) for n in (30, 33, 36)]
    story = told(out, docket(STAY), 41)
    (before,) = story.violations.values()
    assert (before.began_at, before.state) == (T0 + minutes(30), "open")
    # The phone erred: the bracelet was at home all the time, and says so three hours later.
    home = [msgspec.structs.replace(arrival(n + 0.5, HOME, delay=minutes(180 - n)), device=2) for n in range(10, 40)]
    story = told([*out, *home], docket(STAY), 200)
    gone = story.violations[before.id]
    assert (gone.state, gone.reason) == ("withdrawn", "the upload of 17:13 UTC shows the person at home")
    assert gone.raised_at == before.raised_at, "history is not rewritten"
    assert standing(story) == []


def test_law_04_an_upload_that_shows_the_person_out_is_judged_by_its_own_time() -> None:
    there = [arrival(n, HOME) for n in range(10)]
    missing = [arrival(n, AWAY, delay=minutes(240)) for n in range(10, 60)]
    back = [arrival(n, HOME) for n in range(60, 120)]
    story = told([*there, *back, *missing], docket(STAY), 400)
    (violation,) = story.violations.values()
    assert (violation.began_at, violation.closed_at) == (T0 + minutes(10), T0 + minutes(60))
    assert violation.raised_at >= T0 + minutes(10) + minutes(240), "nobody knew before it arrived"


def test_law_04_what_was_known_when_it_was_raised_stays_known() -> None:
    there = [arrival(n, HOME) for n in range(10)] + [arrival(n, AWAY) for n in range(10, 30)]
    late = arrival(5.5, HOME, delay=minutes(40))
    back = [arrival(n, HOME) for n in range(50, 60)]
    story = told([*there, late, *back], docket(STAY), 70)
    (violation,) = story.violations.values()
    assert story.refolds == 1
    assert violation.state == "closed"
    assert violation.raised_at < T0 + minutes(20), "a late fix that changed nothing must not make it known later"


def test_law_04_a_later_beginning_supersedes() -> None:
    story = told([arrival(n, HOME) for n in range(10)] + [arrival(n, AWAY) for n in range(30, 40)], docket(STAY), 41)
    (before,) = story.violations.values()
    more = [arrival(n, AWAY, delay=minutes(60)) for n in range(10, 30)]
    for one in more:
        story.feed(one)
    story.finish(Instant(T0 + minutes(100)))
    assert story.violations[before.id].state == "superseded"
    assert story.violations[before.id].reason == "the upload of 15:23 UTC shows that it began at 14:23 UTC"
    assert [v.began_at for v in story.violations.values() if v.state == "open"] == [T0 + minutes(10)]


def test_law_05_a_rule_that_raises_is_not_taken_for_no_violation(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    plan = compile_docket(docket(STAY))
    monkeypatch.setattr(stay_home, "step", broken)
    with pytest.raises(ZeroDivisionError):
        fold(plan, fresh(7), arrival(0))


DAMAGED = {
    "as it should be": arrival(30, HOME, events=("tamper",)),
    "a bad checksum": arrival(30, HOME, events=("tamper",), integrity="failed"),
    "no position": arrival(30, None, events=("tamper",)),
    "a position that is none": arrival(30, (0.0, 0.0), events=("tamper",), valid=False),
    "four hours late": arrival(30, HOME, events=("tamper",), delay=hours(4)),
    "a clock in 1980": arrival(30, None, events=("tamper",), at=Instant(315_964_800_000_000)),
    "a clock in 2080": arrival(30, None, events=("tamper",), at=Instant(3_471_292_800_000_000)),
    "no clock at all": arrival(30, None, events=("tamper",), at=None),
    "beside two other words": arrival(30, None, events=("low_battery", "sos", "tamper")),
    "late, damaged and nowhere": arrival(30, None, events=("tamper",), integrity="failed", delay=hours(4)),
}


@pytest.mark.parametrize("damage", DAMAGED)
@pytest.mark.parametrize("conditions", [(STAY, WEAR), (STAY,)], ids=["worn", "standing"])
def test_law_06_a_tamper_is_never_dropped(damage: str, conditions: tuple[Condition, ...]) -> None:
    sign = DAMAGED[damage]
    others = [arrival(n) for n in range(300) if n != 30]
    inputs = sorted([*others, sign], key=lambda one: one.clock)
    story = Story(docket(*conditions))
    words: list[str] = []
    for one in inputs:
        words += [event.kind for event in story.feed(one).events]
    story.finish(Instant(T0 + minutes(400)))
    assert words.count("tamper") == 1
    if WEAR in conditions:
        assert [v.kind for v in story.violations.values()] == ["tamper"]
    else:
        assert "tamper" in [incident.kind for incident in story.incidents.values()]


def test_law_06_the_same_words_a_day_later_are_no_re_send_where_the_frame_has_no_time() -> None:
    plan, state = compile_docket(docket()), fresh(7)
    found: list[Incident] = []
    for minute in (0, 1440):
        received_at = Instant(T0 + minutes(minute))
        report = Report(events=("strap_open",))
        folded = fold(plan, state, Arrival(1, received_at, received_at, minute, digest_of(report), report))
        state = folded.state
        found += [effect for effect in folded.effects if isinstance(effect, Incident)]
    assert [incident.kind for incident in found] == ["strap", "strap"]


@pytest.mark.parametrize("year", [1980, 2080])
@pytest.mark.parametrize("word", ["sos", "jamming", "power_off", "tamper", "antenna_cut", "strap_open"])
def test_law_06_a_device_that_lost_its_clock_is_heard_as_the_gateway_hands_it_on(word: str, year: int) -> None:
    """The gateway finds no order in force in 1980, so it seals the frame and takes the place out of the report."""
    at = Instant((year - 1970) * days(365))
    said = arrival(30, None, events=(word,), at=at)
    story = told([*(arrival(n) for n in range(30)), msgspec.structs.replace(said, sealed=True)], docket(STAY), 60)
    assert [incident.kind for incident in story.incidents.values()] == [matter(word, is_worn=False)[0]]  # type: ignore[index]


def test_law_06_a_strap_cut_again_is_told_again_though_the_device_never_says_that_it_was_closed() -> None:
    cuts = [arrival(n * 1440, events=("strap_open",)) for n in (0, 3)]
    between = [arrival(n * 60) for n in range(1, 90)]
    story = told(in_order([*cuts, *between]), docket(WEAR), 5 * 1440)
    assert [(v.began_at, v.state) for v in story.violations.values()] == [(T0, "closed"), (T0 + minutes(3 * 1440), "open")]


def test_law_06_a_watch_whose_status_no_longer_says_open_was_closed_and_may_be_cut_again() -> None:
    """A watch has a bit for a strap that is open and none for one that is closed."""
    is_open = {10, 11, 12, 30, 31}
    inputs = [
        arrival(n, status=8, events=("strap_open",), strap_locked=False) if n in is_open else arrival(n, status=0)
        for n in range(40)
    ]
    story = told(inputs, docket(WEAR), 50)
    assert [(v.began_at, v.closed_at) for v in story.violations.values()] == [
        (T0 + minutes(10), T0 + minutes(13)),
        (T0 + minutes(30), T0 + minutes(32)),
    ]
    assert {v.reason for v in story.violations.values()} == {"the device no longer says that the strap is open"}


def test_law_06_another_device_does_not_close_the_strap_of_the_first() -> None:
    other = msgspec.structs.replace(arrival(2, status=0), device=2)
    story = told([arrival(1, strap_locked=False, status=8), other], docket(WEAR), 5)
    assert [v.state for v in story.violations.values()] == ["open"]


@pytest.mark.parametrize("cut", [5, 35], ids=["before the permission", "during it"])
@pytest.mark.parametrize("said", [{"events": ("strap_open",)}, {"strap_locked": False}], ids=["moment", "state"])
def test_law_06_a_strap_still_open_when_the_condition_holds_again_is_a_violation(cut: int, said: dict[str, Any]) -> None:
    rest = Permission(id=1, from_at=Instant(T0 + minutes(30)), to_at=Instant(T0 + minutes(60)))
    worn = msgspec.structs.replace(WEAR, permissions=(rest,))
    story = told([arrival(0), arrival(cut, **said)], docket(worn), 90)
    violation = list(story.violations.values())[-1]
    assert (violation.state, violation.began_at) == ("open", T0 + minutes(60))
    assert [(witness.at, witness.what) for witness in violation.evidence] == [(T0 + minutes(cut), "event strap_open")]
    assert any(v.began_at == T0 + minutes(cut) for v in story.violations.values()) or story.incidents


def test_law_02_any_word_ends_the_silence_and_makes_nothing_late() -> None:
    logins = [msgspec.structs.replace(arrival(20 * n, None, at=None), digest=SILENT, report=NOTHING) for n in range(1, 5)]
    fixes = [arrival(0), arrival(79, delay=minutes(2))]  # told after the login of minute 80
    story = told(in_order([*logins, *fixes]), docket(STAY, CONTACT), 100)
    assert story.violations == {}
    assert story.refolds == 0
    assert story.state.standing.heard_at == T0 + minutes(81)


def test_law_06_a_strap_that_only_a_status_bit_calls_open_is_told_once() -> None:
    plan, state = compile_docket(docket()), fresh(7)
    found: list[str] = []
    for n, locked in enumerate([True, False, False, True, False]):
        folded = fold(plan, state, arrival(n, strap_locked=locked))
        state = folded.state
        found += [effect.kind for effect in folded.effects if isinstance(effect, Incident)]
    assert found == ["strap", "strap"]


def test_law_06_a_damaged_frame_never_reassures() -> None:
    story = told([arrival(0, strap_locked=False), arrival(1, strap_locked=True, integrity="failed")], docket(WEAR), 5)
    assert [v.state for v in story.violations.values()] == ["open"]


def records() -> dict[str, tuple[Docket, list[Arrival | Docket]]]:
    first = docket(STAY, KEEP_OUT, WEAR, CONTACT)
    allowed = Permission(id=1, from_at=Instant(T0 + minutes(55)), to_at=Instant(T0 + minutes(70)))
    changed = docket(msgspec.structs.replace(STAY, permissions=(allowed,)), WEAR, CONTACT, recorded_at=T0 + minutes(45))
    late = [
        msgspec.structs.replace(one, clock=Instant(T0 + hours(6)), received_at=Instant(T0 + hours(6))) for one in day_out()[30:50]
    ]
    kept: list[Arrival | Docket] = [*day_out()[:30], *day_out()[50:], *late]
    after_it = [arrival(360.5 + n, AWAY) for n in range(10)]
    curfew = Schedule("UTC", (Slot((1, 2, 3, 4, 5, 6, 7), 14 * 60 + 30, 6 * 60),))  # minute 16.7 of the story
    at_night = docket(msgspec.structs.replace(STAY, schedule=curfew))
    on_its_way = [
        *(arrival(n, AWAY) for n in range(16)),
        arrival(16, AWAY, delay=minutes(2)),
        *(arrival(n, AWAY) for n in range(20, 30)),
    ]
    return {
        "a late upload and going on": (first, [*kept, *after_it]),
        "a fix on its way when the hours begin": (at_night, [*on_its_way]),
        "a day out": (first, [*day_out()]),
        "a late upload": (first, kept),
        "another docket": (first, [*day_out()[:45], changed, *day_out()[45:]]),
        "another docket, folded late": (first, [*day_out()[:50], changed, *day_out()[50:]]),
    }


def written(violations: Iterable[Violation]) -> bytes:
    return b"\n".join(msgspec.json.encode(violation) for violation in violations)


@pytest.mark.parametrize("name", records())
def test_law_07_a_replay_of_the_record_is_the_record(name: str) -> None:
    first, inputs = records()[name]
    end = Instant(T0 + hours(8))
    live = Story(first)
    for given in inputs:
        wake_at = live.state.wake_at
        if isinstance(given, Arrival) and wake_at < given.clock:
            live.feed(Clock(wake_at))
        live.feed(given)
    live.feed(Clock(end))
    _, replayed = read_record(write_record(7, "test", [first, *inputs], end))
    assert written(live.violations.values()) == written(replayed.violations.values())
    assert live.violations


def test_law_07_no_decision_holds_an_unrounded_number() -> None:
    story = told(day_out(), docket(STAY, KEEP_OUT), 200)
    for presence in story.state.line.presences:
        assert isinstance(presence.odds, int)
    for violation in story.violations.values():
        assert isinstance(violation.probability, int)
        for witness in violation.evidence:
            assert isinstance(witness.probability, int | None)
            assert isinstance(witness.weight, int | None)


def test_law_08_a_restart_between_any_two_inputs_changes_nothing() -> None:
    plan = compile_docket(docket(STAY, KEEP_OUT, WEAR, CONTACT))
    going, stopping = fresh(7), fresh(7)
    for one in day_out():
        going_on = fold(plan, going, one)
        restarted = fold(compile_docket(plan.docket), unpack(pack(stopping)), one)
        assert restarted.effects == going_on.effects
        assert restarted.doubt == going_on.doubt
        going, stopping = going_on.state, restarted.state
        assert unpack(pack(going)) == going
    assert pack(going) == pack(stopping)


def test_law_08_a_re_send_is_known_and_changes_nothing_but_that_the_device_was_heard() -> None:
    plan, state = compile_docket(docket(STAY, CONTACT)), fresh(7)
    one = arrival(0, events=("sos",))
    folded = fold(plan, state, one)
    assert (folded.duplicate, folded.doubt, len(folded.events)) == (False, "", 1)
    again = fold(plan, folded.state, msgspec.structs.replace(one, clock=Instant(T0 + minutes(1)), seq=9))
    assert (again.duplicate, again.doubt, again.events, again.effects) == (True, None, (), ())
    assert again.state.line == folded.state.line
    assert again.state.hearing.heard_at == T0 + minutes(1)


def test_law_08_sending_everything_again_finds_nothing_new() -> None:
    story = told(day_out(), docket(STAY, KEEP_OUT, WEAR), 200)
    before = written(story.violations.values())
    now = Instant(T0 + hours(5))
    for one in day_out():
        story.feed(msgspec.structs.replace(one, received_at=now, clock=now, seq=one.seq + 1))
    story.finish(Instant(T0 + hours(6)))
    assert written(story.violations.values()) == before
    assert story.refolds == 1, "one refold for the whole upload"


def test_law_10_nothing_is_judged_outside_an_order() -> None:
    ended = docket(STAY, WEAR, CONTACT, ended_at=Instant(T0 + minutes(30)))
    story = told(day_out(), ended, 300)
    assert {(v.kind, v.state, v.reason) for v in story.violations.values()} == {("not_home", "closed", "the order ended")}
    assert story.incidents == {}
    assert story.state.wake_at == NEVER


def test_law_10_a_sealed_report_of_a_time_without_an_order_says_that_it_came_and_nothing_else() -> None:
    plan, state = compile_docket(docket(STAY)), fresh(7)
    sealed = Arrival(1, T0, T0, 1, 5, Report(at=Instant(T0 - days(20)), lat=51.1, lon=71.4, events=("sos",)), sealed=True)
    folded = fold(plan, state, sealed)
    assert folded.doubt is None
    assert folded.events[0].lat is None
    assert [effect for effect in folded.effects if isinstance(effect, Incident)] == []
    assert folded.state.standing.heard_at == T0
    live = msgspec.structs.replace(sealed, report=Report(at=T0, lat=51.1, lon=71.4))
    assert fold(plan, state, live).state.hearing.word.lat is None, "a silence after it would tell where it came from"


def test_law_13_ids_have_63_bits_and_a_state_stays_small() -> None:
    story = told(day_out(), docket(STAY, KEEP_OUT, WEAR, CONTACT), 90)
    assert all(0 < v.id < 2**63 for v in story.violations.values())
    assert len(pack(story.state)) < 4_000


def test_law_04_an_upload_in_pieces_does_not_take_back_what_its_first_pieces_showed() -> None:
    """He was out twice. The reports of the first outing and of the way back come one by one, each four hours late."""

    def place(minute: int) -> tuple[float, float]:
        lat, lon = AWAY if 61 <= minute <= 100 or minute > 160 else HOME
        return lat + minute % 5 * 1e-6, lon

    live = [arrival(minute, place(minute)) for minute in range(0, 320, 2)]
    kept = [arrival(minute, place(minute), delay=hours(4) if 60 < minute < 200 else LAG) for minute in range(0, 320, 2)]

    def outings(story: Story) -> list[tuple[int, int | None]]:
        return sorted((v.began_at, v.closed_at) for v in story.violations.values() if v.state in {"open", "closed"})

    late = told(in_order(kept), docket(STAY), 600)
    assert late.refolds > 50
    assert outings(late) == outings(told(live, docket(STAY), 600))
    assert len(outings(late)) == 2
