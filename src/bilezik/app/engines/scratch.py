"""Engines that live as long as a test or a benchmark, in a folder of their own that is gone afterwards.

1. The same engines as in service; `durable=False` leaves out only the waits for the disk, and the disk where memory will do.
2. A fresh database is a copy of one that was migrated once (`CREATE DATABASE … TEMPLATE … STRATEGY file_copy`).
"""

import contextlib
import itertools
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from psycopg import sql

from bilezik.app.engines.nats import Nats
from bilezik.app.engines.postgres import Postgres
from bilezik.app.settings import Role, Secret, Settings
from bilezik.store import Connection, connect, roles

_TEMPLATE: Final = "template_bilezik"
_ENOUGH: Final = 2_000_000_000
"""Bytes that must be free in memory; a container has 64 MB there if nobody asked for more."""
_WATCH: Final = """
read -r _ && exit
for file in "$0"/postgres/postmaster.pid "$0"/nats/nats.pid; do test -f "$file" && kill -INT "$(head -n 1 "$file")"; done
sleep 2
rm -rf "$0"
"""
"""Waits for the end of its parent: a line means that all is done, an end without one that the parent was killed."""


class Database:
    """A database of its own, with the schema and the roles."""

    def __init__(self, name: str, settings: Settings) -> None:
        """Keep the name and settings whose `database_url` points to it."""
        self.name, self.settings = name, settings

    def dsn(self, role: Role) -> str:
        """Return the URL by which `role` connects to this database."""
        return self.settings.dsn(role)

    def connect(self, role: Role = "owner", *, autocommit: bool = True) -> Connection:
        """Connect as `role`; the caller closes."""
        return connect(self.dsn(role), autocommit=autocommit)


class Scratch:
    """Running engines and what is made on them."""

    def __init__(self, var: Path, postgres: Postgres, nats: Nats) -> None:
        """Keep the running engines."""
        self.var, self.postgres, self.nats = var, postgres, nats
        self._numbers = itertools.count(1)
        self._migrated = False

    @property
    def settings(self) -> Settings:
        """Settings of an installation in this folder: the database `bilezik`, not migrated by itself, and the NATS."""
        return Settings(var=self.var)

    @contextlib.contextmanager
    def database(self) -> Iterator[Database]:
        """Make a database with the schema, and drop it afterwards."""
        self._prepare()
        name = f"scratch_{next(self._numbers)}"
        with self._administrate() as admin:
            admin.execute(
                sql.SQL("CREATE DATABASE {} OWNER bilezik_owner TEMPLATE {} STRATEGY file_copy").format(
                    sql.Identifier(name), sql.Identifier(_TEMPLATE)
                )
            )
        try:
            with connect(self.postgres.dsn("admin", name), autocommit=True) as admin:
                roles.own_database(admin)  # rights on a database itself are not copied with it
            yield Database(name, self._settings(name))
        finally:
            with self._administrate() as admin:
                admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _prepare(self) -> None:
        if not self._migrated:
            from bilezik.app.migrate import migrate

            migrate(self._settings(_TEMPLATE))
            self._migrated = True

    def _settings(self, database: str) -> Settings:
        return Settings(var=self.var, database_url=Secret(self.postgres.dsn("admin", database)))

    def _administrate(self) -> Connection:
        return connect(self.postgres.dsn("admin", "postgres"), autocommit=True)


@contextlib.contextmanager
def folder(*, durable: bool = False) -> Iterator[Path]:
    """Make a new folder with a short name, for the socket; remove it at the end, also if this process is killed before."""
    memory = Path("/dev/shm")  # noqa: S108 - mkdtemp makes a folder of its own in it
    in_memory = not durable and memory.is_dir() and shutil.disk_usage(memory).free > _ENOUGH
    made = Path(tempfile.mkdtemp(prefix="bz", dir=memory if in_memory else "/tmp"))  # noqa: S108 - the same
    made.chmod(0o711)  # as root the engines run as another user, who must get through
    watch = subprocess.Popen(  # noqa: S603 - our own arguments
        ["/bin/sh", "-c", _WATCH, made], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
        watch.communicate(b"done\n")


@contextlib.contextmanager
def scratch(*, durable: bool = False, engine_user: str | None = None) -> Iterator[Scratch]:
    """Start both engines in a new folder; stop them and remove it at the end."""
    with folder(durable=durable) as var:
        postgres = Postgres(var, durable=durable, engine_user=engine_user)
        nats = Nats(var, durable=durable, engine_user=engine_user)
        try:
            postgres.start()
            nats.start()
            yield Scratch(var, postgres, nats)
        finally:
            nats.stop()
            postgres.stop()
