"""The page `How this was judged`, by Django's own client: what it says, and what it says where there is nothing to say."""

import re
from typing import Any

import msgspec
import pytest
from tests.integration.night import Night

from bilezik.domain.instant import Instant, hours, minutes, to_datetime
from bilezik.store import connect
from bilezik.store.writers import Batch, Writer

pytestmark = pytest.mark.engines


def page_of(office: Any, alert: int) -> str:
    """Return the text of the page as an operator gets it, white space made single."""
    from django.test import Client

    from bilezik.store.models import User

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(pk=office.aliya.user_id))
    answer = client.get(f"/console/alerts/{alert}/explanation/")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def test_a_night_out_is_said_in_a_sentence_with_every_position_that_counts(night: Night) -> None:
    begin = Instant(night.office.now - hours(6))
    night.at_home(begin, 180).out(Instant(begin + hours(3)), 25).at_home(Instant(begin + minutes(205)), 60)
    (violation,) = night.store(night.office.now)
    page = page_of(night.office, night.alert(violation))
    assert "outside home; together they make it certain" in page
    assert "In these hours a plain geofence would have raised one alert." in page
    assert "it comes out as it was decided, to the last digit" in page
    assert page.count('class="dot dot-') == page.count('<tr role="row"') - page.count("<thead")
    for n in range(1, len(violation.evidence) + 1):
        assert f'title="Show on the map">{n}</button>' in page
    assert f"bilezik export {night.office.person} --why REASON" in page
    assert "<script>" not in page
    assert " style=" not in page


def test_a_withdrawn_violation_is_told_without_a_claim(night: Night) -> None:
    begin = Instant(night.office.now - hours(6))
    (violation,) = night.at_home(begin, 180).out(Instant(begin + hours(3)), 25).store(night.office.now)
    gone = msgspec.structs.replace(violation, id=violation.id ^ 1, state="withdrawn", closed_at=violation.decided_at)
    with connect(night.office.database.dsn("monitor"), autocommit=True) as connection:
        batch = Batch()
        batch.violation(gone, night.office.now)
        Writer(connection).commit(batch)
    page = page_of(night.office, night.alert(gone))
    assert "put the person" not in page
    assert "it comes out as it was decided" in page
    assert "broken-gone" in page


def test_hours_that_are_no_longer_in_the_record_are_an_empty_state_in_words(night: Night) -> None:
    begin = Instant(night.office.now - hours(6))
    (violation,) = night.at_home(begin, 180).out(Instant(begin + hours(3)), 25).store(night.office.now)
    with connect(night.office.database.dsn("owner"), autocommit=True) as owner:
        owner.execute("DELETE FROM fixes")
    page = page_of(night.office, night.alert(violation))
    assert "No position of these hours is left in the record" in page
    assert "it does not come out as it is stored" in page
    assert "odds-plot" not in page


def test_an_alert_about_a_place_without_a_violation_says_so(office: Any) -> None:
    assert "No violation is stored with this alert" in page_of(office, office.raise_alert())


def test_an_alert_that_concerns_nobody_alone_is_explained_by_its_rule(office: Any) -> None:
    from bilezik.alerts.outage import about_devices
    from bilezik.store.models import Alert

    at = to_datetime(office.now)
    made = Alert.objects.create(
        kind="outage", about=about_devices("Astana"), certainty="certain", priority=2, event_at=at, raised_at=at
    )
    page = page_of(office, made.pk)
    assert "This alert concerns nobody alone" in page
    assert "Many devices fell silent together" in page
    assert "bilezik export PERSON" in page


@pytest.mark.parametrize("kind", ["strap", "tamper", "battery", "silence", "sos", "jamming", "receiver", "fault"])
def test_every_kind_that_is_about_no_place_has_its_rule_in_words(office: Any, kind: str) -> None:
    page = page_of(office, office.raise_alert(kind=kind))
    assert "No position is weighed for this alert" in page
    assert page.count('<ul class="judged-rules"><li>') == 1
