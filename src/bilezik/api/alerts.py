"""Alerts: the list, one of them with its evidence, and what is done with it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from django.db.models import Q
from django.http import HttpRequest
from ninja import Query, Router, Status

from bilezik.alerts.outage import abouts
from bilezik.api import paging, shapes
from bilezik.api.access import actor_of
from bilezik.api.times import text_at
from bilezik.deeds import NotFound
from bilezik.deeds import alerts as deeds
from bilezik.domain.instant import from_datetime
from bilezik.domain.violation import AlertKind
from bilezik.store.models import Alert, AlertViolation, Deed, Violation

router = Router()
Shown = Literal["open", "taken", "resolved", "all"]


@router.get("alerts", response=shapes.AlertPage, url_name="alerts")
def alerts(
    request: HttpRequest,  # noqa: ARG001 - the router's protocol
    state: Annotated[Shown, Query()] = "open",
    limit: paging.Limit = paging.USUAL,
    cursor: paging.Cursor = None,
    kind: Annotated[AlertKind | None, Query()] = None,
    city: Annotated[str | None, Query(max_length=100)] = None,
) -> dict[str, Any]:
    """Return alerts, the newest first."""
    wanted = Alert.objects.select_related("person", "taken_by").order_by("-raised_at", "-pk")
    if state != "all":
        wanted = wanted.filter(state=state)
    if kind is not None:
        wanted = wanted.filter(kind=kind)
    if city is not None:
        wanted = wanted.filter(Q(person__city=city) | Q(about__in=abouts(city)))
    if cursor is not None:
        at, number = paging.unpack(cursor, 2)
        raised_at = paging.moment_of(at)
        wanted = wanted.filter(Q(raised_at__lt=raised_at) | Q(raised_at=raised_at, pk__lt=number))
    rows, more = paging.page(list(wanted[: limit + 1]), limit)
    last = paging.pack(from_datetime(rows[-1].raised_at), rows[-1].pk) if more else None
    return {"items": _items(rows), "next": last}


@router.get("alerts/{int:alert_id}", response=shapes.AlertDetail, url_name="alert")
def alert(request: HttpRequest, alert_id: int) -> dict[str, Any]:  # noqa: ARG001 - the router's protocol
    """Return one alert with its evidence and what was done about it."""
    found = _found(alert_id)
    violations = _violations([alert_id])[alert_id]
    evidence = {str(one.pk): one.evidence for one in violations}
    if found.evidence:
        evidence[""] = found.evidence
    timeline = [
        {
            "id": str(deed.pk),
            "kind": deed.kind,
            "at": text_at(deed.at),
            "actor": deed.actor_name,
            "why": deed.why,
            "content": deed.content,
        }
        for deed in Deed.objects.filter(alert_id=alert_id).order_by("at", "pk")
    ]
    return {**_item(found, violations), "evidence": evidence, "timeline": timeline}


@router.post("alerts/{int:alert_id}/take", response=shapes.AlertItem, url_name="take")
def take(request: HttpRequest, alert_id: int, said: shapes.TakeSaid) -> dict[str, Any]:
    """Take an alert."""
    deeds.take(actor_of(request), alert_id, why=said.why)
    return _now(alert_id)


@router.post("alerts/{int:alert_id}/release", response=shapes.AlertItem, url_name="release")
def release(request: HttpRequest, alert_id: int, said: shapes.Why) -> dict[str, Any]:
    """Give an alert back to the queue."""
    deeds.release(actor_of(request), alert_id, why=said.why)
    return _now(alert_id)


@router.post("alerts/{int:alert_id}/notes", response={201: shapes.Made}, url_name="note")
def note(request: HttpRequest, alert_id: int, said: shapes.NoteSaid) -> Status[dict[str, str]]:
    """Write a note on an alert."""
    return Status(201, {"id": str(deeds.note(actor_of(request), alert_id, said.text))})


@router.post("alerts/{int:alert_id}/resolve", response=shapes.AlertItem, url_name="resolve")
def resolve(request: HttpRequest, alert_id: int, said: shapes.ResolveSaid) -> dict[str, Any]:
    """Close an alert with an outcome."""
    deeds.resolve(actor_of(request), alert_id, said.outcome, why=said.why)
    return _now(alert_id)


@router.post("alerts/{int:alert_id}/reopen", response=shapes.AlertItem, url_name="reopen")
def reopen(request: HttpRequest, alert_id: int, said: shapes.Why) -> dict[str, Any]:
    """Put a closed alert back into the queue."""
    deeds.reopen(actor_of(request), alert_id, why=said.why)
    return _now(alert_id)


def _now(alert_id: int) -> dict[str, Any]:
    return _items([_found(alert_id)])[0]


def _found(alert_id: int) -> Alert:
    found = Alert.objects.select_related("person", "taken_by").filter(pk=alert_id).first()
    if found is None:
        raise NotFound("alert", alert_id)
    return found


def _items(rows: Iterable[Alert]) -> list[dict[str, Any]]:
    kept = list(rows)
    violations = _violations([row.pk for row in kept])
    return [_item(row, violations[row.pk]) for row in kept]


def _violations(numbers: list[int]) -> Mapping[int, list[Violation]]:
    found: dict[int, list[Violation]] = defaultdict(list)
    for link in AlertViolation.objects.filter(alert__in=numbers).select_related("violation").order_by("violation__began_at"):
        found[link.alert_id].append(link.violation)
    return found


def _item(row: Alert, violations: Iterable[Violation]) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "kind": row.kind,
        "certainty": row.certainty,
        "state": row.state,
        "priority": row.priority,
        "level": row.level,
        "person": None if row.person_id is None else str(row.person_id),
        "city": row.city,
        "text": row.text,
        "violations": [_violation(one) for one in violations],
        "event_at": text_at(row.event_at),
        "raised_at": text_at(row.raised_at),
        "escalate_at": text_at(row.escalate_at),
        "taken_by": None if row.taken_by is None else {"id": str(row.taken_by.pk), "name": row.taken_by.name},
        "outcome": row.outcome,
    }


def _violation(one: Violation) -> dict[str, Any]:
    return {
        "id": str(one.pk),
        "condition": str(one.condition),
        "condition_kind": one.condition_kind,
        "kind": one.kind,
        "began_at": text_at(one.began_at),
        "raised_at": text_at(one.raised_at),
        "certainty": one.certainty,
        "probability": one.probability / 1000,
        "certain_at": text_at(one.certain_at),
        "closed_at": text_at(one.closed_at),
        "state": one.state,
        "reason": one.reason,
    }
