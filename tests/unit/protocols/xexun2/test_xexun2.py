"""Xexun's second edition on the wire: flags that are an end or a beginning, escapes, the number of a command."""

from tests.frames.forge_xexun2 import IMEI, number, plain, record, records, wire
from tests.frames.reading import decode

from bilezik.domain.command import SetInterval
from bilezik.domain.decoded import Session
from bilezik.protocols import PROTOCOLS
from bilezik.protocols.contract import Frame

XEXUN2 = PROTOCOLS["xexun2"]


def test_flags_inside_a_message_are_escaped_and_come_back() -> None:
    message = plain(records(record(1, b"\xfa\xaf\xfb\xbf")), serial=0xFAAF)
    sent = wire(message)
    assert sent.count(b"\xfa\xaf") == 2
    assert XEXUN2.framer().feed(sent) == [Frame(sent, message)]
    heard = decode("xexun2", message)
    assert (heard.integrity, heard.reports[0].status) == ("ok", 0xFAAFFBBF)
    assert heard.replies == (wire(plain(b"\x01", serial=0xFAAF)),)


def test_after_half_a_frame_the_next_ones_are_found() -> None:
    one = wire(plain(records(record(1, number(2, 4)))))
    for junk in (b"\xfa\xaf", b"\xfa\xaf\x00\x14\x00", one[9:], b"\xfa\xaf" + b"\xff" * 40 + b"\xfa\xaf"):
        framer = XEXUN2.framer()
        frames = framer.feed(junk + one + one) + framer.close()
        assert [frame.frame for frame in frames if frame.frame] == [one, one], junk.hex()
        assert b"".join(frame.wire for frame in frames) == junk + one + one


def test_a_command_has_its_number_and_who_is_not_known_gets_none() -> None:
    asked = XEXUN2.command(SetInterval(60), Session(IMEI), 2**20 + 6)
    assert asked == wire(plain(b"tracking_send=60,60", kind=7))
    answered = decode("xexun2", plain(b"ok", kind=7))
    assert answered.answers == XEXUN2.answer_key(SetInterval(60), 2**20 + 6) == "6"
    assert XEXUN2.command(SetInterval(60), Session(), 1) is None
    assert XEXUN2.command(SetInterval(60), Session("1"), 1) is None
