"""Outages as the steward watches them: told while they last, ended, and nobody lost in them."""

from datetime import timedelta
from typing import Any

import pytest
from tests.integration.conftest import Office

from bilezik.alerts import outage
from bilezik.domain.instant import Instant, minutes, seconds, to_datetime


@pytest.fixture(autouse=True)
def steward(office: Office) -> None:
    """Django as the steward's process has it: as the owner."""
    from bilezik.app.django_settings import configure

    configure(office.database.settings, role="owner")


def silent_people(office: Office, count: int) -> Any:
    """An outage of `count` people, all of them silent."""
    from bilezik.store.models import Alert, AlertViolation, Person, Violation

    person, at = Person.objects.get(pk=office.person), to_datetime(office.now)
    alert = Alert.objects.create(
        kind="outage", certainty="certain", priority=1, event_at=at, raised_at=at, about=outage.about_devices(person.city),
        text=outage.many_silent(person.city), escalate_at=at,
    )  # fmt: skip
    for n in range(count):
        silence = Violation.objects.create(
            id=1_000 + n, person=person, condition=n, condition_kind="keep_contact", kind="silence", began_at=at, decided_at=at,
            raised_at=at, certainty="certain", probability=1000, state="open", reason="", evidence=[], changed_at=at,
        )  # fmt: skip
        AlertViolation.objects.create(alert=alert, violation=silence)
    return alert


def close(count: int) -> None:
    from bilezik.store.models import Violation

    for silence in Violation.objects.filter(state="open").order_by("id")[:count]:
        silence.state, silence.closed_at = "closed", silence.began_at + timedelta(minutes=30)
        silence.save()


def test_our_own_outage_is_told_while_it_lasts_and_when_it_ends(office: Office) -> None:
    from bilezik.deeds import outages
    from bilezik.store.models import Alert, Deed, Lease

    assert outages.watch_own(office.now) == ""  # no gateway has ever given its pulse
    Lease.objects.update(listened_at=to_datetime(office.now))
    assert outages.watch_own(Instant(office.now + seconds(50))) == ""
    Lease.objects.filter(partition__lt=3).update(listened_at=to_datetime(Instant(office.now - minutes(5))))
    assert outages.watch_own(office.now) == "an outage of our own was told"
    assert outages.watch_own(office.now) == ""  # once
    (alert,) = Alert.objects.all()
    assert (alert.kind, alert.person, alert.priority, alert.city) == ("outage", None, 1, "")
    assert "3 of 64 parts" in alert.text
    assert alert.event_at == to_datetime(Instant(office.now - minutes(5)))
    Lease.objects.update(listened_at=to_datetime(Instant(office.now + minutes(4))))
    assert outages.watch_own(Instant(office.now + minutes(4))) == "an outage is over"
    alert.refresh_from_db()
    assert alert.state == "open"  # a person closes it
    assert "Listening again after 9 min" in alert.text
    assert outages.watch_own(Instant(office.now + minutes(10))) == "an outage of our own was told"  # another one
    assert [deed.kind for deed in Deed.objects.filter(alert__isnull=False).order_by("pk")] == ["raised", "outage_over", "raised"]


def test_who_stays_silent_when_the_others_are_back_is_work_of_his_own(office: Office) -> None:
    from bilezik.deeds import outages
    from bilezik.store.models import Alert

    alert = silent_people(office, 20)
    assert outages.watch_devices(office.now) == ""
    close(10)
    assert outages.watch_devices(office.now) == ""
    close(7)
    assert outages.watch_devices(office.now) == "an outage is over"
    alone = Alert.objects.filter(kind="silence")
    assert [one.violations.get().pk for one in alone.order_by("pk")] == [1017, 1018, 1019]
    assert all(one.person_id == office.person and one.state == "open" for one in alone)
    assert outages.watch_devices(office.now) == ""
    alert.refresh_from_db()
    assert outage.has_ended(alert.about)
    assert alert.city == office.rows("SELECT city FROM people WHERE id = %s", office.person)[0][0]
    assert "17 of 20 devices report again; 3 do not" in alert.text


def test_an_outage_that_is_closed_too_early_leaves_nobody_behind(office: Office) -> None:
    from bilezik.deeds import alerts, outages
    from bilezik.store.models import Alert

    alert = silent_people(office, 12)
    alerts.take(office.aliya, alert.pk)
    alerts.resolve(office.aliya, alert.pk, "device_fault", why="the network says it works again")
    assert outages.watch_devices(office.now) == "12 people are still silent after an outage"
    again = Alert.objects.get(kind="outage", state="open")
    assert again.violations.count() == 12, "thousands are one piece of work, not thousands"
    assert again.text == f"12 devices in Astana are still silent after the outage of alert {alert.pk}"
    assert outages.watch_devices(office.now) == ""
    close(4)
    alerts.take(office.aliya, again.pk)
    alerts.resolve(office.aliya, again.pk, "device_fault", why="the rest is called")
    assert outages.watch_devices(office.now) == "8 people are still silent after an outage"
    assert Alert.objects.filter(kind="silence", state="open").count() == 8
    assert outages.watch_devices(office.now) == ""


def test_whom_a_closed_outage_leaves_silent_joins_the_next_one_of_the_city(office: Office) -> None:
    """Somebody else of the city fell silent after it was closed: a monitor has opened the next one before the steward looks."""
    from bilezik.deeds import outages
    from bilezik.store.models import Alert

    closed = silent_people(office, 20)
    Alert.objects.filter(pk=closed.pk).update(state="resolved", outcome="technical")
    following = Alert.objects.create(
        kind="outage", certainty="certain", priority=1, event_at=closed.event_at, raised_at=closed.event_at, about=closed.about,
        text=closed.text, escalate_at=closed.event_at,
    )  # fmt: skip
    assert outages.watch_devices(office.now) == "20 people are still silent after an outage"
    assert list(Alert.objects.exclude(state="resolved")) == [following]
    assert following.violations.count() == 20
    assert outages.watch_devices(office.now) == ""


def test_common_is_many_of_those_who_lived() -> None:
    assert outage.is_common(10, 20)
    assert not outage.is_common(9, 0)
    assert not outage.is_common(10, 40)
    assert outage.is_over(3, 10)
    assert not outage.is_over(4, 10)
