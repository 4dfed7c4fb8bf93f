"""A frame of Xexun's second edition: what it says and what to answer.

1. The head states kind, number and IMEI: every frame is complete in itself, and is answered by them. Of the length only ten bits
   count; the upper six are attributes.
2. Kind 0x14 holds records, each with its length: one that breaks off costs the others nothing.
3. Other kinds say that the device is there. Kind 7 is its answer to a command, by the command's number. It is not answered: the
   device would take that for the next command, answer it, and so on without end.
"""

from contextlib import suppress
from typing import Final

from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.report import Integrity, Report
from bilezik.protocols.draft import Draft
from bilezik.protocols.xexun2.commands import KIND as COMMAND
from bilezik.protocols.xexun2.framing import FLAG, HEAD, imei_of
from bilezik.protocols.xexun2.messages import ANSWERED, message, ones_sum
from bilezik.protocols.xexun2.record import read_record
from bilezik.wire.fields import Reader, Short

POSITIONS: Final = 0x0014
LENGTH: Final = 0x03FF


def decode(frame: bytes, session: Session) -> Decoded:
    """Return what the frame says. Never raises."""
    said = frame.removeprefix(FLAG)
    whole = said.endswith(FLAG) and len(said) >= HEAD + 2
    said = said[:-2] if whole else said
    imei = imei_of(said)
    if imei is None or len(said) < HEAD or not frame.startswith(FLAG):
        return Decoded(session, session.device, integrity="failed", error="not a frame of Xexun's second edition")
    kind, number, content = int.from_bytes(said[:2], "big"), int.from_bytes(said[2:4], "big"), said[HEAD:]
    stated = int.from_bytes(said[12:14], "big")
    fits = whole and len(content) in (stated, stated & LENGTH)
    integrity: Integrity = "ok" if fits and int.from_bytes(said[14:16], "big") == ones_sum(content) else "failed"
    reports = _records(content) if kind == POSITIONS else ()
    replies = () if kind == COMMAND else (message(kind, number, said[4:12], ANSWERED),)
    return Decoded(
        Session(imei, session.memory), imei, reports or (Report(),), replies, integrity,
        answers=str(number) if kind == COMMAND else None,
    )  # fmt: skip


def _records(content: bytes) -> tuple[Report, ...]:
    count = content[0] if content else 0
    at = 1 + 2 * count
    reports = []
    for place in range(1, at, 2):
        length = int.from_bytes(content[place : place + 2], "big")
        end = min(at + length, len(content))
        draft = Draft()
        with suppress(Short):  # what was read before its end stands
            read_record(Reader(content, at, end, end), draft)
        if draft.stated():
            reports.append(draft.report())
        at += length
    return tuple(reports)
