"""HTTP requests as a byte stream: the head up to an empty line, then as many bytes as `Content-Length` says (RFC 9112).

The gateway has its own HTTP listener; this framer serves recordings of a stream.
"""

import re
from typing import Final

from bilezik.domain.decoded import HttpRequest
from bilezik.wire.framing import Span, StreamFramer

LONGEST: Final = 262_144
"""A batch of positions of a phone that was offline for a day, as JSON."""

_START: Final = re.compile(rb"(?:GET|POST|PUT|HEAD) [^\r\n ]+ HTTP/1\.[01]\r?\n")
_LENGTH: Final = re.compile(rb"\r?\ncontent-length:[ \t]*([0-9]{1,9})[ \t]*\r?\n", re.IGNORECASE)
_BLANK: Final = re.compile(rb"\r?\n\r?\n")


class HttpFramer(StreamFramer):
    """The framer of one connection."""

    __slots__ = ()

    def __init__(self) -> None:
        """A request longer than `LONGEST` is junk."""
        super().__init__(LONGEST)

    def cut(self, buffer: bytes, at: int) -> Span | None:
        """Return the next request."""
        start = _START.search(buffer, at)
        if start is None:
            return None
        blank = _BLANK.search(buffer, start.end() - 2)
        if blank is None:
            return None
        length = _LENGTH.search(buffer, start.start(), blank.end())
        end = blank.end() + (int(length[1]) if length else 0)
        return (start.start(), end) if end <= len(buffer) else None


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
