"""Where a watch's frame ends when its length does not say."""

from hypothesis import example, given
from hypothesis import strategies as st

from bilezik.protocols.watch.framing import HEAD, NO_HEAD, WatchFramer, head_of

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


@given(
    st.one_of(
        st.from_regex(HEAD, fullmatch=True).map(lambda found: found + b"*UD]"),
        st.lists(
            st.sampled_from([b"[", b"3G", b"*", b"8800000015", b"000A", b"00fg", b"1234", b"z" * 33, b"UD,", b"]", b"\xff"]),
            max_size=9,
        ).map(b"".join),
        st.binary(max_size=30),
    ),
    st.integers(0, 3),
)
@example(b"[3G*8800000015*0001*000D*LK,50,100,100]", 0)
@example(b"[3G*8800000015*0001*0002*]", 0)
@example(b"[3G*8800000015*0001", 0)
@example(b"[3G*" + b"9" * 32 + b"*0002*LK]", 0)
@example(b"[3G*" + b"9" * 33 + b"*0002*LK]", 0)
def test_head_of_says_what_its_pattern_says(data: bytes, at: int) -> None:
    found = HEAD.match(data, at)
    stated = NO_HEAD if found is None else (found.end(2), found.start(4), found.end(), int(found[4], 16))
    assert head_of(data, at) == stated
