"""The schema: made once, cheap to find current, the same for two who make it at once, and as the models say."""

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from psycopg import sql

from bilezik.app.engines.scratch import Database, Scratch
from bilezik.app.migrate import MigrationError, migrate
from bilezik.app.settings import Secret, Settings
from bilezik.store import Connection, connect

pytestmark = pytest.mark.engines


@pytest.fixture
def empty(engines: Scratch) -> Iterator[Settings]:
    name = "not_yet_made"
    yield Settings(var=engines.var, database_url=Secret(engines.postgres.dsn("admin", name)))
    with connect(engines.postgres.dsn("admin", "postgres"), autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def test_two_that_migrate_at_once_make_one_schema(empty: Settings) -> None:
    with ThreadPoolExecutor() as pool:
        assert list(pool.map(migrate, [empty, empty])) == [True, True]
    began = time.monotonic()
    assert migrate(empty) is False
    assert time.monotonic() - began < 5  # no Django was started; measured at 0.02 s
    with connect(empty.dsn("web")) as web:
        web.execute("SELECT count(*) FROM people")


def test_a_database_of_another_version_is_brought_up_to_date(database: Database, owner: Connection) -> None:
    owner.execute("UPDATE schema_fingerprint SET fingerprint = 'older'")
    owner.execute("GRANT DELETE ON people TO bilezik_web")
    assert migrate(database.settings) is True
    assert migrate(database.settings) is False
    assert owner.execute("SELECT has_table_privilege('bilezik_web', 'people', 'DELETE')").fetchone() == (False,)


def test_a_server_that_is_not_there_is_one_line(engines: Scratch) -> None:
    nowhere = Settings(var=engines.var, database_url=Secret("postgresql://bilezik_admin:x@127.0.0.1:1/bilezik?connect_timeout=2"))
    with pytest.raises(MigrationError) as caught:
        migrate(nowhere)
    assert "cannot be migrated" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_failing_migration_is_one_line(empty: Settings, engines: Scratch) -> None:
    with connect(engines.postgres.dsn("admin", "postgres"), autocommit=True) as admin:
        admin.execute("CREATE DATABASE not_yet_made")
    with connect(empty.dsn("admin"), autocommit=True) as admin:
        admin.execute("CREATE TABLE people (nothing text)")
    with pytest.raises(MigrationError, match="already exists") as caught:
        migrate(empty)
    assert "\n" not in str(caught.value)


def in_django(database: Database, code: str) -> str:
    environment = {"PATH": "/usr/bin:/bin", "DJANGO_SETTINGS_MODULE": "bilezik.app.migrate_settings"}
    ran = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-W", "error::RuntimeWarning", "-c", "import django; django.setup()\n" + code],
        env=environment | database.settings.environment(), capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_the_migrations_are_what_the_models_say(database: Database) -> None:
    in_django(
        database, "from django.core.management import call_command\n"
        "call_command('makemigrations', 'store', check=True, dry_run=True, skip_checks=True)",
    )  # fmt: skip


def test_every_model_can_be_read(database: Database) -> None:
    """Also those whose tables SQL made: a column that a model names and no table has would raise."""
    out = in_django(
        database, "from django.apps import apps\n"
        "print(len([list(model.objects.all()[:1]) for model in apps.get_app_config('store').get_models()]))",
    )  # fmt: skip
    assert int(out) >= 31


def test_people_and_their_deeds_go_through_django(database: Database) -> None:
    out = in_django(
        database, "from bilezik.store.models import *\n"
        "u = User.objects.create_user('aigul', 'secret', name='Айгуль'); u.refresh_from_db()\n"
        "d = Department.objects.create(name='d', city='c', timezone='Asia/Almaty', lat=0, lon=0)\n"
        "p = Person.objects.create(given_name='g', family_name='f', city='c', timezone='Asia/Almaty', department=d)\n"
        "a = Audit.objects.create(actor=u.id, actor_name='А', deed='x', subject_kind='y', why='w', from_where='f', content={})\n"
        "a.refresh_from_db(); f = FeedItem.objects.create(kind='x', body={}); f.refresh_from_db()\n"
        "print(u.check_password('secret'), p.created_at is not None, len(a.salt), f.cursor)",
    )  # fmt: skip
    assert out.split() == ["True", "True", "32", "None"]


def test_who_was_registered_before_is_found_by_name_in_either_alphabet(database: Database, owner: Connection) -> None:
    in_django(database, "from django.core.management import call_command\ncall_command('migrate', 'store', '0004', verbosity=0)")
    owner.execute("INSERT INTO departments (name, city, timezone, lat, lon) VALUES ('d', 'c', 'Asia/Almaty', 0, 0)")
    owner.execute(
        "INSERT INTO people (given_name, family_name, family_name_latin, city, timezone, department)"
        " SELECT 'Жұмабек', 'Ахметов' || n, CASE n WHEN 7 THEN 'Jumabekov' ELSE '' END, 'c', 'Asia/Almaty', d.id"
        " FROM departments d, generate_series(1, 1001) n"
    )
    in_django(database, "from django.core.management import call_command\ncall_command('migrate', 'store', verbosity=0)")
    keys = owner.execute("SELECT name_key, count(*), min(version), bool_and(iin IS NULL) FROM people GROUP BY name_key").fetchall()
    assert sorted(keys) == [("ahmetov jumabek", 1000, 1, True), ("ahmetov jumabek jumabekov", 1, 1, True)]


def test_an_owner_without_superuser_can_migrate_an_external_server(engines: Scratch) -> None:
    """As on a server of somebody else's: a role that may make roles and databases, and nothing more."""
    with connect(engines.postgres.dsn("admin", "postgres"), autocommit=True) as admin:
        admin.execute("DROP ROLE IF EXISTS visitor")
        admin.execute("CREATE ROLE visitor LOGIN CREATEROLE CREATEDB PASSWORD 'x'")
        for role in ("owner", "web", "door", "monitor", "gateway"):
            admin.execute(f"GRANT bilezik_{role} TO visitor WITH ADMIN TRUE")
    host = engines.postgres.dsn("admin", "visited").rpartition("@")[2]
    settings = Settings(var=engines.var, database_url=Secret(f"postgresql://visitor:x@{host}"))
    try:
        assert migrate(settings) is True
        with psycopg.connect(settings.dsn("gateway")) as gateway:
            gateway.execute("SELECT count(*) FROM devices")
    finally:
        with connect(engines.postgres.dsn("admin", "postgres"), autocommit=True) as admin:
            admin.execute("DROP DATABASE IF EXISTS visited WITH (FORCE)")
            admin.execute("DROP ROLE visitor")
