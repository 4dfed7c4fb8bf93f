"""Checksums as devices compute them."""

from binascii import crc_hqx
from typing import Final

_REVERSED: Final = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
"""Every byte with its bits in the opposite order."""


def crc_x25(data: bytes) -> int:
    """Return CRC-16/X-25, which Concox's manuals call CRC-ITU: 0x1021 reflected, all ones in, inverted out.

    Bytes are reversed in C and fed to the unreflected `crc_hqx`: 0.3 µs for a location frame, a table loop takes 2.1.
    """
    value = crc_hqx(data.translate(_REVERSED), 0xFFFF) ^ 0xFFFF
    return _REVERSED[value & 0xFF] << 8 | _REVERSED[value >> 8]


def crc_arc(data: bytes) -> int:
    """Return CRC-16/ARC, which manuals call CRC-16, Modbus begun with 0: 0x8005 reflected, zeros in."""
    value = 0
    for byte in data:
        value = value >> 8 ^ _ARC[(value ^ byte) & 0xFF]
    return value


def _arc_of(byte: int) -> int:
    for _ in range(8):
        byte = byte >> 1 ^ (0xA001 if byte & 1 else 0)
    return byte


_ARC: Final = tuple(_arc_of(byte) for byte in range(256))
