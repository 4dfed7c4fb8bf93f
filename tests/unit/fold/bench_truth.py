"""Alerts against the truth of simulated people: `python tests/unit/fold/bench_truth.py [people] [days]`. Run by hand, no test.

Lives and receivers are `simulate`'s, the reports go straight into `fold`: no engines, no frames. One fix a minute. Every second
person keeps to the home at all hours, every other one lives an ordinary life under a curfew; both go out some nights for 10 to 40
minutes. Fixes that the receiver would send late are left out: what a late one changes is a refold's matter, not presence's.
Then two stories at a fix each 15 seconds: walks 800 m away from home and stays; enters a shopping centre and stays.
"""

import sys
from dataclasses import dataclass, field
from random import Random
from statistics import median

from bilezik.domain.instant import Instant, hours, minutes, seconds
from bilezik.domain.order import Condition, Docket, Order, Schedule
from bilezik.domain.report import Report
from bilezik.domain.violation import Violation
from bilezik.fold import Arrival, Clock, Plan, State, ViolationChanged, compile_docket, digest_of, fold, fresh
from bilezik.simulate.cities import ASTANA, home_zone, scatter
from bilezik.simulate.life import Life, Outing, Place
from bilezik.simulate.receiver import Reading, Receiver
from bilezik.simulate.world import CURFEW

T0 = Instant(1_789_930_800_000_000)
"""A Sunday midnight in Astana."""
DAY = 86_400
EDGE_M = 100.0
KINDS = ("gt06", "watch", "r16h", "osmand")
DWELL = seconds(90)


@dataclass
class Tally:
    """What was found and what was not."""

    person_days: float = 0.0
    false: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    from_edge_s: list[float] = field(default_factory=list)
    from_clear_s: list[float] = field(default_factory=list)


def plan_of(person: int, *conditions: Condition) -> Plan:
    order = Order(
        id=1, legal_basis="bench", issuer="bench", number="1", starts_at=Instant(T0 - hours(1)),
        ends_at=Instant(T0 + hours(24 * 90)), conditions=conditions,
    )  # fmt: skip
    return compile_docket(Docket(person=person, orders=(order,)))


def report_of(kind: str, reading: Reading, place: Place, at: Instant) -> Report:
    """Say a reading as this kind of device does: only some state an accuracy, a source, satellites."""
    point, is_gnss = reading.point, reading.source == "gnss"
    speed_mps = round(place.speed_mps * 3.6) / 3.6
    if kind == "osmand":
        return Report(at=at, lat=point.lat, lon=point.lon, accuracy_m=reading.accuracy_m, speed_mps=speed_mps)
    if not is_gnss:
        return Report(at=at, valid=False, lat=point.lat, lon=point.lon)
    return Report(
        at=at, valid=True, lat=point.lat, lon=point.lon, source="gnss", speed_mps=speed_mps,
        satellites=None if kind == "r16h" else reading.satellites,
    )  # fmt: skip


def alerts_of(plan: Plan, life: Life, kind: str, receiver: Receiver, until_s: int, step_s: int) -> list[Violation]:
    """Fold the life as a device tells it; return each violation as it was first raised."""
    state: State = fresh(plan.person)
    raised: dict[int, Violation] = {}
    for second in range(0, until_s, step_s):
        at = Instant(T0 + seconds(second))
        place = life.at(at)
        reading = receiver.read(place, at)
        if reading is None or reading.delay:
            continue
        said = report_of(kind, reading, place, at)
        for given in (Clock(at), Arrival(1, at, at, second << 16, digest_of(said), said)):
            if isinstance(given, Clock) and state.wake_at > at:
                continue
            folded = fold(plan, state, given)
            state = folded.state
            for effect in folded.effects:
                if isinstance(effect, ViolationChanged):
                    raised.setdefault(effect.violation.id, effect.violation)
    return list(raised.values())


def off_m(life: Life, at: int) -> float:
    east, north = life.home.metres_to(life.at(Instant(at)).point)
    return float((east * east + north * north) ** 0.5)


def first_beyond(life: Life, outing: Outing, metres: float) -> int:
    return next(at for at in range(outing.leaves_at, outing.back_at, 1_000_000) if off_m(life, at) > metres)


def person_life(number: int, days: int, dice: Random) -> Life:
    home, work = scatter(dice, ASTANA.centre, ASTANA.homes), scatter(dice, ASTANA.centre, ASTANA.works)
    outings = []
    for day in range(days):
        if dice.random() < 0.5:
            leaves_at = Instant(T0 + hours(24 * day + dice.choice((1, 2, 3, 4))) + seconds(dice.randrange(3600)))
            goal = home.moved(dice.choice((-1, 1)) * dice.uniform(250, 700), dice.choice((-1, 1)) * dice.uniform(0, 600))
            outings.append(Outing(leaves_at, goal, Instant(leaves_at + minutes(dice.uniform(14, 40)))))
    return Life(11, number, ASTANA, home, work, keeps_to_home=number % 2 == 0, outings=tuple(outings))


def judge(tally: Tally, life: Life, alerts: list[Violation], name: str) -> None:
    left = sorted(alerts, key=lambda alert: alert.raised_at)
    for outing in life.outings:
        edge_at, clear_at = first_beyond(life, outing, EDGE_M), first_beyond(life, outing, 2 * EDGE_M)
        found = [alert for alert in left if edge_at - minutes(3) <= alert.raised_at <= outing.back_at]
        if found:
            tally.from_edge_s.append((found[0].raised_at - edge_at) / 1e6)
            tally.from_clear_s.append((found[0].raised_at - clear_at) / 1e6)
        else:
            tally.missed.append(name)
        left = [alert for alert in left if alert not in found]
    for alert in left:
        span = range(alert.began_at - minutes(3), alert.raised_at + 1, 30_000_000)
        if all(off_m(life, at) <= EDGE_M for at in span):
            tally.false.append(f"{name} {(alert.began_at - T0) / 3.6e9:.2f} h {alert.certainty}")


def people(count: int, days: int) -> Tally:
    tally = Tally()
    for number in range(count):
        dice = Random(f"truth/{number}")
        life = person_life(number, days, dice)
        schedule = None if life.keeps_to_home else Schedule(timezone=ASTANA.timezone, slots=(CURFEW,))
        plan = plan_of(number, Condition(id=1, kind="stay_home", zones=(home_zone(1, life.home),), schedule=schedule))
        kind = KINDS[number // 2 % len(KINDS)]
        alerts = alerts_of(plan, life, kind, Receiver(dice), days * DAY, 60)
        tally.person_days += days
        judge(tally, life, alerts, f"person {number} ({kind})")
    return tally


def stories(count: int) -> tuple[list[float], list[float]]:
    """Return the seconds from the edge until the alert of those who walk away, and from the end of the dwell of visitors."""
    gone: list[float] = []
    visits: list[float] = []
    for number in range(count):
        dice = Random(f"story/{number}")
        mall = number % 2
        door = ASTANA.mall_door(mall)
        home = door.moved(dice.uniform(500, 900), dice.uniform(500, 900))
        leaves_at, back_at = Instant(T0 + hours(1)), Instant(T0 + hours(3))
        for goal, kind, condition, delays in (
            (home.moved(800.0, 0.0), "gt06", Condition(id=1, kind="stay_home", zones=(home_zone(1, home),)), gone),
            (door, "watch", Condition(id=2, kind="keep_out", zones=ASTANA.places(10), dwell=DWELL), visits),
        ):
            life = Life(11, number, ASTANA, home, home, True, (Outing(leaves_at, goal, back_at, indoors=kind == "watch"),))
            plan = plan_of(number, condition)
            area = plan.duties[0].areas[0 if kind == "gt06" else mall]
            alerts = alerts_of(plan, life, kind, Receiver(dice), 2 * 3600, 15)
            edge_at = next(
                at
                for at in range(leaves_at, back_at, 1_000_000)
                if (area.signed_distance_m(life.at(Instant(at)).point.lat, life.at(Instant(at)).point.lon) > 0) == (kind == "gt06")
            )
            since = edge_at + (DWELL if kind == "watch" else 0)
            found = [alert.raised_at for alert in alerts if alert.raised_at >= edge_at]
            delays.append((min(found) - since) / 1e6 if found else float("inf"))
    return gone, visits


def spread(delays: list[float]) -> str:
    ordered = sorted(delays)
    return f"median {median(ordered):.0f} s, 95 % {ordered[int(0.95 * (len(ordered) - 1))]:.0f} s, worst {ordered[-1]:.0f} s"


def main() -> None:
    count, days = (int(word) for word in (*sys.argv[1:], "80", "3")[:2]) if len(sys.argv) != 2 else (int(sys.argv[1]), 3)
    tally = people(count, days)
    sys.stdout.write(f"false: {len(tally.false)} in {tally.person_days:.0f} person-days\n")
    sys.stdout.writelines(f"  {line}\n" for line in (*tally.false, *(f"missed: {name}" for name in tally.missed)))
    sys.stdout.write(f"departures: {len(tally.from_edge_s)} found, {len(tally.missed)} missed\n")
    sys.stdout.write(f"  from the edge: {spread(tally.from_edge_s)}\n  from 100 m beyond: {spread(tally.from_clear_s)}\n")
    gone, visits = stories(20)
    sys.stdout.write(f"walks away, from the edge: {spread(gone)}\nenters a place, from the end of the dwell: {spread(visits)}\n")


if __name__ == "__main__":
    main()
