"""A refusal of a deed as an officer reads it: in the reader's language, by the clock of whom it is about."""

import pytest

from bilezik.console.forms.refusals import named, refusal, told
from bilezik.deeds import Conflict, Invalid, NotFound

ALMATY = "Asia/Almaty"


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("must not be empty", "Fill this in."),
        ("must lie between 1990 and 2100", "Must lie between 1990 and 2100."),
        ("must lie between -90 and 90", "A latitude lies between -90 and 90; in Kazakhstan between 40 and 56."),
        ("must lie between 3 and 7", "Must lie between 3 and 7."),
        ("Order 7 was ended already, at 2026-05-20T17:00:00Z.", "Order 7 was ended already, at 20 May, 22:00."),
        ("shape 3 (Park): has no polygon in it", "Shape 3 (Park): has no polygon in it."),
        ("home_hours: is empty: staying home needs a place", "Home_hours: is empty: staying home needs a place."),
        ("is damaged: it cannot be fitted", "Is damaged: it cannot be fitted."),
        ("a sentence that nobody knows", "A sentence that nobody knows."),
    ],
)
def test_a_refusal_reads_as_a_sentence(said: str, read: str) -> None:
    assert told(said, ALMATY) == read


def test_a_refusal_is_told_in_the_readers_language_with_all_it_holds() -> None:
    from django.utils.translation import override

    with override("ru"):
        assert told("must not be empty") == "Заполните это."
        assert told("shape 3 (Парк): ring 1 crosses itself near 51.1, 71.4") == (
            "Фигура 3 (Парк): кольцо 1 пересекает само себя около 51.1, 71.4."
        )
        assert told("The device is lost: only what lies in the store can be sent.") == (
            "Состояние устройства: утеряно. Отправить можно только то, что лежит на складе."
        )
    with override("kk"):
        assert told("say why").startswith("Себебін жазыңыз")


def test_the_field_at_fault_is_named() -> None:
    labels = {"price": "Price a day"}
    assert refusal(Invalid("price", "must not be empty")) == ("price", "Fill this in.")
    assert named(Invalid("price", "must not be empty"), labels) == "Price a day: Fill this in."
    assert named(Invalid("else", "must not be empty"), labels) == "Fill this in."
    assert refusal(Conflict("Nothing would change.")) == ("", "Nothing is different from what is in the register.")
    assert refusal(NotFound("person", 7)) == ("", "It is no longer there. Go back and look again.")
