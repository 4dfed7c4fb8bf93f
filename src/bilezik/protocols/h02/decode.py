"""An H02 frame: what it says and what to answer.

1. `*HQ,id,kind,…#`: the frame states its id; HQ are two letters of the maker. V1 and NBR are answered with the time, HTBT and V0
   with themselves.
2. `$` and binary-coded decimals: id (ten digits, or fifteen), time, date, latitude, battery, longitude with four flags, speed and
   course, status.
3. There is no checksum of any kind.
4. V4 is the device's answer to a command: its word and the command's own time say to which.
"""

import re
from typing import Final

from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.instant import Instant, to_datetime
from bilezik.protocols.draft import Draft
from bilezik.protocols.h02.commands import MAKER
from bilezik.protocols.h02.framing import SHORT, WIDE, id_bytes
from bilezik.protocols.h02.status import WORD, put_status
from bilezik.protocols.h02.texts import put_place, put_way, read_cells, read_neighbours, read_position, read_served
from bilezik.wire.sentences import field, moment, number

TIMED: Final = frozenset({"V1", "NBR"})
"""Kinds that are answered with the server's time."""
BEATS: Final = frozenset({"HTBT", "V0"})
"""Kinds that are answered with themselves."""
_SIX: Final = re.compile(r"[0-9]{6}")
_ID: Final = re.compile(r"[0-9A-Za-z]{1,32}")
_VALID, _NORTH, _EAST = 2, 4, 8


def decode(frame: bytes, session: Session, received_at: Instant) -> Decoded:
    """Return what the frame says. Never raises."""
    if frame.startswith(b"$"):
        return _binary(frame, session)
    fields = frame.strip(b"\r\n *#").decode("ascii", "replace").split(",")
    if not frame.lstrip(b"\r\n ").startswith(b"*") or len(fields) < 3 or len(fields[0]) != 2:
        return Decoded(session, session.device, error="not a frame of H02")
    maker, device, kind = fields[0], fields[1], fields[2]
    known = session
    if _ID.fullmatch(device):
        known = Session(device, tuple(sorted({**dict(session.memory), MAKER: maker}.items())))
    draft = Draft()
    is_read = _read(kind, fields, draft)
    answers = f"{field(fields, 3)} {_repeated(fields)}" if kind == "V4" and field(fields, 3) else None
    reply = _answer(maker, device, kind, received_at) if is_read and known is not session else None
    return Decoded(known, known.device, (draft.report(),), () if reply is None else (reply,), answers=answers)


def _read(kind: str, fields: list[str], draft: Draft) -> bool:
    """Read what stands behind the kind; return whether it is of the kind's own form."""
    rest, is_read = fields[3:], True
    if kind == "V3":
        read_cells(rest, draft)
        draft.at = _late_moment(rest)
    elif kind == "NBR":
        read_neighbours(rest, draft)
        draft.at = _late_moment(rest)
    elif kind == "LINK":
        satellites = number(field(rest, 2), 0)
        draft.satellites = None if satellites is None else int(satellites)
        draft.battery_pct = number(field(rest, 3), 0, 100)
        draft.at = _late_moment(rest)
    elif kind in BEATS:
        draft.battery_pct = number(field(rest, 0), 0, 100)
    elif kind == "VP1" and field(rest, 0) == "V":
        read_served(rest, draft)
    else:
        is_read = read_position(fields, draft)
    if draft.status is None and kind != "SMS":
        put_status(draft, next((one for one in reversed(rest) if WORD.fullmatch(one)), ""))
    return is_read


def _late_moment(rest: list[str]) -> Instant | None:
    """Return the moment of a frame whose day stands last but for the status."""
    day = next((one for one in reversed(rest) if _SIX.fullmatch(one)), "")
    return moment(field(rest, 0), day) if len(rest) > 1 else None


def _repeated(fields: list[str]) -> str:
    """Return the time of the command that an answer repeats: the last but one of the times before the position."""
    at = next((n for n in range(4, len(fields)) if fields[n] in ("A", "V")), len(fields))
    times = [one for one in fields[4:at] if _SIX.fullmatch(one)]
    return times[-2] if len(times) > 1 else times[0] if times else ""


def _answer(maker: str, device: str, kind: str, received_at: Instant) -> bytes | None:
    if kind in BEATS:
        return f"*{maker},{device},{kind}#".encode("ascii", "replace")
    if kind in TIMED:
        return f"*{maker},{device},V4,{kind},{to_datetime(received_at):%Y%m%d%H%M%S}#".encode("ascii", "replace")
    return None


def _binary(frame: bytes, session: Session) -> Decoded:
    is_wide = len(frame) == WIDE and id_bytes(frame[1:].hex()) == 8
    device, body = (frame[1:9].hex()[:15], frame[9:]) if is_wide else (frame[1:6].hex(), frame[6:])
    if len(frame) < 12 or not device.isdecimal():
        return Decoded(session, session.device, error="not a frame of H02")
    draft, digits = Draft(), body[:19].hex()
    draft.at = moment(digits[:6], digits[6:12])
    if len(frame) >= SHORT - 7:
        _put_binary(digits, draft)
    if len(frame) >= SHORT - 3:
        put_status(draft, body[19:23].hex())
    known = Session(device, session.memory)
    return Decoded(known, known.device, (draft.report(),))


def _put_binary(digits: str, draft: Draft) -> None:
    """Read latitude, battery, longitude with its flags, speed and course."""
    lat, lon, way = digits[12:20], digits[22:31], digits[32:38]
    level, flags = int(digits[20:22], 16), int(digits[31], 16)
    draft.battery_pct = _battery(level)
    if lat.isdecimal() and lon.isdecimal():
        north, east = int(lat[:2]) + int(lat[2:]) / 600_000, int(lon[:3]) + int(lon[3:]) / 600_000
        put_place(draft, north, east, south=not flags & _NORTH, west=not flags & _EAST)
    if draft.lat is not None:
        draft.valid = bool(flags & _VALID)
        put_way(draft, way[:3], way[3:])


def _battery(level: int) -> float | None:
    """Return per cent of a level: 1 to 6 are steps, more is per cent itself, nought is not stated."""
    if 1 <= level <= 6:
        return float((level - 1) * (10 if level <= 3 else 20))
    return float(level) if 6 < level <= 100 else None
