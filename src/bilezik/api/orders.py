"""Orders: entered, changed by versions, suspended, ended, revoked; scans of the decision."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from ninja import File, Form, Router, Status, UploadedFile

from bilezik.api import conditions, order_shapes, paging, shapes
from bilezik.api.access import actor_of
from bilezik.api.times import text_at
from bilezik.deeds import NotFound, documents, suspensions
from bilezik.deeds import orders as deeds
from bilezik.domain import scan
from bilezik.domain.grounds import GROUNDS
from bilezik.domain.instant import Instant
from bilezik.store.models import Order, OrderDocument, OrderVersion, Person

router = Router()
_TIMES: Final = ("starts_at", "ends_at")
_SAFE: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "no-store",
}
"""A scan is somebody's file: it is handed over, and never runs as a page of ours."""


@router.get("grounds", response=list[order_shapes.GroundItem], url_name="grounds")
def grounds(request: HttpRequest) -> list[dict[str, Any]]:  # noqa: ARG001 - the router's protocol
    """Return the grounds of supervision with the longest term each allows."""
    return [
        {
            "code": one.code, "kk": one.kk, "ru": one.ru, "en": one.en, "law": one.law, "kinds": list(one.kinds),
            "months": one.months, "term": one.term, "source": one.source, "in_force_from": one.in_force_from.isoformat(),
            "in_force_to": None if one.in_force_to is None else one.in_force_to.isoformat(), "is_checked": one.is_checked,
        }
        for one in GROUNDS
    ]  # fmt: skip


@router.get("people/{int:person_id}/orders", response=order_shapes.HeldOrders, url_name="person_orders")
def of_person(request: HttpRequest, person_id: int) -> dict[str, Any]:  # noqa: ARG001 - the router's protocol
    """Return all orders of a person, the newest first."""
    if not Person.objects.filter(pk=person_id).exists():
        raise NotFound("person", person_id)
    found = Order.objects.filter(person_id=person_id).prefetch_related("suspensions").order_by("-starts_at", "-pk")
    return {"items": [_item(one) for one in found]}


@router.post("people/{int:person_id}/orders", response={201: order_shapes.OrderMade}, url_name="person_orders")
def enter(request: HttpRequest, person_id: int, said: order_shapes.OrderSaid) -> Status[dict[str, Any]]:
    """Enter an order; 422 where it lasts longer than its ground allows."""
    order = deeds.NewOrder(**_fields(said))
    return Status(201, _made(deeds.enter(actor_of(request), person_id, order, why=said.why)))


@router.get("orders/{int:order_id}", response=order_shapes.OrderDetail, url_name="order")
def one(request: HttpRequest, order_id: int) -> dict[str, Any]:  # noqa: ARG001 - the router's protocol
    """Return an order with its conditions, permissions, suspensions and scans."""
    found = _found(order_id)
    held = found.conditions.prefetch_related("zones", "permissions").order_by("pk")
    scans = found.documents.defer("content").order_by("pk")
    return {
        **_item(found),
        "conditions": [conditions.item(one) for one in held],
        "suspensions": [
            {
                "id": str(one.pk), "from_at": text_at(one.from_at), "to_at": text_at(one.to_at), "why": one.why,
                "entered_by": one.entered_by,
            }
            for one in found.suspensions.order_by("from_at", "pk")
        ],
        "documents": [_document(one) for one in scans],
        "remarks": _remarks(found),
    }  # fmt: skip


@router.patch("orders/{int:order_id}", response=order_shapes.OrderMade, url_name="order")
def change(request: HttpRequest, order_id: int, said: order_shapes.OrderChanged) -> dict[str, Any]:
    """Change an order: a new version with its reason; 409 where somebody else did since the version it was made from."""
    stated = deeds.stated(_found(order_id))
    fields = {name: getattr(stated, name) for name in stated.__struct_fields__} | _fields(said)
    deeds.change(actor_of(request), order_id, deeds.NewOrder(**fields), version=said.version, why=said.why)
    return _made(order_id)


@router.get("orders/{int:order_id}/versions", response=order_shapes.VersionList, url_name="order_versions")
def versions(request: HttpRequest, order_id: int) -> dict[str, Any]:  # noqa: ARG001 - the router's protocol
    """Return what the order said before each change and after it, the newest first."""
    found = OrderVersion.objects.filter(order=_found(order_id)).order_by("-version")
    items = [
        {
            "version": one.version, "deed": one.deed, "changed_at": text_at(one.changed_at), "changed_by": one.changed_by,
            "why": one.why, "content": one.content,
        }
        for one in found
    ]  # fmt: skip
    return {"items": items}


@router.post("orders/{int:order_id}/end", response={204: None}, url_name="order_end")
def end(request: HttpRequest, order_id: int, said: order_shapes.EndSaid) -> Status[None]:
    """End an order before its time."""
    deeds.end(actor_of(request), order_id, why=said.why, ended_at=_at("at", said.at), version=said.version)
    return Status(204, None)


@router.post("orders/{int:order_id}/revoke", response={204: None}, url_name="order_revoke")
def revoke(request: HttpRequest, order_id: int, said: order_shapes.EndSaid) -> Status[None]:
    """Write down that an order was revoked."""
    deeds.revoke(actor_of(request), order_id, why=said.why, revoked_at=_at("at", said.at), version=said.version)
    return Status(204, None)


@router.post("orders/{int:order_id}/suspensions", response={201: shapes.Made}, url_name="order_suspend")
def suspend(request: HttpRequest, order_id: int, said: order_shapes.SuspendSaid) -> Status[dict[str, str]]:
    """Suspend an order: nothing is judged or recorded by it until the suspension ends."""
    from_at, to_at = _at("from_at", said.from_at), paging.instant("to_at", said.to_at)
    made = suspensions.suspend(actor_of(request), order_id, from_at=from_at, to_at=to_at, why=said.why, version=said.version)
    return Status(201, {"id": str(made)})


@router.post("suspensions/{int:suspension_id}/lift", response={204: None}, url_name="suspension_lift")
def lift(request: HttpRequest, suspension_id: int, said: shapes.Why) -> Status[None]:
    """End a suspension now."""
    suspensions.lift(actor_of(request), suspension_id, why=said.why)
    return Status(204, None)


@router.post("orders/{int:order_id}/documents", response={201: shapes.Made}, url_name="order_documents")
def add_document(request: HttpRequest, order_id: int, file: File[UploadedFile], why: Form[str]) -> Status[dict[str, str]]:
    """Keep a scan of the decision: PDF, JPEG or PNG, told by its content; what acts when it is opened is refused."""
    content = file.read(scan.LARGEST + 1)
    return Status(201, {"id": str(documents.add(actor_of(request), order_id, file.name or "scan", content, why=why))})


@router.get("documents/{int:document_id}", url_name="document")
def document(request: HttpRequest, document_id: int) -> HttpResponse:  # noqa: ARG001 - the router's protocol
    """Return a scan, as a download."""
    found = OrderDocument.objects.filter(pk=document_id).first()
    if found is None:
        raise NotFound("document", document_id)
    return download(found.name, found.type, bytes(found.content))


def download(name: str, kind: str, content: bytes) -> HttpResponse:
    """Return a scan as an answer that a browser saves and does not open as a page of ours."""
    headers = _SAFE | {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "attachment"}
    return HttpResponse(content, content_type=kind, headers=headers)


def _fields(said: order_shapes.OrderStated) -> dict[str, Any]:
    fields = said.dict(exclude_unset=True, exclude={"why", "version"})
    return fields | {name: paging.instant(name, fields[name]) for name in _TIMES if name in fields}


def _at(field: str, given: str) -> Instant | None:
    return paging.instant(field, given) if given else None


def _found(order_id: int) -> Order:
    found = Order.objects.select_related("person").defer("person__photo").filter(pk=order_id).first()
    if found is None:
        raise NotFound("order", order_id)
    return found


def _made(order_id: int) -> dict[str, Any]:
    found = _found(order_id)
    return {"id": str(order_id), "version": found.version, "remarks": _remarks(found)}


def _remarks(order: Order) -> list[dict[str, Any]]:
    return [{"field": one.field, "text": one.text, "person": None} for one in deeds.remarks(deeds.stated(order), order.person_id)]


def _item(order: Order) -> dict[str, Any]:
    texts = {name: getattr(order, name) for name in ("ground", "legal_basis", "issuer", "number", "kind", "notes", "ending")}
    days = {name: getattr(order, name) for name in ("decided_on", "review_on")}
    return {
        "id": str(order.pk),
        "person": str(order.person_id),
        "version": order.version,
        "state": deeds.state(order, timezone.now()),
        **texts,
        **{name: None if day is None else day.isoformat() for name, day in days.items()},
        **{name: text_at(getattr(order, name)) for name in ("starts_at", "ends_at", "ended_at")},
    }


def _document(one: OrderDocument) -> dict[str, Any]:
    return {
        "id": str(one.pk), "name": one.name, "type": one.type, "size": one.size, "sha256": bytes(one.sha256).hex(),
        "added_at": text_at(one.added_at), "added_by": one.added_by,
    }  # fmt: skip
