"""Texts that PostgreSQL takes: it refuses the zero byte, in a text and in `jsonb`, and a device can send one."""

import msgspec

_encode = msgspec.json.Encoder().encode


def plain(text: str) -> str:
    """Return `text` with U+FFFD for each zero."""
    return text.replace("\0", "\ufffd")


def text_of(value: object) -> str:
    r"""Return `value` as JSON for a `jsonb` column; a zero in a text becomes U+FFFD."""
    written = _encode(value).decode()
    return written.replace("\\u0000", "\\ufffd") if "\\u0000" in written else written
