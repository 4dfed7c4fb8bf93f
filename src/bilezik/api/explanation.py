"""How an alert was judged: the page `How this was judged` as JSON, told again from the record by the fold."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from bilezik import __version__
from bilezik.api import shapes
from bilezik.deeds import NotFound
from bilezik.domain.instant import from_datetime, rfc3339
from bilezik.fold.explaining import Step
from bilezik.store.borrowed import borrowed
from bilezik.store.explaining import Judged, judged
from bilezik.store.models import Alert
from bilezik.tracking.parameters import PARAMETERS
from bilezik.tracking.presence import thousandths

router = Router()


@router.get("alerts/{int:alert_id}/explanation", response=shapes.AlertExplanation, url_name="explanation")
def explanation(request: HttpRequest, alert_id: int) -> dict[str, Any]:  # noqa: ARG001 - the router's protocol
    """Return what each position weighed, the line of probability, and what a plain geofence would have said."""
    alert = Alert.objects.filter(pk=alert_id).only("kind", "person_id").first()
    if alert is None:
        raise NotFound("alert", alert_id)
    person = None if alert.person_id is None else str(alert.person_id)
    return {
        "alert": str(alert_id),
        "kind": alert.kind,
        "person": person,
        "judged": [_judged(one) for one in judged(borrowed(), alert_id, from_datetime(timezone.now()))],
        "code": __version__,
        "parameters": PARAMETERS.version,
        "recompute": []
        if person is None
        else [f"bilezik export {person} --why REASON --to record.jsonl", "bilezik replay --record record.jsonl"],
    }


def _judged(one: Judged) -> dict[str, Any]:
    told = one.explanation
    zone = told.subject.zone
    return {
        "condition": str(told.subject.condition),
        "zone": None if zone is None else str(zone),
        "zones": list(told.zones),
        "wrong": told.wrong,
        "violations": [str(violation.id) for violation in one.stored],
        "agreement": one.agreement,
        "reports": one.reports,
        "from_at": rfc3339(told.from_at),
        "to_at": rfc3339(told.to_at),
        "holds": [{"from_at": rfc3339(span.from_at), "to_at": rfc3339(span.to_at)} for span in told.holds],
        "line": [{"at": rfc3339(point.at), "probability": thousandths(point.odds) / 1000} for point in told.line],
        "positions": [_position(step) for step in told.steps],
        "plain_geofence": [rfc3339(at) for at in told.plain],
        "two_in_a_row": [rfc3339(at) for at in told.careful],
    }


def _position(step: Step) -> dict[str, Any]:
    return {
        "at": rfc3339(step.at),
        "received_at": rfc3339(step.received_at),
        "seq": str(step.seq),
        "device": str(step.device),
        "lat": step.lat,
        "lon": step.lon,
        "accuracy_m": step.accuracy_m,
        "source": step.source,
        "words": list(step.words),
        "doubt": step.doubt,
        "outranked": step.outranked,
        "distance_m": step.distance_m,
        "weight": step.weight / 1000,
        "probability": step.probability / 1000,
        "certainty": step.certainty,
        "holds": step.holds,
        "geofence": step.geofence,
    }
