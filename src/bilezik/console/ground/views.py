"""The map's data, as JSON."""

from datetime import UTC, datetime, timedelta

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from bilezik.console.alert import reading as alert_reading
from bilezik.console.ground import reading
from bilezik.console.person import reading as person_reading

DAY = timedelta(hours=24)


def _json(found: object) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(found), content_type="application/json")


@gzip_page  # nothing secret stands beside what the address says, so its length tells nothing
@never_cache
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Give the people on the map: all, or those who changed since and those asked `of`; a `since` that is no time is as none."""
    try:
        since = datetime.fromisoformat(request.GET.get("since", ""))
    except ValueError:
        since = None
    of = [int(word) for word in request.GET.get("of", "").split(",") if word.isdecimal() and len(word) < 19]
    only = request.GET.get("only", "")
    at = since if since is None or since.tzinfo else since.replace(tzinfo=UTC)
    return _json(reading.people(at, of[:100], int(only) if only.isdecimal() and len(only) < 19 else None))


@never_cache
@require_GET
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Give a person's zones and the positions of the last 24 hours."""
    del request
    if person_reading.person(person_id) is None:
        raise Http404
    now = timezone.now()
    positions = reading.fixes(person_id, now - DAY, now + DAY)
    holds = person_reading.in_force(person_id, now)
    return _json(reading.subject(person_id, positions, numbers={}, in_force=holds, zone=None))


@never_cache
@require_GET
def alert(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Give the zones, the evidence and the positions around an alert."""
    del request
    found = alert_reading.track(alert_id)
    if found is None:
        raise Http404
    person_id, begin, end, numbers, zone = found
    positions = reading.fixes(person_id, begin, end)
    holds = person_reading.in_force(person_id, timezone.now())
    return _json(reading.subject(person_id, positions, numbers=numbers, in_force=holds, zone=zone))
