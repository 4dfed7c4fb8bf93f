"""People: the register with where each stands, one with the orders, and the positions of one."""

from typing import Annotated, Any, Final

from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router

from bilezik.api import paging, shapes
from bilezik.api.times import moment, text_at
from bilezik.deeds import Invalid, NotFound
from bilezik.domain.instant import Instant, days, from_datetime
from bilezik.store import codes
from bilezik.store.models import Order, Person, PersonState

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
) -> dict[str, Any]:
    """Return people in the order they were registered, each with where the person stands."""
    wanted = Person.objects.defer("photo").order_by("pk")
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
    orders = Order.objects.filter(person_id=person_id).prefetch_related("conditions__zones").order_by("starts_at", "pk")
    item = _item(found, _standings([person_id]).get(person_id))
    return {**item, "orders": [_order(order) for order in orders]}


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
