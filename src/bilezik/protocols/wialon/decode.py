"""A Wialon IPS frame: what it says and what to answer.

1. L names the device, P says that it is there, SD and D are a record, B (the black box) many of them, M a text, I a picture.
2. Each kind is answered by its own: `#AL#1`, `#AP#`, `#ASD#1`, `#AD#1`, `#AB#n`, `#AM#1`. 1 says that the packet is registered,
   and it is, whatever its checksum: an answer that asks for it anew would hold back all that the device has to say.
3. Edition 2.0 ends every packet but P with a CRC-16 of the text before it. Where it stands it is checked; where an edition 2.0
   login promised it and it is not there, the frame is `failed`.
4. A picture nobody asked for is answered, so that it is not sent again; length and hash are kept, the content is not. Of a text to
   the dispatcher nothing is kept but the frame.
5. The login names the device of a connection. A packet with an id in front of it speaks for that one, and for it alone: a server
   that hands on the reports of many has one connection. Neither id is proven; the gateway tells that another one was said.
6. An id is what the register can keep: up to 64 printable letters. A login with any other is refused (`#AL#0`); a packet with any
   other is nobody's, least of all the connection's.
"""

import hashlib
import re
from typing import Final

import msgspec

from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.report import Integrity, Report
from bilezik.protocols.wialon.framing import MARK
from bilezik.protocols.wialon.record import FULL, SHORT, read_records
from bilezik.wire.checksums import crc_arc
from bilezik.wire.sentences import field

_CRC: Final = re.compile(r"(?:.*[;|])?([0-9A-Fa-f]{1,4})", re.DOTALL)
_ID: Final = re.compile(r"[^#;|\ufffd]{1,64}")
"""Without what stood for bytes that are no UTF-8: two ids would become one."""
_VERSION: Final = re.compile(r"[0-9]\.[0-9]")
_UDP: Final = ("transport", "udp")
CHECKED: Final = "2.0"
"""The edition from which packets have a checksum."""


def decode(frame: bytes, session: Session) -> Decoded:
    """Return what the frame says. Never raises."""
    line, _, block = frame.partition(b"\n")
    mark = MARK.match(line.strip())
    if mark is None:
        return Decoded(session, session.device, integrity="failed", error="not a frame of Wialon IPS")
    body = line.strip()[mark.end() :]
    kind = mark[3].decode("ascii")
    if kind == "L":
        return _login(body, session)
    speaker = session
    if mark[2] is not None and mark[2].strip():
        device = _id(mark[2].decode("utf-8", "replace"))
        if device is None:
            return Decoded(session, error="an id that no register keeps")
        speaker = _known(session, device, _edition(mark[1], device, session))
    text, integrity = _checked(kind, body, speaker)
    heard = _picture(text, block, speaker, integrity) if kind == "I" else _said(kind, text, speaker, integrity)
    if session.device in (None, speaker.device) or _UDP in session.memory:
        return heard
    return msgspec.structs.replace(heard, session=session)


def _id(text: str) -> str | None:
    """Return an id without the blanks around it, as the register keeps it; None: it is none."""
    stripped = text.strip()
    return stripped if stripped.isprintable() and _ID.fullmatch(stripped) else None


def _edition(stated: bytes | None, device: str, session: Session) -> str:
    """Return the edition a packet states, or the one its device logged in with."""
    if stated is not None:
        return stated.decode("ascii")
    return str(dict(session.memory).get("version", "1.1")) if device == session.device else "1.1"


def _said(kind: str, text: str, session: Session, integrity: Integrity) -> Decoded:
    """Read what is answered once, by a word of its own."""
    reports: list[Report] = []
    error, answer = None, {"P": "#AP#", "M": "#AM#1"}.get(kind)
    if kind in ("D", "SD"):
        reports = read_records([text])
        answer, error = (f"#A{kind}#1", None) if reports else (f"#A{kind}#-1", "a record with too few fields")
    elif kind == "B":
        reports = [msgspec.structs.replace(one, replayed=True) for one in read_records(text.split("|"))]
        answer, error = f"#AB#{len(reports)}", None if reports else "a black box without a record"
    elif answer is None:
        return Decoded(session, session.device, integrity=integrity, error=f"no manual at hand describes #{kind}#")
    else:
        reports = [Report()]
    return _told(session, integrity, answer, *reports, error=error)


def _login(body: bytes, session: Session) -> Decoded:
    """Read `imei;password`, or `2.0;imei;password;crc`."""
    fields = body.decode("utf-8", "replace").split(";")
    version = fields[0] if _VERSION.fullmatch(fields[0]) else None
    device = _id(fields[0] if version is None else field(fields, 1))
    integrity: Integrity = "none"
    if version is not None and version >= CHECKED:
        integrity = _compared(body, fields[-1]) if len(fields) > 2 else "failed"
    if device is None:
        return _told(session, integrity, "#AL#0", error="a login without an id")
    return _told(_known(session, device, version or "1.1"), integrity, "#AL#1", Report())


def _checked(kind: str, body: bytes, session: Session) -> tuple[str, Integrity]:
    """Return the content without its checksum, and whether it was right."""
    text = body.decode("utf-8", "replace")
    found = _CRC.fullmatch(text)
    promised = str(dict(session.memory).get("version", "1.1")) >= CHECKED
    if kind == "P":
        return text, "none"
    if found is not None:
        compared = _compared(body, found[1])
        if _has_room(kind, text) or (promised and compared == "ok"):
            return text[: found.start(1)].rstrip(";|"), compared
    return text, "failed" if promised else "none"


def _has_room(kind: str, text: str) -> bool:
    """Return whether the last field of a packet, that looks like a checksum, stands where only a checksum can."""
    if kind == "B":
        return ";" not in text.rpartition("|")[2]
    return kind in ("D", "SD") and text.count(";") == (FULL if kind == "D" else SHORT)


def _compared(body: bytes, stated: str) -> Integrity:
    """Compare the checksum at the end of a packet with the text before it."""
    if re.fullmatch(r"[0-9A-Fa-f]{1,4}", stated) is None:
        return "failed"
    return "ok" if crc_arc(body[: len(body) - len(stated)]) == int(stated, 16) else "failed"


def _picture(text: str, block: bytes, session: Session, integrity: Integrity) -> Decoded:
    """Keep length and hash of a block; the last one is answered twice: it came, and all came."""
    dropped = f"wialon I: {len(block)} bytes, sha256 {hashlib.sha256(block).hexdigest()}"
    fields = text.split(";")
    if len(fields) < 3 or not all(re.fullmatch(r"[0-9]{1,6}", one) for one in fields[:3]):
        return Decoded(session, session.device, integrity=integrity, error="a picture without its number", payload_dropped=dropped)
    replies = [f"#AI#{int(fields[1])};1"] + (["#AI#1"] if int(fields[1]) >= int(fields[2]) else [])
    whole = integrity if int(fields[0]) == len(block) else "failed"
    return Decoded(
        session, session.device, (Report(),), tuple(f"{one}\r\n".encode() for one in replies), whole, payload_dropped=dropped
    )


def _told(session: Session, integrity: Integrity, answer: str, *reports: Report, error: str | None = None) -> Decoded:
    return Decoded(session, session.device, reports, (f"{answer}\r\n".encode(),), integrity, error)


def _known(session: Session, device: str, version: str) -> Session:
    """Return the session with its device and the edition it speaks."""
    memory = tuple(sorted({**dict(session.memory), "version": version}.items()))
    return session if (session.device, session.memory) == (device, memory) else Session(device, memory)
