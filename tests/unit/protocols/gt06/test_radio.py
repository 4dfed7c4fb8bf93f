"""Lists of neighbours that end before they should."""

from tests.frames import forge

from bilezik.domain.decoded import Session
from bilezik.domain.instant import Instant
from bilezik.domain.report import Network, Wifi
from bilezik.protocols import PROTOCOLS


def test_a_counted_list_has_as_many_as_there_are() -> None:
    clock = bytes.fromhex("260520123015")
    frame = b"xx\x05\x69" + clock + bytes.fromhex("0a0b0c0d0e0f3c01") + b"\r\n"
    decoded = PROTOCOLS["gt06"].decode(frame, Session(), Instant(0))
    assert decoded.reports[0].network == Network((), (Wifi("0a:0b:0c:0d:0e:0f", -60),))
    assert decoded.replies == (b"xx\x00\x69" + clock + b"\r\n",)


def test_a_clock_that_is_no_decimals_is_no_time() -> None:
    frame = b"xx\x00\x69" + forge.NOON + b"\x00\r\n"
    assert PROTOCOLS["gt06"].decode(frame, Session(), Instant(0)).reports[0].at is None
