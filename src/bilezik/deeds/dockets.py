"""Dockets: all orders of a person as they are known from now on, as the fold reads them.

1. A docket is composed from the rows after the person's row is locked: of two deeds at once the later one's docket holds both.
2. It is never changed; the newest `recorded_at` is what is known. Its insert tells the monitors.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec
from django.db import connection

from bilezik.domain.instant import Instant, Micros, from_datetime, seconds, to_datetime
from bilezik.domain.order import Condition, Docket, Order, Permission, Schedule, Suspension
from bilezik.domain.zone import Shape, Zone

_LOCK: Final = "SELECT id FROM people WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"
_ORDERS: Final = """
SELECT id, person, legal_basis, issuer, number, starts_at, ends_at, ended_at FROM orders WHERE person = ANY(%s) ORDER BY id
"""
_CONDITIONS: Final = """
SELECT id, order_id, kind, schedule, dwell_s, silence_after_s, low_pct FROM conditions
WHERE person = ANY(%s) AND ended_at IS NULL ORDER BY id
"""
_SUSPENSIONS: Final = "SELECT order_id, id, from_at, to_at FROM suspensions WHERE person = ANY(%s) ORDER BY id"
_ZONES: Final = """
SELECT cz.condition, z.id, z.name, z.category, z.shape, z.tolerance_m, z.opening
FROM conditions c JOIN condition_zones cz ON cz.condition = c.id JOIN zones z ON z.id = cz.zone
WHERE c.person = ANY(%s) AND c.ended_at IS NULL ORDER BY cz.condition, z.id
"""
_PERMISSIONS: Final = """
SELECT p.condition, p.id, p.from_at, p.to_at, p.travel_buffer_s, p.reason
FROM conditions c JOIN permissions p ON p.condition = c.id
WHERE c.person = ANY(%s) AND c.ended_at IS NULL AND p.state = 'approved' ORDER BY p.id
"""
_INSERT: Final = """
INSERT INTO dockets (person, recorded_at, content)
SELECT person, %s, content::jsonb FROM unnest(%s::bigint[], %s::text[]) WITH ORDINALITY AS one (person, content, place)
ORDER BY place
"""
"""Not COPY: that is refused where policies hold."""
_BATCH: Final = 1_000


def write(people: Sequence[int], recorded_at: Instant | None = None) -> None:
    """Write the next docket of each of `people`, recorded now or, for history that is filled in, at `recorded_at`."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, (list(people),))
        if recorded_at is None:
            cursor.execute("SELECT clock_timestamp()")
            recorded_at = from_datetime(cursor.fetchone()[0])
        composed = compose(people, recorded_at)
        for begin in range(0, len(composed), _BATCH):
            part = composed[begin : begin + _BATCH]
            contents = [msgspec.json.encode(one).decode() for one in part]
            cursor.execute(_INSERT, (to_datetime(recorded_at), [one.person for one in part], contents))


def compose(people: Sequence[int], recorded_at: Instant) -> list[Docket]:
    """Return the docket of each of `people` as the rows stand."""
    wanted = list(people)
    zones = _zones(_select(_ZONES, wanted))
    permissions = _permissions(_select(_PERMISSIONS, wanted))
    conditions: dict[int, list[Condition]] = defaultdict(list)
    for number, order, kind, schedule, dwell_s, silence_s, low_pct in _select(_CONDITIONS, wanted):
        conditions[order].append(
            Condition(
                id=number,
                kind=kind,
                zones=tuple(zones.get(number, ())),
                schedule=None if schedule is None else msgspec.json.decode(schedule, type=Schedule),
                permissions=tuple(permissions.get(number, ())),
                dwell=seconds(dwell_s),
                silence_after=seconds(silence_s),
                low_pct=low_pct,
            )
        )
    suspended: dict[int, list[Suspension]] = defaultdict(list)
    for order, number, from_at, to_at in _select(_SUSPENSIONS, wanted):
        suspended[order].append(Suspension(id=number, from_at=from_datetime(from_at), to_at=from_datetime(to_at)))
    orders: dict[int, list[Order]] = defaultdict(list)
    for number, person, basis, issuer, named, starts_at, ends_at, ended_at in _select(_ORDERS, wanted):
        orders[person].append(
            Order(
                id=number,
                legal_basis=basis,
                issuer=issuer,
                number=named,
                starts_at=from_datetime(starts_at),
                ends_at=from_datetime(ends_at),
                ended_at=None if ended_at is None else from_datetime(ended_at),
                conditions=tuple(conditions.get(number, ())),
                suspensions=tuple(suspended.get(number, ())),
            )
        )
    return [Docket(person=person, recorded_at=recorded_at, orders=tuple(orders.get(person, ()))) for person in wanted]


def _zones(found: Iterable[tuple[Any, ...]]) -> Mapping[int, list[Zone]]:
    known: dict[int, Zone] = {}  # fifty malls are shared by thousands of people
    of_condition: dict[int, list[Zone]] = defaultdict(list)
    for condition, number, name, category, shape, tolerance_m, opening in found:
        if number not in known:
            decoded: Shape = msgspec.json.decode(shape, type=Shape)
            hours = None if opening is None else msgspec.json.decode(opening, type=Schedule)
            known[number] = Zone(id=number, name=name, shape=decoded, tolerance_m=tolerance_m, category=category, opening=hours)
        of_condition[condition].append(known[number])
    return of_condition


def _permissions(found: Iterable[tuple[Any, ...]]) -> Mapping[int, list[Permission]]:
    of_condition: dict[int, list[Permission]] = defaultdict(list)
    for condition, number, from_at, to_at, buffer_s, reason in found:
        of_condition[condition].append(
            Permission(
                id=number,
                from_at=from_datetime(from_at),
                to_at=from_datetime(to_at),
                travel_buffer=Micros(seconds(buffer_s)),
                reason=reason,
            )
        )
    return of_condition


def _select(query: str, people: list[int]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:  # Django leaves jsonb as text on a plain cursor: msgspec reads it
        cursor.execute(query, (people,))
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
