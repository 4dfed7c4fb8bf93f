"""What the map draws: everybody's newest position, and one person's zones and positions.

1. Positions are polled: an answer holds who changed since the last one. Rows commit out of order, so windows overlap by
   `OVERLAP`; an answer may repeat a person, it never misses one. Whoever is not in a full answer is gone.
2. Only people with an order in force are on the map (law 10).
3. One person's positions carry their errors, their doubts and the numbers under which the evidence list names them.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from django.db import connection

from bilezik.console.ground import shapes
from bilezik.console.ground.standing import MARK, SUPERVISED, WORK
from bilezik.console.words.kinds import MARKS
from bilezik.domain.order import ZONE_KINDS, Docket
from bilezik.store.codes import DOUBTS
from bilezik.store.models import Docket as DocketRow
from bilezik.store.models import Fix

OVERLAP: Final = timedelta(seconds=5)
"""Longer than a monitor's transaction lasts."""
MOST_FIXES: Final = 3000
_CLOSE_M: Final = 250.0
_ORDER: Final = {mark: place for place, mark in enumerate(MARKS)}

_PEOPLE: Final = f"""
WITH {WORK}
SELECT p.id, p.family_name || ' ' || p.given_name, s.lon, s.lat, s.accuracy_m, {MARK}, coalesce(work.urgency, 0), s.battery_pct,
       extract(epoch FROM s.fixed_at)::bigint, extract(epoch FROM s.heard_at)::bigint, s.changed_at
FROM person_states s JOIN people p ON p.id = s.person LEFT JOIN work ON work.person = p.id
WHERE s.lat IS NOT NULL AND (%(since)s::timestamptz IS NULL OR s.changed_at >= %(since)s OR p.id = ANY (%(of)s))
  AND (%(only)s::bigint IS NULL OR p.id = %(only)s)
  AND {SUPERVISED}
"""


def people(since: datetime | None, of: Sequence[int] = (), only: int | None = None) -> dict[str, Any]:
    """Return who is where, in short rows (see `web/src/map/people.ts`): all, or those who changed since and those in `of`."""
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, {"since": None if since is None else since - OVERLAP, "of": list(of), "only": only})
        found = cursor.fetchall()
    newest = max((row[10] for row in found), default=since)
    return {
        "since": max(newest, since).isoformat() if newest and since else newest.isoformat() if newest else "",
        "all": since is None,
        "people": [
            (
                str(row[0]), row[1], round(row[2], 6), round(row[3], 6), _whole(row[4]), _ORDER.get(row[5], _ORDER["unsure"]),
                row[6], _whole(row[7]), row[8], row[9],
            )
            for row in found
        ],
    }  # fmt: skip


def _whole(number: float | None) -> int | None:
    return None if number is None else round(number)


def docket(person: int) -> Docket | None:
    """Return a person's orders as they are known now, or None."""
    newest = DocketRow.objects.filter(person_id=person).order_by("-recorded_at", "-id").values_list("content", flat=True).first()
    return None if newest is None else msgspec.convert(newest, Docket)


def fixes(person: int, from_at: datetime, to_at: datetime) -> list[Fix]:
    """Return the positions of a person in a time, the oldest first; sealed ones are not among them."""
    found = Fix.objects.filter(person=person, fixed_at__gte=from_at, fixed_at__lt=to_at, lat__isnull=False, sealed=False)
    newest = found.only("fixed_at", "lat", "lon", "accuracy_m", "doubt", "seq").order_by("-fixed_at")[:MOST_FIXES]
    return list(reversed(newest))


def subject(
    person: int, positions: Sequence[Fix], *, numbers: Mapping[int, int], in_force: Mapping[int, bool], zone: int | None
) -> dict[str, Any]:
    """Return what the map draws of a person.

    `numbers` gives the evidence's positions their numbers, by `seq`; `in_force` says which conditions hold now; `zone` is the one
    the alert is about.
    """
    drawn: list[dict[str, Any]] = []
    boxes: list[shapes.Bounds] = []
    known = docket(person)
    for order in known.orders if known else ():
        for condition in order.conditions:
            if condition.kind not in ZONE_KINDS or condition.id not in in_force:
                continue
            for place in condition.zones:
                drawn += shapes.features(place, condition.kind, now=in_force[condition.id])
                west, south, east, north = shapes.geometry(place.shape).bounds
                if east - west < shapes.WIDE_DEGREES and (place.id == zone or (zone is None and condition.kind == "stay_home")):
                    boxes.append((west, south, east, north))
    rows = []
    for fix in positions:
        number = numbers.get(fix.seq)
        doubted = bool(DOUBTS[fix.doubt])
        if fix.lat is None or fix.lon is None:
            continue
        rows.append((int(fix.fixed_at.timestamp()), round(fix.lon, 6), round(fix.lat, 6), fix.accuracy_m, doubted, number))
        if number is not None or (not numbers and not doubted):
            boxes.append(shapes.around(fix.lat, fix.lon, max(_CLOSE_M, min(fix.accuracy_m or 0.0, 2000.0))))
    return {
        "person": str(person),
        "zones": {"type": "FeatureCollection", "features": drawn},
        "fixes": rows,
        "focus": shapes.joined(boxes),
    }
