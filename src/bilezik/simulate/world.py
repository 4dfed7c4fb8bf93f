"""A whole simulated world: who lives where, under which conditions, with which device, and what will befall whom.

1. `build(seed, now, people)` is a pure function: the same arguments give the same world and the same truth.
2. Eight people of the script keep to one place until their incident, so that the only thing they do is known. Their conditions
   hold at every hour ("laid around now"); everybody else has ordinary hours.
3. The truth (`Truth`) says what each of them does and from when; everything else that is alerted is false.
"""

import random
from typing import Final

import msgspec

from bilezik.domain.instant import Instant, Micros, hours, minutes, seconds
from bilezik.domain.order import Condition, Schedule, Slot
from bilezik.domain.violation import AlertKind
from bilezik.domain.zone import Zone
from bilezik.geo.area import compile_zone
from bilezik.simulate.cities import CITIES, City, Point, home_zone, scatter
from bilezik.simulate.device import Device, Script, Span
from bilezik.simulate.life import Life, Outing
from bilezik.simulate.names import name_of
from bilezik.simulate.receiver import Receiver

HISTORY: Final = hours(24)
CURFEW: Final = Slot(days=(1, 2, 3, 4, 5, 6, 7), start=22 * 60, end=6 * 60)
SILENCE_ORDINARY: Final = minutes(20)
SILENCE_SCRIPTED: Final = minutes(2)
DWELL: Final = minutes(1.5)
PROTOCOLS: Final = ("gt06", "watch", "r16h", "osmand")
SCRIPTED_INTERVAL_S: Final = 15.0
"""Bracelets report more often in violation; the people of the script do so from the start."""


class Truth(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that truly happens: `kind` of the alert that should tell it, and from when it is true.

    `known_at`: the earliest moment a server could know (later than `began_at` for a late upload and for silence).
    """

    subject: int
    incident: str
    kind: AlertKind
    began_at: Instant
    known_at: Instant


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """One supervised person of the world. `number` counts from 1 and is nobody's id in a database."""

    number: int
    given_name: str
    family_name: str
    given_name_latin: str
    family_name_latin: str
    phone: str
    city: str
    address: str
    timezone: str
    home: tuple[float, float]
    protocol: str
    identity: str
    interval_s: float
    conditions: tuple[Condition, ...]


class World(msgspec.Struct, frozen=True, kw_only=True):
    """What a run needs to know. `zones` holds every zone a condition refers to, once."""

    seed: int
    now: Instant
    subjects: tuple[Subject, ...]
    zones: tuple[Zone, ...]
    truths: tuple[Truth, ...]


def build(seed: int, now: Instant, people: int) -> World:
    """Return the world of `seed` as it is at `now`, with at least the eight people of the script."""
    subjects, zones, truths = [], {}, []
    for number in range(1, max(people, len(INCIDENTS)) + 1):
        subject, truth = _subject(seed, now, number)
        subjects.append(subject)
        zones.update({zone.id: zone for condition in subject.conditions for zone in condition.zones})
        truths += [] if truth is None else [truth]
    return World(seed=seed, now=now, subjects=tuple(subjects), zones=tuple(zones.values()), truths=tuple(truths))


def device_of(world: World, number: int) -> Device:
    """Return the device of a subject with its life and its script, ready to measure history."""
    life, script = _fate(world.seed, world.now, number)
    rng = random.Random(f"{world.seed}/device/{number}")
    return Device(life=life, receiver=Receiver(rng), script=script, battery_pct=rng.uniform(55, 95))


INCIDENTS: Final = (
    "leaves home in curfew", "leaves the city", "enters a shopping centre", "cuts the strap", "battery dies", "goes silent",
    "uploads four hours late", "is jammed",
)  # fmt: skip
_KINDS: Final[tuple[AlertKind, ...]] = (
    "not_home",
    "left_area",
    "entered_place",
    "strap",
    "battery",
    "silence",
    "not_home",
    "jamming",
)
_DEVICES: Final = ("gt06", "osmand", "watch", "r16h", "watch", "gt06", "osmand", "osmand")
_CITY_OF: Final = (0, 1, 2, 0, 1, 2, 0, 1)


def _city(number: int) -> City:
    return CITIES[_CITY_OF[number - 1] if number <= len(INCIDENTS) else number % len(CITIES)]


def _fate(seed: int, now: Instant, number: int) -> tuple[Life, Script]:
    """Return where a subject lives and what befalls him: one entry of `INCIDENTS` for the first eight."""
    rng, city = random.Random(f"{seed}/home/{number}"), _city(number)
    home, work = scatter(rng, city.centre, city.homes), scatter(rng, city.centre, city.works)
    never = Instant(now + hours(1000))
    if number > len(INCIDENTS):
        return Life(seed, number, city, home, work), Script()
    incident = INCIDENTS[number - 1]
    if incident == "leaves the city":
        edge_e, edge_n = city.border[0]
        home, far = city.centre.moved(edge_e * 0.955, edge_n * 0.955), city.centre.moved(edge_e * 1.35, edge_n * 1.35)
        out = Outing(leaves_at=_after(now, seconds(40)), point=far, back_at=never, speed_mps=14.0)
    elif incident == "enters a shopping centre":
        home = city.mall_door(0).moved(-420, 260)
        out = Outing(leaves_at=_after(now, seconds(30)), point=city.mall_door(0), back_at=never, indoors=True, speed_mps=5.0)
    elif incident == "uploads four hours late":
        out = Outing(leaves_at=_after(now, -hours(3)), point=home.moved(900, 700), back_at=_after(now, -hours(1)), indoors=False)
    else:
        out = Outing(leaves_at=_after(now, seconds(45)), point=home.moved(650, -500), back_at=never)
    goes_out = incident in INCIDENTS[:3] or incident == "uploads four hours late"
    life = Life(seed, number, city, home, work, keeps_to_home=True, outings=(out,) if goes_out else ())
    return life, _script(incident, now)


def _script(incident: str, now: Instant) -> Script:
    at = _after(now, seconds(60))
    if incident == "cuts the strap":
        return Script(strap_cut_at=at)
    if incident == "battery dies":
        return Script(starts_with_pct=22.0, drains_from=at)
    if incident == "goes silent":
        return Script(off_from=at)
    if incident == "uploads four hours late":
        return Script(no_coverage=Span(_after(now, -hours(4)), at))
    if incident == "is jammed":
        return Script(jammed=Span(at, _after(now, hours(2))))
    return Script()


def _truth(now: Instant, number: int, life: Life, conditions: tuple[Condition, ...]) -> Truth:
    incident, kind, at = INCIDENTS[number - 1], _KINDS[number - 1], _after(now, seconds(60))
    began, known = at, at
    if life.outings:
        began = known = _crossing(life, conditions)
    if incident == "enters a shopping centre":
        known = _after(began, DWELL)
    if incident == "battery dies":
        began = known = _after(at, seconds((22 - 15) * 10))
    if incident == "goes silent":
        known = _after(at, SILENCE_SCRIPTED)
    if incident == "uploads four hours late":
        known = at
    return Truth(subject=number, incident=incident, kind=kind, began_at=began, known_at=known)


def _crossing(life: Life, conditions: tuple[Condition, ...]) -> Instant:
    """Return the second at which the truth first breaks the zone condition: found by walking the way."""
    condition = next(c for c in conditions if c.kind in ("stay_home", "stay_in_area", "keep_out"))
    areas = [compile_zone(zone) for zone in condition.zones]
    moment = life.outings[0].leaves_at
    while moment < life.outings[0].back_at:
        p = life.at(moment).point
        inside = any(area.signed_distance_m(p.lat, p.lon) < 0 for area in areas)
        if inside == (condition.kind == "keep_out"):
            return moment
        moment = _after(moment, seconds(1))
    raise ValueError("the outing breaks no condition")


def _subject(seed: int, now: Instant, number: int) -> tuple[Subject, Truth | None]:
    rng, city = random.Random(f"{seed}/subject/{number}"), _city(number)
    life, _ = _fate(seed, now, number)
    scripted = number <= len(INCIDENTS)
    conditions = _scripted_conditions(number, life) if scripted else _ordinary_conditions(number, life)
    given, family, given_latin, family_latin = name_of(rng)
    protocol = _DEVICES[number - 1] if scripted else PROTOCOLS[number % len(PROTOCOLS)]
    subject = Subject(
        number=number,
        given_name=given,
        family_name=family,
        given_name_latin=given_latin,
        family_name_latin=family_latin,
        phone=f"+7 700 000 {number // 100:02d} {number % 100:02d}",
        city=city.name,
        address=f"{rng.randint(1, 40)}-shagyn audan, {rng.randint(1, 90)}",
        timezone=city.timezone,
        home=(life.home.lat, life.home.lon),
        protocol=protocol,
        identity=str(3_500_000_000 + number) if protocol == "watch" else str(350_000_000_000_000 + number * 11),
        interval_s=SCRIPTED_INTERVAL_S if scripted else 60.0,
        conditions=conditions,
    )
    return subject, _truth(now, number, life, conditions) if scripted else None


def _zone_conditions(number: int, life: Life, schedule: Schedule | None) -> tuple[Condition, Condition, Condition]:
    city_number = CITIES.index(life.city)
    return (
        Condition(id=number * 10 + 1, kind="stay_home", zones=(home_zone(10_000 + number, life.home),), schedule=schedule),
        Condition(id=number * 10 + 2, kind="stay_in_area", zones=(life.city.area(1 + city_number),)),
        Condition(id=number * 10 + 3, kind="keep_out", zones=life.city.places(100 * (1 + city_number)), dwell=DWELL),
    )


def _ordinary_conditions(number: int, life: Life) -> tuple[Condition, ...]:
    curfew = Schedule(timezone=life.city.timezone, slots=(CURFEW,))
    return (*_zone_conditions(number, life, curfew), *_device_conditions(number, SILENCE_ORDINARY))


def _scripted_conditions(number: int, life: Life) -> tuple[Condition, ...]:
    home, area, places = _zone_conditions(number, life, None)
    incident = INCIDENTS[number - 1]
    zone = area if incident == "leaves the city" else places if incident == "enters a shopping centre" else home
    silence = SILENCE_SCRIPTED if incident == "goes silent" else SILENCE_ORDINARY
    if incident == "uploads four hours late":
        silence = hours(6)  # the gap is the point; its own silence alert would be true as well and hide it
    return (zone, *_device_conditions(number, silence))


def _device_conditions(number: int, silence: Micros) -> tuple[Condition, ...]:
    return (
        Condition(id=number * 10 + 4, kind="wear_device"),
        Condition(id=number * 10 + 5, kind="keep_charged"),
        Condition(id=number * 10 + 6, kind="keep_contact", silence_after=silence),
    )


def _after(at: Instant, length: int) -> Instant:
    return Instant(at + length)


def home_of(subject: Subject) -> Point:
    """Return where a subject lives."""
    return Point(*subject.home)
