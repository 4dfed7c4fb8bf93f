"""The explanation of a stored alert is what the monitor found, read with the web role's rights, through Django's connection."""

from datetime import timedelta

import msgspec
import pytest
from tests.integration.night import Night

from bilezik.domain.instant import Instant, hours, minutes, to_datetime
from bilezik.domain.violation import Violation, Witness
from bilezik.store import connect
from bilezik.store.explaining import AROUND, EARLIER, LONGEST, judged, window
from bilezik.store.writers import Batch, Writer

pytestmark = pytest.mark.engines


def test_what_is_told_again_is_what_the_monitor_stored(night: Night) -> None:
    begin = Instant(night.office.now - hours(6))
    night.at_home(begin, 180).out(Instant(begin + hours(3)), 25).at_home(Instant(begin + minutes(205)), 60)
    (violation,) = night.store(night.office.now)
    (one,) = night.judged(night.alert(violation), night.office.now)
    assert one.agreement == "same"
    assert one.stored[0].evidence == violation.evidence
    assert one.explanation.found == (violation,)
    assert one.explanation.from_at == violation.evidence[0].at - AROUND
    assert one.explanation.to_at == (violation.closed_at or 0) + AROUND
    assert len(one.explanation.plain) == 1


def test_where_half_a_day_is_not_enough_more_is_told(night: Night) -> None:
    """Where a person was settled at home long ago, the odds still are those of that coming home."""
    begin = Instant(night.office.now - hours(29))
    night.out(begin, 60).at_home(Instant(begin + hours(1)), 27 * 12, 5.0).out(Instant(begin + hours(28)), 20)
    violation = night.store(night.office.now)[-1]
    (one,) = night.judged(night.alert(violation), night.office.now)
    assert one.reports == len(night.fixes)
    assert one.agreement == "same"


def test_through_djangos_connection_the_same_is_read_and_its_own_words_stay(night: Night) -> None:
    from django.db import connection

    from bilezik.store.borrowed import borrowed
    from bilezik.store.models import Violation as Row

    begin = Instant(night.office.now - hours(6))
    night.at_home(begin, 180).out(Instant(begin + hours(3)), 25)
    (violation,) = night.store(night.office.now)
    alert = night.alert(violation)
    assert judged(borrowed(), alert, night.office.now) == night.judged(alert, night.office.now)
    assert Row.objects.get(pk=violation.id).began_at == to_datetime(violation.began_at), "Django reads its own times as ever"
    with connection.cursor() as cursor:
        cursor.execute("SELECT interval '1 hour', now()")
        assert cursor.fetchone()[0] == timedelta(hours=1)


def test_what_was_withdrawn_and_is_not_found_again_agrees_and_what_is_found_does_not(night: Night) -> None:
    begin = Instant(night.office.now - hours(6))
    night.at_home(begin, 180).out(Instant(begin + hours(3)), 25)
    (violation,) = night.store(night.office.now)
    gone = msgspec.structs.replace(violation, id=violation.id ^ 1, state="withdrawn", closed_at=violation.decided_at)
    with connect(night.office.database.dsn("monitor"), autocommit=True) as connection:
        batch = Batch()
        batch.violation(gone, night.office.now)
        Writer(connection).commit(batch)
    assert [one.agreement for one in night.judged(night.alert(gone), night.office.now)] == ["same"]
    with connect(night.office.database.dsn("owner"), autocommit=True) as owner:
        owner.execute("UPDATE violations SET probability = probability - 1 WHERE id = %s", (violation.id,))
    alert = night.alert(violation)
    assert [one.agreement for one in night.judged(alert, night.office.now)] == ["close"]
    with connect(night.office.database.dsn("owner"), autocommit=True) as owner:
        owner.execute("DELETE FROM fixes WHERE fixed_at > %s", (to_datetime(violation.began_at),))
    assert [one.agreement for one in night.judged(alert, night.office.now)] == ["other"]


def test_an_alert_about_no_place_or_nobody_has_nothing_to_tell_again(night: Night) -> None:
    office = night.office
    assert night.judged(office.raise_alert(kind="strap"), office.now) == ()
    assert night.judged(999_999, office.now) == ()


def test_hours_that_are_shown_are_bounded_and_never_lie_ahead(night: Night) -> None:
    now = night.office.now
    begin = Instant(now - hours(12))
    one = Violation(
        id=1, person=1, condition=1, condition_kind="stay_home", kind="not_home", began_at=begin, decided_at=begin,
        raised_at=begin, certainty="certain", probability=999,
    )  # fmt: skip
    assert window([one], now) == (begin - AROUND, begin - AROUND + LONGEST)
    recent = msgspec.structs.replace(one, began_at=Instant(now - minutes(5)))
    assert window([recent], now) == (now - minutes(35), now)
    out_since_noon = msgspec.structs.replace(one, evidence=(Witness(Instant(begin - hours(6)), 1, "fix gnss"),))
    assert window([out_since_noon], now)[0] == begin - EARLIER - AROUND
