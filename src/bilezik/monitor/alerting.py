"""What was found, told to the alerts inside the batch's transaction: where it belongs is decided by `alerts.grouping`.

1. A person's unresolved alerts are read and locked here, because operators change them too.
2. The machine opens, joins and raises; it takes, resolves and reopens nothing (law 11). What it did is a line of the timeline; that
   a violation was taken back is one of a closed alert too: somebody may have decided by it.
3. Of a silence that a whole city shares there is one alert, an outage; the silences join it without a line each (`outlook`).
4. The feed is told in the words of `deeds.alerts`: a screen draws a machine's change as it draws a colleague's.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from bilezik.alerts.escalation import escalate_at
from bilezik.alerts.grouping import Joins, Nothing, Opens, Tells, place, place_matter
from bilezik.alerts.outage import about_devices, city_of, many_silent
from bilezik.alerts.priority import priority
from bilezik.domain.alert import Alert
from bilezik.domain.instant import Instant, rfc3339
from bilezik.domain.violation import Certainty, Violation
from bilezik.fold import Incident
from bilezik.monitor.outlook import silent_together
from bilezik.store import Connection
from bilezik.store.connection import moment
from bilezik.store.findings import AlertText, change_alerts, insert_alerts, number_alerts, open_alerts, open_outages
from bilezik.store.jsontext import text_of

ACTOR: Final = "Bilezik"
FROM_WHERE: Final = "monitor"
_NONE_RESOLVED: Final = Instant(4_102_444_800_000_000)
"""2100: of resolved alerts, none is changed since."""
_MOST_EVIDENCE: Final = 50
"""Witnesses an alert of incidents shows; the events table has all of them."""

_LINE: Final = (
    "INSERT INTO deeds (alert, person, actor_name, kind, why, from_where, at, content) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
)
_FEED: Final = "INSERT INTO feed (kind, body) VALUES ('alert', %s)"
_CITIES: Final = "SELECT id, city FROM people WHERE id = ANY (%s)"
_CLOSED: Final = (
    "SELECT alert FROM alert_violations JOIN alerts ON alerts.id = alert WHERE violation = %s AND state = 'resolved' ORDER BY alert"
)
_EVIDENCE: Final = (
    "UPDATE alerts SET evidence = coalesce(evidence, '[]') || %s::jsonb"
    " WHERE id = %s AND jsonb_array_length(coalesce(evidence, '[]')) < %s"
)


class Told(msgspec.Struct, frozen=True):
    """Something found about a person: a violation as it now stands, or an incident."""

    person: int
    change: Violation | Incident


class _Line(msgspec.Struct, frozen=True):
    alert: int
    person: int
    kind: str
    why: str
    content: dict[str, str]


def stored_before(connection: Connection, violations: Iterable[int]) -> set[int]:
    """Return which of these violations PostgreSQL has already: asked before the batch writes them."""
    ids = list(violations)
    if not ids:
        return set()
    return {int(one) for (one,) in connection.execute("SELECT id FROM violations WHERE id = ANY (%s)", (ids,))}


def tell(connection: Connection, told: Sequence[Told], known: set[int], now: Instant) -> None:
    """Open and change the alerts of what was found; `known`: the violations that were stored before this batch."""
    people = sorted({one.person for one in told})
    desk = _Desk(open_alerts(connection, people, since=_NONE_RESOLVED), known, now)
    cities: dict[int, str] = dict(connection.execute(_CITIES, (people,)).fetchall())
    together = _together(connection, told, known, cities)
    for one in told:
        if isinstance(one.change, Incident) or one.change.id not in together:
            desk.take(one)
    desk.write(connection, cities)
    if together:
        _share(connection, [one for one in told if one.change.id in together], cities, now)


def _together(connection: Connection, told: Sequence[Told], known: set[int], cities: dict[int, str]) -> set[int]:
    """Return the silences, new ones that still last, which many share."""
    fresh = [
        one.change
        for one in told
        if isinstance(one.change, Violation) and one.change.kind == "silence" and one.change.state == "open"
        and one.change.id not in known
    ]  # fmt: skip
    return silent_together(connection, fresh, cities) if fresh else set()


def _share(connection: Connection, told: Sequence[Told], cities: dict[int, str], now: Instant) -> None:
    """Let shared silences join the outage of their city, or open it."""
    outages = {alert.about: alert for alert in open_outages(connection)}
    by_matter: dict[str, list[Violation]] = {}
    for one in told:
        if isinstance(one.change, Violation):
            by_matter.setdefault(about_devices(cities.get(one.person, "")), []).append(one.change)
    for about, silences in by_matter.items():
        links = tuple(silence.id for silence in silences)
        standing = outages.get(about)
        if standing is not None:
            change_alerts(connection, [msgspec.structs.replace(standing, violations=links)], now)
            continue
        since, urgency = min(silence.began_at for silence in silences), priority("outage", "certain")
        (number,) = number_alerts(connection, 1)
        alert = Alert(
            id=number, person=None, kind="outage", certainty="certain", state="open", priority=urgency, event_at=since,
            raised_at=max(silence.raised_at for silence in silences), escalate_at=escalate_at("outage", urgency, now),
            violations=links, about=about,
        )  # fmt: skip
        insert_alerts(connection, [alert], now, {number: AlertText(text=many_silent(city_of(about)))})
        connection.execute(_FEED, (text_of(_body(alert, city_of(about), "open")),))


class _Desk:
    """The alerts of some people while findings are placed. New ones have numbers below zero until they are written."""

    def __init__(self, alerts: Iterable[Alert], known: set[int], now: Instant) -> None:
        self._alerts = {alert.id: alert for alert in alerts}
        self._known = set(known)
        self._now = now
        self._changed: dict[int, str] = {}  # alert -> the last step
        self._texts: dict[int, AlertText] = {}
        self._lines: list[_Line] = []
        self._evidence: list[tuple[int, Incident]] = []
        self._afterwards: list[Violation] = []  # what an upload took back after its alert was closed

    def take(self, told: Told) -> None:
        """Place one finding."""
        change, person = told.change, told.person
        mine = [alert for alert in self._alerts.values() if alert.person == person]
        if isinstance(change, Incident):
            self._take_incident(person, change, place_matter(person, change.kind, "certain", change.at, mine))
            return
        placement = place(change, mine, is_new=change.id not in self._known)
        self._known.add(change.id)
        match placement:
            case Opens(certainty=certainty, priority=priority):
                number = self._open(person, change, certainty, priority, change.began_at)
                self._link(number, change.id)
            case Joins(alert=number, certainty=certainty, priority=priority):
                self._raise(number, certainty, priority, "join")
                self._link(number, change.id)
                self._lines.append(_Line(number, person, "join", "", {"violation": str(change.id)}))
            case Tells(alert=number, certainty=certainty, priority=priority, text=text):
                self._raise(number, certainty, priority, "told")
                if change.state != "open" or change.certain_at is not None or change.reason:
                    kind = f"violation_{'certain' if change.state == 'open' and not change.reason else change.state}"
                    self._lines.append(_Line(number, person, kind, text, {"violation": str(change.id)}))
            case Nothing():
                if change.state in {"superseded", "withdrawn"}:
                    self._afterwards.append(change)

    def write(self, connection: Connection, cities: dict[int, str]) -> None:
        """Write alerts, timeline and feed."""
        opened = [alert for alert in self._alerts.values() if alert.id < 0]
        numbers = dict(zip((alert.id for alert in opened), number_alerts(connection, len(opened)), strict=True)) if opened else {}
        texts = {numbers.get(number, number): text for number, text in self._texts.items()}
        fresh = [msgspec.structs.replace(alert, id=numbers[alert.id]) for alert in opened]
        changed = [self._alerts[number] for number in self._changed if number > 0]
        insert_alerts(connection, fresh, self._now, texts)
        change_alerts(connection, changed, self._now)
        for change in self._afterwards:
            for (number,) in connection.execute(_CLOSED, (change.id,)).fetchall():
                told = f"{change.state}: {change.reason}"
                self._lines.append(_Line(number, change.person, f"violation_{change.state}", told, {"violation": str(change.id)}))
        with connection.cursor() as cursor:
            for number, incident in self._evidence:
                cursor.execute(_EVIDENCE, (text_of(incident.evidence), numbers.get(number, number), _MOST_EVIDENCE))
            if self._lines:
                cursor.executemany(_LINE, [self._row(line, numbers) for line in self._lines])
            steps = {alert.id: self._changed.get(alert.id, "open") for alert in changed} | {alert.id: "open" for alert in fresh}
            bodies = [
                (text_of(_body(alert, cities.get(alert.person or 0, city_of(alert.about)), steps[alert.id])),)
                for alert in (*fresh, *changed)
            ]
            if bodies:
                cursor.executemany(_FEED, bodies)

    def _take_incident(self, person: int, incident: Incident, placement: Opens | Joins) -> None:
        match placement:
            case Opens(certainty=certainty, priority=priority):
                number = self._open(person, incident, certainty, priority, incident.at)
                self._texts[number] = AlertText(text=incident.text, evidence=incident.evidence)
            case Joins(alert=number, certainty=certainty, priority=priority):
                self._raise(number, certainty, priority, "join")
                self._lines.append(_Line(number, person, "join", incident.text, {"incident": str(incident.id)}))
                self._evidence.append((number, incident))

    def _open(self, person: int, change: Violation | Incident, certainty: Certainty, priority: int, event_at: Instant) -> int:
        number = -1 - len(self._alerts)
        self._alerts[number] = Alert(
            id=number, person=person, kind=change.kind, certainty=certainty, state="open", priority=priority, event_at=event_at,
            raised_at=change.raised_at, escalate_at=escalate_at(change.kind, priority, self._now),
        )  # fmt: skip
        return number

    def _raise(self, number: int, certainty: Certainty, priority: int, step: str) -> None:
        alert = self._alerts[number]
        sent_on_at = alert.escalate_at
        if alert.state == "open" and sent_on_at is not None and priority < alert.priority:
            sent_on_at = min(sent_on_at, escalate_at(alert.kind, priority, self._now))
        self._alerts[number] = msgspec.structs.replace(alert, certainty=certainty, priority=priority, escalate_at=sent_on_at)
        self._changed[number] = step

    def _link(self, number: int, violation: int) -> None:
        alert = self._alerts[number]
        if violation not in alert.violations:
            self._alerts[number] = msgspec.structs.replace(alert, violations=(*alert.violations, violation))

    def _row(self, line: _Line, numbers: dict[int, int]) -> tuple[object, ...]:
        alert = numbers.get(line.alert, line.alert)
        return alert, line.person, ACTOR, line.kind, line.why, FROM_WHERE, moment(self._now), text_of(line.content)


def _body(alert: Alert, city: str, step: str) -> dict[str, object]:
    return {
        "alert": str(alert.id),
        "person": None if alert.person is None else str(alert.person),
        "city": city,
        "kind": alert.kind,
        "certainty": alert.certainty,
        "state": alert.state,
        "priority": alert.priority,
        "level": alert.level,
        "event_at": rfc3339(alert.event_at),
        "raised_at": rfc3339(alert.raised_at),
        "taken_by": None if alert.taken_by is None else {"id": str(alert.taken_by), "name": ""},
        "outcome": alert.outcome,
        "step": step,
        "by": ACTOR,
    }
