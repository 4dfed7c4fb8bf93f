"""A watch's frame: what it says and what to answer.

1. The frame carries its id, so every frame is complete in itself; the session remembers the maker's two letters and whether
   the watch numbers its frames (ZJ), which a command must repeat.
2. There is no checksum. A length that does not fit the content is `integrity: failed`; the content is read all the same.
3. LK, AL, TKQ and a few others are answered with their own word. A watch that gets no answer to LK stops reporting.
4. Sound and pictures (TK, JXTK, img) nobody asked for: a watch that has introduced itself is answered, so that it does not
   send them again; length and hash are kept, the content is not.
5. Pulse, pressure, temperature, steps are left alone: they are no part of any order. That the watch spoke is kept.
"""

import hashlib
from typing import Final

from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.report import Integrity, Report
from bilezik.protocols.draft import Draft
from bilezik.protocols.watch.commands import COMMAND_WORDS
from bilezik.protocols.watch.framing import head_of
from bilezik.protocols.watch.position import read_position

Memory = tuple[tuple[str, str | int], ...]

ECHOED: Final = frozenset({"LK", "TKQ", "TKQ2"})
MEDIA: Final = {"TK": "TK,1", "JXTK": "JXTKR,1", "img": "img,1"}
"""Kinds with sound or pictures, and what is answered: received."""
ANSWERS: Final = {word: f"{len(word):04x}*{word}]".encode("ascii") for word in (*ECHOED, *MEDIA.values(), "AL", "INIT,1")}
"""From its length on."""
USUAL: Final = {word.encode("ascii"): word for word in ("UD", "UD2", "AL", "WT", "LK", "TKQ", "UD_LTE", "AL_LTE", "CR", "CONFIG")}
"""Kinds that come often: looked up, they cost less than their decoding."""
_CLOSE: Final = 0x5D
_TAUGHT: Final[tuple[dict[bytes, Memory], dict[bytes, Memory]]] = {}, {}
"""What frames teach a session, without and with an index, by maker: made once, for two letters are some thousands at most."""


def decode(frame: bytes, session: Session) -> Decoded:
    """Return what the frame says. Never raises."""
    if not frame.endswith(b"]"):
        frame = frame.rstrip(b"\r\n")
    id_end, length_at, begin, length = head_of(frame, 0)
    if begin == 0:
        return Decoded(session, session.device, integrity="failed", error="not a frame of the watch family")
    size = len(frame)
    is_closed = frame[size - 1] == _CLOSE
    end = size - 1 if is_closed else size
    integrity: Integrity = "ok" if is_closed and begin + length == end else "failed"
    comma = frame.find(b",", begin, end)
    stop = end if comma < 0 else comma
    rest = end if comma < 0 else comma + 1
    word = frame[begin:stop] if begin < stop else b""
    kind = USUAL.get(word)
    if kind is None:
        kind = word.decode("utf-8", "replace").strip()
    claimed = frame[4:id_end].decode("ascii")
    known = _known(session, claimed, frame[1:3], 0 if length_at == id_end + 1 else 1)
    if not kind:
        return Decoded(known, claimed, integrity=integrity, error="a frame without content")
    dropped = None
    if kind in MEDIA and end - rest > 1:
        report, answer = Report(), MEDIA[kind] if session.device is not None else None
        dropped = f"watch {kind}: {end - rest} bytes, sha256 {hashlib.sha256(frame[rest:end]).hexdigest()}"
    else:
        report, answer = _read(kind, frame, rest, end)
    # An answer has the head of what it answers, up to the length.
    replies = () if answer is None else (frame[:length_at] + ANSWERS[answer],)
    return Decoded(known, claimed, (report,), replies, integrity, None, kind if kind in COMMAND_WORDS else None, dropped)


def _read(kind: str, frame: bytes, at: int, end: int) -> tuple[Report, str | None]:
    """Return the report of a frame, and what it is answered."""
    draft, answer = Draft(), None
    if kind.startswith(("UD", "AL", "WT")):
        read_position(frame, at, end, draft)
        if kind.startswith("UD2"):
            draft.replayed = True  # "blind spot data supplement"
        if kind.startswith("AL"):
            answer = "AL"
            if not draft.happened:
                draft.say("watch:alarm")
    elif kind in ECHOED:
        answer = kind
        _read_link(frame[at:end].decode("utf-8", "replace").split(","), draft)
    elif kind == "INIT":
        answer = "INIT,1"
    return draft.report(), answer


def _known(session: Session, device: str, maker: bytes, numbered: int) -> Session:
    """Return the session with what this frame teaches; the same object when it teaches nothing."""
    ours = _TAUGHT[numbered].get(maker)
    if ours is None:
        ours = _TAUGHT[numbered][maker] = (("maker", maker.decode("ascii")), ("numbered", numbered))
    if session.memory == ours or not session.memory:
        return session if session.memory and session.device == device else Session(device, ours)
    if session.device == device and set(ours) <= set(session.memory):
        return session
    return Session(device, tuple(sorted({**dict(session.memory), **dict(ours)}.items())))


def _read_link(fields: list[str], draft: Draft) -> None:
    """LK may carry steps, tumbles and the battery; with fewer values no manual says which they are."""
    if len(fields) >= 3 and fields[2].isascii() and fields[2].isdecimal() and int(fields[2][:4]) <= 100:
        draft.battery_pct = float(fields[2][:4])
