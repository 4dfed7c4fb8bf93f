"""HTTP requests in a recorded stream."""

from bilezik.domain.decoded import Session
from bilezik.domain.instant import Instant
from bilezik.protocols import PROTOCOLS

GET = b"GET /?id=1&lat=51.1&lon=71.4 HTTP/1.1\r\nHost: h\r\n\r\n"
POST = b"POST / HTTP/1.1\r\ncontent-length: 23\r\nContent-Type: text/plain\r\n\r\nid=2&lat=51.1&lon=71.40"


def test_head_and_body_are_one_frame() -> None:
    framer = PROTOCOLS["osmand"].framer()
    frames = [frame for byte in GET + POST for frame in framer.feed(bytes((byte,)))]
    assert [frame.frame for frame in frames] == [GET, POST]
    decoded = [PROTOCOLS["osmand"].decode(frame.frame, Session(), Instant(0)) for frame in frames]
    assert [(one.device, one.reports[0].lat) for one in decoded] == [("1", 51.1), ("2", 51.1)]


def test_what_is_no_request_is_an_error() -> None:
    decoded = PROTOCOLS["osmand"].decode(b"hello", Session("1"), Instant(0))
    assert (decoded.error, decoded.device) == ("not an HTTP request", "1")
