"""The auditor's screen."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET

from bilezik.console import wire
from bilezik.deeds import auditing as deeds
from bilezik.store import auditing
from bilezik.store.models import Audit

KINDS: Final = (
    "person", "order", "condition", "zone", "permission", "device", "alert", "user", "department", "api_token", "sign_in", "search",
    "audit",
)  # fmt: skip
"""Kinds of subject that are offered; any other can be written into the address."""
_LONGEST: Final = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it is shown: its content as pairs of a path and a value."""

    row: Audit
    content: tuple[tuple[str, str], ...]


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show the log through a filter; that it was looked at, and how, is a row of the log itself."""
    said = {
        key: request.GET.get(key, "").strip()[:_LONGEST].replace("\0", "")
        for key in ("who", "deed", "kind", "id", "since", "until", "why")
    }
    asked, wrong = _asked(said)
    before = _number(request.GET.get("before", ""))
    deeds.look(wire.actor_of(request), {key: value for key, value in said.items() if value})
    rows, more = auditing.page(asked, before)
    context = {
        "lines": [Line(row, tuple(_pairs(row.content))) for row in rows],
        "older": _older(said, rows[-1].pk) if more else "",
        "is_first": before is None,
        "said": said,
        "wrong": wrong,
        "narrow": asked.is_narrow,
        "kinds": KINDS,
        "seals": auditing.seals(),
        "zone": timezone.get_default_timezone_name(),
        "page": wire.page(live=False),
    }
    return wire.shown(request, "console/audit/page.html", context)


def _asked(said: dict[str, str]) -> tuple[auditing.Asked, frozenset[str]]:
    """Return what is asked for, and the fields that could not be read: they narrow nothing."""
    wrong = {key for key in ("since", "until") if said[key] and _day(said[key]) is None}
    if said["id"] and _number(said["id"]) is None:
        wrong.add("id")
    until = _day(said["until"])
    return auditing.Asked(
        who=said["who"], deed=said["deed"], subject_kind=said["kind"], subject_id=_number(said["id"]), since=_day(said["since"]),
        until=None if until is None else until + timedelta(days=1), words=said["why"],
    ), frozenset(wrong)  # fmt: skip


def _day(said: str) -> datetime | None:
    """Return the first instant of a day here, None where it is none."""
    try:
        day = parse_date(said)
    except ValueError:
        return None
    return (
        None
        if day is None or not 2000 <= day.year <= 2100
        else datetime.combine(day, datetime.min.time(), timezone.get_default_timezone())
    )


def _number(said: str) -> int | None:
    return int(said) if said.isdecimal() and len(said) <= 18 else None


def _older(said: dict[str, str], before: int) -> str:
    query = QueryDict(mutable=True)
    query.update({key: value for key, value in said.items() if value} | {"before": str(before)})
    return query.urlencode()


def _pairs(content: Any, path: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401 - JSON
    """Yield the values of a content with where they stand."""
    if isinstance(content, dict):
        for key, value in content.items():
            yield from _pairs(value, f"{path} › {key}" if path else str(key))
    elif content is not None and path:
        yield path, content if isinstance(content, str) else msgspec.json.encode(content).decode()
