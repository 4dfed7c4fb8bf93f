"""HTTP requests as a byte stream: the head up to an empty line, then as many bytes as `Content-Length` says (RFC 9112).

The gateway has its own HTTP listener; this framer serves recordings of a stream, for every protocol that is spoken over HTTP.
"""

import re
from typing import Final

from bilezik.domain.decoded import HttpRequest
from bilezik.wire.framing import Buffer, Span, StreamFramer

LONGEST: Final = 262_144
"""A batch of positions of a phone that was offline for a day, as JSON."""
LONGEST_HEAD: Final = 16_384
"""As the gateway has it; a line with more behind it and no empty line begins no request."""

_START: Final = re.compile(rb"(?:GET|POST|PUT|HEAD) [^\r\n ]+ HTTP/1\.[01]\r?\n")
_LENGTH: Final = re.compile(rb"\r?\ncontent-length:[ \t]*([0-9]{1,9})[ \t]*\r?\n", re.IGNORECASE)
_BLANK: Final = re.compile(rb"\r?\n\r?\n")


class HttpFramer(StreamFramer):
    """The framer of one connection."""

    __slots__ = ("_due",)

    def __init__(self) -> None:
        """A request longer than `LONGEST` is junk."""
        super().__init__(LONGEST)
        self._due: Span = -1, 0
        """Where in the stream the request begins whose body is coming, and where it ends: its head is read once."""

    def cut(self, buffer: Buffer, at: int) -> Span | int:
        """Return the next request."""
        while self._due[0] != self._gone + at:
            line_end = buffer.find(b"\n", at) + 1
            if not line_end:
                return at
            start = _START.search(buffer, at, line_end)
            if start is None:
                at = line_end
                continue
            at = start.start()
            body_at = _body_at(buffer, line_end - 1, at + LONGEST_HEAD)
            if body_at:
                length = _LENGTH.search(buffer, at, body_at)
                self._due = self._gone + at, self._gone + body_at + (int(length[1]) if length else 0)
            elif len(buffer) - at < LONGEST_HEAD:
                return at
            else:
                at = line_end
        end = self._due[1] - self._gone
        return (at, end) if end <= len(buffer) else at


def _body_at(buffer: Buffer, at: int, to: int) -> int:
    """Return where the first empty line between the two places ends, or 0: there is none."""
    ends = (found + len(mark) for mark in (b"\n\r\n", b"\n\n") if (found := buffer.find(mark, at, to)) >= 0)
    return min(ends, default=0)


def request_of(frame: bytes) -> HttpRequest | None:
    """Return a whole request as the gateway would hand it over, or None: it is none."""
    start, blank = _START.match(frame), _BLANK.search(frame)
    if start is None or blank is None:
        return None
    method, url, _ = start[0].split(b" ", 2)
    headers = {}
    for line in frame[start.end() : blank.start()].splitlines():
        name, _, value = line.partition(b":")
        headers[name.strip().decode("latin-1").lower()] = value.strip().decode("latin-1")
    return HttpRequest(method.decode("ascii"), url.decode("latin-1"), headers, frame[blank.end() :])
