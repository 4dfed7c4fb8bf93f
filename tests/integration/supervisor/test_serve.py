"""`bilezik serve` from outside: what a person at the terminal, a script and the next start see."""

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from bilezik.app.settings import Settings
from bilezik.app.supervisor.leftovers import mark_of
from bilezik.app.supervisor.serve import roles_of
from bilezik.protocols import PROTOCOLS


@pytest.fixture
def settings() -> Iterator[Settings]:
    var = Path(tempfile.mkdtemp(prefix="bz", dir="/tmp"))
    var.chmod(0o711)
    with contextlib.ExitStack() as held:
        ports = [held.enter_context(socket.create_server(("127.0.0.1", 0))).getsockname()[1] for _ in range(len(PROTOCOLS) + 1)]
    yield Settings(var=var, ports=dict(zip(PROTOCOLS, ports, strict=False)), web_port=ports[-1])
    shutil.rmtree(var, ignore_errors=True)


@pytest.fixture
def small_disk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    limits = getattr(request, "param", "size=128k")
    arguments: list[str | Path] = ["/bin/mount", "-t", "tmpfs", "-o", f"{limits},mode=755", "tmpfs", disk]
    if os.geteuid() != 0 or subprocess.run(arguments, check=False, capture_output=True).returncode:  # noqa: S603 - our own arguments
        pytest.skip("only root can mount a small disk, and not everywhere")
    yield disk
    subprocess.run(["/bin/umount", disk], check=True)  # noqa: S603 - our own arguments


async def start(settings: Settings, *words: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bilezik", *words, env={**os.environ, **settings.environment()},
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def serve(settings: Settings, *words: str) -> asyncio.subprocess.Process:
    return await start(settings, "serve", *words)


async def said(process: asyncio.subprocess.Process) -> str:
    assert process.stderr is not None
    return (await process.stderr.read()).decode()


def below(parent: int) -> set[int]:
    """Return every living process below `parent`."""
    found: set[int] = set()
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError, IndexError):
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            if int(fields[1]) == parent:
                found |= {int(entry.name)} | below(int(entry.name))
    return found


@pytest.mark.timeout(120)
async def test_everything_serves_says_so_and_leaves_nothing_behind(settings: Settings, tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    running = await serve(settings, "--ready-file", str(ready))
    try:
        async with asyncio.timeout(60):
            while not ready.exists():
                assert running.returncode is None
                await asyncio.sleep(0.1)
        assert ready.read_text() == f"{running.pid}\n"
        for port in (*settings.ports.values(), settings.web_port):
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        children = below(running.pid)
        assert len(children) >= 6  # two engines, four roles

        second = await serve(settings, "--ready-file", str(ready))
        assert "another bilezik serves" in await said(second)
        assert await second.wait() == 1
        assert ready.exists()
    finally:
        running.send_signal(signal.SIGTERM)
        lines = await said(running)
    assert await running.wait() == 0, lines
    assert not ready.exists()
    assert [pid for pid in children if mark_of(pid) is not None] == []
    assert lines.index("gateway serves") < lines.index("everything serves") < lines.index("postgres stopped")
    assert (settings.var / "log" / "serve.log").read_text().count("\n") >= 8


@pytest.mark.timeout(60)
async def test_a_taken_port_is_one_line_and_nothing_is_started(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", settings.ports["watch"])):
        refused = await serve(settings)
        words = await said(refused)
    assert await refused.wait() == 1
    assert words.count("\n") == 1, words
    assert f"port {settings.ports['watch']} on 127.0.0.1 (watch) is taken by another program: stop it" in words
    assert not (settings.var / "run" / "gateway.role").exists()


@pytest.mark.timeout(60)
@pytest.mark.parametrize("command", ["serve", "demo", "web", "audit verify"])
async def test_a_full_disk_is_one_line_that_says_what_to_do(settings: Settings, small_disk: Path, command: str) -> None:
    with (small_disk / "filler").open("wb", buffering=0) as filler, contextlib.suppress(OSError):
        while True:
            filler.write(bytes(4096))
    refused = await start(msgspec.structs.replace(settings, var=small_disk / "deep" / "var"), *command.split())
    words = await said(refused)
    assert await refused.wait() == 1
    assert words.count("\n") == 1, words
    assert f"the disk of {small_disk}" in words
    assert "is full: " in words
    assert "free some or set BILEZIK_VAR" in words


@pytest.mark.timeout(60)
@pytest.mark.parametrize("small_disk", ["size=400m,nr_inodes=24"], indirect=True)
async def test_a_disk_that_takes_no_more_names_is_full_although_bytes_are_left(settings: Settings, small_disk: Path) -> None:
    names: list[Path] = []
    with contextlib.suppress(OSError):
        while True:
            names.append(small_disk / str(len(names)))
            names[-1].touch()
    here = msgspec.structs.replace(settings, var=small_disk)
    for left in range(4):  # the folders of the marks and of the log, the lock: one more of them can be made each time
        refused = await start(here, "serve")
        words = await said(refused)
        assert await refused.wait() == 1
        assert words.count("\n") == 1, words
        assert "is full: free some or set BILEZIK_VAR" in words
        names[left].unlink()
    assert (small_disk / "log").is_dir()


def test_the_judging_is_shared_by_as_many_monitors_as_there_are_processors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def names(monitors: int, processors: int) -> list[str]:
        monkeypatch.setattr(os, "cpu_count", lambda: processors)
        return [role.name for role in roles_of(("gateway", "monitor"), Settings(var=tmp_path, monitors=monitors))]

    assert names(0, 2) == ["gateway", "monitor", "monitor-2"]
    assert names(0, 1) == ["gateway", "monitor"]
    assert names(0, 64) == ["gateway", "monitor", "monitor-2", "monitor-3", "monitor-4"]
    assert names(6, 1)[-1] == "monitor-6"
    owners = {role.command[-1] for role in roles_of(("monitor",), Settings(var=tmp_path, monitors=3))}
    assert len(owners) == 3  # two of one name would take each other's partitions
