"""A sentence of text: head, protocol version, IMEI, name, what its kind adds, the time it was sent, its number.

1. The oldest devices (GT300, GL100) leave out version and name: the IMEI stands first, and a version of ten digits near the end.
2. A sentence has no checksum. One that does not end with its number broke off: `failed`, and what was read of it stands.
3. A heartbeat is answered with its version and number as they came; a report is not: a device waits for an answer only where it is
   set up to (SACK), and no sentence says whether it is.
4. A GV500 has the number of its vehicle (VIN) before its name, and it may be empty. Other vehicles may be named by such a number:
   what stands behind it tells. It is left out before anything else is read.
5. The time of sending is the device's local time; no report takes it for its own.
"""

import re
from typing import Final

from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.report import Integrity, Network
from bilezik.protocols.draft import Draft
from bilezik.protocols.gl200.events import MOTIONS, events_of, state_at
from bilezik.protocols.gl200.health import BATTERY_AT, MILEAGE, percent, read_health
from bilezik.protocols.gl200.info import read_battery, read_info, read_neighbours, read_old_info
from bilezik.protocols.gl200.models import is_personal, model_of, remembered, type_of
from bilezik.protocols.gl200.place import Found, find_cell, number, read_places
from bilezik.protocols.gl200.told import Told

_HEAD: Final = re.compile(r"\+(RESP|BUFF|ACK|NACK):(?:GT)?([A-Z0-9]{2,10}),")
_IMEI: Final = re.compile(r"[0-9]{15}")
_ID: Final = re.compile(r"[0-9A-Za-z]{1,20}")
_COUNT: Final = re.compile(r"[0-9A-Fa-f]{4}")
_OLD_END: Final = re.compile(r"[0-9A-Fa-f]{10}")
_VIN: Final = re.compile(r"[0-9A-Z]{17}")
_PAIR: Final = re.compile(r"[0-9A-F]{2}")
_STATE: Final = re.compile(r"[0-9A-Za-z]{1,8}")
_DIGIT: Final = re.compile(r"[0-9]{1,2}")
_APPENDED: Final = re.compile(r"[0-9A-F]{2}")
_MASK: Final = re.compile(r"[0-9A-F]{8}")
_NAMELESS: Final = re.compile(r"[0-9A-Fa-f.:]*")
"""What may be a state, a mask or a number; a name that looks so is not told from one."""

FIXED: Final = frozenset({"FRI", "GEO", "RTL", "DOG", "SOS", "SPD", "NMR", "PNL", "PFL", "DIS", "IGL", "LBC", "TOW"})
"""Kinds whose fields behind the cell are mileage and battery, or what a vehicle has there."""
_PAIRED: Final = FIXED | {"HBM", "IOB"}
"""Kinds that begin, in a vehicle, with a supply or nothing, then report id and type in two digits: no name is mistaken for that."""
SOUGHT: Final = FIXED | {"ERI"}
"""Kinds for which a position is looked for; an event repeats the last one without looking."""
_MASKED: Final = frozenset({"ERI", "IGN", "IGF", "VGN", "VGF", "DAT"})
"""Kinds in which the field behind the cell is a mask of what follows it, whatever the model."""
_NO_HEALTH: Final = frozenset({"CAN", "OBD", "INF", "WIF", "GSM", "LBS", "BAT", "VER", "DTT", "DAT"})
_OWN_EVENTS: Final = frozenset({"STT", "EPN", "EPF", "BPL", "BTC", "STC", "TEM"})
"""Events of personal devices: behind the cell their mileage, or nothing, and their battery. A vehicle has a mask or 00 first."""
_SATELLITES, _TRIGGER, _JAMMING = 1, 2, 16
"""Bits of that mask: a field of satellites, of what triggered the fix, of the receiver's jamming state."""
CAN_UNKNOWN: Final = "GV355CEU"
"""Its GTCAN has masks that no manual at hand describes; where the position stands in it is not known."""
FEWEST: Final = 8
"""A sentence that broke off is read as if empty fields followed."""
COUNTED: Final = "GT501"
"""It states how many access points it heard, behind every position."""
LEVEL_AT: Final = 8
"""Where GTSTR, GTCTN and their kin of a hidden device state the battery."""


def decode_text(frame: bytes, session: Session) -> Decoded:
    """Return what a sentence says. Never raises."""
    text = frame.rstrip(b"$\x00\r\n ").decode("ascii", "replace")
    head = _HEAD.match(text)
    fields = text.split(",")
    if head is None or len(fields) < 4:
        return Decoded(session, session.device, integrity="failed", error="not a sentence of Queclink")
    word, kind = head[1], head[2]
    is_old = bool(_IMEI.fullmatch(fields[1])) and not _IMEI.fullmatch(fields[2])
    identity = fields[1] if is_old else fields[2]
    if not _ID.fullmatch(identity):
        return Decoded(session, session.device, integrity="failed", error="the sentence names no device")
    device_type = "" if is_old else type_of(fields[1])
    known = remembered(session, identity, device_type)
    is_whole = _COUNT.fullmatch(fields[-1]) or (_OLD_END.fullmatch(fields[-1]) and _COUNT.fullmatch(fields[-2]))
    integrity: Integrity = "none" if is_whole else "failed"
    told = Told(is_replayed=word == "BUFF")
    if word in ("ACK", "NACK"):
        is_heartbeat = word == "ACK" and kind == "HBD"
        replies = (f"+SACK:GTHBD,{fields[1]},{fields[-1]}$".encode(),) if is_heartbeat and is_whole else ()
        answers = fields[-3].upper() if word == "ACK" and not is_heartbeat and _COUNT.fullmatch(fields[-3]) else None
        if word == "NACK":
            told.now.say("gl200:refused")
        return Decoded(known, identity, told.reports(), replies, integrity, answers=answers)
    model = model_of(device_type)
    whole = [*fields, *[""] * (FEWEST - len(fields))]
    _read(whole if is_old else _without_vin(whole, kind, model), kind, model, told, is_old=is_old)
    return Decoded(known, identity, told.reports(), (), integrity)


def _read(fields: list[str], kind: str, model: str, told: Told, *, is_old: bool) -> None:
    now = told.now
    report_id, report_type = _report_id(fields)
    state = state_at(kind)
    if kind in ("IGL", "VGL") and model.startswith("CV"):
        now.say("gl200:ignition_changed")  # what 0 means to other models, 1 means to these
    else:
        now.say(
            *events_of(kind, "" if state is None or state >= len(fields) - 2 else _state_of(fields[state]), report_id, report_type)
        )
    _read_state(fields, kind, model, report_type, told)
    found = Found() if kind == "CAN" and model == CAN_UNKNOWN else read_places(fields[:-2], has_count=model == COUNTED)
    told.places, told.is_found = found.places, bool(found.places) and found.accuracy != 0
    now.network = found.network
    _read_satellites(fields[:-2], kind, model, found)
    if kind == "CAN" and found.places and found.accuracy == 0:
        found.places[-1].valid = False
    end = found.end
    if not end:
        end, cell = find_cell(fields[:-1])
        now.network = None if cell is None else Network((cell,))
    if kind in SOUGHT and not told.is_found:
        now.valid = False
    if not end and kind in FIXED:
        end = _number_at(model) + 12
    if kind == "INF":
        (read_old_info if is_old else read_info)(fields, model, now)
    elif kind == "BAT":
        read_battery(fields, model, now)
    elif kind in ("WIF", "GSM", "LBS"):
        read_neighbours(fields, kind, now)
    if end and kind not in _NO_HEALTH:
        _read_health(fields, kind, model, end, report_type, told)
    _read_power(fields, kind, model, now_at=_number_at(model), told=told)
    _read_level(fields, kind, model, now)


def _without_vin(fields: list[str], kind: str, model: str) -> list[str]:
    """Return the fields without a VIN before the name."""
    always = model.startswith("GV500")
    has_vin = _VIN.fullmatch(fields[3]) is not None
    if is_personal(model) or not (has_vin or (always and not fields[3])) or _begins(fields, kind, 4):
        return fields
    is_named = has_vin and (always or _NAMELESS.fullmatch(fields[4]) is None)
    is_next = (always or kind == "ERI" or kind in _PAIRED) and _begins(fields, kind, 5)
    return fields[:3] + fields[4:] if is_named or is_next else fields


def _begins(fields: list[str], kind: str, at: int) -> bool:
    """Return whether what a vehicle's message of this kind has behind its name stands at `at`."""
    here, then = (*fields[at : at + 2], "", "")[:2]
    if kind in ("STT", "INF"):
        return here in MOTIONS
    if kind == "BPL":
        return number(here) is not None
    if kind == "ERI":
        return _MASK.fullmatch(here) is not None
    if kind in _PAIRED:
        return _PAIR.fullmatch(then) is not None
    return state_at(kind) is not None and _DIGIT.fullmatch(here) is not None


def _read_satellites(fields: list[str], kind: str, model: str, found: Found) -> None:
    """Read the satellites of each position, from the mask behind its cell and the field after that."""
    if not _is_masked(kind, model) or (kind in _NO_HEALTH and kind not in _MASKED):
        return
    for draft, end in zip(found.places, found.ends, strict=True):
        mask, count = (*fields[end : end + 2], "", "")[:2]
        if _APPENDED.fullmatch(mask) and int(mask, 16) & _SATELLITES and _DIGIT.fullmatch(count) and draft.lat is not None:
            draft.satellites = int(count)


def _read_state(fields: list[str], kind: str, model: str, report_type: str, told: Told) -> None:
    """Read what the kind itself says of motion and charger."""
    now = told.now
    if kind in ("STT", "INF") and fields[4] in MOTIONS:
        now.moving, warning = MOTIONS[fields[4]]
        now.say(*filter(None, (warning,)))
    elif kind == "NMR" and report_type in ("0", "1"):
        now.moving = report_type == "1"
    elif kind in ("STP", "LSP") or (kind == "STR" and not is_personal(model)):
        now.moving = kind == "STR"
    elif kind in ("BTC", "STC"):
        now.charging = kind == "BTC"
    elif kind == "BPL":
        volts = number(fields[4])
        now.battery_v = volts if volts is not None and 0 < volts <= 5 else None


def _read_health(fields: list[str], kind: str, model: str, end: int, report_type: str, told: Told) -> None:
    now = told.now
    slot, rest = (fields[end] if end < len(fields) - 2 else ""), fields[end + 1 : -2]
    if _is_masked(kind, model) and _APPENDED.fullmatch(slot):
        mask = int(slot, 16)
        if mask & _SATELLITES and rest:
            now.satellites = int(rest[0]) if _DIGIT.fullmatch(rest[0]) else None
        rest = rest[(mask & (_SATELLITES | _TRIGGER | _JAMMING)).bit_count() :]
    is_listed = kind in FIXED or model.startswith(("GL320M", "GL5")) or (kind != "ERI" and is_personal(model))
    is_listed |= not model and kind in _OWN_EVENTS and MILEAGE.fullmatch(slot) is not None and len(rest) == 1
    is_vehicle = bool(model) and not is_personal(model)
    battery_at = BATTERY_AT.get(model) if kind == "ERI" else None
    health = read_health(
        rest, is_fixed=kind in FIXED, is_extended=not is_listed, is_vehicle=is_vehicle, battery_at=battery_at
    )  # fmt: skip
    now.battery_pct = None if health.battery_pct is None else float(health.battery_pct)
    now.battery_v = now.battery_v if health.battery_v is None else health.battery_v
    now.moving = now.moving if health.moving is None else health.moving
    if health.status:
        now.status = int(health.status, 16)
        moving, warning = MOTIONS[health.status[:2]]
        now.moving = moving if now.moving is None else now.moving
        now.say(*filter(None, (warning,)))
    if kind == "FRI" and health.is_gt and report_type.isdecimal():
        now.moving, now.charging = bool(int(report_type) & 1), bool(int(report_type) & 2)


def _read_level(fields: list[str], kind: str, model: str, now: Draft) -> None:
    """Read the battery of a hidden device, which stands before its position and without one too."""
    if kind in ("STR", "CTN", "NMR", "RTL", "DOG") and model.startswith("GL5") and now.battery_pct is None:
        level = percent(fields[LEVEL_AT]) if len(fields) > LEVEL_AT + 2 else None
        now.battery_pct = None if level is None else float(level)


def _is_masked(kind: str, model: str) -> bool:
    return (kind in _MASKED and not is_personal(model)) or model.startswith(("GV", "CV"))


def _report_id(fields: list[str]) -> tuple[str, str]:
    """Return report id and type: one field of two hexadecimal digits, or two fields of one."""
    first, second = (*fields[4:6], "", "")[:2]
    if _PAIR.fullmatch(second):
        return second[0], second[1]
    return (
        (first, second)
        if _DIGIT.fullmatch(first) and _DIGIT.fullmatch(second) and len(first + second) == 2
        else ("", _state_of(second))
    )


def _state_of(text: str) -> str:
    """Return a state as it is written, or nothing: it is no state, and must not become the name of an event."""
    return text if _STATE.fullmatch(text) else ""


def _number_at(model: str) -> int:
    """Return which field says how many positions come."""
    return 6 + 2 * (model == COUNTED)


def _read_power(fields: list[str], kind: str, model: str, *, now_at: int, told: Told) -> None:
    """Read the supply of a vehicle, in millivolts before the report type."""
    at = now_at - 2 + (kind == "ERI")
    if kind in ("FRI", "ERI", "EPS", "RTL", "SOS") and not is_personal(model) and at < len(fields):
        millivolts = number(fields[at])
        if millivolts is not None and (millivolts > 10 or (kind == "ERI" and millivolts == 0)):
            told.now.external_v = millivolts / 1000
