"""Alerts in people's hands: the race to take one, notes, outcomes, and what the timeline and the feed say."""

import threading
from datetime import timedelta
from typing import Any

import pytest

pytestmark = pytest.mark.engines


def state_of(alert: int) -> tuple[str, int | None, str | None]:
    from bilezik.store.models import Alert

    found = Alert.objects.get(pk=alert)
    return found.state, found.taken_by_id, found.outcome


def test_of_two_who_take_at_once_one_has_it_and_the_other_is_told_who(office: Any) -> None:
    from django.db import connection

    from bilezik.deeds import Conflict, alerts

    for _ in range(5):
        alert = office.raise_alert()
        at_once = threading.Barrier(2)
        refusals: dict[str, str] = {}

        def try_to_take(
            by: Any, alert: int = alert, at_once: threading.Barrier = at_once, refusals: dict[str, str] = refusals
        ) -> None:
            try:
                at_once.wait(10)
                alerts.take(by, alert)
            except Conflict as refusal:
                refusals[by.name] = str(refusal)
            finally:
                connection.close()

        threads = [threading.Thread(target=try_to_take, args=(by,)) for by in (office.aliya, office.bolat)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        (loser, said), *rest = refusals.items()
        assert not rest
        winner = office.aliya if loser == "Bolat" else office.bolat
        assert said == f"{winner.name} has this alert."
        assert state_of(alert) == ("taken", winner.user_id, None)
        assert office.rows("SELECT count(*) FROM deeds WHERE alert = %s AND kind = 'take'", alert) == [(1,)]


def test_an_alert_goes_through_its_life_and_the_timeline_tells_it(office: Any) -> None:
    from bilezik.deeds import Conflict, alerts
    from bilezik.store.models import Alert

    alert = office.raise_alert()
    with pytest.raises(Conflict, match="Take the alert"):
        alerts.resolve(office.aliya, alert, "returned", why="back")
    alerts.take(office.aliya, alert)
    assert Alert.objects.get(pk=alert).escalate_at is None
    with pytest.raises(Conflict, match="Aliya has this alert"):
        alerts.resolve(office.bolat, alert, "returned", why="back")
    alerts.note(office.bolat, alert, "I saw him at the door")
    alerts.release(office.bolat, alert, why="Aliya went home")
    assert Alert.objects.get(pk=alert).escalate_at is not None
    alerts.take(office.bolat, alert)
    alerts.resolve(office.bolat, alert, "returned", why="seen at home")
    assert state_of(alert) == ("resolved", office.bolat.user_id, "returned")
    with pytest.raises(Conflict):
        alerts.take(office.aliya, alert)
    alerts.reopen(office.aliya, alert, why="gone again")
    assert state_of(alert) == ("open", None, None)
    told = office.rows("SELECT kind, actor_name, why FROM deeds WHERE alert = %s ORDER BY id", alert)
    assert told == [
        ("take", "Aliya", "on duty"),
        ("note", "Bolat", "I saw him at the door"),
        ("release", "Bolat", "Aliya went home"),
        ("take", "Bolat", "on duty"),
        ("resolve", "Bolat", "seen at home"),
        ("reopen", "Aliya", "gone again"),
    ]
    feed = office.rows("SELECT body->>'step', body->>'state' FROM feed WHERE body->>'alert' = %s ORDER BY id", str(alert))
    assert feed == [
        ("take", "taken"), ("note", "taken"), ("release", "open"), ("take", "taken"), ("resolve", "resolved"), ("reopen", "open"),
    ]  # fmt: skip


def test_the_feed_names_no_person(office: Any) -> None:
    from bilezik.deeds import alerts

    alerts.take(office.aliya, office.raise_alert())
    assert office.rows("SELECT count(*) FROM feed WHERE body::text LIKE %s", "%Сейтов%") == [(0,)]


def test_an_outcome_is_one_of_the_list(office: Any) -> None:
    from bilezik.deeds import Invalid, alerts

    alert = office.raise_alert()
    alerts.take(office.aliya, alert)
    with pytest.raises(Invalid) as refusal:
        alerts.resolve(office.aliya, alert, "breach", why="he is guilty")  # type: ignore[arg-type]
    assert refusal.value.field == "outcome"


def test_a_note_is_corrected_by_its_writer_within_a_minute_and_stays(office: Any) -> None:
    from bilezik.deeds import Conflict, Forbidden, NotFound, alerts

    alert = office.raise_alert()
    note = alerts.note(office.aliya, alert, "caled him")
    with pytest.raises(Forbidden):
        alerts.edit_note(office.bolat, note, "called him")
    with pytest.raises(NotFound):
        alerts.edit_note(office.aliya, 2**60, "called him")
    alerts.edit_note(office.aliya, note, "called him")
    said = office.rows("SELECT why, content->>'corrects' FROM deeds WHERE alert = %s ORDER BY id", alert)
    assert said == [("caled him", None), ("called him", str(note))]
    with office.database.connect("owner") as owner:
        owner.execute("UPDATE deeds SET at = at - %s WHERE id = %s", (timedelta(seconds=61), note))
    with pytest.raises(Conflict):
        alerts.edit_note(office.aliya, note, "never mind")


def test_an_alert_that_is_not_there(office: Any) -> None:
    from bilezik.deeds import NotFound, alerts

    with pytest.raises(NotFound):
        alerts.take(office.aliya, 2**60)
