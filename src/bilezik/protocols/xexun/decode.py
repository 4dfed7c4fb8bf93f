"""A Xexun message: what it says. Nothing is answered.

1. `serial,telephone,GPRMC,…*sum,F|L,alarm, imei:…,satellites,altitude,F:4.12V,charger,length,CRC,country,network,area,cell`. The
   sentence is NMEA's; what stands behind the IMEI is there on later devices only. F|L before the alarm is the signal of satellites,
   before the volts it is the battery: L means that it is low.
2. Without a fix some leave out the sentence: the alarm and the battery count all the same.
3. The length is that of all before it; the CRC-16/XMODEM is that of all before it, the length and its comma included. Where they
   stand they are checked, and the sum of the sentence always.
"""

import re
from binascii import crc_hqx
from collections.abc import Mapping
from typing import Final

from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.report import Cell, Integrity, Network
from bilezik.protocols.draft import Draft
from bilezik.wire.checksums import xor_sum
from bilezik.wire.sentences import field, hexadecimal, number, rmc, whole

_OWN: Final = "xexun:"
ROUTINE: Final = frozenset({"accon", "accoff", "accstart", "accstop"})
"""The ignition: how a thing stands, and no event."""
ALARMS: Final[Mapping[str, str]] = {"helpme": "sos", "lowbattery": "low_battery", "move": _OWN + "moved", "moved": _OWN + "moved"}
"""Words, by their letters alone; any other is `xexun:word`."""
LOW: Final = "low_battery"

_IMEI: Final = re.compile(rb"imei:([0-9]{1,17})")
_SENTENCE: Final = re.compile(rb"(G[PN]RMC,[^*]*)(?:\*([0-9A-Fa-f]{2}))?")
_ALARM: Final = re.compile(r",[FL],(.*)", re.DOTALL)
_VOLTS: Final = re.compile(r"([FL]):([0-9]{1,2}\.[0-9]{1,3})V[^,]*,?(.*)", re.DOTALL)
_LENGTH: Final = re.compile(rb"V[^,]*,[01]?,(([0-9]{2,4}),)([0-9]{1,5}),")
_PARTS: Final = re.compile(r"[a-z0-9]+")
_LONGEST_WORD: Final = 40


def decode(frame: bytes, session: Session) -> Decoded:
    """Return what the message says. Never raises."""
    frame = frame.strip(b"\r\n\0 ")
    imei = _IMEI.search(frame)
    if imei is None:
        return Decoded(session, session.device, error="not a message of Xexun: it names no device")
    draft = Draft()
    sentence = _SENTENCE.search(frame, 0, imei.start())
    before = 0
    if sentence is not None:
        _read_sentence(sentence[1].decode("ascii", "replace"), draft)
        before = sentence.start() if sentence[2] is None else sentence.start(2)
    alarm = _ALARM.search(frame[before : imei.start()].decode("ascii", "replace"))
    for word in alarm[1].split(",") if alarm is not None else ():
        draft.say(*events_of(word))
    _read_rest(frame[imei.end() :].decode("ascii", "replace").removeprefix(","), draft)
    device = imei[1].decode()
    known = session if session.device == device else Session(device, session.memory)
    return Decoded(known, device, (draft.report(),), (), _integrity(frame, sentence))


def events_of(word: str) -> tuple[str, ...]:
    """Return the event of a word, none for a routine one or for nothing."""
    parts = _PARTS.findall(word.lower())
    letters = "".join(parts)
    if letters in ROUTINE or not word.strip():
        return ()
    return (ALARMS.get(letters) or _OWN + ("_".join(parts)[:_LONGEST_WORD] or "alarm"),)


def _read_sentence(text: str, draft: Draft) -> None:
    fields = text.split(",")[1:]
    if field(fields, 5) == "" and len(fields) > 5:
        fields[5] = "E"  # some write no letter of the east, as a published server knows
    said = rmc(fields)
    draft.at = said.at
    draft.valid = said.status == "A" if said.status in ("A", "V") else None
    if said.place is None:
        return
    draft.lat, draft.lon = said.place
    draft.source = "gnss" if draft.valid else None
    draft.speed_mps, draft.course_deg = said.speed_mps, said.course_deg


def _read_rest(text: str, draft: Draft) -> None:
    """Read what stands behind the IMEI, where something does."""
    fields = text.split(",")
    volts = _VOLTS.search(text)
    if volts is None:
        return
    draft.satellites = whole(field(fields, 0), 0, 99)
    if draft.lat is not None:
        draft.altitude_m = number(field(fields, 1), -9_999, 99_999)
    draft.battery_v = float(volts[2])
    if volts[1] == "L":
        draft.say(LOW)
    behind = volts[3].split(",")
    draft.charging = {"0": False, "1": True}.get(field(behind, 0))
    mcc, mnc = whole(field(behind, 3), 1, 999), whole(field(behind, 4), 0, 999)
    lac, cid = hexadecimal(field(behind, 5)), hexadecimal(field(behind, 6))
    if mcc is not None and lac is not None and cid is not None:
        draft.network = Network((Cell(mcc, mnc, lac, cid),))


def _integrity(frame: bytes, sentence: re.Match[bytes] | None) -> Integrity:
    if sentence is not None and sentence[2] is not None and xor_sum(sentence[1]) != int(sentence[2], 16):
        return "failed"
    length = _LENGTH.search(frame)
    if length is None:
        return "none"  # the sum of the sentence says nothing of the alarm behind it
    is_right = int(length[2]) == length.start(1) and crc_hqx(frame[: length.end(1)], 0) == int(length[3])
    return "ok" if is_right else "failed"
