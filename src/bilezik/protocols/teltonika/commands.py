"""Commands to Teltonika devices: codec 12, text that the device also understands as an SMS.

Sources: "Codec", section "Codec 12" (`00 00 00 00`, length, `0C 01 05`, length of the text, text, `01`, checksum), and the pages
of the command `getgps` ("FM36 getgps", "FMA getgps", "SMS/GPRS command - getgps" for FT and AT): position, date and time in GMT.
`cpureset` ("SMS/GPRS command - cpureset": restarts the device, no response). The answer is text without a number; families differ
in capitals, in `Long` or `LON`, and in how they write the date.
"""

import re
from typing import Final

from bilezik.domain.command import Command, LocateNow, Reboot
from bilezik.domain.decoded import Session
from bilezik.domain.instant import Instant
from bilezik.protocols.draft import Draft
from bilezik.protocols.teltonika.place import put_movement
from bilezik.wire.checksums import crc_arc
from bilezik.wire.moments import instant_of

GETGPS: Final = "getgps"
CPURESET: Final = "cpureset"

_FIX: Final = re.compile(r"\bGPS:\s*([01])\b", re.IGNORECASE)
_NOTHING: Final = "GPS Data not Available"
"""What FT and AT devices answer while their clock is not set."""
_NUMBER: Final = {
    name: re.compile(rf"\b{name}:\s*(-?[0-9]{{1,7}}(?:\.[0-9]{{1,9}})?)(?![0-9.])", re.IGNORECASE)
    for name in ("Sat", "Lat", "Long?", "Alt", "Speed", "Dir")
}
_WHEN: Final = re.compile(r"Date:\s*(\d{4})[/-](\d{1,2})[/-](\d{1,2})\s+Time:\s*(\d{1,2}):(\d{1,2}):(\d{1,2})(?!\d)", re.ASCII)


def packet(body: bytes) -> bytes:
    """Return a packet: four zeros, length, body, checksum."""
    return bytes(4) + len(body).to_bytes(4, "big") + body + crc_arc(body).to_bytes(4, "big")


def write(command: Command, session: Session) -> bytes | None:
    """Return the frame of a command; None in datagrams: no manual at hand says how a command is sent in one."""
    word = {LocateNow: GETGPS, Reboot: CPURESET}.get(type(command))
    if word is None or dict(session.memory).get("transport") == "udp":
        return None
    text = word.encode("ascii")
    return packet(b"\x0c\x01\x05" + len(text).to_bytes(4, "big") + text + b"\x01")


def read_position(words: str, draft: Draft) -> bool:
    """Take the position out of `GPS:1 Sat:7 Lat:54.71473 Long:25.30306 Alt:147 Speed:0 Dir:77 Date:2017/6/16 Time:10:21:4`.

    Return whether the text answers `getgps`.
    """
    fix = _FIX.search(words)
    if fix is None:
        return _NOTHING in words
    draft.valid = fix[1] == "1"
    draft.at = _moment(words)
    satellites = _number("Sat", words)
    draft.satellites = None if satellites is None else int(satellites)
    lat, lon = _number("Lat", words), _number("Long?", words)
    if lat is None or lon is None or abs(lat) > 90 or abs(lon) > 180 or not (draft.valid or lat or lon):
        return True
    draft.lat, draft.lon = lat, lon
    draft.source = "gnss" if draft.valid else None
    put_movement(draft, _number("Alt", words), _number("Speed", words), _number("Dir", words))
    return True


def _moment(words: str) -> Instant | None:
    when = _WHEN.search(words)
    return None if when is None else instant_of(*(int(part) for part in when.groups()))


def _number(name: str, words: str) -> float | None:
    found = _NUMBER[name].search(words)
    return None if found is None else float(found[1])
