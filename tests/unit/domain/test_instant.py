"""Instants read from what people and programs write."""

import pytest

from bilezik.domain.instant import Instant, parse, rfc3339


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("1970-01-01T00:00:01Z", 1_000_000),
        ("1970-01-01T05:00:00+05:00", 0),
        ("17", 17_000_000),
        ("17.5", 17_500_000),
    ],
)
def test_rfc_3339_and_epoch_seconds_are_read(text: str, at: int) -> None:
    assert parse(text) == at
    assert parse(rfc3339(Instant(at))) == at


@pytest.mark.parametrize("text", ["", "yesterday", "1_7", "1e400", "nan", "2026-01-01T00:00:00", "2026-13-01T00:00:00Z"])
def test_anything_else_is_refused_and_quoted(text: str) -> None:
    with pytest.raises(ValueError, match=r"neither RFC 3339 nor epoch seconds|has no time zone") as caught:
        parse(text)
    assert repr(text) in str(caught.value)
