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
from bilezik.protocols.watch.commands import COMMAND_WORDS, wrap
from bilezik.protocols.watch.framing import HEAD
from bilezik.protocols.watch.position import read_position

ECHOED: Final = frozenset({"LK", "TKQ", "TKQ2"})
MEDIA: Final = {"TK": "TK,1", "JXTK": "JXTKR,1", "img": "img,1"}
"""Kinds with sound or pictures, and what is answered: received."""


def decode(frame: bytes, session: Session) -> Decoded:
    """Return what the frame says. Never raises."""
    frame = frame.rstrip(b"\r\n")
    head = HEAD.match(frame)
    if head is None:
        return Decoded(session, session.device, integrity="failed", error="not a frame of the watch family")
    maker, device = head[1].decode("ascii"), head[2].decode("ascii")
    index = None if head[3] is None else head[3].decode("ascii")
    end = head.end() + int(head[4], 16)
    integrity: Integrity = "ok" if end + 1 == len(frame) and frame.endswith(b"]") else "failed"
    content = frame[head.end() : -1] if frame.endswith(b"]") else frame[head.end() :]
    word, _, rest = content.partition(b",")
    kind = word.decode("ascii", "replace").strip()
    known = _known(session, device, maker, numbered=index is not None)
    if not kind:
        return Decoded(known, device, integrity=integrity, error="a frame without content")
    if kind in MEDIA and len(rest) > 1:
        answer = MEDIA[kind] if session.device is not None else None
        report, dropped = Report(), f"watch {kind}: {len(rest)} bytes, sha256 {hashlib.sha256(rest).hexdigest()}"
    else:
        (report, answer), dropped = _read(kind, rest.decode("utf-8", "replace").split(",")), None
    replies = () if answer is None else (wrap(maker, device, answer, index),)
    answers = kind if kind in COMMAND_WORDS else None
    return Decoded(known, device, (report,), replies, integrity, answers=answers, payload_dropped=dropped)


def _read(kind: str, fields: list[str]) -> tuple[Report, str | None]:
    """Return the report of a frame, and what it is answered."""
    draft, answer = Draft(), None
    if kind.startswith(("UD", "AL", "WT")):
        read_position(fields, draft)
        if kind.startswith("UD2"):
            draft.replayed = True  # "blind spot data supplement"
        if kind.startswith("AL"):
            answer = "AL"
            if not draft.happened:
                draft.say("watch:alarm")
    elif kind in ECHOED:
        answer = kind
        _read_link(fields, draft)
    elif kind == "INIT":
        answer = "INIT,1"
    return draft.report(), answer


def _known(session: Session, device: str, maker: str, *, numbered: bool) -> Session:
    """Return the session with what this frame teaches; the same object when it teaches nothing."""
    memory: dict[str, str | int] = {"maker": maker, "numbered": int(numbered)}
    if session.device == device and memory.items() <= dict(session.memory).items():
        return session
    return Session(device, tuple(sorted({**dict(session.memory), **memory}.items())))


def _read_link(fields: list[str], draft: Draft) -> None:
    """LK may carry steps, tumbles and the battery; with fewer values no manual says which they are."""
    if len(fields) >= 3 and fields[2].isascii() and fields[2].isdecimal() and int(fields[2][:4]) <= 100:
        draft.battery_pct = float(fields[2][:4])
