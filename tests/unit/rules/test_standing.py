"""Matters of anybody under an order: which words need an operator, and which a condition judges already."""

from bilezik.domain.report import TAMPERS
from bilezik.rules.standing import MATTERS, WORN, matter


def test_every_tamper_is_a_matter_where_no_condition_judges_it() -> None:
    assert MATTERS.keys() >= TAMPERS
    for word in TAMPERS:
        assert matter(word, is_worn=False) is not None


def test_wear_device_judges_its_own_words_and_no_others() -> None:
    assert {word for word in MATTERS if matter(word, is_worn=True) is None} == WORN
    assert matter("sos", is_worn=True) == ("sos", "The person pressed SOS")


def test_words_of_daily_life_need_nobody() -> None:
    assert matter("strap_closed", is_worn=False) is None
    assert matter("gt06:vibration", is_worn=False) is None
