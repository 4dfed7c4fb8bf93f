"""People: the register with where each stands, one with all that is stated and the orders, and the positions of one."""

from typing import Annotated, Any, Final

import msgspec
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import File, Form, Query, Router, Status, UploadedFile

from bilezik.api import paging, shapes
from bilezik.api.access import actor_of
from bilezik.api.times import moment, text_at
from bilezik.deeds import Invalid, NotFound, photos
from bilezik.deeds import people as deeds
from bilezik.domain import photo as pictures
from bilezik.domain.instant import Instant, days, from_datetime
from bilezik.store import codes
from bilezik.store.models import Deed, Order, Person, PersonState
from bilezik.store.searching import sought

router = Router()
LONGEST: Final = days(31)
USUAL: Final = days(1)

_FIXES: Final = """
SELECT fixed_at, digest, received_at, lat, lon, accuracy_m, speed_mps, source, doubt, device
FROM fixes
WHERE person = %s AND fixed_at >= %s AND fixed_at < %s AND (fixed_at, digest, device) > (%s, %s, %s) AND lat IS NOT NULL
ORDER BY fixed_at, digest, device LIMIT %s
"""
"""The order is the table's whole key: two devices may say the same in the same instant, and are two rows (law 6)."""


@router.get("people", response=shapes.PersonPage, url_name="people")
def people(
    request: HttpRequest,  # noqa: ARG001 - the router's protocol
    limit: paging.Limit = paging.USUAL,
    cursor: paging.Cursor = None,
    city: Annotated[str | None, Query(max_length=100)] = None,
    q: Annotated[str | None, Query(max_length=100, description="Words of the name in any spelling, digits of the IIN.")] = None,
) -> dict[str, Any]:
    """Return people in the order they were registered, each with where the person stands."""
    wanted = Person.objects.defer("photo").order_by("pk")
    if q is not None and q.strip():
        wanted = wanted.filter(sought(q))
    if city is not None:
        wanted = wanted.filter(city=city)
    if cursor is not None:
        wanted = wanted.filter(pk__gt=paging.unpack(cursor, 1)[0])
    rows, more = paging.page(list(wanted[: limit + 1]), limit)
    standings = _standings([row.pk for row in rows])
    items = [_item(row, standings.get(row.pk)) for row in rows]
    return {"items": items, "next": paging.pack(rows[-1].pk) if more else None}


@router.get("people/{int:person_id}", response=shapes.PersonDetail, url_name="person")
def person(request: HttpRequest, person_id: int) -> dict[str, Any]:  # noqa: ARG001 - the router's protocol
    """Return one person with the orders."""
    found = _found(person_id)
    stated, version = deeds.known(person_id)
    orders = Order.objects.filter(person_id=person_id).prefetch_related("conditions__zones").order_by("starts_at", "pk")
    item = _item(found, _standings([person_id]).get(person_id))
    more = msgspec.to_builtins(msgspec.structs.replace(stated, department=0)) | item
    return {**more, "version": version, "has_photo": photos.is_kept(person_id), "orders": [_order(order) for order in orders]}


@router.post("people", response={201: shapes.PersonMade}, url_name="people")
def register(request: HttpRequest, said: shapes.PersonSaid) -> Status[dict[str, Any]]:
    """Register a person. What should be looked at is in `remarks`; the same IIN twice is refused."""
    stated = deeds.NewPerson(**_fields(said))
    made = deeds.register(actor_of(request), stated, why=said.why)
    return Status(201, _made(made))


@router.patch("people/{int:person_id}", response=shapes.PersonMade, url_name="person")
def change(request: HttpRequest, person_id: int, said: shapes.PersonChanged) -> dict[str, Any]:
    """Change what is stated of a person; 409 where somebody else did since the version it was made from."""
    stated, version = deeds.known(person_id)
    changed = msgspec.structs.replace(stated, **_fields(said))
    deeds.change(actor_of(request), person_id, changed, version=version if said.version is None else said.version, why=said.why)
    return _made(person_id)


@router.get("people/{int:person_id}/photo", url_name="person_photo")
def photo(request: HttpRequest, person_id: int) -> HttpResponse:  # noqa: ARG001 - the router's protocol
    """Return the photo of a person."""
    found = photos.of(person_id)
    if found is None:
        raise NotFound("photo", person_id)
    return HttpResponse(found.content, content_type=found.type, headers=photos.SAFE)


@router.post("people/{int:person_id}/photo", response={201: shapes.PhotoKept}, url_name="person_photo")
def keep_photo(request: HttpRequest, person_id: int, file: File[UploadedFile], why: Form[str]) -> Status[dict[str, Any]]:
    """Keep a photo instead of what was there: JPEG or PNG, told by its content."""
    kept = photos.keep(actor_of(request), person_id, file.read(pictures.LARGEST + 1), why=why)
    return Status(201, {"type": kept.type, "bytes": len(kept.content)})


@router.delete("people/{int:person_id}/photo", response={204: None}, url_name="person_photo")
def remove_photo(request: HttpRequest, person_id: int, why: Annotated[str, Query(max_length=4_000)]) -> Status[None]:
    """Take the photo out of the register."""
    photos.remove(actor_of(request), person_id, why=why)
    return Status(204, None)


@router.get("people/{int:person_id}/history", response=shapes.ChangePage, url_name="person_history")
def history(
    request: HttpRequest,  # noqa: ARG001 - the router's protocol
    person_id: int,
    limit: paging.Limit = paging.USUAL,
    cursor: paging.Cursor = None,
) -> dict[str, Any]:
    """Return what was done to the record of a person, the newest first: who, when, why, and what each field was and is."""
    _found(person_id)
    wanted = Deed.objects.filter(person_id=person_id, alert=None).order_by("-pk")
    if cursor is not None:
        wanted = wanted.filter(pk__lt=paging.unpack(cursor, 1)[0])
    rows, more = paging.page(list(wanted[: limit + 1]), limit)
    items = [
        {
            "id": str(row.pk), "at": text_at(row.at), "kind": row.kind, "by": row.actor_name, "why": row.why,
            "fields": row.content.get("fields", []), "before": row.content.get("before", {}), "after": row.content.get("after", {}),
        }
        for row in rows
    ]  # fmt: skip
    return {"items": items, "next": paging.pack(rows[-1].pk) if more else None}


@router.get("people/{int:person_id}/fixes", response=shapes.FixPage, url_name="fixes")
def fixes(
    request: HttpRequest,  # noqa: ARG001 - the router's protocol
    person_id: int,
    from_: Annotated[str, Query(alias="from", max_length=40, description="None: a day before `to`.")] = "",
    to: Annotated[str, Query(max_length=40, description="None: now.")] = "",
    limit: paging.Limit = paging.MOST,
    cursor: paging.Cursor = None,
) -> dict[str, Any]:
    """Return the positions of a person by event time, the oldest first; at most 31 days at once."""
    to_at = paging.instant("to", to) if to else from_datetime(timezone.now())
    from_at = paging.instant("from", from_) if from_ else Instant(to_at - USUAL)
    if not from_at < to_at <= from_at + LONGEST:
        raise Invalid("to", "must be after `from`, by at most 31 days")
    _found(person_id)
    after, digest, device = (from_at, -(2**63), -(2**63)) if cursor is None else paging.unpack(cursor, 3)
    with connection.cursor() as found:
        found.execute(_FIXES, (person_id, moment(from_at), moment(to_at), paging.moment_of(after), digest, device, limit + 1))
        rows, more = paging.page(found.fetchall(), limit)
    items = [
        {
            "at": text_at(fixed_at), "received_at": text_at(received_at), "lat": lat, "lon": lon, "accuracy_m": accuracy,
            "speed_mps": speed, "source": codes.SOURCES[source], "doubt": codes.DOUBTS[doubt], "device": str(device),
        }
        for fixed_at, _, received_at, lat, lon, accuracy, speed, source, doubt, device in rows
    ]  # fmt: skip
    return {"items": items, "next": paging.pack(from_datetime(rows[-1][0]), rows[-1][1], rows[-1][-1]) if more else None}


def _fields(said: shapes.PersonStated) -> dict[str, Any]:
    """Return what was said of a person, field by field, as the deeds take it."""
    fields = said.dict(exclude_unset=True, exclude={"why", "version"})
    if "department" in fields:
        fields["department"] = paging.identifier("department", fields["department"])
    return fields


def _made(person_id: int) -> dict[str, Any]:
    stated, version = deeds.known(person_id)
    remarks = [
        {"field": one.field, "text": one.text, "person": None if one.person is None else str(one.person)}
        for one in deeds.remarks(stated, but=person_id)
    ]
    return {"id": str(person_id), "version": version, "remarks": remarks}


def _found(person_id: int) -> Person:
    found = Person.objects.defer("photo").filter(pk=person_id).first()
    if found is None:
        raise NotFound("person", person_id)
    return found


def _standings(numbers: list[int]) -> dict[int, PersonState]:
    return {state.person_id: state for state in PersonState.objects.filter(pk__in=numbers)}


def _item(row: Person, standing: PersonState | None) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "given_name": row.given_name,
        "family_name": row.family_name,
        "patronymic": row.patronymic,
        "city": row.city,
        "timezone": row.timezone,
        "department": str(row.department_id),
        "standing": None if standing is None else _standing(standing),
    }


def _standing(state: PersonState) -> dict[str, Any]:
    return {
        "mark": state.mark,
        "fixed_at": text_at(state.fixed_at),
        "lat": state.lat,
        "lon": state.lon,
        "accuracy_m": state.accuracy_m,
        "battery_pct": state.battery_pct,
        "heard_at": text_at(state.heard_at),
    }


def _order(order: Order) -> dict[str, Any]:
    conditions = [
        {"id": str(one.pk), "kind": one.kind, "schedule": one.schedule, "zones": [str(zone.pk) for zone in one.zones.all()]}
        for one in order.conditions.all()
    ]
    return {
        "id": str(order.pk),
        "legal_basis": order.legal_basis,
        "issuer": order.issuer,
        "number": order.number,
        "starts_at": text_at(order.starts_at),
        "ends_at": text_at(order.ends_at),
        "ended_at": text_at(order.ended_at),
        "conditions": conditions,
    }
