"""What `bilezik serve` runs: the engines that are not elsewhere, the migrations, and every role that this installation has."""

import asyncio
import os
import socket
import sys
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import Final, Self

from bilezik.app.engines import Mqtt, Nats, Postgres
from bilezik.app.migrate import migrate
from bilezik.app.settings import Settings
from bilezik.app.supervisor.child import Role
from bilezik.app.supervisor.family import Engine, Family, stop_on_signals
from bilezik.app.supervisor.leftovers import stop_leftovers
from bilezik.app.supervisor.obstacles import Obstacle, check_disk, check_ports, files_of, hold_lock
from bilezik.protocols import PROTOCOLS

ROLES: Final = ("gateway", "steward", "web", "monitor")
"""In order of stop: nothing more is accepted, then nothing more is sent, shown, judged. What the stream has is judged next time."""

_LEFTOVER_GRACE_S: Final = 5.0
_MONITORS: Final = 4
"""More share the work only where somebody says so: from here on PostgreSQL is the narrow place of one machine."""
_DISK_EVERY_S: Final = 15.0
_LOG_LIMIT: Final = 20_000_000


async def serve(
    settings: Settings,
    *,
    commands: Collection[str],
    on_ready: Callable[[], None],
    colour: bool,
    prepare: Callable[[], object] | None = None,
    guests: Sequence[Role] = (),
) -> None:
    """Run everything until SIGTERM or SIGINT; raises `Obstacle` or `EngineError` with one line when it cannot.

    `commands`: the roles that exist as commands of `bilezik`; `on_ready` is called once when all of them serve. `prepare` runs
    between the engines and the roles (none: the migrations); `guests` are kept alive beside the roles and stopped before them.
    """
    run = settings.var / "run"
    check_disk(settings.var)  # before the lock, which is a file on it
    hold_lock(run)
    stop = asyncio.Event()
    stop_on_signals(stop)
    with files_of(settings.var), Log(settings.var / "log" / "serve.log", colour=colour) as log:
        for name in stop_leftovers(run, grace_s=_LEFTOVER_GRACE_S):
            log.say("serve", f"stopped {name}, left behind by an earlier supervisor")
        check_ports(_ports(settings, commands))
        family = Family(
            _engines(settings),
            [*guests, *roles_of([name for name in ROLES if name in commands], settings)],
            folder=run,
            say=log.say,
            prepare=prepare or (lambda: migrate(settings)),
        )
        watching = asyncio.create_task(_watch_disk(settings.var, log))
        try:
            await family.run(stop, on_ready)
        finally:
            watching.cancel()


def roles_of(names: Iterable[str], settings: Settings) -> list[Role]:
    """Return the roles as commands of this same program with these settings; `monitor` and `gateway` become as many as are wanted.

    A monitor started again keeps its name and so takes up at once what it held; the name is this installation's alone.
    """
    roles = []
    for name in names:
        alike = {
            "monitor": settings.monitors or min(_MONITORS, os.cpu_count() or 1),
            "gateway": settings.gateways,
        }.get(name, 1)
        for nth in range(1, alike + 1):
            one = name if nth == 1 else f"{name}-{nth}"
            words = ("--name", f"{socket.gethostname()}:{settings.var}:{nth}") if name == "monitor" else ()
            command = (sys.executable, "-m", "bilezik", name, *words)
            roles.append(Role(name=one, command=command, environ=settings.environment()))
    return roles


async def _watch_disk(folder: Path, log: "Log") -> None:
    """Say once that the disk gets full, and again when it had room meanwhile."""
    said = False
    while True:
        await asyncio.sleep(_DISK_EVERY_S)
        try:
            check_disk(folder)
            said = False
        except Obstacle as full:
            if not said:
                log.say("serve", str(full))
            said = True


def _engines(settings: Settings) -> list[tuple[str, Engine]]:
    engines: list[tuple[str, Engine]] = []
    if settings.database_url is None:
        engines.append(("postgres", Postgres(settings.var, engine_user=settings.engine_user)))
    if settings.nats_url is None:
        engines.append(("nats", Nats(settings.var, engine_user=settings.engine_user, mqtt=_mqtt(settings))))
    return engines


def _mqtt(settings: Settings) -> Mqtt | None:
    if not settings.mqtt_port:
        return None
    return Mqtt(settings.gateway_host, settings.mqtt_port, settings.tls_certificate, settings.tls_key)


def _ports(settings: Settings, commands: Collection[str]) -> list[tuple[str, str, int]]:
    wanted = [(name, settings.gateway_host, settings.port_of(name, protocol.port)) for name, protocol in PROTOCOLS.items()]
    wanted += [(f"{name} inside TLS", settings.gateway_host, port) for name, port in settings.tls_ports.items()]
    if settings.mqtt_port:
        wanted.append(("mqtt", settings.gateway_host, settings.mqtt_port))
    if "web" in commands:
        wanted.append(("web", settings.web_host, settings.web_port))
    return wanted


class Log:
    """Lines to standard error and to a file, each with its speaker in front."""

    def __init__(self, file: Path, *, colour: bool) -> None:
        """Set an old file aside when it has grown."""
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.exists() and file.stat().st_size > _LOG_LIMIT:
            file.replace(file.with_suffix(".old"))
        self._file = file.open("a", encoding="utf-8", buffering=1)
        self._colour = colour

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def say(self, who: str, line: str) -> None:
        """Write one line. A full disk or a closed terminal stops the log, not the service."""
        for write in (self._to_terminal, self._to_file):
            try:
                write(who, line)
            except (OSError, ValueError):
                continue

    def _to_terminal(self, who: str, line: str) -> None:
        name = f"\x1b[36m{who:<8}\x1b[0m" if self._colour else f"{who:<8}"
        sys.stderr.write(f"{name} {line}\n")
        sys.stderr.flush()

    def _to_file(self, who: str, line: str) -> None:
        self._file.write(f"{who:<8} {line}\n")
