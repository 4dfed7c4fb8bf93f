"""The register of a bench run: people, orders, conditions, devices, fitted before anything is measured.

1. Every person has `stay_home`, `stay_in_area`, `keep_out` with the same 50 zones, `wear_device` and `keep_contact`, always in
   force: more judging than a real order asks for, never less.
2. Rows go in by COPY: a deed a person would take minutes and is not what is measured. What the database demands of a row
   (law 10) it demands of these.
"""

import math
from collections.abc import Iterable
from typing import Final

import msgspec
import numpy as np
import psycopg

from bilezik.app.bench.frames import Plan, homes, identity
from bilezik.domain.instant import Instant, Micros, days, minutes, rfc3339
from bilezik.domain.order import Condition, ConditionKind, Docket, Order
from bilezik.domain.zone import Circle, Polygon, Shape, Zone

PLACES: Final = 50
_HOME_M: Final = 100.0
_PLACE_M: Final = 90.0
_APART_M: Final = 225.0
_AREA_DEG: Final = 0.3
_CITIES: Final = ("Astana", "Almaty", "Shymkent")
_METRE_DEG: Final = 1 / 111_195.0
_KINDS: Final[tuple[ConditionKind, ...]] = ("stay_home", "stay_in_area", "keep_out", "wear_device", "keep_contact")

Connection = psycopg.Connection[tuple[object, ...]]


def person_of(device: int) -> int:
    """Return the id of the person and of the device of the sender's device number `device`."""
    return device + 1


def fill(connection: Connection, plan: Plan, now: Instant) -> None:
    """Write the whole register of `plan` in one transaction; orders run from 40 days ago for a year."""
    home = homes(plan)
    places = _places(home, plan.seed)
    areas = _areas()
    starts_at, ends_at = Instant(now - days(40)), Instant(now + days(325))
    # The orders are known before the first frame's time; the silence until it arrives is none.
    recorded_at = Instant((plan.begins_s - 60) * 1_000_000)
    silence_after = Micros(now - recorded_at + minutes(30))
    dockets = [
        _docket(number, home[number], (areas[number % 3], *places), recorded_at, starts_at, ends_at, silence_after)
        for number in range(plan.devices)
    ]
    people = range(1, plan.devices + 1)
    since, until = rfc3339(starts_at), rfc3339(ends_at)
    with connection.transaction():
        _copy(connection, "departments (id, name, city, timezone, lat, lon)", [(1, "Bench", "Astana", "Asia/Almaty", 51.1, 71.4)])
        _copy(
            connection,
            "people (id, given_name, family_name, city, timezone, department)",
            ((p, f"Given {p}", f"Family {p}", _CITIES[(p - 1) % 3], "Asia/Almaty", 1) for p in people),
        )
        shared = [*areas, *places]
        zones = [*shared, *(docket.orders[0].conditions[0].zones[0] for docket in dockets)]
        _copy(
            connection,
            "zones (id, name, category, shape)",
            ((zone.id, zone.name, zone.category, msgspec.json.encode(zone.shape).decode()) for zone in zones),
        )
        _copy(
            connection,
            "orders (id, person, legal_basis, issuer, number, starts_at, ends_at, recorded_at)",
            ((p, p, "Bench", "Bench court", f"B-{p}", since, until, since) for p in people),
        )
        _copy(
            connection,
            "conditions (id, order_id, person, kind)",
            ((c.id, d.person, d.person, c.kind) for d in dockets for c in d.orders[0].conditions),
        )
        _copy(
            connection,
            "condition_zones (condition, zone)",
            ((c.id, zone.id) for d in dockets for c in d.orders[0].conditions for zone in c.zones),
        )
        _copy(
            connection,
            "devices (id, identity, protocol, kind, model, state)",
            ((p, identity(p - 1), "gt06", "bracelet", "bench", "fitted") for p in people),
        )
        _copy(
            connection,
            "assignments (id, device, person, condition, order_id, from_at, to_at)",
            ((p, p, p, _condition_id(p, 3), p, since, until) for p in people),
        )
        _copy(
            connection,
            "dockets (person, recorded_at, content)",
            ((d.person, rfc3339(recorded_at), msgspec.json.encode(d).decode()) for d in dockets),
        )
    connection.execute("ANALYZE")


def _docket(
    number: int, home: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]", shared: tuple[Zone, ...], recorded_at: Instant,
    starts_at: Instant, ends_at: Instant, silence_after: Micros,
) -> Docket:  # fmt: skip
    person = person_of(number)
    circle = Circle(lat=float(home[0]), lon=float(home[1]), radius_m=_HOME_M)
    zones = ((Zone(id=1_000 + person, name=f"Home {person}", shape=circle, category="home"),), shared[:1], shared[1:], (), ())
    conditions = tuple(
        Condition(
            id=_condition_id(person, nth),
            kind=kind,
            zones=zones[nth],
            dwell=minutes(3) if kind == "keep_out" else Micros(0),
            silence_after=silence_after if kind == "keep_contact" else Micros(0),
        )
        for nth, kind in enumerate(_KINDS)
    )
    order = Order(
        id=person, legal_basis="Bench", issuer="Bench court", number=f"B-{person}", starts_at=starts_at, ends_at=ends_at,
        conditions=conditions,
    )  # fmt: skip
    return Docket(person=person, recorded_at=recorded_at, orders=(order,))


def _condition_id(person: int, nth: int) -> int:
    return person * 10 + nth


def _areas() -> tuple[Zone, ...]:
    centres = ((51.1280, 71.4304), (43.2380, 76.9453), (42.3417, 69.5901))
    return tuple(
        Zone(id=1 + nth, name=_CITIES[nth], shape=_ring(lat, lon, _AREA_DEG / _METRE_DEG, 48), category="area")
        for nth, (lat, lon) in enumerate(centres)
    )


def _places(home: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]", seed: int) -> tuple[Zone, ...]:
    """Fifty places, circles and polygons, scattered among the homes but on none of them: being at home breaks nothing."""
    rng = np.random.default_rng(seed + 1)
    found: list[Zone] = []
    cosine = np.cos(np.radians(home[:, 0]))
    for _ in range(20_000):
        lat, lon = home[rng.integers(len(home))] + rng.uniform(-0.01, 0.01, 2)
        if float(np.min(np.hypot(home[:, 0] - lat, (home[:, 1] - lon) * cosine))) < _APART_M * _METRE_DEG:
            continue
        nth = len(found)
        shape: Shape = _ring(lat, lon, _PLACE_M, 12) if nth % 2 else Circle(lat=float(lat), lon=float(lon), radius_m=_PLACE_M)
        found.append(Zone(id=100 + nth, name=f"Place {nth + 1}", shape=shape, category="place"))
        if len(found) == PLACES:
            break
    return tuple(found)


def _ring(lat: float, lon: float, radius_m: float, corners: int) -> Polygon:
    around = (2 * math.pi * nth / corners for nth in range(corners))
    reach = radius_m * _METRE_DEG
    ring = tuple((float(lat + reach * math.sin(a)), float(lon + reach * math.cos(a) / math.cos(math.radians(lat)))) for a in around)
    return Polygon(parts=((ring,),))


def _copy(connection: Connection, into: str, rows: Iterable[tuple[object, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
