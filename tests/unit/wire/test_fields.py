import struct

import pytest

from bilezik.wire.fields import Reader, Short, bcd_digits, mac_text

DATA = bytes(range(10))


def test_fields_are_read_in_order() -> None:
    fields = Reader(DATA, 2, 8, 10)
    assert fields.left == 6
    assert fields.number(2) == 0x0203
    assert fields.unpack(struct.Struct(">BH")) == (4, 0x0506)
    fields.skip(1)
    assert (fields.left, fields.rest()) == (0, b"")


def test_content_may_run_past_its_stated_end_but_not_past_the_bytes() -> None:
    fields = Reader(DATA, 0, 4, 6)
    assert fields.take(6) == DATA[:6]
    assert fields.left == -2
    assert fields.rest() == b""
    with pytest.raises(Short):
        fields.take(1)


@pytest.mark.parametrize("count", [-1, 7])
def test_what_is_not_there_is_short_and_moves_nothing(count: int) -> None:
    fields = Reader(DATA, 0, 6, 6)
    with pytest.raises(Short):
        fields.take(count)
    with pytest.raises(Short):
        fields.unpack(struct.Struct(">Q"))
    assert fields.at == 0


def test_decimals_and_addresses() -> None:
    assert bcd_digits(b"\x08\x60") == "0860"
    assert bcd_digits(b"\x0a") is None
    assert mac_text(bytes.fromhex("0AFF01020304")) == "0a:ff:01:02:03:04"
