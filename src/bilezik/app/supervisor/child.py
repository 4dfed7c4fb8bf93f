"""One role as a child process: started, watched, its lines passed on, stopped.

1. A child leads its own process group: Ctrl-C at a terminal reaches the supervisor alone, and workers go with their role.
2. It asks the kernel for SIGTERM when its parent dies (PR_SET_PDEATHSIG, prctl(2)).
3. Its words are passed on line by line with its name in front; a line longer than the buffer is cut, never waited for.
"""

import asyncio
import contextlib
import ctypes
import os
import signal
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import msgspec

from bilezik.app.supervisor.leftovers import write_mark
from bilezik.app.supervisor.ready import READY_FD

Say = Callable[[str, str], None]
"""Writes one line: who speaks, what it says."""

FIRST_DELAY_S: Final = 0.2
LAST_DELAY_S: Final = 15.0
STEADY_S: Final = 30.0
"""A role that lived this long had a good start: its next restart is quick again."""

_PR_SET_PDEATHSIG: Final = 1
_LIBC: Final = ctypes.CDLL(None, use_errno=True)
_LINE_LIMIT: Final = 64 * 1024


class Role(msgspec.Struct, frozen=True):
    """What to run: a name of a few letters, the command, what its environment adds, and how long it may take to stop."""

    name: str
    command: tuple[str, ...]
    environ: Mapping[str, str] = {}
    grace_s: float = 10.0
    ready_s: float = 60.0


def delay_before(restart: int) -> float:
    """Return how long to wait before restart number `restart` (1, 2, ...): doubling, never above `LAST_DELAY_S`."""
    return min(LAST_DELAY_S, FIRST_DELAY_S * 2.0 ** min(restart - 1, 10))


class Child:
    """A running role. `ready` is set when it has said so; `last_line` is its last word on standard error."""

    def __init__(self, role: Role, process: asyncio.subprocess.Process, say: Say) -> None:
        self.role = role
        self.process = process
        self.born_at = time.monotonic()
        self.ready = asyncio.Event()
        self.last_line = ""
        self._say = say
        self._tasks: list[asyncio.Task[None]] = []

    @classmethod
    async def start(cls, role: Role, folder: Path, say: Say) -> "Child":
        """Start `role`, note its mark in `folder` and begin to pass its lines to `say`."""
        reading, writing = os.pipe()
        parent = os.getpid()
        try:
            process = await asyncio.create_subprocess_exec(
                *role.command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
                env={**os.environ, **role.environ, READY_FD: str(writing)},
                pass_fds=(writing,),
                start_new_session=True,
                preexec_fn=lambda: _die_with(parent),
                limit=_LINE_LIMIT,
            )
        except BaseException:
            os.close(reading)
            raise
        finally:
            os.close(writing)
        write_mark(folder / f"{role.name}.role", process.pid)
        child = cls(role, process, say)
        child._tasks = [asyncio.create_task(child._pass_lines()), asyncio.create_task(child._await_ready(reading))]
        return child

    async def ended(self) -> str:
        """Wait for the end, clear what is left of the process group, and return in words how it ended."""
        status = await self.process.wait()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        await asyncio.wait(self._tasks, timeout=1)  # its last lines are still in the pipe
        for task in self._tasks:
            task.cancel()
        if status >= 0:
            return f"ended with status {status}"
        return f"was killed by {signal.Signals(-status).name}"

    async def stop(self) -> None:
        """Ask it to stop; after its grace, kill it."""
        if self.process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            self.process.terminate()
        try:
            await asyncio.wait_for(self.process.wait(), self.role.grace_s)
        except TimeoutError:
            self._say(self.role.name, f"did not stop in {self.role.grace_s:g} s and is killed")
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
        await self.process.wait()

    async def _pass_lines(self) -> None:
        stream = self.process.stdout
        if stream is None:  # pragma: no cover - stdout is a pipe by construction
            return
        while True:
            try:
                line = await stream.readline()
            except ValueError:
                continue  # a line over the limit: what was buffered is dropped, the rest follows
            if not line:
                return
            text = line.decode("utf-8", "replace").rstrip()
            if text:
                self.last_line = text
                self._say(self.role.name, text)

    async def _await_ready(self, descriptor: int) -> None:
        reader = asyncio.StreamReader()
        with os.fdopen(descriptor, "rb") as pipe:
            transport, _ = await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), pipe)
            try:
                line = await reader.readline()
            finally:
                transport.close()
        if line:
            self.ready.set()


def _die_with(parent: int) -> None:
    """Between fork and exec: ask for SIGTERM at the parent's death; if it is dead already, do not begin."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os._exit(1)
