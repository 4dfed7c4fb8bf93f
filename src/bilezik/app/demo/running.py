"""Run the demo: a fresh database, an enrolled world, every role, and the devices of the world."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Final

import msgspec

from bilezik.app.demo.enrolling import Enrolled
from bilezik.app.engines import Postgres
from bilezik.app.migrate import migrate
from bilezik.app.settings import Settings
from bilezik.app.supervisor import Obstacle
from bilezik.app.supervisor.child import Role
from bilezik.app.supervisor.obstacles import check_disk, files_of
from bilezik.app.supervisor.serve import serve
from bilezik.domain.instant import Instant
from bilezik.simulate.fleet import wall
from bilezik.simulate.world import Truth, World, build
from bilezik.store import connect

FOLDER: Final = "demo"
_DATABASE: Final = "bilezik"


class Sign(msgspec.Struct, frozen=True, kw_only=True):
    """What `--ready-file` holds: where to go and how to get in."""

    url: str
    username: str
    password: str
    api_token: str


class KnownTruth(msgspec.Struct, frozen=True, kw_only=True):
    """The truth of a run, with the people's ids in the database, for scoring."""

    now: Instant
    people: dict[int, int]
    truths: tuple[Truth, ...]


def settings_of_demo(settings: Settings) -> Settings:
    """Return the settings of the demo: the same, in a folder of its own below `var`."""
    return msgspec.structs.replace(settings, var=settings.var / FOLDER)


def truth_file(settings: Settings) -> Path:
    """Return where a demo with `settings` writes what truly happens."""
    return settings.var / "truth.json"


def run(
    settings: Settings, *, people: int, seed: int, commands: Collection[str], on_ready: Callable[[Sign], None], colour: bool
) -> None:
    """Run the demo until it is stopped; `on_ready` is called once when everything serves.

    Raises what `serve` raises, and `Obstacle` when an external database is set: the demo makes its own and would empty it.
    """
    if settings.database_url is not None or settings.nats_url is not None:
        raise Obstacle("the demo runs on its own engines; unset BILEZIK_DATABASE_URL and BILEZIK_NATS_URL, or use 'bilezik serve'")
    demo = settings_of_demo(settings)
    check_disk(demo.var)
    with files_of(demo.var):
        demo.var.mkdir(parents=True, exist_ok=True)
    enrolled: list[Enrolled] = []
    board = _free_port()

    def prepare() -> None:
        _empty_database(demo)
        migrate(demo)
        enrolled.append(_enrol(demo, build(seed, wall(), people), f"json://127.0.0.1:{board}/"))

    def ready() -> None:
        made = enrolled[0]
        url = settings.web_url or f"http://{settings.web_host}:{settings.web_port}"
        on_ready(Sign(url=url, username=made.username, password=made.password, api_token=made.api_token))

    world_file = _world_file(demo)
    devices = Role(
        name="simulate", command=(sys.executable, "-m", "bilezik", "simulate", str(world_file)), environ=demo.environment()
    )
    notices = Role(
        name="notices",
        command=(sys.executable, "-m", "bilezik.app.demo.noticeboard", str(board), str(demo.var / "notices.jsonl")),
    )
    asyncio.run(serve(demo, commands=commands, on_ready=ready, colour=colour, prepare=prepare, guests=(devices, notices)))


def _world_file(demo: Settings) -> Path:
    return demo.var / "world.json"


def _empty_database(demo: Settings) -> None:
    with connect(Postgres(demo.var, engine_user=demo.engine_user).dsn("admin", "postgres"), autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {_DATABASE} WITH (FORCE)")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])


def _enrol(demo: Settings, world: World, channel: str) -> Enrolled:
    world_file, out_file = _world_file(demo), demo.var / "enrolled.json"
    world_file.write_bytes(msgspec.json.encode(world))
    ran = subprocess.run(  # noqa: S603 - our own program, with paths of our own making
        [sys.executable, "-m", "bilezik.app.demo.enrolling", str(world_file), str(out_file), channel],
        env={**os.environ, **demo.environment()},
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        last = [line for line in ran.stderr.splitlines() if line.strip()][-1:]
        raise Obstacle(f"the demo's people cannot be enrolled: {last[0] if last else 'no word why'}")
    made = msgspec.json.decode(out_file.read_bytes(), type=Enrolled)
    out_file.unlink()
    truth_file(demo).write_bytes(msgspec.json.encode(KnownTruth(now=world.now, people=made.people, truths=world.truths)))
    return made
