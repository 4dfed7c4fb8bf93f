"""What `bilezik replay` does: rows and orders into a `Story` a person, and its violations into lines.

1. People are folded one after another, so a file of many people needs the memory of one story.
2. No tick is fed later than the last input of the whole file: everybody's silence is judged as of then.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from bilezik.cli.fixes_file import Row, read_fixes
from bilezik.cli.orders_file import OrdersFile, read_orders
from bilezik.cli.refusal import Refusal
from bilezik.domain.instant import Instant, rfc3339
from bilezik.domain.report import Report
from bilezik.domain.violation import Violation, Witness
from bilezik.fold import Arrival, ZoneCache, digest_of
from bilezik.fold.record import RecordError, read_record
from bilezik.fold.story import Story

DEVICE: Final = 1
"""A file of fixes does not say which device they came from: each person has one."""

Found = Iterator[tuple[tuple[Instant, int, int], dict[str, object]]]


def replay_files(fixes: Path, orders: Path) -> Iterator[str]:
    """Yield the violations in a file of fixes under a file of orders, a JSON line each; bad input raises `Refusal`."""
    return _sorted(_replay_fixes(read_fixes(fixes), read_orders(orders)))


def replay_record(path: Path) -> Iterator[str]:
    """Yield the violations of a person's record, a JSON line each; a bad line raises `Refusal`."""
    return _sorted(_replay_record(path))


def _sorted(found: Found) -> Iterator[str]:
    encoder = msgspec.json.Encoder()
    for _, line in sorted(found, key=lambda item: item[0]):
        yield encoder.encode(line).decode()


def _replay_fixes(people: dict[str, list[Row]], orders: OrdersFile) -> Found:
    last_at = max((rows[-1].received_at for rows in people.values()), default=Instant(0))
    shared = ZoneCache()
    total = sum(map(len, people.values()))
    done = 0
    for number, (person, rows) in enumerate(people.items(), start=1):
        docket = orders.docket(person, number)
        if docket.orders:
            story = Story(docket, shared)
            for arrival in _arrivals(rows):
                story.feed(arrival)
            story.finish(last_at)
            for violation in story.violations.values():
                line = _line(violation, person, orders.names.get(violation.condition, violation.condition))
                yield (violation.raised_at, number, violation.id), line
        done += len(rows)
        _progress(done, total)


def _arrivals(rows: Iterable[Row]) -> Iterator[Arrival]:
    for received_at, line, at, lat, lon, accuracy_m, source in rows:
        report = Report(at=at, lat=lat, lon=lon, accuracy_m=accuracy_m, source=source)
        yield Arrival(DEVICE, received_at, received_at, line, digest_of(report), report)


def _replay_record(path: Path) -> Found:
    try:
        with path.open("rb") as file:
            person, story = read_record(file)
    except OSError as error:
        raise Refusal(f"{path}: {error}", exit_code=2) from None
    except RecordError as error:
        raise Refusal(f"{path}:{error.line}: {error}", exit_code=2) from None
    for violation in story.violations.values():
        yield (violation.raised_at, 0, violation.id), _line(violation, str(person), str(violation.condition))


def _line(violation: Violation, person: str, condition: object) -> dict[str, object]:
    return {
        "person": person,
        "condition": condition,
        "kind": violation.condition_kind,
        "began_at": rfc3339(violation.began_at),
        "raised_at": rfc3339(violation.raised_at),
        "certainty": violation.certainty,
        "probability": violation.probability / 1000,
        "certain_at": None if violation.certain_at is None else rfc3339(violation.certain_at),
        "closed_at": None if violation.closed_at is None else rfc3339(violation.closed_at),
        "state": violation.state,
        "reason": violation.reason,
        "alert": violation.kind,
        "evidence": [_witness(witness) for witness in violation.evidence],
    }


def _witness(witness: Witness) -> dict[str, object]:
    line: dict[str, object] = {"at": rfc3339(witness.at), "what": witness.what, "seq": str(witness.seq)}
    for name in ("lat", "lon", "accuracy_m", "distance_m"):
        value = getattr(witness, name)
        if value is not None:
            line[name] = value
    if witness.probability is not None:
        line["probability"] = witness.probability / 1000
    if witness.weight is not None:
        line["weight"] = witness.weight / 1000
    return line


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\rreplay: {done:,} of {total:,} fixes" + ("\n" if done == total else ""))
        sys.stderr.flush()
