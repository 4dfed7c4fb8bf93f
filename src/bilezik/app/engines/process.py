"""A child that is an engine: its lock, its log, its end, and what a killed parent left of it.

1. A process is known by its id and by what it runs (`/proc/PID/cmdline`): ids are reused.
2. A zombie is dead: its parent has not looked yet, for a second or two.
3. A process in the middle of its `execve` has no command line for a moment, although its starter already hears that it runs.
4. A child is its own process group: Ctrl-C at the terminal is for the supervisor, which stops the engines last.
"""

import contextlib
import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bilezik.app.engines import place as places
from bilezik.app.engines.fault import EngineError, explain, refused

_TICK_S: Final = 0.005
_EXEC_S: Final = 0.5
"""How long a command line may stay empty: far longer than an `execve` takes; a thread of the kernel has none for ever."""
_LOG_LIMIT: Final = 10_000_000
"""A log larger than this at a start is set aside as `.old`."""


class Lock:
    """The right to run one engine of one `var`, held until released or until this process ends, however it ends."""

    def __init__(self, file: Path, engine: str) -> None:
        """Remember which file and for which engine."""
        self._file, self._engine, self._handle = file, engine, -1

    def take(self) -> None:
        """Take the lock; raises `EngineError` where another living process has it."""
        if self._handle >= 0:
            return
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise refused(self._engine, error, self._file.parent) from None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.pread(handle, 20, 0).decode(errors="replace").strip() or "unknown"
            os.close(handle)
            raise EngineError(
                f"another Bilezik (process {holder}) runs {self._engine} on {self._file.parent}: stop it, or set BILEZIK_VAR"
            ) from None
        self._handle = handle
        with contextlib.suppress(OSError):  # on a full disk the lock holds all the same, without saying whose it is
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Give the lock back; without one, do nothing."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


class Child:
    """One start of an engine's program."""

    def __init__(self, engine: str, arguments: Sequence[str | Path], place: places.Place, log: Path) -> None:
        """Start the program as the place's user with its output appended to `log`."""
        self.engine, self.log, self._where = engine, log, place.root
        uid, gid, groups = places.identity(place.user)
        try:
            log.parent.mkdir(parents=True, exist_ok=True)
            if log.exists() and log.stat().st_size > _LOG_LIMIT:
                log.replace(log.with_suffix(".old"))
            with log.open("ab") as out:
                self._log_from = out.tell()
                self._process = subprocess.Popen(  # noqa: S603 - our own arguments
                    arguments,
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=out,
                    cwd=place.root,
                    process_group=0,
                    env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
                    user=uid,
                    group=gid,
                    extra_groups=groups,
                )
        except OSError as error:
            raise refused(engine, error, log) from None

    @property
    def pid(self) -> int:
        """The id of the process."""
        return self._process.pid

    def alive(self) -> bool:
        """Return whether it runs."""
        return self._process.poll() is None

    def said(self) -> str:
        """Return what it has written to its log since this start."""
        with self.log.open("rb") as opened:
            opened.seek(self._log_from)
            return opened.read(64_000).decode(errors="replace")

    def fault(self) -> EngineError:
        """Return why it did not start, from its log."""
        return explain(self.engine, self.log, self._where, since=self._log_from)

    def stop(self, signals: Sequence[tuple[signal.Signals, float]]) -> None:
        """Send each signal and wait its seconds until the process has ended; the last resort is SIGKILL."""
        for sign, patience_s in (*signals, (signal.SIGKILL, 5.0)):
            if not self.alive():
                return
            self._process.send_signal(sign)
            try:
                self._process.wait(patience_s)
            except subprocess.TimeoutExpired:
                continue


def runs(pid: int, *words: str) -> bool:
    """Return whether process `pid` lives and its command line holds all `words`; a zombie does not live."""
    until = time.monotonic() + _EXEC_S
    while True:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
            command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
        except (OSError, IndexError):
            return False
        if state in "ZX":
            return False
        if command or not words or time.monotonic() > until:
            return all(word in command for word in words)
        time.sleep(_TICK_S)


def stop_orphan(pid: int, words: Sequence[str], signals: Sequence[tuple[signal.Signals, float]], engine: str) -> bool:
    """Stop a process that is not our child; returns whether there was one, raises `EngineError` where it will not end."""
    if not runs(pid, *words):
        return False
    for sign, patience_s in (*signals, (signal.SIGKILL, 5.0)):
        try:
            os.kill(pid, sign)
        except ProcessLookupError:
            return True
        except PermissionError:
            raise EngineError(f"{engine} already runs as another user (process {pid}): stop it first") from None
        until = time.monotonic() + patience_s
        while time.monotonic() < until:
            if not runs(pid, *words):
                return True
            time.sleep(_TICK_S)
    raise EngineError(f"an earlier {engine} (process {pid}) does not stop: end it by hand")


def wait_tick() -> None:
    """Let a starting engine have the processor for a moment."""
    time.sleep(_TICK_S)
