"""The ceiling is measured as the contract says, and leaves nothing behind."""

import pytest

from bilezik.app.engines.scratch import Database
from bilezik.store import Connection, ceiling

pytestmark = pytest.mark.engines


def test_the_ceiling_is_measured_on_the_table_of_the_contract(database: Database, owner: Connection) -> None:
    assert ceiling.measure(database.dsn("owner"), batches=2) > 0
    assert owner.execute("SELECT to_regclass('copy_ceiling')").fetchone() == (None,)


def test_its_rows_are_what_the_contract_says(owner: Connection) -> None:
    owner.execute(ceiling._TABLE)
    (batch,) = ceiling._pack(1)
    ceiling._copy(owner, batch)
    seen = owner.execute(
        "SELECT count(*), min(person) >= 1, max(person) <= 50000, count(DISTINCT seq), min(lon) > 46, max(lat) < 56"
        " FROM copy_ceiling"
    ).fetchone()
    assert seen == (5000, True, True, 5000, True, True)
    keys = owner.execute("SELECT indexdef FROM pg_indexes WHERE tablename = 'copy_ceiling' ORDER BY 1").fetchall()
    assert [key.rpartition("btree ")[2] for (key,) in keys] == ["(cell, at)", "(person, at, seq)"]
