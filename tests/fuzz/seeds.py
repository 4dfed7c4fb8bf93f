"""What the fuzzer begins with: the project's own frames, as they stand on the wire, and what a tampering sender would write.

1. Frames come from `tests/frames/NAME.jsonl`, which the forge writes: nothing here was recorded from anybody.
2. The words of one protocol are tried in all: half heads and lying lengths of `tests/frames/test_framers.py`.
"""

from typing import Any, Final

from tests.frames.reading import HERE, cases_of, frame_of

TAILS: Final = {"r16h": b"$", "wialon": b"\r\n", "minifinder": b";", "xexun": b"\r\n", "laipac": b"\r\n", "gl200": b"$"}
"""What framing takes away."""

NASTY: Final = tuple(
    text.encode()
    for text in (
        "", "0", "-0", "-1", "+1", "1", " 1", "1_0", "1e5", "1e400", "nan", "inf", "-inf", "0x10", ".", "-", "1.", ".5", "00",
        "99", "100", "255", "256", "65535", "65536", "4294967295", "4294967296", "9223372036854775807", "9223372036854775808",
        "0" * 20, "9" * 12, "9" * 13, "9" * 39, "9" * 310, "9" * 4400, "-" + "9" * 20, "٣", "١٢٣", "²", "①", "７", "五",
        "ffffffff", "f" * 16, "f" * 17, "f" * 40, "\0", "\r\n", ",,", ";", "|", "*", "#", "$", "A", "V", "N", "S", "E", "W",
        "null", "true", "[]", "{}", "[" * 2000, "240226", "290226", "000000", "999999", "235960", "20260520123015",
        "00000000000000", "99999999999999", "éÿ", "\u2028", "1" * 15, "401", "860000000000017", "0a:0b:0c:0d:0e:0f",
        "\ud7ff\U0010ffff", "%00", "%ff", "&id=", "0.0", "-180.0", "90.1",
    )
)  # fmt: skip
"""What stands where a number or a word should."""

EDGES: Final = (
    b"\0", b"\0\0", b"\0\0\0\0", b"\xff", b"\xff\xff", b"\xff\xff\xff\xff", b"\x80\0\0\0", b"\x7f\xff\xff\xff",
    b"\x80", b"\x7f", b"\0\x01", b"\x01\0", b"\x0d\x0a", b"\x7d\x02", b"\x7d", b"\xff" * 8, b"\x80" + bytes(7),
    b"\xed\xa0\x80", b"\xc0\x80", b"\xfe\xff",
)  # fmt: skip
"""What stands where binary fields should."""


def wires_of(name: str) -> list[bytes]:
    """Return the protocol's own frames as they stand on the wire; requests with the length of their body."""
    found = dict.fromkeys(_wire_of(case) for case in cases_of(HERE / f"{name}.jsonl"))
    return list(found)


def frames_of(name: str) -> list[bytes]:
    """Return the protocol's own frames as its decoder gets them."""
    return list(dict.fromkeys(frame_of(case) for case in cases_of(HERE / f"{name}.jsonl")))


def _wire_of(case: dict[str, Any]) -> bytes:
    frame = frame_of(case)
    if case.get("input") == "http":
        return with_length(frame)
    tail = TAILS.get(case["protocol"], b"")
    return frame if frame.endswith(tail) or (tail == b"$" and frame.endswith(b"\r\n")) else frame + tail


def with_length(request: bytes) -> bytes:
    """Return a request that says how long its body is, where it has one."""
    head, blank, body = request.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"content-length")]
    return b"\r\n".join([*lines, *([b"Content-Length: %d" % len(body)] if body else [])]) + blank + body
