"""The register of a country for `bench console`: departments, staff, people, orders, worn devices, a day of positions.

1. Names are drawn from a few dozen, so that a search by name finds many and has to choose.
2. Rows go in by COPY; what the database demands of a row (laws 10, 12, 13) it demands of these.
3. The same seed gives the same country.
"""

import datetime as dt
import hashlib
import random
import secrets
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from bilezik.domain import iin, names
from bilezik.domain.instant import Instant, from_datetime
from bilezik.domain.order import Condition, Docket, Order
from bilezik.domain.report import Report
from bilezik.domain.zone import Circle, Zone
from bilezik.store import Connection
from bilezik.store.codes import pack_rest

_GIVEN: Final = (
    ("Ерлан", "Yerlan"), ("Әлия", "Aliya"), ("Нұрлан", "Nurlan"), ("Айгүл", "Aigul"), ("Данияр", "Daniyar"), ("Қайрат", "Kairat"),
    ("Гүлнар", "Gulnar"), ("Серік", "Serik"), ("Динара", "Dinara"), ("Марат", "Marat"), ("Сергей", "Sergey"), ("Ольга", "Olga"),
)  # fmt: skip
_FAMILY: Final = (
    ("Сейтов", "Seitov"), ("Ахметов", "Akhmetov"), ("Қасымов", "Kassymov"), ("Жұмабеков", "Zhumabekov"), ("Омаров", "Omarov"),
    ("Тілеубаев", "Tileubayev"), ("Нұрғалиев", "Nurgaliyev"), ("Бекенов", "Bekenov"), ("Ким", "Kim"), ("Иванов", "Ivanov"),
    ("Смағұлов", "Smagulov"), ("Әбенов", "Abenov"), ("Петров", "Petrov"), ("Юсупов", "Yussupov"), ("Сәрсенов", "Sarsenov"),
)  # fmt: skip
_REGIONS: Final = 20
_FIX_EVERY_S: Final = 300
_KNOWN: Final = 20
"""People whose pages somebody opens."""
_BASIS: Final = "Criminal Code, article 44"
_COURT: Final = "District court"


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """How large the country is; the issue's own figures by default."""

    people: int = 30_000
    fitted: int = 5_000
    departments: int = 278
    staff: int = 800
    hours: int = 24
    seed: int = 1


class Member(msgspec.Struct, frozen=True):
    """Somebody of staff with an open session."""

    role: str
    token: str
    people: tuple[int, ...]
    """Some whom they see."""


class Country(msgspec.Struct, frozen=True):
    """What the clicks need to know: who clicks, and what may be looked for."""

    members: tuple[Member, ...]
    iins: tuple[str, ...]
    devices: tuple[str, ...]


def fill(connection: Connection, wanted: Wanted, clicking: int, now: dt.datetime) -> Country:
    """Write the country in one transaction, with `clicking` open sessions of officers, supervisors and operators."""
    dice = random.Random(wanted.seed)  # noqa: S311 - the same country again, no secret
    of = [1 + dice.randrange(wanted.departments) for _ in range(wanted.people)]
    numbers = _iins(wanted.people, dice)
    places = [(43.0 + dice.random() * 9, 52.0 + dice.random() * 30) for _ in range(wanted.people)]
    with connection.transaction():
        for into, rows in _tables(wanted, of, numbers, places, now, dice):
            with connection.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        members = _staff(connection, wanted, clicking, of, dice)
    connection.execute("ANALYZE")
    return Country(members, tuple(numbers), tuple(_identity(n) for n in range(1, wanted.fitted + 1)))


def _tables(
    wanted: Wanted, of: list[int], numbers: list[str], places: list[tuple[float, float]], now: dt.datetime, dice: random.Random
) -> Iterator[tuple[str, Iterable[tuple[object, ...]]]]:
    """Yield each table with its columns, and its rows, in an order that references allow."""
    since, until = now - dt.timedelta(days=40), now + dt.timedelta(days=300)
    people, fitted = range(1, wanted.people + 1), range(1, wanted.fitted + 1)
    marks = ("inside",) * 9 + ("outside",)
    moment = Instant(0)
    rest = pack_rest(Report(at=moment, valid=True, satellites=9, battery_pct=80.0), moment)
    yield (
        "regions (id, code, name_kk, name_ru, name_en)",
        ((n, f"KZ-{n:02}", f"Облыс {n}", f"Область {n}", f"Region {n}") for n in range(1, _REGIONS + 1)),
    )
    yield (
        "departments (id, name, city, timezone, lat, lon, code, region)",
        (
            (n, f"Department {n}", f"Town {n % 60}", "Asia/Almaty", 48.0, 67.0, f"D{n:03}", 1 + n % _REGIONS)
            for n in range(1, wanted.departments + 1)
        ),
    )
    columns = "id, given_name, family_name, given_name_latin, family_name_latin, name_key, iin, birth_date, city, timezone, address"
    yield f"people ({columns}, phone, department)", (_person(n, of[n - 1], numbers[n - 1], dice) for n in people)
    yield (
        "orders (id, person, legal_basis, issuer, number, starts_at, ends_at, recorded_at)",
        (
            (
                2 * n + old,
                n,
                _BASIS,
                _COURT,
                f"{n}-{26 - old}",
                since - old * dt.timedelta(days=400),
                since if old else until,
                since,
            )
            for n in people
            for old in (0, 1)
        ),
    )
    yield (
        "zones (id, name, category, shape)",
        ((n, f"Home {n}", "home", msgspec.json.encode(Circle(*places[n - 1], 80.0)).decode()) for n in people),
    )
    yield (
        "conditions (id, order_id, person, kind)",
        ((2 * n + nth, 2 * n, n, kind) for n in people for nth, kind in enumerate(("stay_home", "wear_device"))),
    )
    yield "condition_zones (condition, zone)", ((2 * n, n) for n in people)
    yield (
        "dockets (person, recorded_at, content)",
        ((n, since, msgspec.json.encode(_docket(n, places[n - 1], since, until)).decode()) for n in people),
    )
    yield (
        "devices (id, identity, protocol, kind, model, state, department)",
        ((n, _identity(n), "gt06", "bracelet", "bench", "fitted", of[n - 1]) for n in fitted),
    )
    yield (
        "assignments (id, device, person, condition, order_id, from_at, to_at)",
        ((n, n, n, 2 * n + 1, 2 * n, since, until) for n in fitted),
    )
    columns = "person, partition, seq, heard_at, fixed_at, changed_at, lat, lon, accuracy_m, battery_pct, mark, state"
    yield (
        f"person_states ({columns})",
        (
            (n, n % 64, n, now, now, now, *places[n - 1], 12.0, float(dice.randrange(5, 100)), dice.choice(marks), b"")
            for n in fitted
        ),
    )
    columns = "id, person, kind, certainty, state, priority, event_at, raised_at, escalate_at, changed_at, outcome, text"
    yield f"alerts ({columns})", (_alert(n, wanted.fitted, now, dice) for n in fitted)
    columns = "person, fixed_at, digest, seq, device, received_at, clock_at, lat, lon, accuracy_m, speed_mps, source, doubt"
    yield (
        f"fixes ({columns}, integrity, sealed, rest)",
        (
            (
                n,
                at,
                step,
                step,
                n,
                at,
                at,
                places[n - 1][0] + dice.random() / 5000,
                places[n - 1][1],
                12.0,
                0.0,
                1,
                0,
                0,
                False,
                rest,
            )
            for n in fitted
            for step in range(1, wanted.hours * 3600 // _FIX_EVERY_S)
            for at in (now - dt.timedelta(seconds=step * _FIX_EVERY_S),)
        ),
    )


def _identity(device: int) -> str:
    return f"8{device:014}"


def _docket(number: int, home: tuple[float, float], since: dt.datetime, until: dt.datetime) -> Docket:
    """Return what the fold judges by: at home always, the device always on."""
    zone = Zone(id=number, name=f"Home {number}", shape=Circle(*home, 80.0), category="home")
    conditions = (
        Condition(id=2 * number, kind="stay_home", zones=(zone,)),
        Condition(id=2 * number + 1, kind="wear_device"),
    )
    order = Order(
        id=2 * number, legal_basis=_BASIS, issuer=_COURT, number=f"{number}-26", starts_at=from_datetime(since),
        ends_at=from_datetime(until), conditions=conditions,
    )  # fmt: skip
    return Docket(person=number, recorded_at=from_datetime(since), orders=(order,))


def _person(number: int, department: int, identity: str, dice: random.Random) -> tuple[object, ...]:
    given, family = dice.choice(_GIVEN), dice.choice(_FAMILY)
    born = f"19{identity[:2]}-{identity[2:4]}-{identity[4:6]}"
    key = names.key((*given, *family))
    phone = f"+7701{number:07}"
    return (
        number, given[0], family[0], given[1], family[1], key, identity, born, f"Town {department % 60}", "Asia/Almaty",
        f"Abai street {number % 300}", phone, department,
    )  # fmt: skip


def _alert(number: int, fitted: int, now: dt.datetime, dice: random.Random) -> tuple[object, ...]:
    raised = now - dt.timedelta(minutes=dice.randrange(1, 60 * 24 * 20))
    state, outcome = ("open", None) if number % 12 == 0 else ("resolved", "returned")
    kind = dice.choice(("not_home", "left_area", "entered_place", "battery", "silence", "strap"))
    person = 1 + dice.randrange(fitted)
    return (
        number,
        person,
        kind,
        "certain",
        state,
        dice.randrange(1, 4),
        raised,
        raised,
        now + dt.timedelta(hours=1),
        raised,
        outcome,
        "",
    )


def _iins(count: int, dice: random.Random) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < count:
        born = f"{dice.randrange(50, 100)}{dice.randrange(1, 13):02}{dice.randrange(1, 29):02}"
        eleven = f"{born}{dice.choice('34')}{dice.randrange(10_000):04}"
        digit = iin.check_digit(eleven)
        if digit is not None:
            found[f"{eleven}{digit}"] = None
    return list(found)


def _staff(connection: Connection, wanted: Wanted, clicking: int, of: list[int], dice: random.Random) -> tuple[Member, ...]:
    """Write the staff: two thirds officers of one department, then supervisors of one, operators everywhere, and the rest."""
    others = ("registrar", "quartermaster", "auditor", "administrator", "prosecutor")
    roles = [
        "officer" if nth % 12 < 8 else "supervisor" if nth % 12 < 10 else "operator" if nth % 12 == 10 else others[nth // 12 % 5]
        for nth in range(wanted.staff)
    ]  # fmt: skip
    users = range(1, wanted.staff + 1)
    theirs = {
        n: None if role in {"operator", "auditor", "administrator"} else 1 + n % wanted.departments
        for n, role in zip(users, roles, strict=True)
    }
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO users (id, username, name) VALUES (%s, %s, %s)", [(n, f"user{n}", f"User {n}") for n in users]
        )
        given = [(n, role, theirs[n]) for n, role in zip(users, roles, strict=True)]
        cursor.executemany('INSERT INTO staff_roles ("user", role, department) VALUES (%s, %s, %s)', given)
    caseload: dict[int | None, list[int]] = {}
    for person, department in enumerate(of[: wanted.fitted], start=1):
        caseload.setdefault(department, []).append(person)
    members: list[Member] = []
    for number, role in zip(users, roles, strict=True):
        where = theirs[number]
        seen = caseload.get(where, []) if where else [1 + dice.randrange(wanted.fitted) for _ in range(_KNOWN)]
        if role not in {"officer", "supervisor", "operator"} or not seen or len(members) == clicking:
            continue
        token = secrets.token_urlsafe(24)
        digest = hashlib.sha256(token.encode()).digest()
        connection.execute("SELECT sec.open_session(%s, %s, 'bench', '', 'app')", (number, digest))
        members.append(Member(role, token, tuple(seen[:_KNOWN])))
    return tuple(members)
