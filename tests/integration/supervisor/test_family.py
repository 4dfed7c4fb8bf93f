"""The supervisor with real child processes: small programs in place of the roles, a counting engine in place of the engines."""

import asyncio
import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bilezik.app.supervisor import Family, Obstacle, Role
from bilezik.app.supervisor.child import LAST_DELAY_S, delay_before
from bilezik.app.supervisor.leftovers import mark_of, stop_leftovers, write_mark
from bilezik.app.supervisor.obstacles import check_disk, check_ports, files_of, hold_lock

READY = "import os, sys, time, signal; os.write(int(os.environ['SERVE_READY_FD']), b'serving\\n');"
SERVES = READY + "print('hello', flush=True); time.sleep(60)"


def role(name: str, program: str, **more: float) -> Role:
    return Role(name=name, command=(sys.executable, "-c", program), **more)  # type: ignore[arg-type] # grace_s, ready_s


class Lines:
    def __init__(self) -> None:
        self.lines: list[str] = []

    def __call__(self, who: str, line: str) -> None:
        self.lines.append(f"{who}: {line}")

    def has(self, part: str) -> bool:
        return any(part in line for line in self.lines)


class CountingEngine:
    """An engine that is a real process, so that a test can kill it."""

    def __init__(self, journal: list[str]) -> None:
        self.journal = journal
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.journal.append("engine started")
        self.process = subprocess.Popen(["sleep", "60"])  # noqa: S607

    def stop(self) -> None:
        self.journal.append("engine stopped")
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None


def left_in(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir()]


async def until(what: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it did not happen in time"
        await asyncio.sleep(0.02)


async def test_roles_start_are_restarted_and_stop_in_order(tmp_path: Path) -> None:
    said, journal, stop, ready = Lines(), list[str](), asyncio.Event(), asyncio.Event()
    stops = (
        READY + "signal.signal(signal.SIGTERM, lambda *_: (print('stopping', flush=True), time.sleep(0.2), sys.exit(0)));"
        "time.sleep(60)"
    )
    engine = CountingEngine(journal)
    family = Family(
        [("engine", engine)],
        [role("first", stops), role("second", stops)],
        folder=tmp_path,
        say=said,
        prepare=lambda: journal.append("prepared"),
    )
    running = asyncio.create_task(family.run(stop, ready.set))
    await asyncio.wait_for(ready.wait(), 10)
    assert journal == ["engine started", "prepared"]

    killed = family._children["second"]
    os.kill(killed.process.pid, signal.SIGKILL)
    await until(lambda: said.has("second was killed by SIGKILL; starting it again in 0.2 s"))
    await until(lambda: family._children["second"] is not killed and family._children["second"].ready.is_set())

    assert engine.process is not None
    engine.process.kill()
    await until(lambda: journal.count("engine started") == 2)

    stop.set()
    await asyncio.wait_for(running, 10)
    assert journal[-1] == "engine stopped"
    order = [line for line in said.lines if line.endswith(("stopping", "stopped"))]
    assert order == ["first: stopping", "second: stopping", "serve: engine stopped"]
    assert left_in(tmp_path) == []


async def test_a_role_that_cannot_start_stops_everything_and_says_why(tmp_path: Path) -> None:
    said, journal = Lines(), list[str]()
    family = Family(
        [("engine", CountingEngine(journal))],
        [role("good", SERVES), role("bad", "import sys; sys.exit('the port is taken')")],
        folder=tmp_path,
        say=said,
        prepare=lambda: None,
    )
    with pytest.raises(Obstacle, match="bad ended with status 1 before it served: the port is taken"):
        await asyncio.wait_for(family.run(asyncio.Event(), lambda: None), 15)
    assert journal == ["engine started", "engine stopped"]
    assert mark_of(family._children["good"].process.pid) is None


async def test_a_role_that_ignores_the_signal_is_killed_with_its_workers(tmp_path: Path) -> None:
    said, stop, ready = Lines(), asyncio.Event(), asyncio.Event()
    deaf = (
        "import subprocess; worker = subprocess.Popen(['sleep', '61']); print('worker', worker.pid, flush=True);"
        + READY
        + "signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
    )
    family = Family([], [role("deaf", deaf, grace_s=0.3)], folder=tmp_path, say=said, prepare=lambda: None)
    running = asyncio.create_task(family.run(stop, ready.set))
    await asyncio.wait_for(ready.wait(), 10)
    stop.set()
    await asyncio.wait_for(running, 10)
    worker = next(int(line.split()[-1]) for line in said.lines if "worker" in line)
    await until(lambda: mark_of(worker) is None)
    assert said.has("deaf: did not stop in 0.3 s and is killed")


KILLED = """
import asyncio, sys
from pathlib import Path
from bilezik.app.supervisor import Family, Role
gentle = "import os, time, signal; os.write(int(os.environ['SERVE_READY_FD']), b'x\\\\n'); time.sleep(60)"
stubborn = gentle.replace("os.write", "signal.signal(signal.SIGTERM, signal.SIG_IGN); os.write")
family = Family([], [Role(name=n, command=(sys.executable, '-c', p)) for n, p in (('stubborn', stubborn), ('gentle', gentle))],
                folder=Path(sys.argv[1]), say=lambda who, line: None, prepare=lambda: None)
asyncio.run(family.run(asyncio.Event(), lambda: print('ready', *(c.process.pid for c in family._children.values()), flush=True)))
"""


async def test_what_a_killed_supervisor_leaves_is_stopped_by_the_next(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE, text=True) as killed:  # noqa: ASYNC220, S603
        assert killed.stdout is not None
        stubborn, gentle = (int(word) for word in killed.stdout.readline().split()[1:])
        killed.kill()
    await until(lambda: mark_of(gentle) is None)  # it died with its parent
    assert mark_of(stubborn) is not None
    assert stop_leftovers(tmp_path, grace_s=0.3) == ["stubborn"]
    await until(lambda: mark_of(stubborn) is None)
    assert left_in(tmp_path) == []


def test_a_process_that_only_has_the_same_id_is_left_alone(tmp_path: Path) -> None:
    with subprocess.Popen(["sleep", "30"], start_new_session=True) as stranger:  # noqa: S607
        write_mark(tmp_path / "monitor.role", stranger.pid)
        mark = (tmp_path / "monitor.role").read_text()
        started = mark_of(stranger.pid)
        assert started is not None
        (tmp_path / "monitor.role").write_text(mark.replace(str(started.started), str(started.started - 1)))
        assert stop_leftovers(tmp_path, grace_s=0.1) == []
        assert stranger.poll() is None
        stranger.kill()


def test_each_restart_waits_longer_up_to_a_limit() -> None:
    delays = [delay_before(n) for n in range(1, 20)]
    assert delays[:3] == [0.2, 0.4, 0.8]
    assert delays == sorted(delays)
    assert delays[-1] == LAST_DELAY_S


def test_obstacles_are_one_line_that_says_what_to_do(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Obstacle, match=rf"port {port} on 127.0.0.1 \(gt06\) is taken by another program: stop it"):
            check_ports([("watch", "127.0.0.1", 0), ("gt06", "127.0.0.1", port)])
    with pytest.raises(Obstacle, match=r"the disk of .* is full: .* free some or set BILEZIK_VAR"):
        check_disk(tmp_path, least_mb=10**12)
    check_disk(tmp_path, least_mb=0)
    with pytest.raises(Obstacle, match=rf"the disk of {tmp_path} is full"):
        check_disk(tmp_path / "not" / "made", least_mb=10**12)
    assert not (tmp_path / "not").exists()

    lock = hold_lock(tmp_path / "run")
    with pytest.raises(Obstacle, match=rf"another bilezik serves from .* \(process {os.getpid()}\): stop it first"):
        hold_lock(tmp_path / "run")
    os.close(lock)
    os.close(hold_lock(tmp_path / "run"))


def test_what_a_disk_refuses_is_told_and_what_a_connection_refuses_is_not(tmp_path: Path) -> None:
    for number, file, words in (
        (errno.ENOSPC, None, f"the disk of {tmp_path} is full: free some or set BILEZIK_VAR"),
        (errno.ENOSPC, "/x/{y}", "the disk of /x/{y} is full: free some or set BILEZIK_VAR"),
        (errno.EROFS, "/x", "/x is read-only: set BILEZIK_VAR to a folder that can be written"),
        (errno.EACCES, "/x", "/x may not be read or written by this user: start as who owns it, or set BILEZIK_VAR"),
        (
            errno.ENOENT,
            "/x",
            "/x cannot be used: No such file or directory; set BILEZIK_VAR to a folder that can be made and written",
        ),
    ):
        with pytest.raises(Obstacle) as told, files_of(tmp_path):
            raise OSError(number, os.strerror(number), file)
        assert str(told.value) == words
    for passes in (TimeoutError(), ConnectionRefusedError(errno.ECONNREFUSED, "refused"), PermissionError(errno.EPERM, "kill")):
        with pytest.raises(type(passes)), files_of(tmp_path):
            raise passes
