"""Regions and departments: what there is, enter one, state it anew, close it, and give its people to another."""

from typing import Annotated, Any, Literal

import msgspec
from django.http import HttpRequest
from ninja import Field, File, Form, Router, Schema, Status, UploadedFile

from bilezik.api import paging, shapes
from bilezik.api.access import actor_of
from bilezik.api.times import text_at
from bilezik.deeds import NotFound, departments_file, lists
from bilezik.deeds import departments as deeds
from bilezik.store.models import Department, Region

router = Router()


class RegionItem(Schema):
    """A region, by the code of ISO 3166-2."""

    id: str
    code: str
    name_kk: str
    name_ru: str
    name_en: str


class Regions(Schema):
    """All of them."""

    items: list[RegionItem]


class DepartmentStated(Schema):
    """What is stated of a department. `name` empty: its Russian, Kazakh or English name. A place has both, or neither."""

    name: str = Field("", max_length=300)
    city: str
    timezone: str
    code: str = ""
    name_kk: str = ""
    name_ru: str = ""
    name_en: str = ""
    region: str | None = None
    phone: str = ""
    lat: float | None = None
    lon: float | None = None


class DepartmentSaid(DepartmentStated):
    """A department as a whole, and why."""

    why: str


class DepartmentItem(DepartmentStated):
    """A department. `people`, `devices`: how many it watches and holds."""

    id: str
    closed_at: str | None
    people: int
    devices: int


class Departments(Schema):
    """All of them, the closed ones among them."""

    items: list[DepartmentItem]


class ListedRow(Schema):
    """What becomes of a line of the file. `said`: what changes, or why it is wrong."""

    line: int
    code: str
    name: str
    outcome: Literal["new", "changed", "same", "wrong"]
    said: str


class Listed(Schema):
    """A list as it was read."""

    encoding: str
    written: bool
    rows: list[ListedRow]


class CaseloadItem(Schema):
    """Whom of a department one may hand over, and what would go along."""

    people: list[str]
    open_alerts: int
    worn_devices: int


class HandOverSaid(Schema):
    """To which department, and why. `people` null: all of the caseload."""

    to: str
    people: list[str] | None = Field(None, max_length=deeds.MOST_PEOPLE)
    why: str


class HandedOver(Schema):
    """How many people are of the other department now."""

    people: int


@router.get("regions", response=Regions, url_name="regions")
def regions(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001 - the router's protocol
    """Return the regions, by code."""
    fields = ("code", "name_kk", "name_ru", "name_en")
    rows = Region.objects.order_by("code")
    return {"items": [{"id": str(one.pk), **{name: getattr(one, name) for name in fields}} for one in rows]}


@router.get("departments", response=Departments, url_name="departments")
def listed(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001 - the same
    """Return every department."""
    held = deeds.held_by()
    return {"items": [_item(one, *held.get(one.pk, (0, 0))) for one in Department.objects.order_by("pk")]}


@router.post("departments", response={201: shapes.Made}, url_name="departments")
def add(request: HttpRequest, said: DepartmentSaid) -> Status[dict[str, str]]:
    """Enter a department."""
    return Status(201, {"id": str(deeds.add(actor_of(request), _stated(said), why=said.why))})


@router.post("departments/import", response=Listed, url_name="departments_import")
def bring_in(
    request: HttpRequest,
    file: File[UploadedFile],
    why: Annotated[str, Form(max_length=4_000)],
    *,
    write: Annotated[bool, Form(description="Keep what is new and changed; without it nothing is written.")] = False,
) -> dict[str, Any]:
    """Read a list of departments (CSV) and say what becomes of every row; with `write` keep all of it, or nothing."""
    content = file.read(lists.LARGEST + 1)
    read = departments_file.enter(actor_of(request), content, why=why) if write else departments_file.read(content)
    return {"encoding": read.encoding, "written": write, "rows": [msgspec.structs.asdict(row) for row in read.rows]}


@router.get("departments/{int:department_id}", response=DepartmentItem, url_name="department")
def one(request: HttpRequest, department_id: int) -> dict[str, Any]:  # noqa: ARG001 - the same
    """Return one department."""
    found = Department.objects.filter(pk=department_id).first()
    if found is None:
        raise NotFound("department", department_id)
    return _item(found, *deeds.held_by()[department_id])


@router.put("departments/{int:department_id}", response={204: None}, url_name="department")
def change(request: HttpRequest, department_id: int, said: DepartmentSaid) -> Status[None]:
    """State a department anew, as a whole."""
    deeds.change(actor_of(request), department_id, _stated(said), why=said.why)
    return Status(204, None)


@router.post("departments/{int:department_id}/close", response={204: None}, url_name="department_close")
def close(request: HttpRequest, department_id: int, said: shapes.Why) -> Status[None]:
    """Close a department that watches nobody and holds no device."""
    deeds.close(actor_of(request), department_id, why=said.why)
    return Status(204, None)


@router.get("departments/{int:department_id}/caseload", response=CaseloadItem, url_name="department_caseload")
def caseload(request: HttpRequest, department_id: int) -> dict[str, Any]:  # noqa: ARG001 - the same
    """Return whom of a department one may hand over, and what would go along."""
    people = deeds.caseload(department_id)
    weight = deeds.weigh(people)
    return {
        "people": [str(one) for one in people], "open_alerts": weight.open_alerts, "worn_devices": weight.worn_devices,
    }  # fmt: skip


@router.post("departments/{int:department_id}/hand-over", response=HandedOver, url_name="department_hand_over")
def hand_over(request: HttpRequest, department_id: int, said: HandOverSaid) -> dict[str, int]:
    """Give people of this department to another, all that are named or nobody."""
    there = deeds.caseload(department_id)
    wanted = there if said.people is None else tuple(paging.identifier("people", one) for one in said.people)
    strange = set(wanted) - set(there)
    if strange:
        raise NotFound("person of this department", min(strange))
    return {"people": deeds.hand_over(actor_of(request), wanted, paging.identifier("to", said.to), why=said.why)}


def _stated(said: DepartmentSaid) -> deeds.NewDepartment:
    region = None if said.region is None else paging.identifier("region", said.region)
    return deeds.NewDepartment(**(said.dict(exclude={"why"}) | {"region": region}))


def _item(found: Department, people: int, devices: int) -> dict[str, Any]:
    region = None if found.region_id is None else str(found.region_id)
    return {
        **msgspec.structs.asdict(deeds.stated(found)), "id": str(found.pk), "region": region, "closed_at": text_at(found.closed_at),
        "people": people, "devices": devices,
    }  # fmt: skip
