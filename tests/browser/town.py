"""Fill an empty database with a small town to look at: three cities, people, orders, a day of reports, alerts in every state.

Run by the browser tests and by `pictures.py` as a program of its own, with the settings of the installation in the environment:
what people did goes in through `bilezik.deeds`, what the monitor writes goes in as the monitor writes it. Prints one JSON line.
"""

import json
import math
import random
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec

from bilezik.app.django_settings import configure
from bilezik.app.settings import Settings
from bilezik.domain.instant import from_datetime, minutes, to_datetime
from bilezik.domain.order import Docket, Schedule, Slot
from bilezik.domain.report import Report
from bilezik.domain.violation import Violation
from bilezik.domain.zone import Circle
from bilezik.fold import Arrival, Clock
from bilezik.fold.story import Story
from bilezik.simulate.cities import ALMATY, ASTANA, SHYMKENT, City, Point
from bilezik.store.codes import SOURCES, pack_rest

PASSWORD: Final = "a long night in a quiet room"
REGIONS = ("KZ-71", "KZ-75", "KZ-79")
"""Of the three cities, in their order."""
ZONE: Final = "Asia/Almaty"
PHONES: Final = "+7 700 000 {:02} {:02}"
FIXES: Final = (
    "person, fixed_at, digest, seq, device, received_at, clock_at, lat, lon, accuracy_m, speed_mps, source, doubt, integrity,"
    " sealed, rest"
)
EVENTS: Final = "person, occurred_at, digest, seq, device, received_at, lat, lon, value, doubt, kind"
STATES: Final = "person, seq, fixed_at, heard_at, changed_at, lat, lon, accuracy_m, battery_pct, partition, mark, state"
FAMILY: Final = (
    ("Ахметов", "Akhmetov"),
    ("Сәрсенов", "Sarsenov"),
    ("Жұмабеков", "Zhumabekov"),
    ("Қасымов", "Kasymov"),
    ("Смағұлов", "Smagulov"),
    ("Петров", "Petrov"),
    ("Төлегенов", "Tolegenov"),
    ("Нұрғалиев", "Nurgaliev"),
    ("Ким", "Kim"),
    ("Оспанов", "Ospanov"),
)
GIVEN: Final = (
    ("Серік", "Serik"),
    ("Данияр", "Daniyar"),
    ("Ерлан", "Yerlan"),
    ("Нұрлан", "Nurlan"),
    ("Тимур", "Timur"),
    ("Виктор", "Viktor"),
    ("Асқар", "Askar"),
    ("Бауыржан", "Baurzhan"),
)


@dataclass
class Case:
    """What one person is in the middle of."""

    kind: str
    priority: int
    minutes_ago: float
    certainty: str = "certain"
    state: str = "open"
    metres: float = 240.0
    strays: tuple[int, ...] = ()
    """Minutes ago at which a network position lay beside the zone."""


STRANGERS: Final = (
    # protocol, claimed id, address, first and last seen in minutes ago, frames, of which kept
    ("gt06", "860000000000413", "10.14.2.31", 190, 0.4, 192, 5),  # one digit away from a bracelet of the town
    ("watch", "3915000127", "10.14.7.90", 3_000, 31, 41, 4),
    ("gt06", "", "203.0.113.77", 55, 54, 3, 3),
    ("osmand", "<script>alert(1)</script>", "2001:db8:51::9", 700, 690, 2, 2),
    ("r16h", "*", "198.51.100.4", 1_500, 1_210, 51_204, 0),
    ("gt06", "860000000000003", "10.14.2.30", 12_000, 9_000, 12, 0),  # a bracelet that was registered afterwards
)
"""Devices that nobody registered."""

CASES: Final = {
    0: Case("not_home", 1, 12.4, strays=(36, 25, 24)),
    1: Case("strap", 1, 3.2),
    2: Case("left_area", 1, 41.0, metres=6400.0, state="taken"),
    3: Case("entered_place", 2, 8.5, certainty="likely", metres=-35.0),
    4: Case("silence", 2, 66.0),
    5: Case("battery", 3, 22.0),
    6: Case("sos", 1, 1.1),
    7: Case("not_home", 1, 27.0, certainty="likely", metres=85.0, state="taken"),
    8: Case("jamming", 2, 15.0),
    9: Case("tamper", 2, 190.0, state="resolved"),
    10: Case("not_home", 1, 320.0, state="resolved"),
    11: Case("battery", 3, 95.0),
    12: Case("fault", 2, 140.0, state="taken"),
    13: Case("silence", 2, 35.0),
}


class Town:
    """Builds everything; one object, so that ids and dice are at hand."""

    def __init__(self, people: int, seed: int = 7) -> None:
        """Begin with nothing built."""
        self.dice = random.Random(seed)
        self.now = datetime.now(UTC).replace(microsecond=0)
        self.people = people
        self.digest = 1
        self.battery = 0.0
        self.fixes: list[tuple[Any, ...]] = []
        self.events: list[tuple[Any, ...]] = []
        self.states: list[tuple[Any, ...]] = []
        self.alerts: dict[str, int] = {}
        self.told: dict[int, list[Arrival]] = {}

    def build(self) -> dict[str, Any]:
        """Build the town and return what a test needs to know of it."""
        from bilezik.deeds import SYSTEM, bulk, devices, factors, staff
        from bilezik.deeds import departments as register
        from bilezik.deeds.departments import NewDepartment
        from bilezik.store.models import Region

        why = "a town to look at"
        self.operator = staff.add(SYSTEM, "operator", PASSWORD, "Aigul Omarova", why=why, roles=[staff.NewRole("operator")])
        self.colleague = staff.add(SYSTEM, "colleague", PASSWORD, "Daniyar Seitov", why=why, roles=[staff.NewRole("operator")])
        staff.add(SYSTEM, "newcomer", PASSWORD, "Ruslan Kim", why=why, roles=[staff.NewRole("operator")])
        every = [
            staff.NewRole("supervisor"),
            staff.NewRole("auditor"),
            staff.NewRole("administrator"),
            staff.NewRole("quartermaster"),
        ]
        staff.add(SYSTEM, "chief", PASSWORD, "Gulnara Akhmetova", why=why, roles=every)
        staff.add(SYSTEM, "keeper", PASSWORD, "Saule Keeper", why=why, roles=[staff.NewRole("officer")])
        factors.let_passwords_suffice()
        cities = (ASTANA, ALMATY, SHYMKENT)
        register.keep_regions(SYSTEM, register.shipped_regions(), why=why)
        region = dict(Region.objects.values_list("code", "pk"))
        departments = [
            register.add(
                SYSTEM,
                NewDepartment(
                    name=f"{city.name} probation service",
                    code=f"{REGIONS[number - 1][3:]}-01",
                    region=region[REGIONS[number - 1]],
                    city=city.name,
                    timezone=ZONE,
                    lat=city.centre.lat,
                    lon=city.centre.lon,
                    phone=PHONES.format(0, number),
                ),
                why=why,
            )
            for number, city in enumerate(cities, start=1)
        ]
        for spare in ("860777000000001", "860777000000002"):
            devices.add(SYSTEM, devices.NewDevice(identity=spare, protocol="gt06", kind="bracelet", model="Q1"), why=why)
        areas, malls = self._zones(cities, why)
        homes, entries = [], []
        for number in range(self.people):
            city = cities[number % 3]
            quarter = city.homes[number % len(city.homes)]
            home = city.centre.moved(quarter.east_m + self.dice.gauss(0, 700), quarter.north_m + self.dice.gauss(0, 700))
            homes.append((city, home))
        own = self._homes(homes, why)
        for number, (city, _home) in enumerate(homes):
            index = cities.index(city)
            entries.append(self._entry(number, city, departments[index], own[number], areas[index], malls[index]))
        yesterday = from_datetime(self.now - timedelta(days=3))
        self.enrolled = bulk.enrol(SYSTEM, entries, why=why, known_from=yesterday)
        for number, (city, home) in enumerate(homes):
            self._live(number, city, home, own[number], areas[cities.index(city)], malls[cities.index(city)][1])
        self._write()
        self._quarantine()
        self._work()
        return {
            "username": "operator",
            "colleague": "colleague",
            "password": PASSWORD,
            "alerts": self.alerts,
            "people": [one.person for one in self.enrolled[:40]],
        }

    def _zones(self, cities: tuple[City, ...], why: str) -> tuple[list[int], list[list[int]]]:
        from bilezik.deeds import SYSTEM, bulk
        from bilezik.deeds.zones import NewZone

        areas, malls = [], []
        for city in cities:
            area = city.area(1)
            drawn = [NewZone(name=city.name, shape=area.shape, category="area", tolerance_m=150.0, city=city.name)]
            drawn += [NewZone(name=mall.name, shape=mall.shape, category="place", city=city.name) for mall in city.places(2)]
            ids = bulk.zones(SYSTEM, drawn, why=why)
            areas.append(ids[0])
            malls.append(ids[1:])
        return areas, malls

    def _homes(self, homes: list[tuple[City, Point]], why: str) -> list[int]:
        from bilezik.deeds import SYSTEM, bulk
        from bilezik.deeds.zones import NewZone

        drawn = [
            NewZone(
                name="Home",
                shape=Circle(lat=home.lat, lon=home.lon, radius_m=90.0),
                category="home",
                tolerance_m=20.0,
                city=city.name,
            )
            for city, home in homes
        ]
        return bulk.zones(SYSTEM, drawn, why=why)

    def _entry(self, number: int, city: City, department: int, home: int, area: int, malls: list[int]) -> Any:
        from bilezik.deeds.bulk import Enrolment
        from bilezik.deeds.conditions import NewCondition
        from bilezik.deeds.devices import NewDevice
        from bilezik.deeds.orders import NewOrder
        from bilezik.deeds.people import NewPerson

        family, family_latin = FAMILY[number % len(FAMILY)]
        given, given_latin = GIVEN[(number * 3 + number // 10) % len(GIVEN)]
        here = (self.now + timedelta(hours=5)).hour
        curfew = Schedule(
            timezone=ZONE, slots=(Slot(days=(1, 2, 3, 4, 5, 6, 7), start=(here - 2) % 24 * 60, end=(here + 6) % 24 * 60),)
        )
        return Enrolment(
            person=NewPerson(
                given_name=given,
                family_name=family,
                given_name_latin=given_latin,
                family_name_latin=family_latin,
                city=city.name,
                timezone=ZONE,
                department=department,
                phone=PHONES.format(10 + number // 100 % 90, number % 100),
                address=f"{('Abay', 'Satpaev', 'Dostyk', 'Tole bi')[number % 4]} street {number % 90 + 1}, flat {number % 40 + 1}",
            ),
            order=NewOrder(
                legal_basis="Criminal Code, article 44",
                issuer=f"{city.name} district court No. 2",
                number=f"7119-25-00-2/{140 + number}",
                starts_at=from_datetime(self.now - timedelta(days=20)),
                ends_at=from_datetime(self.now + timedelta(days=160)),
                kind="1",
            ),
            conditions=(
                NewCondition(kind="stay_home", zones=(home,), schedule=curfew),
                NewCondition(kind="stay_in_area", zones=(area,)),
                NewCondition(kind="keep_out", zones=tuple(malls), dwell=minutes(5)),
                NewCondition(kind="wear_device"),
                NewCondition(kind="keep_charged", low_pct=15.0),
                NewCondition(kind="keep_contact", silence_after=minutes(20)),
            ),
            devices=((NewDevice(identity=f"8600000000{number:05}", protocol="gt06", kind="bracelet", model="Q1"), 3),),
        )

    def _live(self, number: int, city: City, home: Point, zone: int, area: int, mall: int) -> None:
        case = CASES.get(number)
        one = self.enrolled[number]
        silent = 66.0 if case and case.kind == "silence" else 0.0
        minutes_back = range(24 * 60, int(silent), -1) if number < 15 else (1,)
        battery = 96.0 - self.dice.random() * 20
        last = home
        noise = [0.0, 0.0]
        gap = self.dice.randrange(300, 1200)
        work = city.centre.moved(self.dice.gauss(0, 900), self.dice.gauss(0, 900))
        for back in minutes_back:
            if number < 15 and (gap - 37 < back < gap or self.dice.random() < 0.05):
                continue
            at = self.now - timedelta(minutes=back, seconds=self.dice.randrange(50))
            self.battery = battery = round(
                max(11.0 if case and case.kind == "battery" else 24.0, battery - 0.035)
                if back % 900 > 60
                else min(98.0, battery + 1.4),
                2,
            )
            noise = [value * 0.8 + self.dice.gauss(0, 3.2) for value in noise]
            accuracy = 6 + abs(self.dice.gauss(0, 9))
            there = self._place(case, back, home, work, city)
            last = there.moved(noise[0], noise[1])
            source = 1 if self.dice.random() > 0.05 else 3
            if case and back in case.strays:
                last, accuracy, source = there.moved(150.0, 60.0 - back), 58.0, 4
            self._fix(one, at, last, accuracy, source=source)
        mark = "outside" if case and case.kind in {"not_home", "left_area"} and case.state != "resolved" else "inside"
        if case is None and number % 11 == 0:
            mark = "unsure"
        fixed = self.now - timedelta(minutes=silent or 0, seconds=self.dice.randrange(5, 90))
        self.states.append(
            (
                one.person,
                number + 1,
                fixed,
                fixed,
                self.now,
                last.lat,
                last.lon,
                8 + self.dice.random() * 20,
                battery,
                one.person % 64,
                mark,
                b"",
            )
        )
        if case:
            self._case(case, number, zone, area, mall, last)

    def _place(self, case: Case | None, back: int, home: Point, work: Point, city: City) -> Point:
        if case and back < case.minutes_ago and case.kind in {"not_home", "left_area"}:
            gone = 1 - back / case.minutes_ago
            far = 90 + case.metres * min(1.0, 0.35 + gone)
            return home.moved(far * math.cos(0.6 + gone), far * math.sin(0.6 + gone))
        if case and back < case.minutes_ago and case.kind == "entered_place":
            return city.mall_door(1).moved(-20, 12)
        if 700 < back < 1000:
            share = min(1.0, (back - 700) / 30, (1000 - back) / 30)
            east, north = home.metres_to(work)
            return home.moved(east * share, north * share + 90 * math.sin(share * 6))
        return home

    def _fix(self, one: Any, at: datetime, place: Point, accuracy: float, *, source: int) -> None:
        self.digest += 1
        late = timedelta(seconds=2)
        report = Report(
            at=from_datetime(at), valid=True, lat=place.lat, lon=place.lon, accuracy_m=accuracy, speed_mps=0.4,
            source=SOURCES[source], battery_pct=self.battery, strap_locked=True,
        )  # fmt: skip
        self.fixes.append(
            (
                one.person,
                at,
                self.digest,
                self.digest,
                one.devices[0],
                at + late,
                at + late,
                place.lat,
                place.lon,
                accuracy,
                0.4,
                source,
                0,
                1,
                False,
                pack_rest(report, from_datetime(at)),
            )
        )
        received_at = from_datetime(at + late)
        self.told.setdefault(one.person, []).append(
            Arrival(one.devices[0], received_at, received_at, self.digest, self.digest, report, "ok")
        )

    def _event(self, one: Any, at: datetime, kind: str) -> None:
        self.digest += 1
        self.events.append(
            (one.person, at, self.digest, self.digest, one.devices[0], at + timedelta(seconds=2), None, None, None, 0, kind)
        )

    def _case(self, case: Case, number: int, zone: int, area: int, mall: int, last: Point) -> None:
        one = self.enrolled[number]
        began = self.now - timedelta(minutes=case.minutes_ago)
        if case.kind in {"strap", "tamper", "sos", "jamming"}:
            self._event(one, began, {"strap": "strap_open"}.get(case.kind, case.kind))
        case_of = {
            "person": one,
            "zone": {"left_area": area, "not_home": zone, "entered_place": mall}.get(case.kind),
            "began": began,
            "last": last,
        }
        self.__dict__.setdefault("cases", []).append((case, case_of))

    def _write(self) -> None:
        from django.db import connections

        with connections["default"].cursor() as cursor:
            for table, columns, rows in (
                ("fixes", FIXES, self.fixes),
                ("events", EVENTS, self.events),
                ("person_states", STATES, self.states),
            ):
                with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)

    def _quarantine(self) -> None:
        from django.db import connections

        from bilezik.gateway.tcp import names_of

        with connections["default"].cursor() as cursor:
            for protocol, identity, source, first, last, frames, kept in STRANGERS:
                first_at, last_at = (self.now - timedelta(minutes=back) for back in (first, last))
                row = (protocol, identity, source, first_at, last_at, frames)
                cursor.execute("INSERT INTO quarantine VALUES (%s, %s, %s, %s, %s, %s)", row)
                for number in range(kept):
                    cursor.execute(
                        "INSERT INTO envelopes (seq, received_at, clock_at, session, decoder, integrity, sealed, protocol, peer,"
                        " claimed, wire) VALUES (%s, %s, %s, 1, 1, 0, true, %s, %s, %s, 'sealed')",
                        (number, last_at, last_at, protocol, names_of((source, 4242))[1], identity or None),
                    )

    def _evidence(self, case: Case, of: dict[str, Any]) -> list[dict[str, Any]]:
        person = of["person"].person
        after = [fix for fix in self.fixes if fix[0] == person and fix[1] >= of["began"] - timedelta(minutes=1)]
        if case.kind not in {"not_home", "left_area", "entered_place"}:
            spoken = [event for event in self.events if event[0] == person and event[1] >= of["began"]]
            return [{"at": from_datetime(event[1]), "seq": event[3], "what": f"event {event[10]}"} for event in spoken]
        pieces = []
        odds = -3.2
        for number, fix in enumerate(after[:5]):
            weight = (2.4, 2.6, -0.4, 2.5, 0.6 if case.certainty == "likely" else 2.2)[number]
            odds += weight
            pieces.append(
                {
                    "at": from_datetime(fix[1]),
                    "seq": fix[3],
                    "what": "fix gnss" if fix[11] == 1 else "fix cell",
                    "lat": fix[7],
                    "lon": fix[8],
                    "accuracy_m": round(fix[9], 1),
                    "distance_m": round(case.metres * (0.4 + 0.15 * number), 1),
                    "probability": min(999, round(1000 / (1 + math.exp(-odds)))),
                    "weight": round(weight * 1000),
                }
            )
        return pieces

    def _found(self, case: Case, person: int) -> Violation | None:
        """Return what the fold finds in the reports, where it comes out as the case says: then it can be told again."""
        from bilezik.store.models import Docket as Row

        known = Row.objects.filter(person_id=person).order_by("recorded_at", "id").values_list("content", flat=True)
        first, *more = msgspec.convert(list(known), list[Docket])
        story = Story(first)
        for given in (*more, *self.told.get(person, ()), Clock(from_datetime(self.now))):
            story.feed(given)
        about = from_datetime(self.now - timedelta(minutes=case.minutes_ago))
        for one in story.violations.values():
            certainty = "certain" if one.certain_at else one.certainty
            is_so = (one.kind, certainty, one.state) == (case.kind, case.certainty, "open")
            if is_so and case.state == "open" and abs(one.began_at - about) < minutes(5):
                return one
        return None

    def _work(self) -> None:
        from bilezik.deeds import Actor, alerts
        from bilezik.store.models import Alert, AlertViolation, Condition, FeedItem
        from bilezik.store.models import Violation as Row

        kinds = {
            "not_home": "stay_home",
            "left_area": "stay_in_area",
            "entered_place": "keep_out",
            "strap": "wear_device",
            "tamper": "wear_device",
            "battery": "keep_charged",
            "silence": "keep_contact",
        }
        by = Actor(self.operator, "Aigul Omarova", "console 127.0.0.1")
        other = Actor(self.colleague, "Daniyar Seitov", "console 127.0.0.1")
        for case, of in self.__dict__["cases"]:
            person, began = of["person"].person, of["began"]
            raised = began + timedelta(seconds=95 if case.kind in {"not_home", "left_area"} else 4)
            found = self._found(case, person)
            evidence = self._evidence(case, of) if found is None else msgspec.to_builtins(found.evidence)
            placed = [piece for piece in evidence if piece.get("probability", 0) >= 975]  # likely from here on, as the fold says it
            if placed:
                began, raised = (to_datetime(piece["at"]) for piece in (evidence[0], placed[0]))
            certain = [to_datetime(piece["at"]) for piece in placed if piece["probability"] >= 995]
            if found is not None:
                began, raised = to_datetime(found.began_at), to_datetime(found.raised_at)
            condition = Condition.objects.filter(person_id=person, kind=kinds.get(case.kind, "")).first()
            made = Alert.objects.create(
                person_id=person,
                kind=case.kind,
                certainty=case.certainty,
                priority=case.priority,
                event_at=began,
                raised_at=raised,
                escalate_at=raised + timedelta(minutes=15),
                text={"sos": "The person pressed SOS", "jamming": "The device reports jamming"}.get(case.kind, ""),
                evidence=None if condition else evidence,
            )
            if condition:
                values: dict[str, Any] = {
                    "id": made.pk * 1000 + 1,
                    "decided_at": raised,
                    "certainty": "likely" if placed and placed[0]["probability"] < 995 else case.certainty,
                    "probability": placed[0]["probability"] if placed else 1000,
                    "certain_at": None if case.certainty != "certain" else certain[0] if certain else raised,
                }
                if found is not None:
                    values = {
                        "id": found.id,
                        "decided_at": to_datetime(found.decided_at),
                        "certainty": found.certainty,
                        "probability": found.probability,
                        "certain_at": None if found.certain_at is None else to_datetime(found.certain_at),
                    }
                violation = Row.objects.create(
                    **values,
                    person_id=person,
                    condition=condition.pk,
                    condition_kind=condition.kind,
                    order_id=condition.order_id,
                    kind=case.kind,
                    began_at=began,
                    raised_at=raised,
                    closed_at=raised + timedelta(minutes=26) if case.state == "resolved" else None,
                    state="closed" if case.state == "resolved" else "open",
                    reason="returned" if case.state == "resolved" else "",
                    zone=of["zone"],
                    evidence=evidence,
                    changed_at=raised,
                )
                AlertViolation.objects.create(alert=made, violation=violation)
            self.alerts.setdefault(case.kind, made.pk)
            FeedItem.objects.create(kind="alert", body=alerts.body(made))
            if case.state == "taken":
                alerts.take(other if case.kind != "not_home" else by, made.pk)
                alerts.note(other, made.pk, "Called: no answer. Calling again in five minutes, then the department.")
            elif case.state == "resolved":
                alerts.take(by, made.pk)
                alerts.resolve(by, made.pk, "returned", why="Came home by himself; spoke with him, he had missed the bus.")


def main() -> None:
    """Build a town of so many people as the first argument says."""
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    configure(Settings.load(), role="owner")
    made = Town(people).build()
    sys.stdout.write(json.dumps(made) + "\n")
    from django.db import connections

    connections["default"].close()
    connections["default"].close_pool()  # type: ignore[attr-defined]  # its threads would keep this program alive


if __name__ == "__main__":
    main()
