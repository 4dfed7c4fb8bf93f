"""Law 13: every identifier is 64 bits wide, also those of Django's own tables."""

import pytest

from bilezik.store import Connection

pytestmark = pytest.mark.engines

NUMBERS_THAT_ARE_NOT_IDS = {
    ("leases", "partition"), ("person_states", "partition"), ("outages", "partition"),
    ("envelopes", "decoder"), ("envelopes", "integrity"),
    ("fixes", "source"), ("fixes", "doubt"), ("fixes", "integrity"), ("events", "doubt"), ("alerts", "level"),
    ("alerts", "priority"), ("duties", "level"), ("notices", "level"), ("violations", "probability"), ("zones", "version"),
}  # fmt: skip
"""Every whole number of the schema that is narrower than 64 bits: codes, levels, partitions. A new one must be justified here."""

NARROW = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = 'public' AND data_type IN ('integer', 'smallint') AND table_name !~ '_(elsewhen|[0-9]{8})$'
"""
REFERENCES = """
SELECT c.conrelid::regclass::text, a.attname, format_type(a.atttypid, a.atttypmod)
FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
WHERE c.contype IN ('p', 'f') AND c.connamespace = 'public'::regnamespace
"""


def test_law_13_every_whole_number_is_64_bits_or_known_not_to_be_an_id(owner: Connection) -> None:
    narrow = set(owner.execute(NARROW).fetchall())
    assert narrow == NUMBERS_THAT_ARE_NOT_IDS


def test_law_13_every_key_and_reference_is_64_bits_or_no_number(owner: Connection) -> None:
    kinds = {kind for table, column, kind in owner.execute(REFERENCES) if (table, column) not in NUMBERS_THAT_ARE_NOT_IDS}
    assert kinds == {"bigint", "text", "boolean", "timestamp with time zone", "character varying(40)"}


def test_law_13_every_sequence_counts_in_64_bits(owner: Connection) -> None:
    kinds = owner.execute("SELECT DISTINCT data_type::text FROM pg_sequences WHERE schemaname = 'public'").fetchall()
    assert kinds == [("bigint",)]


def test_law_13_an_id_beyond_32_bits_goes_through(owner: Connection) -> None:
    owner.execute("ALTER SEQUENCE departments_id_seq RESTART WITH 9007199254740993")
    made = owner.execute(
        "INSERT INTO departments (name, city, timezone, lat, lon) VALUES ('x', 'y', 'z', 0, 0) RETURNING id"
    ).fetchone()
    assert made == (9007199254740993,)
