"""The ceiling: how many rows a second this PostgreSQL takes at best, as the speed contract defines it.

Binary COPY, packed beforehand, 5,000 rows a batch, one connection, into a table with a primary key on (person, at, seq) and an
index on (cell, at); 50,000 people, uniform. Each batch is a transaction of its own, as each of ours is.
"""

import time
from typing import Final

import numpy as np

from bilezik.store.connection import Connection, connect
from bilezik.store.rows import HEADER, TRAILER

BATCH: Final = 5_000
PEOPLE: Final = 50_000

_TABLE: Final = """
CREATE TABLE copy_ceiling (
    person bigint, at timestamptz, seq bigint, device bigint, lon float8, lat float8, accuracy real, speed real, source smallint,
    cell bigint, PRIMARY KEY (person, at, seq));
CREATE INDEX ON copy_ceiling (cell, at)
"""
_FIELDS: Final = (
    ("person", ">i8"), ("at", ">i8"), ("seq", ">i8"), ("device", ">i8"), ("lon", ">f8"), ("lat", ">f8"), ("accuracy", ">f4"),
    ("speed", ">f4"), ("source", ">i2"), ("cell", ">i8"),
)  # fmt: skip
_ROW: Final = np.dtype(
    [("count", ">i2"), *((f"{part}{name}", kind) for name, code in _FIELDS for part, kind in (("n_", ">i4"), ("", code)))]
)


def measure(dsn: str, *, batches: int = 60) -> float:
    """Return the rows a second of `batches` batches; the table exists only meanwhile. `dsn`: of a role that may create it."""
    packed = _pack(batches)
    with connect(dsn, autocommit=True, application="bilezik ceiling") as connection:
        connection.execute("DROP TABLE IF EXISTS copy_ceiling")
        connection.execute(_TABLE)
        try:
            began = time.perf_counter()
            for batch in packed:
                _copy(connection, batch)
            return batches * BATCH / (time.perf_counter() - began)
        finally:
            connection.execute("DROP TABLE copy_ceiling")


def _copy(connection: Connection, batch: bytes) -> None:
    with connection.cursor() as cursor, cursor.copy("COPY copy_ceiling FROM STDIN (FORMAT binary)") as copy:
        copy.write(batch)


def _pack(batches: int) -> list[bytes]:
    dice = np.random.default_rng(1)
    packed = []
    for number in range(batches):
        rows = np.zeros(BATCH, dtype=_ROW)
        rows["count"] = len(_FIELDS)
        for name, code in _FIELDS:
            rows[f"n_{name}"] = int(code[2])
        rows["person"] = dice.integers(1, PEOPLE + 1, BATCH)
        rows["device"] = rows["person"]
        rows["at"] = 800_000_000_000_000 + (number * BATCH + np.arange(BATCH)) * 200
        rows["seq"] = number * BATCH + np.arange(BATCH)
        rows["lon"], rows["lat"] = dice.uniform(46.5, 87.3, BATCH), dice.uniform(40.6, 55.4, BATCH)
        rows["accuracy"], rows["speed"], rows["source"] = 10.0, 1.5, 1
        rows["cell"] = dice.integers(0, 1 << 60, BATCH)
        packed.append(HEADER + rows.tobytes() + TRAILER)
    return packed
