"""A scanned decision as it is kept: what it is by its content, and nothing that acts when it is opened.

1. PDF, JPEG and PNG, told by their bytes and never by a name. A program, an HTML page, an SVG with a script, a PDF that begins with
   something else are refused.
2. A picture is kept as `domain.photo` keeps it. A PDF is kept to the byte, because it may be signed; so what acts in it is looked
   for and refused: scripts, launches, embedded files, forms that send, films.
3. Names in a PDF may be written with `#` and hex, and objects may be packed: both are unpacked before looking, and every place that
   could begin a packed part is tried, so that a part hidden behind a false one is seen. What cannot be looked into (encrypted,
   packed in an unusual way, unpacking to more than `MOST_UNPACKED`) is refused: print it, or scan it anew.
4. This keeps honest files honest and stops what is known. It is not a reader that proves a PDF harmless: files are served as
   downloads that a browser does not open in our place (`api.orders`).
"""

import re
import zlib
from collections.abc import Iterator
from typing import Final, Literal

import msgspec

from bilezik.domain import photo

ScanType = Literal["application/pdf", "image/jpeg", "image/png"]

LARGEST: Final = 10_000_000
MOST_UNPACKED: Final = 64_000_000
"""Bytes of packed objects together: a signed decision of ten pages has some thousands."""
_MOST_STREAMS: Final = 20_000
_DICTIONARY: Final = 4_096
"""Bytes before a part in which it says what it is."""

ACTS: Final = {
    b"JavaScript": "a script",
    b"Launch": "a command that starts a program",
    b"EmbeddedFile": "an embedded file",
    b"EmbeddedFiles": "embedded files",
    b"RichMedia": "a film",
    b"SubmitForm": "a form that sends",
    b"ImportData": "a form that reads files",
}
"""What acts, by its name in the file. Each is long enough never to stand by chance in the bytes of a picture."""
_NAME: Final = re.compile(rb"/([^\x00\t\n\x0c\r ()<>\[\]{}/%]{6,127})")
_HEX: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM: Final = re.compile(rb"(?<!end)stream\r?\n")


class Scan(msgspec.Struct, frozen=True):
    """A scan that is fit to be kept."""

    type: ScanType
    content: bytes


def kept(given: bytes) -> Scan:
    """Return `given` as it is kept; `ValueError` in words where it cannot be."""
    if not given:
        raise ValueError("is empty")
    if len(given) > LARGEST:
        raise ValueError(f"is larger than the {LARGEST // 1_000_000} MB that are kept")
    if given.startswith(b"%PDF-"):
        _check_pdf(given)
        return Scan("application/pdf", given)
    if given.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        found = photo.kept(given)
        return Scan(found.type, found.content)
    raise ValueError("is neither a PDF nor a JPEG nor a PNG, whatever its name says")


def _check_pdf(given: bytes) -> None:
    if b"%%EOF" not in given[-2_048:]:
        raise ValueError("is damaged: the PDF breaks off")
    for part in (given, *_packed(given)):
        names = _names(part)
        if b"Encrypt" in names:
            raise ValueError("is encrypted: what is in it cannot be looked at. Print it, or scan the paper")
        for name in ACTS.keys() & names:
            raise ValueError(f"holds {ACTS[name]}, which a decision does not need. Print it, or scan the paper")


def _names(part: bytes) -> set[bytes]:
    return {_HEX.sub(lambda one: bytes([int(one[1], 16)]), found[1]) for found in _NAME.finditer(part)}


def _packed(given: bytes) -> Iterator[bytes]:
    """Yield the packed objects of a PDF, unpacked."""
    room = MOST_UNPACKED
    for number, found in enumerate(_STREAM.finditer(given)):
        if number >= _MOST_STREAMS:
            raise ValueError("has too many parts to be looked at")
        begin = found.end()
        if b"ObjStm" not in _names(given[max(begin - _DICTIONARY, 0) : begin]):
            continue
        end = given.find(b"endstream", begin)
        packed = zlib.decompressobj()
        try:
            unpacked = packed.decompress(given[begin : end if end > 0 else len(given)], room + 1)
        except zlib.error:
            # A neighbour of packed objects, such as a photo; unless it is they themselves, packed in some other way.
            own = given[given.rfind(b"obj", 0, begin) : begin]
            if b"ObjStm" in _names(own):
                raise ValueError("packs its objects in a way that cannot be looked into. Print it, or scan the paper") from None
            continue
        room -= len(unpacked)
        if room < 0:
            raise ValueError("unpacks to far more than a decision has")
        yield unpacked
