"""How urgent: every kind has a rank for every certainty, and danger is never softened."""

from itertools import product
from typing import get_args

import pytest

from bilezik.alerts.priority import priority
from bilezik.domain.violation import AlertKind, Certainty

KINDS: tuple[AlertKind, ...] = get_args(AlertKind)
WORDS: tuple[Certainty, ...] = get_args(Certainty)


@pytest.mark.parametrize(("kind", "certainty"), list(product(KINDS, WORDS)))
def test_every_kind_has_a_rank(kind: AlertKind, certainty: Certainty) -> None:
    assert 1 <= priority(kind, certainty) <= 4


@pytest.mark.parametrize("kind", ["sos", "strap", "tamper", "too_close"])
def test_danger_and_tampering_come_first_whatever_the_certainty(kind: AlertKind) -> None:
    assert {priority(kind, certainty) for certainty in WORDS} == {1}


def test_a_certain_place_comes_before_a_likely_one() -> None:
    assert priority("not_home", "certain") < priority("not_home", "likely") < priority("not_home", "unsure")
