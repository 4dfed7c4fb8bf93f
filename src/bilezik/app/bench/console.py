"""The screens under load: so many people of staff at once, a click every few seconds, on a register as large as a country's.

1. The web process is the one that serves; requests are real, over HTTP, each by a session of somebody with a role in a department.
2. Row-level security is on, as always. What it costs is measured beside it: the same SQL as the web role with a token of an officer
   (one department) and of an operator (everywhere), and as the owner, whom policies do not hold.
3. A click waits for its answer; the next comes `pause_s` after the one before began. Who is slow is not asked less often.
"""

import asyncio
import datetime as dt
import os
import random
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Final, Literal

import httpx
import msgspec
import numpy as np

from bilezik.app.bench import office
from bilezik.app.engines.scratch import Database, scratch
from bilezik.app.settings import Settings
from bilezik.domain import names
from bilezik.store import Connection

Say = Callable[[str], None]
Group = Literal["search", "list", "person"]

BARS_MS: Final[dict[Group, float]] = {"search": 150.0, "list": 250.0, "person": 300.0}
"""The 95th percentile each must keep."""
_ROUNDS: Final = 40
_SERVE: Final = (
    "from bilezik.app.settings import Settings; from bilezik.app.web import serve;"
    " serve(Settings.load(), on_ready=lambda: print('ready', flush=True))"
)
_NAMES: Final = ("Aliya", "Сейтов", "Әлия Ахметов", "Kim", "Жұмабеков Серік", "Ивaнoв".replace("a", "а").replace("o", "о"))


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What to run."""

    country: office.Wanted = office.Wanted()
    users: int = 50
    pause_s: float = 5.0
    seconds: float = 120.0


class Timing(msgspec.Struct, frozen=True, kw_only=True):
    """Milliseconds of one kind of click. `bar_ms`: what the 95th percentile may be."""

    clicks: int
    p50: float
    p95: float
    p99: float
    bar_ms: float
    is_met: bool


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """Milliseconds (median) of one query with the policies, as an officer, and without, as the owner; rows each returned."""

    with_ms: float
    without_ms: float
    rows_with: int
    rows_without: int


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """The result, printed as JSON."""

    people: int
    users: int
    failures: int
    clicks: dict[str, Timing]
    groups: dict[str, Timing]
    policies: dict[str, Cost]


def run(wanted: Wanted, say: Say) -> Figures:
    """Fill, serve, click, and compare; raises what the engines raise when they cannot start."""
    with scratch() as engines, engines.database() as database:
        begin = time.monotonic()
        with database.connect("owner") as owner:
            country = office.fill(owner, wanted.country, wanted.users, dt.datetime.now(dt.UTC))
        say(f"{wanted.country.people:,} people written in {time.monotonic() - begin:.0f} s")
        settings = msgspec.structs.replace(database.settings, web_port=_free_port())
        environment = os.environ | settings.environment()
        serving = subprocess.Popen([sys.executable, "-c", _SERVE], env=environment, stdout=subprocess.PIPE, text=True)  # noqa: S603
        with serving as web:
            try:
                if web.stdout is None or web.stdout.readline() != "ready\n":
                    raise RuntimeError("the web process did not start")
                say(f"{wanted.users} users click for {wanted.seconds:.0f} s")
                clicked, failures = asyncio.run(_click(settings, country, wanted))
            finally:
                web.terminate()
        say("the same queries with and without policies")
        return Figures(
            people=wanted.country.people, users=wanted.users, failures=failures,
            clicks={name: _timing(of, BARS_MS[_group(name)]) for name, of in sorted(clicked.items())},
            groups=_groups(clicked), policies=_policies(database, country),
        )  # fmt: skip


def _group(name: str) -> Group:
    kind = name.split(" ", 1)[0]
    return "search" if kind == "search" else "person" if kind == "person" else "list"


async def _click(settings: Settings, country: office.Country, wanted: Wanted) -> tuple[dict[str, list[float]], int]:
    found: dict[str, list[float]] = {}
    failures = 0
    base = f"http://{settings.web_host}:{settings.web_port}"
    limits = httpx.Limits(max_connections=wanted.users, max_keepalive_connections=wanted.users)

    async def user(number: int, client: httpx.AsyncClient) -> None:
        nonlocal failures
        member = country.members[number % len(country.members)]
        dice = random.Random(number)  # noqa: S311 - the same clicks again, no secret
        begin = time.monotonic() + wanted.pause_s * number / wanted.users
        nth = 0
        while (at := begin + nth * wanted.pause_s) < first + wanted.seconds:
            await asyncio.sleep(max(0.0, at - time.monotonic()))
            name, path = _where(member, country, dice)
            started = time.monotonic()
            answer = await client.get(base + path, headers={"Cookie": f"bilezik_session={member.token}"})
            if answer.status_code == 200:
                found.setdefault(name, []).append((time.monotonic() - started) * 1e3)
            else:
                failures += 1
            nth += 1

    first = time.monotonic()
    async with httpx.AsyncClient(limits=limits, timeout=60) as client:
        for path in ("/console/today/", "/console/", "/console/search/?q=Kim"):  # templates are compiled once a process
            await client.get(base + path, headers={"Cookie": f"bilezik_session={country.members[0].token}"})
        first = time.monotonic()
        await asyncio.gather(*(user(number, client) for number in range(wanted.users)))
    return found, failures


_CLICKS: Final[tuple[tuple[int, str, str], ...]] = (
    (3, "search by name", "/console/search/?q={name}"),
    (2, "search by IIN", "/console/search/?q={iin}"),
    (1, "search by device", "/console/search/?q={device}"),
    (3, "list: queue", "/console/"),
    (3, "list: my people today", "/console/today/"),
    (2, "list: people", "/console/people/?q={name}"),
    (1, "list: devices", "/console/devices/"),
    (5, "person page", "/console/people/{person}/"),
)
"""How often, what, and where: mostly people and lists, as a day goes."""


def _where(member: office.Member, country: office.Country, dice: random.Random) -> tuple[str, str]:
    """Return what somebody clicks next."""
    _, name, path = dice.choices(_CLICKS, [often for often, _, _ in _CLICKS])[0]
    known = {"name": _NAMES, "iin": country.iins, "device": country.devices, "person": member.people}
    return name, path.format(**{field: dice.choice(of) for field, of in known.items()})


def _groups(clicked: dict[str, list[float]]) -> dict[str, Timing]:
    together: dict[Group, list[float]] = {}
    for name, times in clicked.items():
        together.setdefault(_group(name), []).extend(times)
    return {name: _timing(times, BARS_MS[name]) for name, times in together.items()}


def _timing(times: list[float], bar: float) -> Timing:
    p50, p95, p99 = (float(np.percentile(times, part)) for part in (50, 95, 99))
    return Timing(clicks=len(times), p50=round(p50, 1), p95=round(p95, 1), p99=round(p99, 1), bar_ms=bar, is_met=p95 <= bar)


def _policies(database: Database, country: office.Country) -> dict[str, Cost]:
    key, iin = names.key(("Әлия",)), country.iins[0]
    found = {}
    for role in ("officer", "operator"):
        member = next((one for one in country.members if one.role == role), country.members[0])
        person = member.people[0]
        queries = {
            "people by a part of the name": f"SELECT id FROM people WHERE name_key LIKE '%{key}%' ORDER BY family_name, id LIMIT 9",
            "people by IIN": f"SELECT id FROM people WHERE iin LIKE '%{iin}%' LIMIT 9",
            "one person": f"SELECT * FROM people WHERE id = {person}",
            "the first hundred alerts": "SELECT id FROM alerts WHERE state <> 'resolved' ORDER BY priority, raised_at LIMIT 100",
            "orders of one person": f"SELECT * FROM orders WHERE person = {person}",
            "how many are under an order": "SELECT count(DISTINCT person) FROM orders WHERE ends_at > now()",
            "positions of a day": f"SELECT lat, lon FROM fixes WHERE person = {person} AND fixed_at > now() - interval '1 day'",
        }
        with database.connect("web") as web, database.connect("owner") as owner:
            web.execute("SELECT set_config('sight.token', %s, false)", (member.token,))
            for name, query in queries.items():
                (with_ms, rows_with), (without_ms, rows_without) = _timed(web, query), _timed(owner, query)
                found[f"{name}, {role}"] = Cost(
                    with_ms=with_ms, without_ms=without_ms, rows_with=rows_with, rows_without=rows_without
                )
    return found


def _timed(connection: Connection, query: str) -> tuple[float, int]:
    """Return the median time in milliseconds and how many rows came."""
    times, rows = [], 0
    for _ in range(_ROUNDS):
        begin = time.perf_counter()
        rows = len(connection.execute(query).fetchall())
        times.append((time.perf_counter() - begin) * 1e3)
    return round(statistics.median(times), 2), rows


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])
