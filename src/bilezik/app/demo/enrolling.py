"""Enrol a simulated world as an officer would: by deeds, with reasons, in the audit log.

Run as `python -m bilezik.app.demo.enrolling WORLD OUT CHANNEL`: a process of its own, so that the demo itself carries no Django.
CHANNEL is where notices go. OUT receives the sign-in and which person is which subject.
"""

import asyncio
import contextlib
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
import nats
import nats.js.errors

from bilezik.app.django_settings import configure
from bilezik.app.settings import Settings
from bilezik.domain.instant import Instant, days
from bilezik.simulate.world import HISTORY, Subject, World
from bilezik.stream.reports import STREAM

if TYPE_CHECKING:
    from bilezik.deeds.departments import NewDepartment

KNOWN_BEFORE: Final = HISTORY + days(1)
"""How long before its moment the world's orders were entered: its history must be judged by them."""
WHY: Final = "the demo's invented people"
_KINDS: Final = {"gt06": "tracker", "watch": "bracelet", "r16h": "bracelet", "osmand": "phone"}
_WORN_FOR: Final = "wear_device"
_FROM_NOW: Final = "keep_contact"
"""Silence is about arrival: nothing of the history has arrived yet, so contact is owed from now on only."""


class Enrolled(msgspec.Struct, frozen=True, kw_only=True):
    """What enrolling made: who may sign in, and each subject's person (by subject number)."""

    username: str
    password: str
    api_token: str
    people: dict[int, int]


def enrol(world: World, channel: str) -> Enrolled:
    """Write the world into the register, who is on duty being told by `channel`; needs a configured Django."""
    from bilezik.deeds import Actor, bulk, conditions, departments, duties, factors, people, staff, zones
    from bilezik.deeds.conditions import NewCondition
    from bilezik.deeds.devices import NewDevice
    from bilezik.deeds.orders import NewOrder

    by = Actor(None, "Bilezik demo", "demo")
    factors.let_passwords_suffice()
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    user = staff.add(
        by, "operator", password, "Demo operator", why=WHY, roles=[staff.NewRole("operator"), staff.NewRole("supervisor")]
    )
    token = staff.issue_token(by, user, "demo", why=WHY)
    cities = sorted({subject.city for subject in world.subjects})
    departments.keep_regions(by, departments.shipped_regions(), why=WHY)
    department = {city: departments.add(by, _department(city, *_first_home(world, city)), why=WHY) for city in cities}
    city_of = {zone.id: subject.city for subject in world.subjects for condition in subject.conditions for zone in condition.zones}
    drawn = bulk.zones(
        by,
        [
            zones.NewZone(name=z.name, shape=z.shape, category=z.category, tolerance_m=z.tolerance_m, city=city_of[z.id])
            for z in world.zones
        ],
        why=WHY,
    )
    zone_of = {zone.id: number for zone, number in zip(world.zones, drawn, strict=True)}
    entered = Instant(world.now - KNOWN_BEFORE)

    def entry(subject: Subject) -> bulk.Enrolment:
        return bulk.Enrolment(
            person=people.NewPerson(
                given_name=subject.given_name,
                family_name=subject.family_name,
                given_name_latin=subject.given_name_latin,
                family_name_latin=subject.family_name_latin,
                city=subject.city,
                timezone=subject.timezone,
                department=department[subject.city],
                phone=subject.phone,
                address=subject.address,
            ),
            order=NewOrder(
                legal_basis="Criminal Code of the Republic of Kazakhstan, article 44",
                issuer=f"{subject.city} district court No. 2 (invented)",
                number=f"2-{1000 + subject.number}/26",
                starts_at=entered,
                ends_at=Instant(world.now + days(180)),
                kind="restriction of liberty",
            ),
            conditions=tuple(
                NewCondition(
                    kind=c.kind,
                    zones=tuple(zone_of[zone.id] for zone in c.zones),
                    schedule=c.schedule,
                    dwell=c.dwell,
                    silence_after=c.silence_after,
                    low_pct=c.low_pct,
                )
                for c in subject.conditions
                if c.kind != _FROM_NOW
            ),
            devices=(
                (NewDevice(identity=subject.identity, protocol=subject.protocol, kind=_KINDS[subject.protocol]), _worn(subject)),
            ),
        )

    made = bulk.enrol(by, [entry(subject) for subject in world.subjects], why=WHY, known_from=entered)
    for subject, one in zip(world.subjects, made, strict=True):
        for c in subject.conditions:
            if c.kind == _FROM_NOW:
                conditions.add(by, one.order, NewCondition(kind=c.kind, silence_after=c.silence_after), why=WHY)
    duties.add(by, duties.NewDuty(level=1, name="Shift supervisor", channel=channel, from_at=entered), why=WHY)
    return Enrolled(
        username="operator",
        password=password,
        api_token=token,
        people={subject.number: one.person for subject, one in zip(world.subjects, made, strict=True)},
    )


def _department(city: str, lat: float, lon: float) -> "NewDepartment":
    """Return the invented department of a city, in its region where it is one of the list."""
    from bilezik.deeds.departments import NewDepartment
    from bilezik.store.models import Region

    region = Region.objects.filter(name_en__in=(city, f"{city} City")).first()
    called = (
        {} if region is None else {"name_kk": f"{region.name_kk}: пробация бөлімі", "name_ru": f"{region.name_ru}: отдел пробации"}
    )
    name = f"{city} probation department"
    return NewDepartment(
        name=name, name_en=name, city=city, timezone="Asia/Almaty", lat=lat, lon=lon,
        region=None if region is None else region.pk, **called,
    )  # fmt: skip


def _worn(subject: Subject) -> int:
    return next(place for place, condition in enumerate(subject.conditions) if condition.kind == _WORN_FOR)


def _first_home(world: World, city: str) -> tuple[float, float]:
    return next(subject.home for subject in world.subjects if subject.city == city)


async def _forget_stream(url: str) -> None:
    """Remove what devices said in an earlier run: its register is gone too."""
    client = await nats.connect(url)
    with contextlib.suppress(nats.js.errors.NotFoundError):
        await client.jetstream().delete_stream(STREAM)
    await client.close()


def main() -> None:
    """Read WORLD, enrol it, write OUT (readable by its owner only)."""
    world_file, out_file, channel = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    world = msgspec.json.decode(world_file.read_bytes(), type=World)
    settings = Settings.load()
    asyncio.run(_forget_stream(settings.nats()))
    configure(settings, role="owner")
    made = enrol(world, channel)
    out_file.touch(mode=0o600)
    out_file.write_bytes(msgspec.json.encode(made))


if __name__ == "__main__":
    main()
