"""Zones: the shared library of public places, homes and areas; drawn one by one, or taken from a file."""

from typing import Annotated, Any, Literal

import msgspec
from django.http import HttpRequest
from ninja import File, Form, Query, Router, Status, UploadedFile

from bilezik.api import order_shapes, paging, shapes
from bilezik.api.access import actor_of
from bilezik.api.conditions import schedule_of
from bilezik.deeds import Invalid, NotFound, bulk
from bilezik.deeds import zones as deeds
from bilezik.domain.zone import PlaceKind, Shape
from bilezik.geo import drawn, shape_from_geojson, shape_to_geojson
from bilezik.store.models import Zone

router = Router()
Category = Literal["home", "area", "place", ""]


@router.get("zones", response=order_shapes.ZonePage, url_name="zones")
def listed(
    request: HttpRequest,  # noqa: ARG001 - the router's protocol
    limit: paging.Limit = paging.USUAL,
    cursor: paging.Cursor = None,
    category: Literal["home", "area", "place"] | None = None,
    place_kind: PlaceKind | None = None,
    city: Annotated[str, Query(max_length=100)] = "",
    q: Annotated[str, Query(max_length=100, description="A part of the name.")] = "",
) -> dict[str, Any]:
    """Return zones in the order they were drawn: public places, and what belongs to people one sees."""
    if "\0" in q + city:
        raise Invalid("q", "holds a control character")
    asked = {"category": category, "place_kind": place_kind, "city": city, "name__icontains": q.strip()}
    wanted = Zone.objects.filter(**{name: value for name, value in asked.items() if value}).order_by("pk")
    if cursor is not None:
        wanted = wanted.filter(pk__gt=paging.unpack(cursor, 1)[0])
    rows, more = paging.page(list(wanted[: limit + 1]), limit)
    return {"items": [_item(row) for row in rows], "next": paging.pack(rows[-1].pk) if more else None}


@router.post("zones", response={201: shapes.Made}, url_name="zones")
def draw(request: HttpRequest, said: order_shapes.ZoneSaid) -> Status[dict[str, str]]:
    """Keep a new zone. A border that crosses itself is refused with the place where it does."""
    zone = deeds.NewZone(
        name=said.name, shape=_shape(said.shape), category=said.category, place_kind=said.place_kind, city=said.city,
        tolerance_m=said.tolerance_m, opening=schedule_of("opening", said.opening),
    )  # fmt: skip
    return Status(201, {"id": str(deeds.draw(actor_of(request), zone, why=said.why))})


@router.post("zones/import", response=order_shapes.DrawnList, url_name="zones_import")
def bring_in(
    request: HttpRequest,
    file: File[UploadedFile],
    why: Annotated[str, Form(max_length=4_000)],
    category: Annotated[Category, Form()] = "",
    place_kind: Annotated[Literal[PlaceKind, ""], Form()] = "",
    city: Annotated[str, Form(max_length=100)] = "",
    *,
    write: Annotated[bool, Form(description="Keep the shapes; without it nothing is written.")] = False,
) -> dict[str, Any]:
    """Read GeoJSON, KML or a GeoPackage and say what is in it; with `write` keep every shape as a zone, or none."""
    try:
        found = drawn.read(file.read(drawn.LARGEST + 1))
    except ValueError as error:
        raise Invalid("file", str(error)) from None
    made: list[int] | list[None] = [None] * len(found)
    if write:
        zones = [
            deeds.NewZone(
                name=one.name or f"zone {number}", shape=one.shape, category=category, place_kind=place_kind, city=city,
                tolerance_m=one.deviation_m,
            )
            for number, one in enumerate(found, start=1)
        ]  # fmt: skip
        made = bulk.zones(actor_of(request), zones, why=why)
    items = [
        {
            "name": one.name, "corners": one.corners, "deviation_m": one.deviation_m, "shape": shape_to_geojson(one.shape),
            "id": None if number is None else str(number),
        }
        for one, number in zip(found, made, strict=True)
    ]  # fmt: skip
    return {"written": write, "items": items}


@router.get("zones/{int:zone_id}", response=order_shapes.ZoneItem, url_name="zone")
def one(request: HttpRequest, zone_id: int) -> dict[str, Any]:  # noqa: ARG001 - the router's protocol
    """Return one zone."""
    found = Zone.objects.filter(pk=zone_id).first()
    if found is None:
        raise NotFound("zone", zone_id)
    return _item(found)


@router.patch("zones/{int:zone_id}", response=order_shapes.ZoneItem, url_name="zone")
def change(request: HttpRequest, zone_id: int, said: order_shapes.ZoneChanged) -> dict[str, Any]:
    """Draw a zone anew; whoever's order it is part of is judged by the new edge from now on."""
    deeds.change(actor_of(request), zone_id, _shape(said.shape), why=said.why, tolerance_m=said.tolerance_m)
    return _item(Zone.objects.get(pk=zone_id))


def _shape(given: dict[str, Any]) -> Shape:
    try:
        return shape_from_geojson(given, "shape")
    except ValueError as error:
        raise Invalid("shape", str(error).removeprefix("shape: ")) from None


def _item(row: Zone) -> dict[str, Any]:
    texts = ("name", "category", "place_kind", "city", "tolerance_m", "version", "opening")
    shape = shape_to_geojson(msgspec.convert(row.shape, Shape))
    return {"id": str(row.pk), "shape": shape, **{name: getattr(row, name) for name in texts}}
