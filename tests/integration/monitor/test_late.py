"""Law 4 on real engines: what late data does to alerts, and what an upload of many people costs those who report live."""

import asyncio
import statistics
import time

import pytest
from tests.integration.monitor.conftest import Stage, at_home, away, envelope, every, now

from bilezik import stream
from bilezik.domain.envelope import Envelope
from bilezik.domain.instant import Instant, hours, minutes, seconds
from bilezik.domain.report import Report
from bilezik.monitor.folding import Folder
from bilezik.store.connection import moment

UPLOADERS = 50
ALERT = "SELECT id, person, kind, state, priority, certainty FROM alerts ORDER BY id"
LINES = "SELECT kind, why FROM deeds WHERE alert = %s ORDER BY at, id"


async def say_all(stage: Stage, person: int, reports: list[Report], received_at: Instant | None = None) -> None:
    """Reports of one bracelet: at their own time, or all of them as one upload."""
    for report in reports:
        await stage.say(person, report, received_at or report.at)


async def judged(stage: Stage) -> None:
    await stage.until(lambda: stage.count("envelopes") == stage.said)
    await stage.until(lambda: stage.count("refolds") == 0, 60)


def out(at: Instant) -> Report:
    return away(at)


async def test_an_alert_follows_what_an_upload_withdraws_and_keeps_its_history(stage: Stage) -> None:
    stage.register(1)
    begin = Instant(now() - minutes(100))
    astray = every(minutes(2), Instant(begin + minutes(10) + seconds(20)), 3)
    async with stage.running():
        await say_all(stage, 1, [at_home(at) for at in every(minutes(1), begin, 10)])
        await say_all(stage, 1, [out(at) for at in astray])
        await stage.until(lambda: stage.rows("SELECT state FROM violations") == [("open",)])
        (before,) = stage.rows("SELECT raised_at, decided_at, certainty, probability, evidence FROM violations")
        (alert,) = stage.rows(ALERT)
        stage.owner.execute("INSERT INTO deeds (alert, person, actor_name, kind, why, from_where, at, content) VALUES"
                            " (%s, 1, 'Aigul', 'note', 'he does not answer', 'test', now(), '{}')", (alert[0],))  # fmt: skip
        sent_at = now()
        await say_all(stage, 1, [at_home(at) for at in every(seconds(30), Instant(begin + minutes(10)), 20)], sent_at)
        await judged(stage)
        await stage.until(lambda: stage.rows("SELECT state FROM violations") == [("withdrawn",)], 40)
    ((reason,),) = stage.rows("SELECT reason FROM violations")
    clock = stage.rows("SELECT to_char(%s::timestamptz AT TIME ZONE 'UTC', 'HH24:MI')", moment(sent_at))[0][0]
    assert reason == f"the upload of {clock} UTC shows the person at home"
    assert stage.rows("SELECT raised_at, decided_at, certainty, probability, evidence FROM violations") == [before]
    assert stage.rows(ALERT) == [alert], "the alert stays for somebody to close, as urgent as it was"
    assert stage.rows(LINES, alert[0]) == [
        ("note", "he does not answer"),
        ("violation_closed", "closed: returned"),  # what of the upload is newer than all that was known is no news of the past
        ("violation_withdrawn", f"withdrawn: {reason}"),
    ]
    assert stage.rows("SELECT body->>'step' FROM feed WHERE kind = 'alert' ORDER BY id")[-1] == ("told",)


async def test_a_closed_alert_learns_that_its_violation_was_taken_back_and_stays_closed(stage: Stage) -> None:
    """Somebody proposed a breach by it: whoever confirms that must see the line."""
    stage.register(1)
    begin = Instant(now() - minutes(100))
    astray = every(minutes(2), Instant(begin + minutes(10) + seconds(20)), 3)
    async with stage.running():
        await say_all(stage, 1, [at_home(at) for at in every(minutes(1), begin, 10)])
        await say_all(stage, 1, [out(at) for at in astray])
        await stage.until(lambda: stage.count("alerts") == 1)
        stage.owner.execute("UPDATE alerts SET state = 'resolved', outcome = 'breach_proposed', escalate_at = NULL")
        await say_all(stage, 1, [at_home(at) for at in every(seconds(30), Instant(begin + minutes(10)), 9)], now())
        await stage.until(lambda: stage.rows("SELECT state FROM violations") == [("withdrawn",)], 40)
    ((number, state, outcome),) = stage.rows("SELECT id, state, outcome FROM alerts")
    assert (state, outcome) == ("resolved", "breach_proposed")
    ((reason,),) = stage.rows("SELECT reason FROM violations")
    assert stage.rows(LINES, number) == [("violation_withdrawn", f"withdrawn: {reason}")]


async def test_an_alert_learns_that_it_had_not_ended(stage: Stage) -> None:
    stage.register(1)
    begin = Instant(now() - minutes(100))
    async with stage.running():
        await say_all(stage, 1, [at_home(at) for at in every(minutes(1), begin, 10)])
        await say_all(stage, 1, [out(at) for at in every(minutes(1), Instant(begin + minutes(10)), 10)])
        await say_all(stage, 1, [at_home(at) for at in every(minutes(2), Instant(begin + minutes(21)), 2)])
        await stage.until(lambda: stage.rows("SELECT state FROM violations") == [("closed",)])
        kept = [Instant(begin + minutes(minute)) for minute in (20, 20.5, 21.2, 21.5, 22, 22.3, 22.6, 22.9)]
        await say_all(stage, 1, [out(at) for at in kept], now())
        await stage.until(lambda: stage.rows("SELECT state FROM violations") == [("open",)], 40)
    ((reason,),) = stage.rows("SELECT reason FROM violations")
    assert "shows that it had not ended at" in str(reason)
    (alert,) = stage.rows(ALERT)
    assert stage.rows(LINES, alert[0])[-1] == ("violation_open", f"open again: {reason}")


async def test_an_alert_follows_a_beginning_two_days_earlier(stage: Stage) -> None:
    """The bracelet was silent for two days and away when it came back; it had left home at once."""
    stage.register(1, Instant(now() - hours(60)))
    begin = Instant(now() - hours(50))
    gap = every(minutes(10), Instant(begin + minutes(20)), 270)
    async with stage.running():
        await say_all(stage, 1, [at_home(at) for at in every(minutes(2), begin, 10)])
        await say_all(stage, 1, [out(at) for at in every(minutes(1), Instant(now() - minutes(10)), 8)])
        await stage.until(lambda: stage.count("violations WHERE kind = 'not_home' AND state = 'open'") == 1)
        await say_all(stage, 1, [out(at) for at in gap], now())
        await judged(stage)
        await stage.until(lambda: stage.count("violations WHERE state = 'superseded'") == 1, 40)
    first, second = stage.rows("SELECT id, began_at, state, reason FROM violations WHERE kind = 'not_home' ORDER BY began_at")
    assert (first[1:3], first[3]) == ((gap[0], "open"), "")
    assert second[2] == "superseded"
    began = stage.rows("SELECT to_char(%s::timestamptz AT TIME ZONE 'UTC', 'FMDD FMMonth \"at\" HH24:MI')", moment(gap[0]))[0][0]
    assert str(second[3]).endswith(f" UTC shows that it began on {began} UTC")
    alerts = [alert for alert in stage.rows(ALERT) if alert[2] == "not_home"]
    assert len(alerts) == 1, "it is the same work"
    links = stage.rows("SELECT violation FROM alert_violations WHERE alert = %s", alerts[0][0])
    assert {link[0] for link in links} == {first[0], second[0]}
    assert stage.rows(LINES, alerts[0][0]) == [
        ("violation_certain", "it became certain"),
        ("join", ""),
        ("violation_superseded", f"superseded: {second[3]}"),
    ]


async def test_fifty_uploads_of_four_hours_while_others_report_live(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    took: list[float] = []
    again = Folder._again

    def timed(self: Folder, *given: object) -> None:
        begun = time.perf_counter()
        again(self, *given)  # type: ignore[arg-type] # handed on as they came
        took.append(time.perf_counter() - begun)

    monkeypatch.setattr(Folder, "_again", timed)
    walker = UPLOADERS + 1
    people = range(1, UPLOADERS + 1)
    stage.register(walker, Instant(now() - hours(8)), silence=hours(6))
    begin = Instant(now() - hours(5))
    kept = every(minutes(1), Instant(begin + minutes(10)), 240)
    left_at = kept[90]
    async with stage.running():
        await _publish(stage, {p: [(at_home(at, p), at) for at in every(minutes(1), begin, 10)] for p in people})
        await say_all(stage, walker, [at_home(at, walker) for at in every(minutes(1), Instant(now() - minutes(12)), 11)])
        await _publish(stage, {p: [(away(now(), p), None)] for p in people})  # they are back, and away
        await stage.until(lambda: stage.count("envelopes") == stage.said, 60)
        begun = time.monotonic()
        found = 0.0
        uploading = asyncio.create_task(_upload(stage, kept, left_at))
        while not uploading.done():
            await stage.say(walker, away(now(), walker))
            await _publish(stage, {p: [(away(now(), p), None)] for p in people})
            await asyncio.sleep(0.5)
            if found == 0.0 and stage.count(f"alerts WHERE person = {walker}"):
                found = time.monotonic() - begun
        await uploading
        uploaded = time.monotonic() - begun
        await stage.until(lambda: stage.count("envelopes") == stage.said, 120)
        await stage.until(lambda: stage.count("refolds") == 0, 120)
        whole = time.monotonic() - begun
    rows = stage.rows("SELECT person, began_at FROM violations WHERE state = 'open' AND person <= %s ORDER BY person", UPLOADERS)
    assert rows == [(person, left_at) for person in people]
    assert stage.rows("SELECT count(*), count(DISTINCT person) FROM alerts WHERE person <= %s", UPLOADERS) == [(50, 50)]
    assert all("upload" in str(row[0]) for row in stage.rows("SELECT reason FROM violations WHERE state = 'superseded'"))
    assert 0.0 < found <= uploaded, "who leaves home meanwhile is found meanwhile"
    assert len(took) >= UPLOADERS
    assert len(took) <= 3 * UPLOADERS, "an upload is looked at when it is over, not again and again"
    assert statistics.median(took) < 1.0
    with capsys.disabled():
        print(  # noqa: T201 - the measurement is for whoever runs it
            f"\n{len(kept) * UPLOADERS} kept reports sent in {uploaded:.1f} s, all judged after {whole:.1f} s, live alert after"
            f" {found:.1f} s; {len(took)} refolds, median {statistics.median(took) * 1e3:.0f} ms, longest {max(took) * 1e3:.0f} ms"
        )


async def _upload(stage: Stage, kept: list[Instant], left_at: Instant) -> None:
    for n in range(0, len(kept), 24):
        await _publish(
            stage,
            {
                p: [(away(at, p) if at >= left_at else at_home(at, p), None) for at in kept[n : n + 24]]
                for p in range(1, UPLOADERS + 1)
            },
        )
        await asyncio.sleep(0.3)


async def _publish(stage: Stage, said: dict[int, list[tuple[Report, Instant | None]]]) -> None:
    by_partition: dict[int, list[Envelope]] = {}
    for person, reports in said.items():
        made = [envelope(person, report, received_at) for report, received_at in reports]
        by_partition.setdefault(stream.partition_of(person), []).extend(made)
        stage.said += len(made)
    await asyncio.gather(*(stage.publisher.publish(partition, given) for partition, given in by_partition.items()))
