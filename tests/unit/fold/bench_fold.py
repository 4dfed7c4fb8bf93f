"""Microseconds a fix of a settled person, of one on the move, and of an upload: `python tests/unit/fold/bench_fold.py [places]`.

Run by hand, no test. The person has `stay_home`, `stay_in_area` (a city of 300 corners), `keep_out` (50 places, or as many as
said), `wear_device` and `keep_contact`.
"""

import sys
from math import cos, radians, sin, tau
from random import Random
from time import perf_counter

from bilezik.domain.instant import Instant, days, minutes, seconds
from bilezik.domain.order import Condition, Docket, Order
from bilezik.domain.report import Report
from bilezik.domain.zone import Circle, Polygon, Ring, Zone
from bilezik.fold import Arrival, compile_docket, digest_of, fold, fresh, pack

HOME = (51.128, 71.43)
T0 = 1_790_000_000_000_000
FIXES = 20_000
PLACES = int(sys.argv[1]) if len(sys.argv) > 1 else 50
REACH_DEG = 0.1 if PLACES <= 50 else 0.02
"""Fifty places in a city of 22 km, or hundreds within two kilometres of home."""


def ring(lat: float, lon: float, radius_m: float, corners: int) -> Ring:
    turn = radius_m / 111_200.0
    angles = [tau * n / corners for n in range(corners)]
    return tuple((lat + turn * cos(angle), lon + turn * sin(angle) / cos(radians(lat))) for angle in angles)


def docket(dice: Random) -> Docket:
    city = Zone(id=2, name="city", shape=Polygon(((ring(*HOME, 15_000.0, 300),),)))
    places = tuple(
        Zone(id=10 + n, name="place", shape=Polygon(((ring(HOME[0] + north, HOME[1] + east, 60.0, 6),),)))
        for n, (north, east) in enumerate(
            (dice.uniform(-REACH_DEG, REACH_DEG), dice.uniform(-1.5 * REACH_DEG, 1.5 * REACH_DEG)) for _ in range(PLACES)
        )
    )
    conditions = (
        Condition(id=1, kind="stay_home", zones=(Zone(id=1, name="home", shape=Circle(*HOME, 100.0)),)),
        Condition(id=2, kind="stay_in_area", zones=(city,)),
        Condition(id=3, kind="keep_out", zones=places, dwell=minutes(5)),
        Condition(id=4, kind="wear_device"),
        Condition(id=5, kind="keep_contact"),
    )
    order = Order(
        id=1, legal_basis="bench", issuer="bench", number="1", starts_at=Instant(T0 - days(1)), ends_at=Instant(T0 + days(90)),
        conditions=conditions,
    )  # fmt: skip
    return Docket(person=7, orders=(order,))


def arrivals(dice: Random, *, drift_deg: float, held_back: bool) -> list[Arrival]:
    made: list[Arrival] = []
    for n in range(FIXES):
        at = Instant(T0 + minutes(n))
        away = drift_deg * (n % 400 if n % 800 < 400 else 400 - n % 400)
        lat, lon = HOME[0] + away + dice.gauss(0, 1e-4), HOME[1] + dice.gauss(0, 1e-4)
        report = Report(at=at, valid=True, lat=lat, lon=lon, speed_mps=0.0, satellites=9, source="gnss")
        received_at = Instant(T0 + minutes(FIXES) + seconds(0.1) * n) if held_back else Instant(at + seconds(2))
        made.append(Arrival(3, received_at, received_at, n << 16, digest_of(report), report, "ok"))
    return made


def main() -> None:
    dice = Random(1)
    plan = compile_docket(docket(dice))
    for name, drift_deg, held_back in (("settled", 0.0, False), ("on the move", 2e-4, False), ("held back", 0.0, True)):
        made = arrivals(dice, drift_deg=drift_deg, held_back=held_back)
        best, state, effects = float("inf"), fresh(7), 0
        for _ in range(3):
            state, effects = fresh(7), 0
            begun = perf_counter()
            for one in made:
                folded = fold(plan, state, one)
                state = folded.state
                effects += len(folded.effects)
            best = min(best, (perf_counter() - begun) / FIXES * 1e6)
        sys.stdout.write(f"{name}: {best:.1f} us a fix, {effects} effects, state {len(pack(state))} bytes\n")


if __name__ == "__main__":
    main()
