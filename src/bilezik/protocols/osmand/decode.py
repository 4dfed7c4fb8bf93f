"""What a phone says: one HTTP request with the position as form or query parameters, or as JSON.

1. The id is `id` or `deviceid`, in JSON `device_id`; without one the answer is 400. 200 with an empty body: received.
2. A place or time that cannot be read is an error and answered 400, unless an alarm came with it: that is kept (law 6).
   Any other value that cannot be read is left out.
3. Of one request with several JSON locations every one is a report.

Sources: https://www.traccar.org/osmand/ (both formats), OsmAnd "Online tracking", and the documentation of the background
geolocation SDK that the JSON is native to.
"""

from typing import Final
from urllib.parse import parse_qsl

from bilezik.domain.decoded import Decoded, HttpReply, HttpRequest, Session
from bilezik.domain.report import Report
from bilezik.protocols.osmand.form import read_form
from bilezik.protocols.osmand.json_body import read_json
from bilezik.protocols.values import Unreadable

OK: Final = HttpReply(200)
BAD: Final = HttpReply(400)
MOST_FIELDS: Final = 200
"""No app sends more; a request with more is not from one."""


def decode(request: HttpRequest) -> Decoded:
    """Return what the request says. Never raises."""
    try:
        query = _pairs(request.url.partition("?")[2])
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == "application/json" or request.body.lstrip()[:1] == b"{":
            return _said(*read_json(request.body, dict(query)))
        if not any(name in ("id", "deviceid") for name, _ in query):
            query += _pairs(request.body.decode("utf-8", "replace"))
        return _said(*read_form(query))
    except (Unreadable, ValueError, RecursionError) as error:
        return Decoded(Session(), replies=(BAD,), error=f"unreadable: {error}" if isinstance(error, Unreadable) else "unreadable")


def _pairs(text: str) -> list[tuple[str, str]]:
    return parse_qsl(text.strip(), keep_blank_values=True, max_num_fields=MOST_FIELDS)


def _said(device: str | None, reports: tuple[Report, ...], fault: str | None) -> Decoded:
    if not device:
        return Decoded(Session(), replies=(BAD,), error="the request names no device")
    if fault is not None and not reports:
        return Decoded(Session(device), device, replies=(BAD,), error=fault)
    return Decoded(Session(device), device, reports, (OK,))
