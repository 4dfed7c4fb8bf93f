"""The embedded PostgreSQL 18.

1. `initdb` once, with the builtin locale provider (the wheel has no ICU) and scram passwords from `secrets_file`; the superuser
   is `bilezik_admin`, who only makes the other roles and the database.
2. `postgresql.conf` is ours and written at every start; what an operator wants otherwise stands in `postgresql.local.conf`
   beside it.
3. Ready is what the postmaster says in its own pid file; no connection is needed to ask.
"""

import os
import pwd
import signal
import subprocess
import time
from pathlib import Path
from typing import Final

from bilezik.app import secrets_file
from bilezik.app.engines import place as places
from bilezik.app.engines.fault import EngineError, explain, refused
from bilezik.app.engines.process import Child, Lock, runs, stop_orphan, wait_tick

MAJOR: Final = "18"
_NAME: Final = "PostgreSQL"
_STOP: Final = ((signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0))
"""Fast shutdown, then immediate (postgres(1)); both keep what was committed."""
_START_S: Final = 60.0
"""Recovery after a crash replays at most max_wal_size; that takes seconds, not more than this."""

_CONF: Final = """\
# Written by Bilezik at every start. Your own lines belong into postgresql.local.conf.
listen_addresses = ''
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
password_encryption = 'scram-sha-256'
max_connections = 80
max_locks_per_transaction = 256      # a table of fixes for every day, and its indexes
timezone = 'UTC'
log_timezone = 'UTC'
log_min_messages = warning
log_checkpoints = off
log_line_prefix = '%m [%p] %u@%d '

# Memory: the whole system, idle, stays under 800 MB.
shared_buffers = {shared_buffers}
effective_cache_size = 1GB
work_mem = 8MB
maintenance_work_mem = 64MB
huge_pages = off
jit = off                            # its compilation costs more than our short queries
io_method = sync                     # three worker processes fewer; reads here are index look-ups

# Writing: acknowledged is on disk. Checkpoints are rare and spread, so that sustained COPY does not write whole pages again.
fsync = {durable}
synchronous_commit = on
full_page_writes = {durable}
wal_compression = off                # the wheel is built without lz4 and zstd; pglz costs more than it saves
wal_buffers = 16MB
max_wal_size = 4GB
min_wal_size = 256MB
checkpoint_timeout = 15min
checkpoint_completion_target = 0.9
random_page_cost = 1.1

# person_states is rewritten all the time; its own settings say more.
autovacuum_max_workers = 2
autovacuum_naptime = 15s
autovacuum_vacuum_cost_limit = 1000
include_if_exists = 'postgresql.local.conf'
"""


class Postgres:
    """One embedded PostgreSQL. `durable=False` is for tests that make and drop databases, never for data."""

    def __init__(self, var: Path, *, engine_user: str | None = None, durable: bool = True, shared_buffers: str = "128MB") -> None:
        """Remember where; nothing is touched before `start`."""
        self.var, self._engine_user, self._durable, self._shared_buffers = var, engine_user, durable, shared_buffers
        self._lock = Lock(var / "postgres.lock", _NAME)
        self._child: Child | None = None

    @property
    def pid(self) -> int | None:
        """The postmaster's process id while it runs."""
        return self._child.pid if self._child is not None and self._child.alive() else None

    def alive(self) -> bool:
        """Return whether our postmaster runs."""
        return self.pid is not None

    def start(self) -> None:
        """Run PostgreSQL, made first if `var` has none; raises `EngineError` in one line."""
        if self.alive():
            return
        self._lock.take()
        try:
            place = places.settle(self.var, self._engine_user)
            data = place.root / "postgres"
            _stop_orphan(data)
            binaries = places.postgres_binaries(place)
            places.make_folder(place.sockets, place.user)
            if not (data / "PG_VERSION").exists():
                self._initialise(place, binaries, data)
            self._check(data)
            self._write_configuration(place, data)
            self._run(place, binaries, data)
        except BaseException as error:
            self.stop()
            if isinstance(error, OSError):
                raise refused(_NAME, error, self.var) from None
            raise

    def stop(self) -> None:
        """Stop it, cleanly where it lets us; without a running one, do nothing."""
        if self._child is not None:
            self._child.stop(_STOP)
            self._child = None
        self._lock.release()

    def dsn(self, role: str, database: str = "bilezik") -> str:
        """Return the URL by which `role` (`admin`, `owner`, `web`, `monitor`, `gateway`) connects."""
        password = secrets_file.load(self.var).passwords[role]
        sockets = str(places.find(self.var, self._engine_user).sockets).replace("/", "%2F")
        return f"postgresql://bilezik_{role}:{password}@/{database}?host={sockets}"

    def _initialise(self, place: places.Place, binaries: Path, data: Path) -> None:
        places.make_folder(data, place.user)
        passwords = secrets_file.load(self.var).passwords
        pwfile = place.sockets / "pwfile"
        pwfile.touch(0o600)
        pwfile.write_text(passwords["admin"] + "\n")
        if place.user is not None:
            os.chown(pwfile, pwd.getpwnam(place.user).pw_uid, -1)
        log = self.var / "log" / "initdb.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        uid, gid, groups = places.identity(place.user)
        try:
            with log.open("wb") as out:
                made = subprocess.run(  # noqa: S603 - our own arguments
                    [
                        binaries / "initdb", "--pgdata", data, "--username", "bilezik_admin", "--pwfile", pwfile,
                        "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale-provider", "builtin",
                        "--builtin-locale", "PG_UNICODE_FAST", "--locale", "C", *([] if self._durable else ["--no-sync"]),
                    ],
                    stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd="/", check=False,
                    user=uid, group=gid, extra_groups=groups,
                )  # fmt: skip
        finally:
            pwfile.unlink(missing_ok=True)
        if made.returncode:
            raise explain(f"{_NAME} (initdb)", log, data)

    @staticmethod
    def _check(data: Path) -> None:
        version = (data / "PG_VERSION").read_text().strip()
        if version != MAJOR:
            raise EngineError(
                f"{data} was made by PostgreSQL {version}, this is {MAJOR}: back up with {version}, restore into an empty one"
            )

    def _write_configuration(self, place: places.Place, data: Path) -> None:
        conf = _CONF.format(sockets=place.sockets, shared_buffers=self._shared_buffers, durable="on" if self._durable else "off")
        file = data / "postgresql.conf"
        if file.read_text() != conf:
            file.write_text(conf)

    def _run(self, place: places.Place, binaries: Path, data: Path) -> None:
        until = time.monotonic() + _START_S
        while True:
            child = self._child = Child(_NAME, [binaries / "postgres", "-D", data], place, self.var / "log" / "postgres.log")
            while child.alive() and time.monotonic() < until:
                if _is_ready(data, child.pid):
                    return
                wait_tick()
            if child.alive():
                raise EngineError(f"{_NAME} is still not ready after {_START_S:.0f} s: see {child.log}")
            # After a SIGKILL of the postmaster its children need a moment to notice and let go of the shared memory.
            if "shared memory block" not in child.said() or time.monotonic() > until:
                raise child.fault()
            time.sleep(0.1)


def _is_ready(data: Path, pid: int) -> bool:
    lines = _pid_file(data)
    return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"


def _pid_file(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def _stop_orphan(data: Path) -> None:
    lines = _pid_file(data)
    if lines and lines[0].isdigit():
        pid = int(lines[0])
        stop_orphan(pid, ("postgres", str(data)), _STOP, _NAME)
        if not runs(pid, "postgres", str(data)):
            # Its id may live again as somebody else's process, which PostgreSQL would take for a postmaster.
            (data / "postmaster.pid").unlink(missing_ok=True)
