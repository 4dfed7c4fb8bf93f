"""A stage for the monitor: a small register on a real database, a real stream to put envelopes into, monitors to start and stop."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence

import msgspec
import pytest

from bilezik import monitor, stream
from bilezik.app.engines.scratch import Database
from bilezik.domain.envelope import Envelope
from bilezik.domain.instant import Instant, Micros, days, hours, in_seconds, rfc3339
from bilezik.domain.order import Condition, Docket, Order
from bilezik.domain.report import Report
from bilezik.domain.zone import Circle, Zone

HOME = Circle(lat=51.1, lon=71.4, radius_m=100.0)
LONG = hours(3)
AWAY_DEG = 0.03
"""Three kilometres north of home."""


def now() -> Instant:
    return Instant(time.time_ns() // 1000)


def docket_of(
    person: int, recorded_at: Instant, *, silence: Micros = LONG, kinds: Sequence[str] = ("stay_home", "keep_contact")
) -> Docket:
    home = Zone(id=person, name="Home", shape=HOME, category="home")
    every = {
        "stay_home": Condition(id=person * 10, kind="stay_home", zones=(home,)),
        "keep_contact": Condition(id=person * 10 + 1, kind="keep_contact", silence_after=silence),
    }
    order = Order(
        id=person,
        legal_basis="Test",
        issuer="Test court",
        number=f"T-{person}",
        starts_at=Instant(recorded_at - days(40)),
        ends_at=Instant(recorded_at + days(40)),
        conditions=tuple(every[kind] for kind in kinds),
    )
    return Docket(person=person, recorded_at=recorded_at, orders=(order,))


class Stage:
    """What a test acts on: `say` puts a report into the stream, `running` runs a monitor, `rows` looks at what is stored."""

    def __init__(self, database: Database, nats_url: str, publisher: stream.Publisher) -> None:
        self.database = database
        self.nats_url = nats_url
        self.publisher = publisher
        self.owner = database.connect("owner")
        self.said = 0
        self.recorded_at = Instant(0)

    def rows(self, query: str, *parameters: object) -> list[tuple[object, ...]]:
        return self.owner.execute(query, parameters).fetchall()

    def count(self, what: str) -> int:
        return int(str(self.rows(f"SELECT count(*) FROM {what}")[0][0]))

    def register(
        self, people: int, recorded_at: Instant | None = None, *, silence: Micros = LONG, apart: Mapping[int, Micros] = {}
    ) -> None:
        """Make people with a home, an order, and a fitted device of the same number; `apart`: who is allowed another silence."""
        recorded_at = self.recorded_at = recorded_at or Instant(now() - hours(2))
        allowed = {person: apart.get(person, silence) for person in range(1, people + 1)}
        dockets = [docket_of(person, recorded_at, silence=allowed[person]) for person in allowed]
        from_at, to_at = rfc3339(Instant(recorded_at - days(40))), rfc3339(Instant(recorded_at + days(40)))
        with self.owner.transaction():
            self.owner.execute(
                "INSERT INTO departments (id, name, city, timezone, lat, lon) VALUES (1, 'D', 'Astana', 'Asia/Almaty', 51, 71)"
            )
            for docket in dockets:
                p = docket.person
                for statement, values in (
                    (
                        "people (id, given_name, family_name, city, timezone, department)",
                        (p, "G", f"F{p}", "Astana", "Asia/Almaty", 1),
                    ),
                    (
                        "orders (id, person, legal_basis, issuer, number, starts_at, ends_at)",
                        (p, p, "B", "C", f"T-{p}", from_at, to_at),
                    ),
                    ("conditions (id, order_id, person, kind)", (p * 10, p, p, "stay_home")),
                    (
                        "conditions (id, order_id, person, kind, silence_after_s)",
                        (p * 10 + 1, p, p, "keep_contact", round(in_seconds(allowed[p]))),
                    ),
                    ("devices (id, identity, protocol, kind, state)", (p, str(p), "gt06", "bracelet", "fitted")),
                    ("assignments (id, device, person, condition, order_id, from_at, to_at)", (p, p, p, p * 10, p, from_at, to_at)),
                ):
                    places = ", ".join(["%s"] * len(values))
                    self.owner.execute(f"INSERT INTO {statement} VALUES ({places})", values)
                self.record(docket)

    def record(self, docket: Docket) -> None:
        self.owner.execute(
            "INSERT INTO dockets (person, recorded_at, content) VALUES (%s, %s, %s)",
            (docket.person, rfc3339(docket.recorded_at), msgspec.json.encode(docket).decode()),
        )

    async def say(self, person: int, report: Report, received_at: Instant | None = None) -> None:
        """Put one report of a person's device into the stream; on return it is on disk."""
        await self.publisher.publish(stream.partition_of(person), [envelope(person, report, received_at)])
        self.said += 1

    @contextlib.asynccontextmanager
    async def running(self, name: str = "one") -> AsyncIterator[None]:
        """Run a monitor in this process."""
        stop, ready = asyncio.Event(), asyncio.Event()
        task = asyncio.create_task(
            monitor.run(self.database.dsn("monitor"), self.nats_url, owner=name, stop=stop, on_ready=ready.set)
        )
        await asyncio.wait_for(ready.wait(), 20)
        try:
            yield
            assert not task.done() or task.exception() is None
        finally:
            stop.set()
            await asyncio.wait_for(task, 20)

    async def until(self, what: Callable[[], bool], seconds: float = 20) -> None:
        """Wait until `what()`, or fail."""
        deadline = time.monotonic() + seconds
        while not what():
            assert time.monotonic() < deadline, "it did not happen in time"
            await asyncio.sleep(0.05)


def envelope(person: int, report: Report, received_at: Instant | None = None) -> Envelope:
    return Envelope(
        protocol="gt06", received_at=received_at or now(), wire=b"frame", decoder=1, device=person, claimed=str(person),
        person=person, peer="127.0.0.1:1", session=person, integrity="ok", reports=(report,),
    )  # fmt: skip


def at_home(at: Instant, person: int = 1) -> Report:
    """A good fix at home; where exactly depends on the time, as a receiver's noise does."""
    wobble = ((at // 1_000_000 * 7 + person) % 19) * 1e-6
    return Report(at=at, lat=HOME.lat + wobble, lon=HOME.lon, valid=True, accuracy_m=8.0, source="gnss", speed_mps=0.0)


def away(at: Instant, person: int = 1) -> Report:
    """A good fix three kilometres from home."""
    return msgspec.structs.replace(at_home(at, person), lat=HOME.lat + AWAY_DEG + (at // 1_000_000 % 17) * 1e-6)


def every(step: int, first: Instant, count: int) -> list[Instant]:
    return [Instant(first + n * step) for n in range(count)]


@pytest.fixture
async def stage(database: Database, nats_url: str) -> AsyncIterator[Stage]:
    link = await stream.connect(nats_url, name="test")
    await stream.ensure(link, stream.Limits())
    publisher = stream.Publisher(link)
    await publisher.start()
    made = Stage(database, nats_url, publisher)
    try:
        yield made
    finally:
        made.owner.close()
        await publisher.close()
        await link.close()
