"""Bring a database up to this version's schema: roles, tables, partitions, rights.

1. Nothing to do is the common case and costs one query: the database remembers a fingerprint of what it was migrated by.
2. Django runs in a process of its own, with the owner's connection that no role has, and its memory is gone afterwards.
3. Two that migrate at once wait for each other.
"""

import contextlib
import hashlib
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import errors, sql

from bilezik.app.settings import Settings
from bilezik.store import Connection, connect, partitions, roles

_LOCK: Final = "SELECT pg_advisory_lock(hashtextextended('bilezik.migrate', 0))"


class MigrationError(Exception):
    """The schema could not be brought up to date; one line that says why."""


def migrate(settings: Settings) -> bool:
    """Return whether there was anything to do; raises `MigrationError` in one line."""
    wanted = fingerprint()
    if _current(settings) == wanted:
        return False
    try:
        _create_database(settings)
        with connect(settings.dsn("admin"), autocommit=True, application="bilezik migrate") as admin:
            admin.execute(_LOCK)
            if _current(settings) == wanted:  # somebody else has just done it
                return True
            roles.ensure_roles(admin, settings.secrets().passwords)
            roles.own_database(admin)
            _run_django(settings)
            with connect(settings.dsn("owner"), autocommit=True, application="bilezik migrate") as owner:
                today = datetime.now(UTC).date()
                partitions.ensure(owner, today - timedelta(days=2), today + timedelta(days=3))
                roles.grant(owner)
                _remember(owner, wanted)
    except psycopg.Error as error:
        raise MigrationError(f"the database cannot be migrated: {_line(error)}") from error
    return True


def fingerprint() -> str:
    """Return what the schema depends on, as a digest: our migrations, SQL, models and rights, and Django's version."""
    here = Path(__file__).parent
    digest = hashlib.sha256(metadata.version("django").encode())
    files = [
        here / "migrate.py",
        here / "django_settings.py",
        *(here.parent / "store").rglob("*.py"),
        *(here.parent / "store" / "sql").glob("*.sql"),
    ]
    for file in sorted(files):
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _current(settings: Settings) -> str | None:
    try:
        with psycopg.connect(settings.dsn("owner"), connect_timeout=10) as owner:
            row = owner.execute("SELECT fingerprint FROM schema_fingerprint").fetchone()
    except psycopg.Error:  # no database, no role, no table: the migration finds out which, and says it
        return None
    return None if row is None else str(row[0])


def _create_database(settings: Settings) -> None:
    """Make the database where the server has none of that name; on an external one that needs the right, or a hand before."""
    url = urlsplit(settings.dsn("admin"))
    try:
        psycopg.connect(settings.dsn("admin"), connect_timeout=10).close()
    except psycopg.OperationalError as error:
        if "does not exist" not in str(error):
            raise
        make = sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0").format(sql.Identifier(url.path.removeprefix("/")))
        elsewhere = urlunsplit(url._replace(path="/postgres"))
        with connect(elsewhere, autocommit=True) as admin, contextlib.suppress(errors.DuplicateDatabase, errors.UniqueViolation):
            admin.execute(make)


def _run_django(settings: Settings) -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("BILEZIK_")}
    environment |= settings.environment() | {"DJANGO_SETTINGS_MODULE": "bilezik.app.migrate_settings"}
    ran = subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--run-syncdb", "--no-input", "--skip-checks", "--verbosity", "0"],
        env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if ran.returncode:
        lines = [line for line in ran.stderr.splitlines() if line.strip()]
        raise MigrationError(f"the database cannot be migrated: {lines[-1] if lines else 'Django says nothing'}")


def _remember(owner: Connection, wanted: str) -> None:
    owner.execute(
        "CREATE TABLE IF NOT EXISTS schema_fingerprint"
        " (one boolean PRIMARY KEY DEFAULT true CHECK (one), fingerprint text NOT NULL)"
    )
    owner.execute(
        "INSERT INTO schema_fingerprint (fingerprint) VALUES (%s)"
        " ON CONFLICT (one) DO UPDATE SET fingerprint = excluded.fingerprint",
        (wanted,),
    )


def _line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
