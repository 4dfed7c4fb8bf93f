"""How a person stands, for the map and the lists: one mark, and how urgent.

1. The mark is a shape: where the fold's presence says the person is; `silent` where nothing was heard for `SILENT_AFTER` or a
   silence is being worked on; `tamper` while an alert about strap or case is unresolved.
2. The urgency is a colour: the priority of the worst unresolved alert, 0 for none. Being outside in free hours is no alarm.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from bilezik.console.words.kinds import Tone
from bilezik.store.models import PersonState

SILENT_AFTER: Final = timedelta(minutes=30)

WORK: Final = """
work AS (
    SELECT person, min(priority) AS urgency, count(*) AS unresolved, bool_or(kind IN ('strap', 'tamper')) AS is_opened,
           bool_or(kind = 'silence') AS is_silent
    FROM alerts WHERE state <> 'resolved' GROUP BY person
)
"""
"""What is unresolved of each person, as a part of a query."""

SUPERVISED: Final = """
p.id IN (
    SELECT o.person FROM orders o WHERE o.starts_at <= now() AND least(o.ends_at, o.ended_at) > now()
        AND o.id NOT IN (SELECT u.order_id FROM suspensions u WHERE u.from_at <= now() AND u.to_at > now())
)
"""
"""Whether an order about a row of `people p` is in force now (law 10). IN, because under policies EXISTS is asked row by row."""

MARK: Final = """
CASE WHEN work.is_opened THEN 'tamper'
     WHEN s.heard_at IS NULL OR s.heard_at < now() - interval '30 minutes' OR work.is_silent THEN 'silent'
     ELSE s.mark END
"""
"""The mark of a row of `person_states s` joined with `work`."""


def mark(standing: PersonState | None, kinds: Iterable[str], now: datetime) -> str:
    """Return the same mark for one person, given the kinds of what is unresolved."""
    unresolved = set(kinds)
    if unresolved & {"strap", "tamper"}:
        return "tamper"
    if standing is None or standing.heard_at is None or standing.heard_at < now - SILENT_AFTER or "silence" in unresolved:
        return "silent"
    return standing.mark


def tone(urgency: int, mark_: str) -> Tone:
    """Return what colour says of it: red act now, amber look soon, grey silent, plain otherwise."""
    if urgency in {1, 2}:
        return "red" if urgency == 1 else "amber"
    return "grey" if mark_ == "silent" else "plain"
