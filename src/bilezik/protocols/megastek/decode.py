"""A Megastek frame: what it says. Nothing is answered.

1. `$MGV002,imei,…;!` is the new form, `STX…$GPRMC,…;sum` the old one; either is a report, with an alert that says why it was sent.
2. The new form may state its length in front, the old one ends with a sum; the sentence inside the old one has its own.
3. `cmd=aid…` asks for data of satellites, with the name and password of an account: it is heard and not read.
"""

import re
from typing import Final

from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.report import Integrity, Report
from bilezik.protocols.draft import Draft
from bilezik.protocols.megastek.mgv import read_mgv
from bilezik.protocols.megastek.stx import HEAD, read_stx

_MGV: Final = re.compile(rb"([0-9]{4})?\$(?=MGV[0-9]{3},)")
_ID: Final = re.compile(r"[!-~](?:[ -~]{0,62}[!-~])?")
"""A name in ASCII, as long as the register keeps one: the old form may have nothing else."""


def decode(frame: bytes, session: Session) -> Decoded:
    """Return what the frame says. Never raises."""
    frame = frame.strip(b"\r\n")
    mgv, stx = _MGV.match(frame), HEAD.match(frame)
    draft = Draft()
    integrity: Integrity = "none"
    if mgv is not None:
        device = read_mgv(frame[mgv.end() :].decode("ascii", "replace"), draft)
        if mgv[1] is not None:
            integrity = "ok" if int(mgv[1]) == len(frame) - 4 and frame.endswith(b"!") else "failed"
    elif stx is not None:
        device, integrity = read_stx(frame, stx, draft)
    elif frame.startswith(b"cmd="):
        return Decoded(session, session.device, (Report(),))
    else:
        return Decoded(session, session.device, error="not a frame of Megastek")
    known = session
    if _ID.fullmatch(device) and device != session.device:
        known = Session(device, session.memory)
    return Decoded(known, known.device, (draft.report(),), (), integrity)
