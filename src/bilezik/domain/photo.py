"""A photo as it is kept: what it is by its content, written anew with the parts of the picture alone.

1. JPEG and PNG, told by their bytes and never by a name. Anything else (SVG, GIF, a program) is refused.
2. What is kept is written from the picture's own parts, one by one: no place, no camera, no comment, no preview, nothing after the
   end. Only how a JPEG is to be turned is written again, by itself. The pixels stay as they came: evidence is not recompressed.
3. Sizes are read before anybody decodes: a small file that unpacks to a gigabyte is refused.
"""

import struct
import zlib
from collections.abc import Iterator
from typing import Final, Literal

import msgspec

PhotoType = Literal["image/jpeg", "image/png"]

LARGEST: Final = 8_000_000
"""Bytes: a phone's photo has two to six million."""
MOST_PIXELS: Final = 50_000_000

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT: Final = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
_FRAMES: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_SCAN, _END = 0xDA, 0xD9
_JPEG_KEPT: Final = frozenset({*range(0xC0, 0xD0), 0xDB, 0xDD, _SCAN, _END}) - {0xC8}
"""Frames, tables of Huffman (C4) and arithmetic coding (CC), of quantisation (DB), the restart interval (DD), scans, the end."""
_ADOBE: Final = 0xEE
"""Says whether the colours were transformed: without it some pictures turn green. Twelve bytes, written anew."""


class Photo(msgspec.Struct, frozen=True):
    """A photo that is fit to be kept."""

    type: PhotoType
    content: bytes


def kept(given: bytes) -> Photo:
    """Return `given` as it is kept; `ValueError` in words where it is no photo that can be."""
    if len(given) > LARGEST:
        raise ValueError(f"is larger than the {LARGEST // 1_000_000} MB that are kept")
    try:
        if given.startswith(_PNG):
            return Photo("image/png", b"".join((_PNG, *_png(given))))
        if given.startswith(b"\xff\xd8\xff"):
            return Photo("image/jpeg", b"\xff\xd8" + b"".join(_jpeg(given)))
    except (struct.error, IndexError, zlib.error):
        raise ValueError("is damaged: the file breaks off or contradicts itself") from None
    raise ValueError("is neither a JPEG nor a PNG, whatever its name says")


def type_of(kept_before: bytes) -> PhotoType:
    """Return what a photo is that was kept before."""
    return "image/png" if kept_before.startswith(_PNG) else "image/jpeg"


def _check(width: int, height: int) -> None:
    if not (width and height) or width * height > MOST_PIXELS:
        raise ValueError(f"has {width} × {height} pixels; between 1 and {MOST_PIXELS // 1_000_000} million are kept")


def _png(given: bytes) -> Iterator[bytes]:
    packed, most, unpacked = zlib.decompressobj(), 0, 0
    for number, (kind, whole) in enumerate(_chunks(given)):
        if (number == 0) != (kind == b"IHDR") or (kind[:1].isupper() and kind not in _PNG_KEPT):
            raise IndexError
        if kind == b"IHDR":
            most = _unpacked(*struct.unpack_from(">IIBB", whole, 8))
        elif kind == b"IDAT":
            unpacked += len(packed.decompress(whole[8:-4], most - unpacked + 1))
            if unpacked > most:
                raise ValueError("unpacks to more than its picture")
        if kind in _PNG_KEPT:
            yield whole
    if not unpacked:
        raise IndexError


def _chunks(given: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Return the parts of a PNG with their kinds, the last being its end; what comes after is not looked at."""
    at, kind = len(_PNG), b""
    while kind != b"IEND":
        (length,) = struct.unpack_from(">I", given, at)
        kind, end = given[at + 4 : at + 8], at + 12 + length
        if end > len(given) or zlib.crc32(given[at + 4 : end - 4]) != struct.unpack_from(">I", given, end - 4)[0]:
            raise IndexError
        yield kind, given[at:end]
        at = end


def _unpacked(width: int, height: int, depth: int, colour: int) -> int:
    """Return how many bytes the picture unpacks to at most."""
    _check(width, height)
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}.get(colour)
    if channels is None or depth not in {1, 2, 4, 8, 16}:
        raise IndexError
    # Bytes a row with its filter's number; an interlaced picture has up to twice as many rows.
    return 2 * height * (1 + (width * depth * channels + 7) // 8)


def _jpeg(given: bytes) -> Iterator[bytes]:
    turned, has_frame, has_scan = 1, False, False
    for marker, whole in _segments(given):
        body = whole[4:]
        if marker in _FRAMES:
            _precision, height, width = struct.unpack_from(">BHH", body)
            _check(width, height)
            has_frame = True
        if marker == 0xE1 and body.startswith(b"Exif\0\0"):
            turned = _orientation(body[6:])
        elif marker == _ADOBE and body.startswith(b"Adobe") and len(body) >= 12:
            yield b"\xff\xee\x00\x0e" + body[:12]
        elif marker in _JPEG_KEPT:
            if marker == _SCAN and not has_scan and turned != 1:
                yield _turned(turned)
            has_scan |= marker == _SCAN
            yield whole
    if not (has_frame and has_scan):
        raise IndexError


def _segments(given: bytes) -> Iterator[tuple[int, bytes]]:
    """Return the parts of a JPEG with their markers, a scan with what is coded in it; what comes after the end is not looked at."""
    at, marker = 2, 0
    while marker != _END:
        if given[at] != 0xFF:
            raise IndexError
        while given[at + 1] == 0xFF:  # fill bytes
            at += 1
        marker, end = given[at + 1], at + 2
        if marker != _END:
            (length,) = struct.unpack_from(">H", given, at + 2)
            end += length
            if length < 2 or end > len(given):
                raise IndexError
        if marker == _SCAN:
            end = _end_of_scan(given, end)
        yield marker, given[at:end]
        at = end


def _end_of_scan(given: bytes, at: int) -> int:
    """Return where the coded picture ends: at the next marker that is neither a stuffed byte nor a restart."""
    while True:
        at = given.find(b"\xff", at)
        if at < 0 or at + 1 >= len(given):
            raise IndexError
        if given[at + 1] != 0 and not 0xD0 <= given[at + 1] <= 0xD7 and given[at + 1] != 0xFF:
            return at
        at += 1 if given[at + 1] == 0xFF else 2


def _orientation(tiff: bytes) -> int:
    """Return how an Exif block says the picture is to be turned, 1 to 8; 1 where it says nothing that can be read."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 1
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, first)
        for number in range(min(count, 100)):
            tag, _kind, _count, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * number)
            if tag == 0x0112:
                return value if 1 <= value <= 8 else 1
    except struct.error:
        return 1
    return 1


def _turned(how: int) -> bytes:
    """Return an Exif block that says this and nothing else."""
    tiff = struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, 0x0112, 3, 1, how, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", 2 + 6 + len(tiff)) + b"Exif\0\0" + tiff
