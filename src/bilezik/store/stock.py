"""Devices with their health at a glance: what there is, whose it is, when it last spoke. One query, for the screen and the API.

1. What a device says is kept by person: of somebody who wears two, both rows show the newest word of either.
2. A fitted device whose assignment has run out is still shown with who wore it last: it is on a leg until a removal is recorded.
3. No name is read here: who may not see people gets a number, and the screens ask for names themselves.
"""

from datetime import datetime, timedelta
from typing import Any, Final, Literal

import msgspec
from django.db import connection

Trouble = Literal["silent", "battery", "strap", "still_on", "on_the_way"]
TROUBLES: Final[tuple[Trouble, ...]] = ("silent", "battery", "strap", "still_on", "on_the_way")
SILENT_AFTER: Final = timedelta(hours=1)
"""A glance, not a rule: what is a violation says the person's condition."""
LOW_PCT: Final = 20.0
NOWHERE: Final = 0
"""The number of the central store, where a filter wants a department's."""

_ROWS: Final = """
SELECT d.id, d.identity, d.protocol, d.kind, d.model, d.state, d.state_at, d.phone, d.firmware, d.contract, d.department,
       dep.name, t.department, t.sent_at, worn.id, worn.person, worn.to_at, s.heard_at, s.battery_pct, s.mark
FROM devices d
LEFT JOIN departments dep ON dep.id = d.department
LEFT JOIN device_transfers t ON t.device = d.id AND t.received_at IS NULL
LEFT JOIN LATERAL (
    SELECT a.id, a.person, a.to_at FROM assignments a
    WHERE a.device = d.id AND a.from_at <= %(now)s AND d.state = 'fitted' ORDER BY a.to_at DESC LIMIT 1
) worn ON true
LEFT JOIN person_states s ON s.person = worn.person
WHERE d.id > %(after)s
"""
_WHERE: Final = {
    "device": "d.id = %(device)s",
    "department": "d.department = %(department)s",
    "nowhere": "d.department IS NULL",
    "kind": "d.kind = %(kind)s",
    "state": "d.state = %(state)s",
    "words": "strpos(lower(d.identity), lower(%(words)s)) > 0",
    "silent": "worn.to_at > %(now)s AND (s.heard_at IS NULL OR s.heard_at < %(silent)s)",
    "battery": "s.battery_pct < %(low)s",
    "strap": "s.mark = 'tamper'",
    "still_on": "d.state = 'fitted' AND worn.to_at <= %(now)s",
    "on_the_way": "t.id IS NOT NULL",
}


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which devices are asked for; `''` and `None`: all. `department` `NOWHERE`: the central store."""

    device: int | None = None
    department: int | None = None
    kind: str = ""
    state: str = ""
    trouble: Trouble | str = ""
    words: str = ""


class Held(msgspec.Struct, frozen=True):
    """A device as a list shows it. `to_department` means something where `sent_at` is set: it is on its way there."""

    id: int
    identity: str
    protocol: str
    kind: str
    model: str
    state: str
    state_at: datetime
    phone: str
    firmware: str
    contract: str
    department: int | None
    department_name: str | None
    to_department: int | None
    sent_at: datetime | None
    assignment: int | None
    person: int | None
    worn_until: datetime | None
    heard_at: datetime | None
    battery_pct: float | None
    mark: str | None

    def is_overdue(self, now: datetime) -> bool:
        """Return whether it is still on somebody although nothing allows it."""
        return self.worn_until is not None and self.worn_until <= now

    def is_silent(self, now: datetime) -> bool:
        """Return whether it should speak and does not."""
        should = self.worn_until is not None and self.worn_until > now
        return should and (self.heard_at is None or self.heard_at < now - SILENT_AFTER)

    @property
    def is_low(self) -> bool:
        """Whether its battery is nearly empty."""
        return self.battery_pct is not None and self.battery_pct < LOW_PCT

    @property
    def is_open(self) -> bool:
        """Whether its strap or case is open, as far as it said."""
        return self.mark == "tamper"


def devices(wanted: Wanted, now: datetime, *, after: int = 0, limit: int = 100) -> list[Held]:
    """Return so many devices in the order they were registered, those after the id `after`."""
    query, values = _asked(wanted, now)
    with connection.cursor() as cursor:
        cursor.execute(f"{query} ORDER BY d.id LIMIT %(limit)s", values | {"after": after, "limit": limit})
        return [Held(*row) for row in cursor.fetchall()]


def count(wanted: Wanted, now: datetime) -> dict[str, int]:
    """Return how many devices are in each state, of those that are asked for."""
    query, values = _asked(wanted, now)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT state, count(*) FROM ({query}) AS held (a, b, c, e, f, state) GROUP BY state", values | {"after": 0}
        )
        return dict(cursor.fetchall())


def _asked(wanted: Wanted, now: datetime) -> tuple[str, dict[str, Any]]:
    which = [name for name in ("device", "kind", "state", "words") if getattr(wanted, name)]
    if wanted.department is not None:
        which.append("nowhere" if wanted.department == NOWHERE else "department")
    if wanted.trouble:
        which.append(wanted.trouble)
    query = " AND ".join([_ROWS, *(f"({_WHERE[name]})" for name in which)])
    return query, msgspec.structs.asdict(wanted) | {"now": now, "silent": now - SILENT_AFTER, "low": LOW_PCT}
