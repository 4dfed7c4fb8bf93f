"""The reconciliation: ordered, fitted, reporting, removed, by department; and every gap between them with whose it is to close.

1. A gap is a fact about two lists that do not agree, never a finding about a person: a silent device may lie in a drawer of ours.
2. Every gap has a department (`None`: the central store), an owner by role, and since when; who closes it closes the fact.
3. `reported` is what the device says of itself by its own time, within a day: a person with two devices may have a gap for one.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal

import msgspec
from django.db import connection

from bilezik.store.sheet import sheet

GapKind = Literal["no_device", "not_reporting", "still_on", "still_reporting", "not_fitted", "not_received"]
GAPS: Final[tuple[GapKind, ...]] = ("no_device", "not_reporting", "still_on", "still_reporting", "not_fitted", "not_received")
"""In the order of what presses most: nobody watched who should be, nobody heard who should be, somebody who should be free."""

DAY: Final = timedelta(days=1)
ISSUED_FOR: Final = timedelta(days=3)
"""A device handed out is fitted within this, or it lies in a drawer."""
SENT_FOR: Final = timedelta(days=7)
"""A parcel between departments takes this long at most."""
TRACKED: Final = ("stay_home", "stay_in_area", "keep_out", "keep_away", "wear_device", "keep_charged", "keep_contact")
"""Conditions that want a device on the person; a check-in by phone and a breath test do not."""

_LISTS: Final = """
WITH wanted AS MATERIALIZED (
    SELECT o.person, min(o.starts_at) AS since FROM orders o
    WHERE o.starts_at <= %(now)s AND least(o.ends_at, o.ended_at) > %(now)s
      AND EXISTS (SELECT FROM conditions c WHERE c.order_id = o.id AND c.ended_at IS NULL AND c.kind = ANY (%(tracked)s))
      AND NOT EXISTS (SELECT FROM suspensions s WHERE s.order_id = o.id AND s.from_at <= %(now)s AND s.to_at > %(now)s)
    GROUP BY o.person
), worn AS MATERIALIZED (
    SELECT a.device, a.person, a.from_at, a.order_id,
           EXISTS (SELECT FROM fixes f WHERE f.person = a.person AND f.device = a.device
                   AND f.fixed_at > %(day)s AND f.fixed_at <= %(ahead)s) AS reported
    FROM assignments a WHERE a.from_at <= %(now)s AND a.to_at > %(now)s
)
"""

_COUNTS: Final = f"""{_LISTS}
, counted AS (
    SELECT p.department, 1 AS ordered, 0 AS fitted, 0 AS reporting, 0 AS removed FROM wanted w JOIN people p ON p.id = w.person
    UNION ALL
    SELECT p.department, 0, 1, worn.reported::int, 0 FROM worn JOIN people p ON p.id = worn.person
    UNION ALL
    SELECT p.department, 0, 0, 0, 1 FROM fittings f JOIN people p ON p.id = f.person
    WHERE f.kind = 'removed' AND f.at > %(day)s AND f.at <= %(now)s
)
SELECT c.department, d.name, sum(ordered), sum(fitted), sum(reporting), sum(removed)
FROM counted c LEFT JOIN departments d ON d.id = c.department
WHERE %(department)s::bigint IS NULL OR c.department = %(department)s
GROUP BY c.department, d.name ORDER BY d.name
"""

_GAPS: Final = f"""{_LISTS}
, gaps (kind, department, person, device, since_at, owner) AS (
    SELECT 'no_device', p.department, w.person, NULL::bigint,
           greatest(w.since, (SELECT max(a.to_at) FROM assignments a WHERE a.person = w.person AND a.to_at <= %(now)s)), 'officer'
    FROM wanted w JOIN people p ON p.id = w.person WHERE NOT EXISTS (SELECT FROM worn WHERE worn.person = w.person)
    UNION ALL
    -- Of a time in which the order was suspended nothing is recorded.
    SELECT 'not_reporting', p.department, worn.person, worn.device,
           coalesce((SELECT f.fixed_at FROM fixes f WHERE f.person = worn.person AND f.device = worn.device
                     AND f.fixed_at >= worn.from_at AND f.fixed_at <= %(now)s ORDER BY f.fixed_at DESC LIMIT 1), worn.from_at),
           'officer'
    FROM worn JOIN people p ON p.id = worn.person WHERE NOT worn.reported AND worn.from_at <= %(day)s
      AND NOT EXISTS (
          SELECT FROM suspensions s WHERE s.order_id = worn.order_id AND s.from_at <= %(now)s AND s.to_at > %(day)s
      )
    UNION ALL
    SELECT 'still_on', p.department, last.person, d.id, last.to_at, 'officer'
    FROM devices d CROSS JOIN LATERAL (
        SELECT a.person, a.to_at FROM assignments a WHERE a.device = d.id AND a.from_at <= %(now)s ORDER BY a.to_at DESC LIMIT 1
    ) last JOIN people p ON p.id = last.person
    WHERE d.state = 'fitted' AND last.to_at <= %(now)s
    UNION ALL
    SELECT 'still_reporting', d.department, NULL, d.id, min(e.received_at), 'quartermaster'
    FROM envelopes e JOIN devices d ON d.id = e.device
    WHERE e.person IS NULL AND e.received_at > %(day)s AND d.state NOT IN ('fitted', 'issued') AND e.received_at > d.state_at
    GROUP BY d.id, d.department
    UNION ALL
    SELECT 'not_fitted', d.department, NULL, d.id, d.state_at, 'quartermaster'
    FROM devices d WHERE d.state = 'issued' AND d.state_at <= %(issued)s
    UNION ALL
    SELECT 'not_received', t.department, NULL, t.device, t.sent_at, 'quartermaster'
    FROM device_transfers t WHERE t.received_at IS NULL AND t.sent_at <= %(sent)s
)
SELECT g.kind, g.department, dep.name, dep.phone, g.person, p.family_name || ' ' || p.given_name, g.device, d.identity, g.since_at,
       g.owner
FROM gaps g LEFT JOIN departments dep ON dep.id = g.department LEFT JOIN people p ON p.id = g.person
LEFT JOIN devices d ON d.id = g.device
WHERE %(department)s::bigint IS NULL OR g.department = %(department)s
ORDER BY array_position(%(kinds)s, g.kind), g.since_at, g.person, g.device
"""

_HISTORY: Final = """
SELECT day, sum(ordered), sum(fitted), sum(reporting), sum(removed),
       (SELECT count(*) FROM reconciliation_gaps g WHERE g.reconciliation = ANY (array_agg(newest.id)))
FROM (
    SELECT DISTINCT ON (day, department) id, day, ordered, fitted, reporting, removed FROM reconciliations
    WHERE day > %(from)s AND (%(department)s::bigint IS NULL OR department = %(department)s)
    ORDER BY day, department, made_at DESC, id DESC
) AS newest
GROUP BY day ORDER BY day DESC
"""


class Count(msgspec.Struct, frozen=True):
    """What a department's lists come to now."""

    department: int | None
    name: str | None
    ordered: int
    fitted: int
    reporting: int
    removed: int


class Gap(msgspec.Struct, frozen=True):
    """Two lists that do not agree. `name` is a person's: not for those who may see no people."""

    kind: GapKind
    department: int | None
    department_name: str | None
    department_phone: str | None
    person: int | None
    name: str | None
    device: int | None
    identity: str | None
    since_at: datetime
    owner: Literal["officer", "quartermaster"]


class Past(msgspec.Struct, frozen=True):
    """What a day came to when it was last looked at."""

    day: date
    ordered: int
    fitted: int
    reporting: int
    removed: int
    gaps: int


def counts(now: datetime, department: int | None = None) -> list[Count]:
    """Return what the lists come to, by department."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, _values(now, department))
        return [Count(row[0], row[1], *(int(number) for number in row[2:])) for row in cursor.fetchall()]


def gaps(now: datetime, department: int | None = None) -> list[Gap]:
    """Return every gap, what presses most first, the oldest of it first."""
    with connection.cursor() as cursor:
        cursor.execute(_GAPS, _values(now, department))
        return [Gap(*row) for row in cursor.fetchall()]


def history(now: datetime, department: int | None = None, *, length: timedelta = timedelta(days=31)) -> list[Past]:
    """Return the days that were kept, the newest first."""
    with connection.cursor() as cursor:
        cursor.execute(_HISTORY, {"from": (now - length).date(), "department": department})
        return [Past(row[0], *(int(number) for number in row[1:])) for row in cursor.fetchall()]


def file(found: Sequence[Gap], *, people: bool) -> bytes:
    """Return gaps as CSV; nobody's name is in it, and without `people` nobody's number."""
    head = ("gap", "department", "department_name", "owner", "person", "device", "identity", "since")
    return sheet(
        head,
        (
            (
                x.kind,
                x.department,
                x.department_name,
                x.owner,
                x.person if people else None,
                x.device,
                x.identity,
                x.since_at.isoformat(),
            )
            for x in found
        ),
    )


def _values(now: datetime, department: int | None) -> dict[str, Any]:
    return {
        "now": now, "day": now - DAY, "ahead": now + timedelta(hours=1), "issued": now - ISSUED_FOR, "sent": now - SENT_FOR,
        "tracked": list(TRACKED), "kinds": list(GAPS), "department": department,
    }  # fmt: skip
