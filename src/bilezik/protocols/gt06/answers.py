"""What the server says to a GT06 device."""

from bilezik.wire.checksums import crc_x25


def short(kind: int, serial: bytes, content: bytes = b"") -> bytes:
    """Return a `78 78` frame."""
    body = bytes((len(content) + 5, kind)) + content + serial
    return b"xx" + body + crc_x25(body).to_bytes(2, "big") + b"\r\n"


def extended(kind: int, serial: bytes, content: bytes = b"") -> bytes:
    """Return a `79 79` frame."""
    body = (len(content) + 5).to_bytes(2, "big") + bytes((kind,)) + content + serial
    return b"yy" + body + crc_x25(body).to_bytes(2, "big") + b"\r\n"


def listed(kind: int, clock: bytes) -> bytes:
    """Return the answer to a Wi-Fi list: the time it carried, no serial, no checksum."""
    return b"xx\x00" + bytes((kind,)) + clock + b"\r\n"


def no_address() -> bytes:
    """Return the answer to an address request: we give devices no addresses (format of the GT06 manual, 0x97)."""
    words = b"NA&&NA&&0##"
    return extended(0x97, b"\x00\x00", bytes((len(words),)) + bytes(4) + words)
