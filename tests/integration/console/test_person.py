"""The person page: all that is stated of a person, what is not, and what should be looked at."""

import re
from datetime import date
from typing import Any

import msgspec
import pytest

pytestmark = pytest.mark.engines

IIN = "950317400126"  # made up; states 17 March 1995


def page_of(office: Any, person: int, *, pane: bool = False) -> str:
    """Return the card of what is stated, as text of one line."""
    from django.test import Client

    from bilezik.store.models import User

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(pk=office.aliya.user_id))
    answer = client.get(f"/console/people/{person}/{'pane/' if pane else ''}")
    assert answer.status_code == 200
    card = answer.content.decode().partition('id="stated-title">')[2].partition("</section>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", card))


def change(office: Any, **said: Any) -> None:
    from bilezik.deeds import people

    stated, version = people.known(office.person)
    people.change(office.aliya, office.person, msgspec.structs.replace(stated, **said), version=version, why="w")


def test_what_is_not_stated_is_said_to_be_not_stated(office: Any) -> None:
    page = page_of(office, office.person)
    assert page == page_of(office, office.person, pane=True)
    said = "Full name Сейтов Ерлан IIN none Born not stated Supervised as not stated Speaks not stated Address Astana"
    assert f"{said} Phones not stated" in page
    assert "Health, before fitting nothing is noted" in page
    assert "Consent" not in page
    assert "Responsible" not in page


def test_all_that_is_stated_is_shown(office: Any) -> None:
    change(
        office, patronymic="Болатұлы", iin=IIN, birth_date=date(1995, 3, 17), kind="volunteer", consent="I <agree>",
        consented_on=date(2026, 1, 31), language="kk", interpreter=True, phone="+7 700 1", more_phones=("+7 700 2",),
        health=("implant", "other"), health_note="a knee", responsible_name="Mother", responsible_phone="+7 700 4",
    )  # fmt: skip
    page = page_of(office, office.person)
    for said in (
        "Сейтов Ерлан Болатұлы", IIN, "Born 17.03.1995", "years old", "Responsible adult Mother · +7 700 4", "Volunteer of a pilot",
        "Consent 31.01.2026 I &lt;agree&gt;", "Speaks Kazakh interpreter needed", "Phones +7 700 1 , +7 700 2",
        "Pacemaker or another implant, Another reason a knee",
    ):  # fmt: skip
        assert said in page, said
    assert "The IIN states" not in page


def test_what_should_be_looked_at_stands_above(office: Any) -> None:
    from bilezik.deeds import people

    change(office, iin=IIN, birth_date=date(1995, 3, 18))
    other, _ = people.known(office.person)
    twin = people.register(office.aliya, msgspec.structs.replace(other, iin=None, given_name="Yerlan"), why="intake")
    page = page_of(office, office.person)
    assert "The IIN states the birth date 17.03.1995." in page
    assert f"more than once: Person {twin}" in page
    assert f"more than once: Person {office.person}" in page_of(office, twin)
