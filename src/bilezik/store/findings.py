"""Violations and alerts in PostgreSQL, inside a transaction of somebody else.

1. A violation is upserted by the id that the fold gives it: a refold finds its own row again.
2. Alerts are changed by people too. Who changes one here has read it in the same transaction with `open_alerts`, which locks it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from bilezik.domain.alert import Alert
from bilezik.domain.instant import Instant
from bilezik.domain.violation import Violation, Witness
from bilezik.store.connection import Connection, moment, type_of_row
from bilezik.store.jsontext import plain, text_of

_VIOLATION: Final = (
    "id", "person", "condition", "condition_kind", "order_id", "kind", "began_at", "decided_at", "raised_at", "certainty",
    "probability", "certain_at", "closed_at", "state", "reason", "zone", "evidence", "changed_at",
)  # fmt: skip
_ALERT: Final = (
    "id", "person", "kind", "certainty", "state", "priority", "event_at", "raised_at", "escalate_at", "level", "taken_by",
    "outcome", "text", "about", "evidence", "changed_at",
)  # fmt: skip


_UPSERT_VIOLATION: Final = (
    f"INSERT INTO violations ({', '.join(_VIOLATION)}) VALUES ({', '.join(['%s'] * len(_VIOLATION))})"
    f" ON CONFLICT (id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _VIOLATION[1:])}"
)
_INSERT_ALERT: Final = f"INSERT INTO alerts ({', '.join(_ALERT)}) VALUES ({', '.join(['%s'] * len(_ALERT))})"
_UPDATE_ALERT: Final = (
    "UPDATE alerts SET certainty = %s, state = %s, priority = %s, event_at = %s, escalate_at = %s, level = %s, taken_by = %s,"
    " outcome = %s, text = coalesce(%s, text), evidence = coalesce(%s, evidence), changed_at = %s WHERE id = %s"
)
_LINK: Final = "INSERT INTO alert_violations (alert, violation) VALUES (%s, %s) ON CONFLICT DO NOTHING"

_READ: Final = (
    "SELECT id, person, kind, certainty, state, priority, event_at, raised_at, escalate_at, level, taken_by, outcome, about,"
)
_OPEN: Final = (
    f"{_READ} ARRAY(SELECT violation FROM alert_violations WHERE alert = alerts.id ORDER BY violation)"
    " FROM alerts WHERE person = ANY (%s) AND (state <> 'resolved' OR changed_at >= %s) ORDER BY id FOR UPDATE"
)

_OUTAGES: Final = f"{_READ} '{{}}'::bigint[] FROM alerts WHERE kind = 'outage' AND state <> 'resolved' ORDER BY id FOR UPDATE"


LOCK_OUTAGES: Final = "SELECT pg_advisory_xact_lock(hashtextextended('bilezik outages', 0))"
"""Who holds this until the end of the transaction is the only one to open an outage."""


class AlertText(msgspec.Struct, frozen=True):
    """What an alert says beside its facts: a line for people, and the evidence of an incident that has no violation."""

    text: str | None = None
    evidence: tuple[Witness, ...] | None = None


_SILENT: Final = AlertText()


def write_violations(connection: Connection, changed: Iterable[tuple[Violation, Instant]]) -> None:
    """Insert or replace violations, each with the time of its change."""
    parameters = [
        (
            v.id, v.person, v.condition, v.condition_kind, v.order, v.kind, moment(v.began_at), moment(v.decided_at),
            moment(v.raised_at), v.certainty, v.probability, moment(v.certain_at), moment(v.closed_at), v.state, plain(v.reason),
            v.zone, text_of(v.evidence), moment(changed_at),
        )
        for v, changed_at in changed
    ]  # fmt: skip
    if parameters:
        with connection.cursor() as cursor:
            cursor.executemany(_UPSERT_VIOLATION, parameters)


def number_alerts(connection: Connection, count: int) -> list[int]:
    """Return `count` new alert ids."""
    given = connection.execute("SELECT nextval('alerts_id_seq') FROM generate_series(1, %s)", (count,))
    return [int(number) for (number,) in given]


def open_alerts(connection: Connection, people: Sequence[int], *, since: Instant) -> list[Alert]:
    """Return and lock these people's alerts that are not resolved, and those resolved but changed since `since`."""
    return [_alert(row) for row in connection.execute(_OPEN, (list(people), moment(since)))]


def open_outages(connection: Connection) -> list[Alert]:
    """Return and lock the outages that are not resolved, without their violations, which may be thousands.

    Until the end of the transaction nobody else opens one.
    """
    connection.execute(LOCK_OUTAGES)
    return [_alert(row) for row in connection.execute(_OUTAGES)]


def _alert(row: type_of_row) -> Alert:
    id_, person, kind, certainty, state, priority, event_at, raised_at, escalate_at, level, taken_by, outcome, about, violations = (
        row
    )
    return Alert(
        id=id_, person=person, kind=kind, certainty=certainty, state=state, priority=priority, event_at=event_at,
        raised_at=raised_at, escalate_at=escalate_at, level=level, taken_by=taken_by, outcome=outcome, about=about,
        violations=tuple(violations),
    )  # fmt: skip


def insert_alerts(connection: Connection, alerts: Iterable[Alert], changed_at: Instant, said: Mapping[int, AlertText] = {}) -> None:
    """Insert new alerts, numbered by `number_alerts`, with their links; what each says is in `said` by its id."""
    given = list(alerts)
    parameters = [
        (
            a.id, a.person, a.kind, a.certainty, a.state, a.priority, moment(a.event_at), moment(a.raised_at),
            moment(a.escalate_at), a.level, a.taken_by, a.outcome, plain(said.get(a.id, _SILENT).text or ""), a.about,
            _evidence(said.get(a.id, _SILENT)), moment(changed_at),
        )
        for a in given
    ]  # fmt: skip
    if parameters:
        with connection.cursor() as cursor:
            cursor.executemany(_INSERT_ALERT, parameters)
    _link(connection, given)


def change_alerts(connection: Connection, alerts: Iterable[Alert], changed_at: Instant, said: Mapping[int, AlertText] = {}) -> None:
    """Write alerts that `open_alerts` gave, as they now stand, with new links; what is not in `said` stays."""
    given = list(alerts)
    parameters = [
        (
            a.certainty, a.state, a.priority, moment(a.event_at), moment(a.escalate_at), a.level, a.taken_by, a.outcome,
            None if (text := said.get(a.id, _SILENT).text) is None else plain(text), _evidence(said.get(a.id, _SILENT)),
            moment(changed_at), a.id,
        )
        for a in given
    ]  # fmt: skip
    if parameters:
        with connection.cursor() as cursor:
            cursor.executemany(_UPDATE_ALERT, parameters)
    _link(connection, given)


def _link(connection: Connection, alerts: Sequence[Alert]) -> None:
    links = [(alert.id, violation) for alert in alerts for violation in alert.violations]
    if links:
        with connection.cursor() as cursor:
            cursor.executemany(_LINK, links)


def _evidence(said: AlertText) -> str | None:
    return None if said.evidence is None else text_of(said.evidence)
