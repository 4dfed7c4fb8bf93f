"""The embedded engines: started fast, stopped cleanly, found again after a kill, and one line when they cannot run."""

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import nats
import psycopg
import pytest

from bilezik.app.engines import EngineError, Nats, Postgres
from bilezik.app.engines.fault import explain
from bilezik.app.engines.process import runs
from bilezik.app.engines.scratch import folder

pytestmark = pytest.mark.engines
ROOT = os.geteuid() == 0


@pytest.fixture
def var() -> Iterator[Path]:
    with folder() as made:
        yield made


@pytest.fixture
def postgres(var: Path) -> Iterator[Postgres]:
    engine = Postgres(var, durable=False)
    engine.start()
    yield engine
    engine.stop()


@pytest.fixture
def own_nats(var: Path) -> Iterator[Nats]:
    engine = Nats(var, durable=False)
    engine.start()
    yield engine
    engine.stop()


def ask(engine: Postgres, query: str) -> tuple[object, ...] | None:
    with psycopg.connect(engine.dsn("admin", "postgres"), autocommit=True) as connection:
        return connection.execute(query).fetchone()


def gone(engine: Postgres | Nats) -> None:
    """Wait until it has ended."""
    until = time.monotonic() + 10
    while engine.alive() and time.monotonic() < until:
        time.sleep(0.01)


def test_postgres_keeps_its_data_over_a_restart(postgres: Postgres) -> None:
    with psycopg.connect(postgres.dsn("admin", "postgres"), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS seven")
    first = postgres.pid
    postgres.start()  # runs: nothing to do
    assert postgres.pid == first
    postgres.stop()
    assert not postgres.alive()
    postgres.stop()
    postgres.start()
    assert ask(postgres, "SELECT seven FROM kept") == (7,)


def test_postgres_is_reached_by_its_socket_and_a_password_only(postgres: Postgres, var: Path) -> None:
    assert ask(postgres, "SELECT setting FROM pg_settings WHERE name = 'listen_addresses'") == ("",)
    sockets = Path(msgspec.json.decode((var / "engines.json").read_bytes())["sockets"])
    assert sockets.stat().st_mode & 0o777 == 0o700
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(f"host={sockets} user=bilezik_admin dbname=postgres")
    assert "trust" not in "".join(
        line for line in (var / "postgres" / "pg_hba.conf").read_text().splitlines() if not line.startswith("#")
    )


def test_what_is_acknowledged_is_on_disk(var: Path) -> None:
    engine = Postgres(var)
    engine.start()
    try:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            assert ask(engine, f"SHOW {name}") == ("on",)
    finally:
        engine.stop()
    nats_engine = Nats(var)
    nats_engine.start()
    nats_engine.stop()
    assert "sync_interval: always" in (var / "nats" / "nats.conf").read_text()


@pytest.mark.skipif(not ROOT, reason="only root can run engines as somebody else")
def test_root_runs_engines_as_somebody_else(postgres: Postgres, own_nats: Nats) -> None:
    for pid in (postgres.pid, own_nats.pid):
        assert Path(f"/proc/{pid}").stat().st_uid != 0


ORPHAN = """
import sys, time
from pathlib import Path
from bilezik.app.engines import Nats, Postgres
var = Path(sys.argv[1])
engines = [Postgres(var, durable=False), Nats(var, durable=False)]
for engine in engines:
    engine.start()
print(*(engine.pid for engine in engines), flush=True)
time.sleep(600)
"""


def killed_supervisor(var: Path) -> list[int]:
    """Leave engines behind as a supervisor does that is killed."""
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(ORPHAN), var], stdout=subprocess.PIPE, text=True) as parent:  # noqa: S603 - our own code
        assert parent.stdout is not None
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        parent.kill()
    return pids


def test_what_a_killed_supervisor_left_is_stopped_and_its_data_kept(var: Path) -> None:
    left = killed_supervisor(var)
    assert all(runs(pid) for pid in left)
    postgres = Postgres(var, durable=False)
    engines: tuple[Postgres | Nats, ...] = (postgres, Nats(var, durable=False))
    try:
        for engine, pid in zip(engines, left, strict=True):
            engine.start()
            assert engine.pid != pid
            assert not runs(pid, str(var))
        assert ask(postgres, "SELECT 1") == (1,)
    finally:
        for engine in engines:
            engine.stop()


def test_a_zombie_and_a_reused_id_are_not_the_engine() -> None:
    with subprocess.Popen(["/bin/sleep", "600"]) as child:
        assert runs(child.pid, "sleep", "600")
        assert not runs(child.pid, "postgres")
        child.kill()
        until = time.monotonic() + 10
        while runs(child.pid) and time.monotonic() < until:  # dead, and nobody has looked yet
            time.sleep(0.01)
        assert Path(f"/proc/{child.pid}").exists()
        assert not runs(child.pid)


SCRATCH = """
import time
from bilezik.app.engines.scratch import scratch
with scratch() as running:
    print(running.postgres.pid, running.nats.pid, running.var, flush=True)
    time.sleep(600)
"""


def test_scratch_engines_end_with_who_started_them_even_by_a_kill() -> None:
    with subprocess.Popen([sys.executable, "-c", SCRATCH], stdout=subprocess.PIPE, text=True) as parent:  # noqa: S603 - our own code
        assert parent.stdout is not None
        postgres, own, var = parent.stdout.readline().split()
        parent.kill()
    until = time.monotonic() + 20
    while time.monotonic() < until and (runs(int(postgres)) or runs(int(own)) or Path(var).exists()):
        time.sleep(0.05)
    assert not runs(int(postgres))
    assert not runs(int(own))
    assert not Path(var).exists()


def test_a_second_supervisor_is_refused(var: Path, postgres: Postgres, own_nats: Nats) -> None:
    for other in (Postgres(var, durable=False), Nats(var, durable=False)):
        with pytest.raises(EngineError, match=rf"another Bilezik \(process {os.getpid()}\)"):
            other.start()
    assert postgres.alive()
    assert own_nats.alive()


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGQUIT])
def test_postgres_is_started_again_after_it_was_killed(postgres: Postgres, sign: signal.Signals) -> None:
    with psycopg.connect(postgres.dsn("admin", "postgres"), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS seven")
        assert postgres.pid is not None
        os.kill(postgres.pid, sign)
        gone(postgres)
        postgres.start()
    assert ask(postgres, "SELECT seven FROM kept") == (7,)


async def test_nats_has_the_same_port_and_its_messages_after_a_kill(own_nats: Nats) -> None:
    url = own_nats.url
    client = await nats.connect(url)
    stream = client.jetstream()
    await stream.add_stream(name="T", subjects=["t"])
    await stream.publish("t", b"kept")
    await client.close()
    assert own_nats.pid is not None
    os.kill(own_nats.pid, signal.SIGKILL)
    await asyncio.to_thread(gone, own_nats)
    own_nats.start()
    assert own_nats.url == url
    client = await nats.connect(url)
    message = await client.jetstream().get_msg("T", 1)
    assert message.data == b"kept"
    await client.close()


def test_nats_wants_the_password(own_nats: Nats) -> None:
    with socket.create_connection(("127.0.0.1", int(own_nats.url.rpartition(":")[2])), timeout=5) as link:
        link.recv(4096)
        link.sendall(b'CONNECT {"user": "bilezik", "pass": "x"}\r\nPING\r\n')
        assert b"Authorization Violation" in link.recv(4096)


def test_a_taken_port_is_one_line(var: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(EngineError, match=f"port {port} is taken") as caught:
            Nats(var, port=port).start()
    assert "\n" not in str(caught.value)
    free = Nats(var, durable=False)  # and nothing is left in the way
    free.start()
    free.stop()


def test_a_remembered_port_that_somebody_took_meanwhile_is_given_up(var: Path) -> None:
    engine = Nats(var, durable=False)
    engine.start()
    port = int(engine.url.rpartition(":")[2])
    engine.stop()
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", port))
        taken.listen()
        again = Nats(var, durable=False)
        again.start()
        again.stop()
    assert int(again.url.rpartition(":")[2]) != port


def test_data_of_another_version_is_one_line(var: Path) -> None:
    engine = Postgres(var, durable=False)
    engine.start()
    engine.stop()
    version = var / "postgres" / "PG_VERSION"
    version.write_text("15\n")
    with pytest.raises(EngineError, match="made by PostgreSQL 15, this is 18"):
        engine.start()
    version.write_text("18\n")
    engine.start()
    engine.stop()


@pytest.mark.skipif(not ROOT, reason="only root can mount a small disk")
@pytest.mark.parametrize(("kind", "leaving"), [(Postgres, 0), (Postgres, 60_000), (Nats, 0)])
def test_a_full_disk_is_one_line(var: Path, kind: type[Postgres] | type[Nats], leaving: int) -> None:
    small = var / "small"
    small.mkdir()
    arguments: list[str | Path] = ["/bin/mount", "-t", "tmpfs", "-o", "size=128k,mode=755", "tmpfs", small]
    mounted = subprocess.run(arguments, check=False, capture_output=True)  # noqa: S603 - our own arguments
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount")
    try:
        _fill(small, leaving=leaving)
        with pytest.raises(EngineError, match=rf"the disk is full: free space under {small}") as caught:
            kind(small, durable=False).start()
        assert "\n" not in str(caught.value)
    finally:
        subprocess.run(["/bin/umount", small], check=True)  # noqa: S603 - our own arguments


def _fill(folder: Path, *, leaving: int) -> None:
    (folder / "spare").write_bytes(bytes(leaving))
    with (folder / "filler").open("wb", buffering=0) as filler, contextlib.suppress(OSError):
        while True:
            filler.write(bytes(4096))
    (folder / "spare").unlink()


def test_what_a_log_says_is_explained(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    for said, means in (
        ("FATAL: could not write to file: No space left on device", "the disk is full: free space under /data"),
        ("listen tcp 127.0.0.1:4222: bind: address already in use", "its port is taken"),
        ("FATAL:  data directory has wrong ownership\nPermission denied", "may not read or write /data"),
        ("FATAL:  database files are incompatible with server", "another version of PostgreSQL"),
        ("first\nsomething nobody foresaw\n\n", "X did not start: something nobody foresaw"),
        ("", "it said nothing"),
    ):
        log.write_text("old line\n" + said)
        error = explain("X", log, Path("/data"), since=9)
        assert means in str(error)
        assert "\n" not in str(error)


def test_a_folder_of_somebody_else_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(EngineError, match=r"choose another BILEZIK_VAR|file exists|not a directory"):
        Postgres(file / "var").start()


def test_a_long_path_gets_a_short_socket(var: Path) -> None:
    deep = var / ("d" * 60) / ("e" * 60)
    deep.mkdir(parents=True)
    engine = Postgres(deep, durable=False)
    engine.start()
    try:
        assert ask(engine, "SELECT 1") == (1,)
    finally:
        engine.stop()


@pytest.mark.skipif(not ROOT, reason="only root has folders that its engines cannot reach")
def test_a_var_that_the_engines_user_cannot_reach(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hidden = tmp_path / "hidden"
    hidden.mkdir(mode=0o700)
    engine = Postgres(hidden / "var", durable=False)
    engine.start()
    try:
        assert ask(engine, "SELECT 1") == (1,)
        said = capsys.readouterr().err
        root = Path(msgspec.json.decode((hidden / "var" / "engines.json").read_bytes())["root"])
        assert said.count("\n") == 1
        assert f"cannot reach {hidden / 'var'}, so the engines keep their data in {root}" in said
        assert root.parent == Path("/var/lib/bilezik")
    finally:
        engine.stop()
    again = Postgres(hidden / "var", durable=False)
    again.start()
    again.stop()
    shutil.rmtree(hidden / "var")
    anew = Postgres(hidden / "var", durable=False)
    anew.start()  # its passwords went with the folder: new data beside the old
    anew.stop()
    beside = root.with_name(root.name.replace("-1", "-2"))
    assert f"keep their data in {beside}" in capsys.readouterr().err
    shutil.rmtree(root)
    shutil.rmtree(beside)
