"""The operator's desk and the parts of it that are asked for again."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from bilezik.console import wire
from bilezik.console.operator import reading
from bilezik.console.person import reading as person_reading
from bilezik.console.words.kinds import MARKS

MOST_ROWS = 100
"""Rows that one answer to the feed may be asked for."""


def _filter(request: HttpRequest) -> reading.Filter:
    return reading.Filter.of(request.GET, wire.user_of(request).pk)


def context(request: HttpRequest) -> dict[str, Any]:
    """Return what the desk shows besides what is in hand."""
    queue = reading.queue(_filter(request))
    return {
        "queue": queue,
        "places": reading.places(),
        "page": wire.page(cursor=queue.cursor),
        "pane": "queue",
        "marks": MARKS.items(),
    }


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Show the desk, with a person in hand where the address names one."""
    held = request.GET.get("person", "")
    person = person_reading.person(int(held), request.user.pk) if held.isdecimal() and len(held) < 19 else None
    more: dict[str, Any] = {"person": person, "pane": "detail"} if person else {}
    return wire.shown(request, "console/operator/desk.html", context(request) | more)


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Show the queue through another filter."""
    return wire.shown(request, "console/operator/queue_list.html", {"queue": reading.queue(_filter(request))})


@require_GET
def rows(request: HttpRequest) -> HttpResponse:
    """Show some rows as they are now, and the counts: the answer to what the feed said."""
    ids = [int(word) for word in request.GET.get("ids", "").split(",") if word.isdecimal() and len(word) < 19]
    waiting, taken = reading.counts()
    found = reading.rows(ids[:MOST_ROWS], _filter(request))
    return wire.shown(request, "console/operator/rows.html", {"rows": found, "waiting": waiting, "taken": taken})


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Show the list of people beside the map, those who need attention first."""
    words, city = request.GET.get("q", "")[:100], request.GET.get("city", "")
    context = {"people": person_reading.listed(words, city), "narrow": bool(words.strip() or city)}
    return wire.shown(request, "console/operator/people_list.html", context)
