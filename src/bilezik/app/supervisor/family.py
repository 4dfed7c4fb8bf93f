"""The supervisor itself: a family of engines and roles that starts in order, is kept alive, and stops in order."""

import asyncio
import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, Protocol

from bilezik.app.supervisor.child import LAST_DELAY_S, STEADY_S, Child, Role, Say, delay_before
from bilezik.app.supervisor.obstacles import Obstacle

WATCH_S: Final = 0.5
"""How often the engines are looked at: an engine away for longer is noticed by its users first."""


class Engine(Protocol):
    """An engine as `bilezik.app.engines` runs it: adopted or started, looked at, stopped."""

    def start(self) -> None:
        """Start it, or adopt the one an earlier supervisor left."""

    def stop(self) -> None:
        """Stop it cleanly."""

    def alive(self) -> bool:
        """Return whether its process runs."""


class Family:
    """Engines and roles under one parent. `folder` holds the marks of the roles; `say` writes one line."""

    def __init__(
        self, engines: Sequence[tuple[str, Engine]], roles: Sequence[Role], *, folder: Path, say: Say, prepare: Callable[[], object]
    ) -> None:
        """`engines` in order of start; `roles` in order of stop; `prepare` runs between the two (migrations)."""
        self._engines = list(engines)
        self._roles = list(roles)
        self._folder = folder
        self._say = say
        self._prepare = prepare
        self._children: dict[str, Child] = {}
        self._keepers: list[asyncio.Task[None]] = []
        self._running: list[tuple[str, Engine]] = []
        self._stopping = False

    async def run(self, stop: asyncio.Event, on_ready: Callable[[], None]) -> None:
        """Start all, call `on_ready` once everything serves, keep all alive until `stop` is set, then stop all.

        Raises `Obstacle` when a role ends before it was ever ready: that is a fault of the setting, not of the moment.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            self._start_engines()
            self._prepare()
            starting = asyncio.create_task(self._start_roles())
            stopped = asyncio.create_task(stop.wait())
            await asyncio.wait((starting, stopped), return_when=asyncio.FIRST_COMPLETED)
            if not starting.done():
                starting.cancel()
                return
            starting.result()
            on_ready()
            watch = asyncio.create_task(self._watch_engines())
            await stopped
            watch.cancel()
        finally:
            await self._stop_all()

    def _start_engines(self) -> None:
        # In the main thread on purpose: a child that asks for a signal at its parent's death means the thread that forked it.
        for name, engine in self._engines:
            self._running.append((name, engine))
            engine.start()
            self._say("serve", f"{name} runs")

    async def _start_roles(self) -> None:
        for role in self._roles:
            self._children[role.name] = await Child.start(role, self._folder, self._say)
        for role in self._roles:
            await self._first_ready(role)
        self._keepers = [asyncio.create_task(self._keep(role)) for role in self._roles]

    async def _first_ready(self, role: Role) -> None:
        child = self._children[role.name]
        ready = asyncio.create_task(child.ready.wait())
        ended = asyncio.create_task(child.ended())
        await asyncio.wait((ready, ended), timeout=role.ready_s, return_when=asyncio.FIRST_COMPLETED)
        try:
            if ended.done():
                raise Obstacle(f"{role.name} {ended.result()} before it served: {child.last_line or 'it said nothing'}")
            if not ready.done():
                raise Obstacle(f"{role.name} does not serve after {role.ready_s:g} s: {child.last_line or 'it said nothing'}")
        finally:
            ready.cancel()
            ended.cancel()
        self._say("serve", f"{role.name} serves (process {child.process.pid})")

    async def _keep(self, role: Role) -> None:
        """Start `role` again whenever it ends, later each time."""
        restart = 0
        while True:
            child = self._children[role.name]
            how = await child.ended()
            if self._stopping:
                return
            if time.monotonic() - child.born_at > STEADY_S:
                restart = 0
            restart += 1
            delay = delay_before(restart)
            self._say("serve", f"{role.name} {how}; starting it again in {delay:g} s")
            await asyncio.sleep(delay)
            while True:
                try:
                    self._children[role.name] = await Child.start(role, self._folder, self._say)
                    break
                except OSError as error:  # no process or no memory left: the next try may find some
                    self._say("serve", f"{role.name} cannot be started: {error}; trying again in {LAST_DELAY_S:g} s")
                    await asyncio.sleep(LAST_DELAY_S)

    async def _watch_engines(self) -> None:
        restart = 0
        while True:
            await asyncio.sleep(WATCH_S + (delay_before(restart) if restart else 0.0))
            try:
                for name, engine in self._engines:
                    if not engine.alive():
                        self._say("serve", f"{name} died; starting it again")
                        engine.start()
                        self._say("serve", f"{name} runs")
                restart = 0
            except Exception as error:  # noqa: BLE001 - whatever keeps an engine from starting, the next try may succeed
                restart += 1
                self._say("serve", f"an engine does not start: {error}; trying again")

    async def _stop_all(self) -> None:
        self._stopping = True
        for role in self._roles:
            child = self._children.get(role.name)
            if child is not None:
                await child.stop()
                (self._folder / f"{role.name}.role").unlink(missing_ok=True)
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)
        for name, engine in reversed(self._running):
            try:
                engine.stop()
                self._say("serve", f"{name} stopped")
            except Exception as error:  # noqa: BLE001 - the others must be stopped all the same
                self._say("serve", f"{name} does not stop: {error}")


def stop_on_signals(stop: asyncio.Event) -> None:
    """Set `stop` on SIGTERM and SIGINT."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
