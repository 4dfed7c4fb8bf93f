"""Search: what is found, by whom, and what is not told to who may not see people."""

import re
from typing import Any

import pytest

pytestmark = pytest.mark.engines


def client_of(username: str) -> Any:
    from django.test import Client

    from bilezik.store.models import User

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username=username))
    return client


def found(words: str, username: str = "aliya") -> dict[str, list[str]]:
    """What the API finds: kind -> names."""
    answer = client_of(username).get("/api/v1/search", {"q": words})
    assert answer.status_code == 200, answer.content
    return {group["kind"]: [item["name"] for item in group["items"]] for group in answer.json()["groups"]}


def shown(words: str, username: str = "aliya", **headers: str) -> str:
    answer = client_of(username).get("/console/search/", {"q": words}, headers=headers)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.parametrize("words", ["Сейтов", "seitov", "Yerlan Seytov", "ерлан"])
def test_a_person_is_found_in_any_spelling(office: Any, words: str) -> None:
    assert found(words)["person"] == ["Сейтов Ерлан"]
    assert f'href="/console/people/{office.person}/"' in shown(words)


def test_a_device_an_order_and_an_alert_are_found_by_their_numbers(office: Any) -> None:
    alert = office.raise_alert()
    assert found("789012") == {"device": ["866123456789012"]}
    assert found("17-26") == {"order": ["17-26"]}
    assert found(f"#{alert}")["alert"] == [f"#{alert}"]
    assert "Сейтов Ерлан" in shown("789012")


def test_a_person_is_found_by_digits_of_the_phone(office: Any) -> None:
    office.rows("UPDATE people SET phone = '+77011234567' RETURNING id")
    assert found("701 123 45")["person"] == ["Сейтов Ерлан"]
    assert "person" not in found("7011x")


def test_who_may_not_see_people_is_told_of_devices_and_not_of_who_wears_them(office: Any) -> None:
    from bilezik.deeds import SYSTEM, staff

    staff.add(SYSTEM, "quinn", "long enough quinn", "Quinn", why="set-up", roles=[staff.NewRole("quartermaster")])
    staff.add(SYSTEM, "adil", "long enough adil!", "Adil", why="set-up", roles=[staff.NewRole("administrator")])
    assert found("789012", "quinn") == {"device": ["866123456789012"]}
    page = shown("789012", "quinn")
    assert "866123456789012" in page
    assert "Сейтов" not in page
    assert f"/console/people/{office.person}/" not in page
    for words in ("Сейтов", "789012", "17-26"):
        assert found(words, "adil") == {}


def test_one_letter_zeros_and_endless_words_find_nothing_and_break_nothing(office: Any) -> None:
    assert office
    for words in ("е", "\0\0", "%", "__", "9" * 100, "' OR 1=1 --", "🙂🙂"):
        assert found(words) == {}, words
    assert client_of("aliya").get("/api/v1/search", {"q": "я" * 101}).status_code == 422
    assert client_of("aliya").get("/console/search/", {"q": "я" * 5000}).status_code == 200


def test_while_one_writes_only_the_list_is_sent(office: Any) -> None:
    assert office
    part = shown("Сейтов", **{"HX-Request": "true"})
    assert "<html" not in part
    assert "Сейтов Ерлан" in part
    assert "Nothing is found" in shown("Пушкин")
    assert "Write a name" in shown("")
