"""What a unit says: one HTTP request with a form, some of whose values are JSON.

1. `i` is the unit's IMEI; without it the answer is 400. Everything else is read for itself: what cannot be read is left out, and
   the answer is 200 and an empty object, in which the unit would look for commands.
2. The time is that of the position where there is one, else the unit's own.
3. A battery's word holds per cent in its lowest eight bits, then four of what it is plugged into and four of its state; what may
   stand above them is not known.
"""

from typing import Any, Final
from urllib.parse import parse_qsl

import msgspec

from bilezik.domain.decoded import Decoded, HttpReply, HttpRequest, Session
from bilezik.domain.instant import Instant
from bilezik.domain.report import Cell, Network, Wifi
from bilezik.protocols.draft import Draft
from bilezik.protocols.rftrack.bracelet import MOST_CODE, MOST_TIMES, put_code, put_reach
from bilezik.protocols.rftrack.values import digits, inner, mac, number, rows
from bilezik.wire.sentences import whole

OK: Final = HttpReply(200, b"{}")
BAD: Final = HttpReply(400)
MOST_FIELDS: Final = 100
MOST_MS: Final = 253_402_300_799_999
"""The calendar's end."""
CHARGING: Final = 1

_DECODER: Final = msgspec.json.Decoder()


def decode(request: HttpRequest) -> Decoded:
    """Return what the request says. Never raises."""
    try:
        form = dict(parse_qsl(request.body.decode("utf-8", "replace").strip(), max_num_fields=MOST_FIELDS))
    except ValueError:
        form = {}
    device = form.get("i", "")
    if not (device.isascii() and device.isalnum() and len(device) <= 32):
        return Decoded(Session(), replies=(BAD,), error="the request names no device")
    draft = Draft()
    _read_place(_json(form.get("gps")), draft)
    if draft.at is None:
        draft.at = _moment(digits(form.get("t", ""), MOST_MS))
    _read_battery(digits(form.get("bat", ""), 0x7FFF_FFFF), draft)
    draft.signal = whole(form.get("dbm", ""), -200, 200)
    draft.network = _network(_json(form.get("gsm")), _json(form.get("wifi")))
    put_code(draft, digits(form.get("rc", ""), MOST_CODE))
    put_reach(draft, digits(form.get("idt", ""), MOST_TIMES))
    return Decoded(Session(device), device, (draft.report(),), (OK,))


def _json(text: str | None) -> Any:  # noqa: ANN401 - what it is, is looked at part by part
    try:
        return None if text is None else _DECODER.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        return None


def _moment(milliseconds: float | None) -> Instant | None:
    return None if milliseconds is None else Instant(round(milliseconds * 1_000))


def _read_place(said: Any, draft: Draft) -> None:  # noqa: ANN401
    draft.at = _moment(number(said, "t", 0, MOST_MS))
    lon, lat = number(said, "x", -180, 180), number(said, "y", -90, 90)
    if lat is None or lon is None or (lat == 0 and lon == 0):
        return
    draft.lat, draft.lon, draft.valid, draft.source = lat, lon, True, "gnss"
    draft.accuracy_m, draft.altitude_m = number(said, "a", 0, 2.1e7), number(said, "z", -1e6, 1e6)


def _read_battery(word: int | None, draft: Draft) -> None:
    if word is None:
        return
    level, plugged, state = word & 0xFF, word >> 8 & 0xF, word >> 12 & 0xF
    draft.battery_pct = float(level) if level <= 100 else None
    draft.charging = True if state == CHARGING else None if plugged else False


def _network(gsm: Any, wifi: Any) -> Network | None:  # noqa: ANN401
    mcc, mnc = number(gsm, "c", 1, 999), number(gsm, "n", 0, 999)
    cells = tuple(
        Cell(int(mcc), None if mnc is None else int(mnc), int(area), int(cell))
        for one in rows(inner(gsm, "b"))
        if mcc is not None and (area := number(one, "l", 0, 2**32)) is not None and (cell := number(one, "c", 0, 2**32)) is not None
    )
    points = tuple(
        Wifi(address, None if (heard := number(one, "l", -200, 200)) is None else int(heard))
        for one in rows(wifi)
        if (address := mac(one, "m")) is not None
    )
    return Network(cells, points) if cells or points else None
