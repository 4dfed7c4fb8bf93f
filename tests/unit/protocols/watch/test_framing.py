"""Where a watch's frame ends when its length does not say."""

from bilezik.protocols.watch.framing import WatchFramer

WHOLE = b"[3G*1*0002*LK]"


def frames(*pieces: bytes) -> list[bytes]:
    framer = WatchFramer()
    found = [frame for piece in pieces for frame in framer.feed(piece)]
    return [frame.frame for frame in found + framer.close()]


def test_names_of_networks_may_hold_brackets() -> None:
    named = b"[3G*1*000A*UD,[a]b],c]"
    assert frames(named + WHOLE) == [named, WHOLE]


def test_a_length_that_lies_gives_way_to_balanced_brackets() -> None:
    named = b"[3G*1*0003*UD,[a]b,c]"
    assert frames(named + WHOLE) == [named, WHOLE]


def test_a_lone_bracket_gives_way_to_the_next_head() -> None:
    named = b"[3G*1*0003*UD,[ab,c]"
    assert frames(named + WHOLE) == [named, WHOLE]
    assert frames(named) == [named]


def test_a_frame_without_an_end_is_junk_before_the_next() -> None:
    assert frames(b"[3G*1*0009*AL,1" + WHOLE * 2) == [b"", WHOLE, WHOLE]
    assert frames(b"[3G*1*0009*AL,1") == [b""]
