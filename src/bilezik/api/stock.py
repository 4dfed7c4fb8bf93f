"""Devices as stock: what there is and how it does, what is done with it, and its record.

Who may not see people is told whether a device is on somebody, not on whom.
"""

import base64
import binascii
from typing import Annotated, Any, Final

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import File, Form, Query, Router, Status, UploadedFile

from bilezik.api import paging, shapes, stock_shapes
from bilezik.api.access import actor_of
from bilezik.api.times import text_at
from bilezik.deeds import Invalid, NotFound, devices, devices_file, fittings, rights
from bilezik.deeds import stock as deeds
from bilezik.domain.device import DeviceKind, DeviceState, moves_from
from bilezik.domain.instant import Instant
from bilezik.store import stock
from bilezik.store.models import Fitting, Transfer, User

router = Router()
_MOVES: Final = {
    "issue": deeds.issue, "take_back": deeds.take_back, "lose": deeds.lose, "damage": deeds.damage, "repair": deeds.repair,
    "retire": deeds.retire, "receive": deeds.receive,
}  # fmt: skip

Department = Annotated[str | None, Query(max_length=20, description="A department's id; 0: the central store.")]


@router.get("devices", response=stock_shapes.HeldPage, url_name="devices")
def listed(
    request: HttpRequest,
    limit: paging.Limit = paging.USUAL,
    cursor: paging.Cursor = None,
    department: Department = None,
    kind: DeviceKind | None = None,
    state: DeviceState | None = None,
    trouble: stock.Trouble | None = None,
    q: Annotated[str, Query(max_length=64, description="A part of the identity.")] = "",
) -> dict[str, Any]:
    """Return devices in the order they were registered, each with where it is and its health at a glance."""
    wanted = stock.Wanted(
        department=department_of(department), kind=kind or "", state=state or "", trouble=trouble or "", words=_words(q)
    )
    after = 0 if cursor is None else paging.unpack(cursor, 1)[0]
    now = timezone.now()
    rows, more = paging.page(stock.devices(wanted, now, after=after, limit=limit + 1), limit)
    seen = sees_people(request)
    return {"items": [_item(row, seen=seen) for row in rows], "next": paging.pack(rows[-1].id) if more else None}


@router.post("devices", response={201: shapes.Made}, url_name="devices")
def add(request: HttpRequest, said: stock_shapes.DeviceSaid) -> Status[dict[str, str]]:
    """Enter a device into stock."""
    fields = said.dict(exclude={"why"}) | {"department": _department("department", said.department)}
    return Status(201, {"id": str(devices.add(actor_of(request), devices.NewDevice(**fields), why=said.why))})


@router.post("devices/import", response=stock_shapes.Imported, url_name="devices_import")
def bring_in(
    request: HttpRequest,
    file: File[UploadedFile],
    why: Annotated[str, Form(max_length=4_000)],
    department: Annotated[str | None, Form(max_length=20, description="Whose stock, where no column says it.")] = None,
    *,
    write: Annotated[bool, Form(description="Enter what is new; without it nothing is written.")] = False,
) -> dict[str, Any]:
    """Read a list of devices (CSV) and say what becomes of every row; with `write` enter all that is new, or nothing."""
    content, whose = file.read(devices_file.LARGEST + 1), _department("department", department)
    read = devices_file.enter(actor_of(request), content, why=why, department=whose) if write else None
    read = read or devices_file.read(content, department=whose)
    numbers = {outcome: read.count(outcome) for outcome in ("new", "there", "refused")}
    return {"encoding": read.encoding, "written": write, "rows": [msgspec.structs.asdict(row) for row in read.rows], **numbers}


@router.get("devices/{int:device_id}", response=stock_shapes.HeldDetail, url_name="device")
def one(request: HttpRequest, device_id: int) -> dict[str, Any]:
    """Return a device with all that was recorded of it."""
    return _detail(request, device_id)


@router.post("devices/{int:device_id}/move", response=stock_shapes.HeldDetail, url_name="device_move")
def move(request: HttpRequest, device_id: int, said: stock_shapes.MoveSaid) -> dict[str, Any]:
    """Do something with a device that is on nobody: hand it out, take it back, send it, receive it, write it off."""
    if said.move == "send":
        deeds.send(actor_of(request), device_id, _department("department", said.department), why=said.why)
    else:
        _MOVES[said.move](actor_of(request), device_id, why=said.why)
    return _detail(request, device_id)


@router.post("devices/{int:device_id}/fit", response={201: shapes.Made}, url_name="device_fit")
def fit(request: HttpRequest, device_id: int, said: stock_shapes.FitSaid) -> Status[dict[str, str]]:
    """Fit a device to the person of a condition, and record it; the id is the assignment's."""
    made = devices.fit(
        actor_of(request), device_id, paging.identifier("condition", said.condition), why=said.why, health_seen=said.health_seen,
        from_at=_instant("from_at", said.from_at), to_at=_instant("to_at", said.to_at), seen=_seen(said),
    )  # fmt: skip
    return Status(201, {"id": str(made)})


@router.post("assignments/{int:assignment_id}/remove", response={204: None}, url_name="device_remove")
def remove(request: HttpRequest, assignment_id: int, said: stock_shapes.RemoveSaid) -> Status[None]:
    """Take a device off, and record it."""
    removal = fittings.Removal(reason=said.reason, seen=_seen(said))
    devices.remove(actor_of(request), assignment_id, why=said.why, at=_instant("at", said.at), removal=removal)
    return Status(204, None)


@router.get("fittings/{int:fitting_id}/photo", url_name="fitting_photo")
def photo(request: HttpRequest, fitting_id: int) -> HttpResponse:  # noqa: ARG001 - the router's protocol
    """Return the photo of a fitting or a removal."""
    found = Fitting.objects.filter(pk=fitting_id, photo__isnull=False).first()
    if found is None or found.photo is None:
        raise NotFound("photo", fitting_id)
    return HttpResponse(bytes(found.photo), content_type=found.photo_type, headers={"Cache-Control": "no-store"})


def sees_people(request: HttpRequest) -> bool:
    """Return whether who asks may see people."""
    user = getattr(request, "auth", None)
    return isinstance(user, User) and rights.holds(user, rights.Right.SEE_PEOPLE)


def department_of(given: str | None) -> int | None:
    """Return the department of a filter; None: all."""
    return None if given is None else paging.identifier("department", given)


def _department(field: str, given: str | None) -> int | None:
    return None if given is None else paging.identifier(field, given)


def _words(given: str) -> str:
    if "\0" in given:
        raise Invalid("q", "holds a control character")
    return given.strip()


def _instant(field: str, given: str | None) -> Instant | None:
    return None if given is None else paging.instant(field, given)


def _seen(said: stock_shapes.SeenSaid) -> fittings.Seen:
    try:
        picture = None if said.photo is None else base64.b64decode(said.photo, validate=True)
    except (binascii.Error, ValueError):
        raise Invalid("photo", "is not Base64") from None
    return fittings.Seen(
        place=said.place, done_by=said.done_by, witness=said.witness, acknowledged=said.acknowledged, skin=said.skin, photo=picture
    )


def _detail(request: HttpRequest, device_id: int) -> dict[str, Any]:
    found = stock.devices(stock.Wanted(device=device_id), timezone.now(), limit=1)
    if not found:
        raise NotFound("device", device_id)
    seen = sees_people(request)
    records = Fitting.objects.filter(device=device_id).defer("photo").order_by("-at", "-pk")
    sent = Transfer.objects.filter(device=device_id).order_by("-sent_at", "-pk")
    return {
        **_item(found[0], seen=seen),
        "moves": [] if found[0].sent_at else [name.removeprefix("stock.") for name in moves_from(found[0].state)],
        "fittings": [_record(row, seen=seen) for row in records],
        "transfers": [_transfer(row) for row in sent],
    }


def _item(row: stock.Held, *, seen: bool) -> dict[str, Any]:
    now = timezone.now()
    said = {
        name: getattr(row, name) for name in ("identity", "protocol", "kind", "model", "phone", "firmware", "contract", "state")
    }
    return said | {
        "id": str(row.id),
        "state_at": text_at(row.state_at),
        "department": _id(row.department),
        "on_the_way_since": text_at(row.sent_at),
        "on_the_way_to": _id(row.to_department),
        "person": _id(row.person) if seen else None,
        "assignment": _id(row.assignment) if seen else None,
        "worn_until": text_at(row.worn_until),
        "heard_at": text_at(row.heard_at),
        "battery_pct": row.battery_pct,
        "is_silent": row.is_silent(now),
        "strap_is_open": row.is_open,
    }


def _record(row: Fitting, *, seen: bool) -> dict[str, Any]:
    return {
        "id": str(row.pk), "kind": row.kind, "assignment": str(row.assignment), "person": str(row.person_id) if seen else None,
        "at": text_at(row.at), "place": row.place if seen else "", "done_by": row.done_by, "witness": row.witness if seen else "",
        "acknowledged": row.acknowledged, "skin": row.skin if seen else "", "reason": row.reason, "has_photo": bool(row.photo_type),
    }  # fmt: skip


def _transfer(row: Transfer) -> dict[str, Any]:
    return {
        "id": str(row.pk), "source": _id(row.source_id), "department": _id(row.department_id), "sent_at": text_at(row.sent_at),
        "sent_by": row.sent_by, "received_at": text_at(row.received_at), "received_by": row.received_by, "why": row.why,
    }  # fmt: skip


def _id(number: int | None) -> str | None:
    return None if number is None else str(number)
