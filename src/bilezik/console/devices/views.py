"""The stock, one device, a delivery; what is done with a device of the store."""

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bilezik.console import wire
from bilezik.console.devices import reading
from bilezik.console.devices.said import number
from bilezik.console.devices.words import DEVICE, STATES, TROUBLES
from bilezik.console.forms.refusals import named, told
from bilezik.console.forms.refusals import refusal as refusal_of
from bilezik.console.operator.reading import cursor
from bilezik.console.words.kinds import DEVICE_KINDS
from bilezik.deeds import Invalid, OperatorError, devices, devices_file, keys, rights, stock
from bilezik.deeds.rights import Right
from bilezik.domain.device import KINDS
from bilezik.protocols import PROTOCOLS
from bilezik.store.stock import Wanted

_DEEDS: Final = {
    "stock.issue": stock.issue, "stock.take_back": stock.take_back, "stock.lose": stock.lose, "stock.damage": stock.damage,
    "stock.repair": stock.repair, "stock.retire": stock.retire, "stock.receive": stock.receive,
}  # fmt: skip


def frame(request: HttpRequest, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - what a template takes
    """Return what every page of devices needs; it is live for who may hear the feed."""
    held = rights.held(wire.user_of(request))
    hears = Right.SEE_ALERTS in held
    return {
        "zone": timezone.get_default_timezone_name(),
        "page": wire.page(cursor=cursor() if hears else None, live=hears),
        "sees_people": Right.SEE_PEOPLE in held,
        "keeps": Right.KEEP_DEVICES in held,
        "fits": Right.FIT_DEVICES in held,
        "prices": Right.KEEP_RATES in held,
        **more,
    }


def people_shown(request: HttpRequest) -> bool:
    """Return whether names may be shown to who asks."""
    return rights.holds(wire.user_of(request), Right.SEE_PEOPLE)


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show the stock."""
    said, refusal = request.GET, ""
    try:
        department, after = number(said, "department"), number(said, "after") or 0
    except Invalid as error:
        department, after, refusal = None, 0, told(error.problem)
    wanted = Wanted(
        department=department,
        kind=said.get("kind", "") if said.get("kind") in KINDS else "",
        state=said.get("state", "") if said.get("state") in STATES else "",
        trouble=said.get("trouble", "") if said.get("trouble") in TROUBLES else "",
        words=said.get("q", "").replace("\0", "").strip()[:64],
    )
    rest = said.copy()
    rest.pop("after", None)
    context = frame(
        request, stock=reading.listed(wanted, after=after, people=people_shown(request)), wanted=wanted, refusal=refusal,
        kinds=DEVICE_KINDS.items(), states=STATES.items(), troubles=TROUBLES.items(), departments=reading.departments(),
        asked=rest.urlencode(), is_filtered=wanted != Wanted(),
    )  # fmt: skip
    return wire.shown(request, "console/devices/page.html", context)


@require_GET
def device(request: HttpRequest, device_id: int) -> HttpResponse:
    """Show one device."""
    return _device(request, device_id)


@require_POST
def move(request: HttpRequest, device_id: int) -> HttpResponse:
    """Do with a device what the form says; the answer is the device's page."""
    said, by = request.POST, wire.actor_of(request)
    try:
        if said.get("deed") == "stock.send":
            stock.send(by, device_id, number(said, "department"), why=said.get("why", ""))
        elif said.get("deed") in _DEEDS:
            _DEEDS[said["deed"]](by, device_id, why=said.get("why", ""))
        else:
            raise Invalid("deed", "there is no such deed")
    except OperatorError as error:
        return _device(request, device_id, refusal=refusal_of(error)[1])
    return redirect("console:device", device_id)


@require_POST
def key(request: HttpRequest, device_id: int) -> HttpResponse:
    """Make a key for a device and show it, once; or take the key away."""
    said, by = request.POST, wire.actor_of(request)
    try:
        if said.get("do") == "take_away":
            keys.take_away(by, device_id, why=said.get("why", ""))
            return redirect("console:device", device_id)
        made = keys.make(by, device_id, why=said.get("why", ""))
    except OperatorError as error:
        return _device(request, device_id, refusal=refusal_of(error)[1])
    return _device(request, device_id, made_key=made)


def _device(request: HttpRequest, device_id: int, *, refusal: str = "", made_key: str = "") -> HttpResponse:
    found = reading.device(device_id, people=people_shown(request))
    if found is None:
        raise Http404
    context = frame(
        request, device=found, departments=reading.departments(), refusal=refusal, said=request.POST, made_key=made_key,
        takes_keys=keys.takes_keys(found.row.held.protocol), has_key=keys.has(device_id),
    )  # fmt: skip
    return wire.shown(request, "console/devices/device.html", context, status=409 if refusal else 200)


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Enter one device, or a delivery from a list: first what becomes of every row, then all of it."""
    if request.method == "GET":
        return _entering(request)
    said, by = request.POST, wire.actor_of(request)
    try:
        department, file = number(said, "department"), request.FILES.get("file")
        if said.get("what") != "list":
            texts = {
                field: said.get(field, "") for field in ("identity", "protocol", "kind", "model", "phone", "firmware", "contract")
            }
            made = devices.add(by, devices.NewDevice(**texts, department=department), why=said.get("why", ""))
            return redirect("console:device", made)
        if file is None:
            raise Invalid("file", "choose a file")
        content = file.read(devices_file.LARGEST + 1)
        if said.get("write"):
            read = devices_file.enter(by, content, why=said.get("why", ""), department=department)
            return _entering(request, read=read, written=True)
        return _entering(request, read=devices_file.read(content, department=department))
    except OperatorError as error:
        return _entering(request, refusal=named(error, DEVICE), status=422)


_MOST_ROWS: Final = 200


def _entering(
    request: HttpRequest, *, read: devices_file.Reading | None = None, written: bool = False, refusal: str = "", status: int = 200
) -> HttpResponse:
    refused = () if read is None else tuple(row for row in read.rows if row.outcome == "refused")
    context = frame(
        request, read=read, written=written, refusal=refusal, departments=reading.departments(), kinds=DEVICE_KINDS.items(),
        protocols=sorted(PROTOCOLS), said=request.POST, refused=refused[:_MOST_ROWS], more=max(0, len(refused) - _MOST_ROWS),
        numbers={outcome: read.count(outcome) for outcome in ("new", "there", "refused")} if read else {},
    )  # fmt: skip
    name = "console/devices/read.html" if wire.is_fragment(request) else "console/devices/enter.html"
    return wire.shown(request, name, context, status=status)
