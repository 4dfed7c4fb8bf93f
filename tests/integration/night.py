"""A night of one person: reports folded and stored as a monitor does it, and alerts about what was found."""

from random import Random
from typing import Any

import msgspec

from bilezik.domain.instant import Instant, hours, minutes, to_datetime
from bilezik.domain.report import Report
from bilezik.domain.violation import Violation
from bilezik.fold import Arrival, Clock, digest_of
from bilezik.fold.story import Story
from bilezik.store import connect, reading, rows
from bilezik.store.explaining import Judged, judged
from bilezik.store.writers import Batch, Writer

DEGREE_M = 111_195.0


class Night:
    """A person's reports folded and stored as a monitor does it, and an alert about what was found."""

    def __init__(self, office: Any) -> None:
        self.office = office
        self.dice = Random(11)
        self.story: Story | None = None
        self.fixes: list[tuple[Instant, float]] = []

    def at_home(self, from_at: Instant, count: int, step: float = 1.0) -> "Night":
        self.fixes += [(Instant(from_at + minutes(step * n)), self.dice.gauss(0, 9)) for n in range(count)]
        return self

    def out(self, from_at: Instant, count: int, metres: float = 400.0) -> "Night":
        self.fixes += [(Instant(from_at + minutes(n)), metres + self.dice.gauss(0, 9)) for n in range(count)]
        return self

    def store(self, end: Instant) -> list[Violation]:
        office = self.office
        with connect(office.database.dsn("monitor"), autocommit=True) as connection:
            known = [msgspec.structs.replace(one, recorded_at=Instant(one.recorded_at - hours(30))) for one in
                     reading.dockets(connection, office.person)]  # fmt: skip
            batch = Batch()
            self.story = Story(known[0])
            for docket in known[1:]:
                self.story.feed(docket)
            for n, (at, north_m) in enumerate(self.fixes):
                said = Report(
                    at=at, valid=True, lat=51.1 + north_m / DEGREE_M, lon=71.4, accuracy_m=9.0, source="gnss", speed_mps=0.9
                )
                arrival = Arrival(office.device, at, at, n << 16, digest_of(said), said, "ok")
                batch.fixes.append(rows.fix(office.person, at, arrival, self.story.feed(arrival).doubt))
            self.story.feed(Clock(end))
            for violation in self.story.violations.values():
                batch.violation(violation, end)
            Writer(connection).commit(batch)
        with connect(office.database.dsn("owner"), autocommit=True) as owner:
            owner.execute("ALTER TABLE dockets DISABLE TRIGGER USER")
            owner.execute(
                "UPDATE dockets SET recorded_at = recorded_at - interval '30 hours', content = jsonb_set(content, '{recorded_at}',"
                " to_jsonb((content->>'recorded_at')::bigint - %s))",
                (hours(30),),
            )
            owner.execute("ALTER TABLE dockets ENABLE TRIGGER USER")
        return list(self.story.violations.values())

    def alert(self, *violations: Violation) -> int:
        with connect(self.office.database.dsn("monitor"), autocommit=True) as connection:
            row = connection.execute(
                "INSERT INTO alerts (person, kind, certainty, priority, event_at, raised_at)"
                " VALUES (%s, 'not_home', 'certain', 1, %s, %s) RETURNING id",
                (self.office.person, to_datetime(violations[0].began_at), to_datetime(violations[0].raised_at)),
            ).fetchone()
            assert row is not None
            for violation in violations:
                connection.execute("INSERT INTO alert_violations (alert, violation) VALUES (%s, %s)", (row[0], violation.id))
        return int(row[0])

    def judged(self, alert: int, now: Instant) -> tuple[Judged, ...]:
        from tests.integration.as_web import open_session, voice

        token = open_session(self.office.aliya.user_id)
        with voice(self.office.database, "web", token, autocommit=True) as connection:
            return judged(connection, alert, now)
