"""The old form: an id, an RMC sentence, and what stands behind it, each field read for itself.

1. `STX,id,$GPRMC,…*sum,F|L,alert,imei:…,satellites,altitude,Battery=n%,(empty,)charger,country,network,area,cell;sum`. Satellites
   may be `used/seen`. The IMEI is who speaks; the id before it is a name that its owner gave.
2. `STX`, sixteen characters of id, two bytes, `$GPRMC,…*sum,country,network,area,cell,GSM level,battery per cent,flags,…,
   alert;sum`.
3. The sum at the end of the first form is that of all bytes before it; how the second one sums is not known.
4. `LOG` in front: from the device's log.
"""

import re
from typing import Final

from bilezik.domain.report import Cell, Integrity, Network
from bilezik.protocols.draft import Draft
from bilezik.protocols.megastek.alerts import events_of
from bilezik.wire.checksums import xor_sum
from bilezik.wire.sentences import field, hexadecimal, number, rmc, whole

HEAD: Final = re.compile(rb"(LOG)?STX(?:,([^,]{0,40}),|([^,].{15})..)\$(?=G[PN]RMC,)", re.DOTALL)
"""Log, id of the first form, id of the second. The first is a name its owner gave: no source limits it."""
_SENTENCE: Final = re.compile(rb"([^*]*)\*([0-9A-Fa-f]{2})")
_TAIL: Final = re.compile(r",[FL],([^,]*),(?:[^,]*,)?\s*imei:([0-9]{1,17}),?(.*)", re.DOTALL)
_BATTERY: Final = re.compile(r"Battery=([0-9]{1,3})%,?(.*)", re.DOTALL)
_SUM: Final = re.compile(rb";([0-9A-Fa-f]{2})!?$")
_LEAST: Final = 8
"""Fields of the second form before its alert."""


def read_stx(frame: bytes, head: re.Match[bytes], draft: Draft) -> tuple[str, Integrity]:
    """Fill the draft; return the id and whether the sums are right."""
    body = frame[head.end() :]
    sentence = _SENTENCE.match(body)
    draft.replayed = True if head[1] is not None else None
    _read_sentence((body if sentence is None else sentence[1]).decode("ascii", "replace"), draft)
    rest = (body if sentence is None else body[sentence.end() :]).partition(b";")[0].decode("ascii", "replace")
    tail = _TAIL.search(rest)
    named = (head[3] if head[2] is None else head[2]).decode("ascii", "replace").strip()
    if tail is not None:
        _read_first(tail, draft)
    elif head[3] is not None and sentence is not None:
        _read_second(rest.lstrip(",").split(","), draft)
    return named if tail is None else tail[2], _integrity(frame, head, sentence)


def _read_sentence(text: str, draft: Draft) -> None:
    said = rmc(text.split(",")[1:])
    draft.at = said.at
    draft.valid = said.status == "A" if said.status in ("A", "V") else None
    if said.place is None:
        return
    draft.lat, draft.lon = said.place
    draft.source = "gnss" if draft.valid else None
    draft.speed_mps, draft.course_deg = said.speed_mps, said.course_deg


def _read_first(tail: re.Match[str], draft: Draft) -> None:
    draft.say(*events_of(tail[1]))
    fields = tail[3].split(",")
    draft.satellites = whole(field(fields, 0).partition("/")[0], 0, 99)
    if draft.lat is not None:
        draft.altitude_m = number(field(fields, 1), -9_999, 99_999)
    battery = _BATTERY.search(tail[3])
    if battery is None:
        return
    draft.battery_pct = number(battery[1], 0, 100)
    behind = battery[2].split(",")
    behind = behind[1:] if behind[0] == "" and len(behind) > 1 else behind
    draft.charging = {"0": False, "1": True}.get(field(behind, 0))
    draft.network = _cell(behind[1:])


def _read_second(fields: list[str], draft: Draft) -> None:
    draft.network = _cell(fields)
    draft.signal, draft.battery_pct = whole(field(fields, 4), 0, 999), number(field(fields, 5), 0, 100)
    if len(fields) > _LEAST:
        draft.say(*events_of(fields[-1]))


def _cell(fields: list[str]) -> Network | None:
    mcc, mnc = whole(field(fields, 0), 1, 999), whole(field(fields, 1), 0, 999)
    lac, cid = hexadecimal(field(fields, 2)), hexadecimal(field(fields, 3))
    return Network((Cell(mcc, mnc, lac, cid),)) if mcc is not None and lac is not None and cid is not None else None


def _integrity(frame: bytes, head: re.Match[bytes], sentence: re.Match[bytes] | None) -> Integrity:
    if sentence is not None and xor_sum(sentence[1]) != int(sentence[2], 16):
        return "failed"
    total = _SUM.search(frame)
    if head[3] is not None or total is None:
        return "none"
    summed = frame[head.end(1) if head[1] is not None else 0 : total.start() + 1]
    return "ok" if sum(summed) & 0xFF == int(total[1], 16) else "failed"
