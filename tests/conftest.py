"""Fixtures every test may ask for: the real engines, a fresh database, a fresh NATS."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from bilezik.app.engines import Nats
from bilezik.app.engines.scratch import Database, Scratch, folder, scratch

settings.register_profile("bilezik", settings.default, deadline=None)  # a machine that is busy for a moment breaks no law
settings.load_profile("bilezik")


@pytest.fixture(scope="session")
def engines() -> Iterator[Scratch]:
    """PostgreSQL and NATS of this test run, in a folder of their own."""
    with scratch() as running:
        yield running


@pytest.fixture
def database(engines: Scratch) -> Iterator[Database]:
    """A database with schema and roles that no other test sees; `database.dsn(role)`, `database.settings`."""
    with engines.database() as fresh:
        yield fresh


@pytest.fixture
def nats_url() -> Iterator[str]:
    """The URL of a NATS server of this test alone: a stream has one name, so tests cannot share one."""
    with folder() as var:
        nats = Nats(var, durable=False)
        nats.start()
        try:
            yield nats.url
        finally:
            nats.stop()
