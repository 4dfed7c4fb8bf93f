"""Scans by their content: what is kept, and what acts when it is opened and is refused in words."""

import zlib

import pytest
from tests.unit.domain.test_photo import WHOLE, png

from bilezik.domain import scan

HEAD, END = b"%PDF-1.7\n", b"\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"


def pdf(*objects: bytes) -> bytes:
    return HEAD + b"1 0 obj << /Type /Catalog /OpenAction [3 0 R /Fit] >> endobj\n" + b"\n".join(objects) + END


def packed(said: bytes, filters: bytes = b"/Filter /FlateDecode", content: bytes | None = None) -> bytes:
    body = zlib.compress(said) if content is None else content
    return b"7 0 obj << /Type /ObjStm /N 1 /First 4 " + filters + b" >>\nstream\n" + body + b"\nendstream\nendobj"


PICTURE = b"5 0 obj << /Subtype /Image /Filter /DCTDecode >>\nstream\r\n" + WHOLE + b"\nendstream\nendobj"


@pytest.mark.parametrize("given", [pdf(), pdf(PICTURE), pdf(packed(b"8 0 << /Type /Page >>"), PICTURE)])
def test_a_plain_pdf_is_kept_to_the_byte(given: bytes) -> None:
    assert scan.kept(given) == scan.Scan("application/pdf", given)


def test_pictures_are_kept_as_photos_are() -> None:
    assert scan.kept(WHOLE).type == "image/jpeg"
    assert scan.kept(png() + b"<script>").content == png()


SCRIPT = b"9 0 obj << /S /JavaScript /JS (app.alert(1)) >> endobj"

REFUSED = {
    "nothing": (b"", "is empty"),
    "a program": (b"MZ\x90\0" + pdf(), "neither"),
    "a Linux program": (b"\x7fELF" + pdf(), "neither"),
    "a page": (b"<!DOCTYPE html><script>alert(1)</script>", "neither"),
    "an SVG with a script": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "neither"),
    "a PDF behind something else": (b"GIF89a" + pdf(), "neither"),
    "a PDF that breaks off": (pdf()[:60], "breaks off"),
    "a script": (pdf(SCRIPT), "a script"),
    "a script in disguise": (pdf(SCRIPT.replace(b"JavaScript", b"J#61va#53cript")), "a script"),
    "a packed script": (pdf(packed(SCRIPT)), "a script"),
    "a packed script in disguise": (pdf(packed(SCRIPT).replace(b"ObjStm", b"Obj#53tm")), "a script"),
    "a packed script beside a picture": (pdf(PICTURE, packed(SCRIPT), PICTURE), "a script"),
    "a script behind a false stream": (pdf(b"% stream\n", SCRIPT), "a script"),
    "a packed script behind a false stream": (pdf(b"% stream\n", packed(SCRIPT)), "a script"),
    "a launch": (pdf(b"9 0 obj << /S /Launch /F (cmd.exe) >> endobj"), "starts a program"),
    "a file": (pdf(b"9 0 obj << /Type /EmbeddedFile >> endobj"), "embedded file"),
    "a form": (pdf(b"9 0 obj << /S /SubmitForm >> endobj"), "a form that sends"),
    "encrypted": (pdf(b"9 0 obj << >> endobj trailer << /Encrypt 4 0 R >>"), "encrypted"),
    "packed otherwise": (pdf(packed(b"", b"/Filter /LZWDecode", b"\x80\x0b\x60\x50")), "cannot be looked into"),
    "too large": (pdf() + b" " * scan.LARGEST, "larger than"),
    "too many parts": (pdf(b"stream\n" * 20_001), "too many parts"),
    "a bomb": (pdf(packed(b"\0" * (scan.MOST_UNPACKED + 1))), "far more"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_scan_or_acts_is_refused_in_words(name: str) -> None:
    given, words = REFUSED[name]
    with pytest.raises(ValueError, match=words):
        scan.kept(given)
