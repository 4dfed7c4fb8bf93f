"""Photos by their content: what is kept is the picture alone, and what is no picture is refused in words."""

import base64
import contextlib
import itertools
import struct
import zlib

import pytest

from bilezik.domain import photo

JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////"
    "wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA="
)
"""One grey pixel: a JFIF header, a table, a progressive frame and its scan; without its end."""
WHOLE = JPEG + b"\xff\xd9"


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*more: bytes, width: int = 2, height: int = 2, rows: bytes | None = None, header: bytes = b"\x08\x02\0\0\0") -> bytes:
    pixels = rows if rows is not None else (b"\0" + b"\x10\x20\x30" * width) * height
    ihdr = chunk(b"IHDR", struct.pack(">II", width, height) + header)
    return b"\x89PNG\r\n\x1a\n" + ihdr + b"".join(more) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


def exif(turned: int, order: str = ">") -> bytes:
    """A block as a phone writes it: how it is turned, and where it was taken."""
    mark = b"MM" if order == ">" else b"II"
    entries = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, turned, 0) + struct.pack(f"{order}HHII", 0x8825, 4, 1, 26)
    tiff = struct.pack(f"{order}2sHIH", mark, 42, 8, 2) + entries + b"GPS 43.2380,76.9453"
    return b"\xff\xe1" + struct.pack(">H", 8 + len(tiff)) + b"Exif\0\0" + tiff


def with_segments(*segments: bytes) -> bytes:
    return WHOLE[:2] + b"".join(segments) + WHOLE[2:]


def test_a_photo_is_what_its_content_says() -> None:
    assert photo.kept(png()).type == "image/png"
    assert photo.kept(WHOLE).type == "image/jpeg"


def test_what_is_kept_stays_as_it_is_when_kept_again() -> None:
    for given in (png(), WHOLE, with_segments(exif(6))):
        once = photo.kept(given)
        assert photo.kept(once.content) == once


@pytest.mark.parametrize("order", ["<", ">"])
def test_place_camera_comment_and_what_follows_the_end_are_gone_and_the_turn_stays(order: str) -> None:
    comment = b"\xff\xfe\x00\x08secret"
    once = photo.kept(with_segments(exif(6, order), comment) + b"<script>alert(1)</script>").content
    assert b"GPS" not in once
    assert b"secret" not in once
    assert b"script" not in once
    assert b"JFIF" not in once
    assert once.startswith(b"\xff\xd8")
    assert once.endswith(b"\xff\xd9")
    assert once.count(b"Exif") == 1
    at = once.index(b"Exif\0\0") + 6
    assert struct.unpack_from(">H", once, at + 18) == (6,)
    assert once.replace(once[once.index(b"\xff\xe1") : at + 26], b"").startswith(b"\xff\xd8\xff\xdb")


def test_a_picture_that_is_not_turned_says_nothing_of_it() -> None:
    assert b"Exif" not in photo.kept(with_segments(exif(1))).content
    assert b"Exif" not in photo.kept(with_segments(exif(77))).content


def test_a_png_keeps_its_picture_alone() -> None:
    noted = png(chunk(b"tEXt", b"place\x0043.2,76.9"), chunk(b"eXIf", b"MM"), chunk(b"tRNS", b"\0\0\0\0\0\0"))
    once = photo.kept(noted + b"PK\x03\x04").content
    assert b"76.9" not in once
    assert b"eXIf" not in once
    assert b"PK" not in once
    assert b"tRNS" in once
    assert once == png(chunk(b"tRNS", b"\0\0\0\0\0\0"))


@pytest.mark.parametrize(
    "given",
    [b"", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", b"GIF89a", b"MZ\x90\0", b"%PDF-1.7", b"\xff\xd8", b"RIFF"],
)
def test_what_is_no_photo_is_refused_whatever_it_is_called(given: bytes) -> None:
    with pytest.raises(ValueError, match="neither a JPEG nor a PNG"):
        photo.kept(given)


@pytest.mark.parametrize("whole", [png(), WHOLE, with_segments(exif(6))])
def test_a_photo_that_breaks_off_anywhere_is_refused(whole: bytes) -> None:
    for length in range(len(whole)):
        with pytest.raises(ValueError, match=r"neither|damaged"):
            photo.kept(whole[:length])


def test_any_damaged_byte_is_refused_or_kept_and_never_more() -> None:
    for whole, place in itertools.chain(*(((whole, n) for n in range(len(whole))) for whole in (png(), WHOLE))):
        hurt = whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]
        with contextlib.suppress(ValueError):
            assert len(photo.kept(hurt).content) <= len(whole) + 60


@pytest.mark.parametrize(
    "given",
    [
        png(width=100_000, height=100_000, rows=b"\0"),
        png(width=0, height=5, rows=b"\0"),
        WHOLE.replace(b"\x08\x00\x01\x00\x01\x01", b"\x08\xff\xff\xff\xff\x01"),
    ],
)
def test_a_picture_too_large_to_look_at_is_refused_before_anybody_unpacks_it(given: bytes) -> None:
    with pytest.raises(ValueError, match="pixels"):
        photo.kept(given)


def test_a_small_file_that_unpacks_to_much_is_refused() -> None:
    bomb = png(rows=b"\0" * 5_000_000)
    assert len(bomb) < 20_000
    with pytest.raises(ValueError, match="unpacks"):
        photo.kept(bomb)


def test_a_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(ValueError, match="larger than the 8 MB"):
        photo.kept(b"\xff\xd8\xff" + bytes(photo.LARGEST))


@pytest.mark.parametrize("header", [b"\x08\x05\0\0\0", b"\x07\x02\0\0\0"])
def test_a_png_of_no_known_colours_is_refused(header: bytes) -> None:
    with pytest.raises(ValueError, match="damaged"):
        photo.kept(png(header=header))
