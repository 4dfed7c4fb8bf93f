"""What devices cost in a month: days fitted by device and person, with the rate of each day, so that a bill can be checked.

1. A day is a calendar day where the person's department is. It counts once a device, however short the device was worn on it, and
   for whoever wore it first on that day: a bill knows no half days, and nobody pays a day twice.
2. What counts is what was worn by an order in force (law 10): from the fitting to the removal or the order's end, not to come.
3. A day's price is that of the device's contract on that day, or else of its kind; a day without a rate is shown without one and
   never guessed.
"""

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

import msgspec
from django.db import connection

from bilezik.store.sheet import sheet

_DAYS: Final = """
WITH worn AS (
    SELECT b.device, b.person, b.from_at, dep.id AS department, dep.name, dep.timezone, b.since, least(b.until, %(now)s) AS until
    FROM sec.billed(%(first)s::date, %(last)s::date) b JOIN departments dep ON dep.id = b.department
    WHERE %(department)s::bigint IS NULL OR b.department = %(department)s
), days AS (
    SELECT DISTINCT ON (w.device, day) w.device, w.person, w.department, w.name, day::date AS day
    FROM worn w CROSS JOIN LATERAL generate_series(
        greatest((w.since AT TIME ZONE w.timezone)::date, %(first)s::date)::timestamp,
        least(((w.until - interval '1 microsecond') AT TIME ZONE w.timezone)::date, %(last)s::date)::timestamp,
        interval '1 day'
    ) AS day
    WHERE w.since < w.until
    ORDER BY w.device, day, w.from_at
), priced AS (
    SELECT kinds.contract, kinds.kind, day.day::date AS day, rate.price, rate.currency
    FROM (SELECT DISTINCT contract, kind FROM devices) AS kinds
    CROSS JOIN generate_series(%(first)s::timestamp, %(last)s::timestamp, interval '1 day') AS day
    CROSS JOIN LATERAL (
        SELECT r.price, r.currency FROM device_rates r
        WHERE r.from_on <= day.day AND (r.to_on IS NULL OR r.to_on >= day.day)
          AND ((r.contract <> '' AND r.contract = kinds.contract) OR r.kind = kinds.kind)
        ORDER BY (r.contract <> '') DESC LIMIT 1
    ) AS rate
)
SELECT days.department, days.name, d.id, d.identity, d.kind, d.contract, days.person, priced.price, priced.currency, count(*),
       min(days.day), max(days.day)
FROM days JOIN devices d ON d.id = days.device
LEFT JOIN priced ON priced.contract = d.contract AND priced.kind = d.kind AND priced.day = days.day
GROUP BY days.department, days.name, d.id, days.person, priced.price, priced.currency
ORDER BY days.name, d.identity, min(days.day), priced.price
"""


class Line(msgspec.Struct, frozen=True):
    """One device on one person at one price: so many days of the month. `price` `None`: there was no rate for them."""

    department: int
    department_name: str
    device: int
    identity: str
    kind: str
    contract: str
    person: int
    price: Decimal | None
    currency: str | None
    days: int
    first_on: dt.date
    last_on: dt.date

    @property
    def total(self) -> Decimal | None:
        """What these days cost."""
        return None if self.price is None else self.price * self.days


class Sum(msgspec.Struct, frozen=True):
    """Days and cost together, in one currency (`''`: the days that have no rate)."""

    currency: str
    devices: int
    people: int
    days: int
    total: Decimal | None


def month(first: dt.date, now: dt.datetime, department: int | None = None) -> list[Line]:
    """Return the lines of the month that begins with `first`, by department and device."""
    last = (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, {"first": first, "last": last, "now": now, "department": department})
        return [Line(*row) for row in cursor.fetchall()]


def sums(lines: Sequence[Line]) -> list[Sum]:
    """Return what the lines come to, by currency; what has no rate comes last."""
    made = []
    for currency in sorted({line.currency or "" for line in lines}, key=lambda one: (not one, one)):
        of = [line for line in lines if (line.currency or "") == currency]
        total = sum((line.total or Decimal(0) for line in of), Decimal(0)) if currency else None
        made.append(Sum(currency, len({x.device for x in of}), len({x.person for x in of}), sum(x.days for x in of), total))
    return made


def first_day(given: str, today: dt.datetime) -> dt.date:
    """Return the first day of the month `given` (`2026-11`; empty: the one before `today`'s); `ValueError` in words."""
    if not given:
        return (today.date().replace(day=1) - dt.timedelta(days=1)).replace(day=1)
    if not re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", given, re.ASCII):
        raise ValueError("is written as 2026-11, and lies between 2000 and 2099")
    return dt.date.fromisoformat(f"{given}-01")


def file(lines: Sequence[Line], *, people: bool) -> bytes:
    """Return the lines as CSV; without `people` it does not say who."""
    head = (
        "department", "department_name", "device", "identity", "kind", "contract", "person", "days", "first_on", "last_on", "price",
        "currency", "total",
    )  # fmt: skip
    rows = (
        (
            x.department, x.department_name, x.device, x.identity, x.kind, x.contract, x.person if people else None, x.days,
            x.first_on, x.last_on, x.price, x.currency, x.total,
        )
        for x in lines
    )  # fmt: skip
    return sheet(head, rows)
