import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilezik.wire.checksums import crc_8, crc_arc, crc_x25, xor_sum


def bit_by_bit(data: bytes) -> int:
    value = 0xFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0x8408 if value & 1 else 0)
    return value ^ 0xFFFF


@pytest.mark.parametrize(("data", "crc"), [(b"123456789", 0x906E), (b"", 0x0000), (b"\x00", 0xF078)])
def test_the_published_check_values(data: bytes, crc: int) -> None:
    assert crc_x25(data) == crc


@pytest.mark.parametrize(("data", "crc"), [(b"123456789", 0xBB3D), (b"", 0x0000), (b"\x01", 0xC0C1)])
def test_the_published_check_values_of_arc(data: bytes, crc: int) -> None:
    assert crc_arc(data) == crc


@pytest.mark.parametrize(("data", "crc"), [(b"123456789", 0xF7), (b"", 0xFF), (b"\xff", 0x00)])
def test_the_published_check_values_of_eight_bits(data: bytes, crc: int) -> None:
    assert crc_8(data) == crc


@given(st.binary(max_size=64))
def test_the_fast_way_is_the_slow_way(data: bytes) -> None:
    assert crc_x25(data) == bit_by_bit(data)


@pytest.mark.parametrize(("said", "value"), [(b"GPGLL,5057.970,N,00146.110,E,142451,A", 0x27), (b"", 0), (b"\xff\x0f", 0xF0)])
def test_the_sum_of_a_sentence(said: bytes, value: int) -> None:
    assert xor_sum(said) == value
