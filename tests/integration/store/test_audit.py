"""Law 9: the audit log is append-only, sealed, and what was done to it behind PostgreSQL's back is found."""

import threading

import pytest
from psycopg import errors
from tests.integration.as_web import voice
from typer.testing import CliRunner

from bilezik.app.engines.scratch import Database
from bilezik.app.settings import Role
from bilezik.cli.audit import group
from bilezik.cli.refusal import Refusal
from bilezik.store import Connection, audit, connect

pytestmark = pytest.mark.engines

INSERT = (
    "INSERT INTO audit (actor, actor_name, deed, subject_kind, subject_id, why, from_where, content)"
    " VALUES (1, 'Айгуль', %s, 'alert', 5, 'назначено', '10.0.0.1', '{\"a\": 1.50, \"b\": \"қ\"}') RETURNING id"
)


def append(connection: Connection, deed: str = "alert.take") -> int:
    row = connection.execute(INSERT, (deed,)).fetchone()
    assert row is not None
    return int(row[0])


def behind(owner: Connection, statement: str) -> None:
    """Do what only somebody with all rights and bad intent can do."""
    for table in ("audit", "audit_seals"):
        owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    owner.execute(statement)
    for table in ("audit", "audit_seals"):
        owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.fixture
def sealed(owner: Connection) -> list[int]:
    ids = [append(owner, f"deed.{number}") for number in range(6)]
    assert audit.seal(owner) == 6
    return ids


@pytest.mark.parametrize("role", ["admin", "owner", "web"])
@pytest.mark.parametrize(
    "statement", ["UPDATE audit SET why = 'x'", "DELETE FROM audit", "TRUNCATE audit", "DELETE FROM audit_seals"]
)
def test_law_09_no_role_changes_the_log(database: Database, token: str, sealed: list[int], role: Role, statement: str) -> None:
    with voice(database, role, token, autocommit=True) as connection:
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute(statement)
        assert connection.execute("SELECT count(*) FROM audit").fetchone() == (len(sealed),)


@pytest.mark.parametrize("role", ["monitor", "gateway"])
def test_law_09_roles_without_people_neither_read_nor_write_it(database: Database, role: Role) -> None:
    with connect(database.dsn(role), autocommit=True) as connection:
        with pytest.raises(errors.InsufficientPrivilege):
            append(connection)
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute("SELECT * FROM audit")


@pytest.mark.parametrize("column", ["actor_name", "deed", "why", "from_where", "subject_kind"])
@pytest.mark.parametrize("value", [None, "", "  "])
def test_law_09_a_line_says_who_what_why_and_from_where(database: Database, token: str, column: str, value: str | None) -> None:
    line = {"actor_name": "a", "deed": "b", "subject_kind": "c", "why": "d", "from_where": "e"} | {column: value}
    with voice(database, "web", token) as web, pytest.raises(errors.IntegrityError):
        web.execute(f"INSERT INTO audit (actor, {', '.join(line)}) VALUES (1, %s, %s, %s, %s, %s)", list(line.values()))


def test_law_09_who_appends_chooses_neither_time_nor_salt(database: Database, token: str) -> None:
    with voice(database, "web", token, autocommit=True) as web:
        made = web.execute(
            "INSERT INTO audit (actor, actor_name, deed, subject_kind, why, from_where, at, salt)"
            " VALUES (1, 'a', 'b', 'c', 'd', 'e', '2020-01-01Z', 'x') RETURNING at > now() - interval '1 minute', length(salt)"
        ).fetchone()
    assert made == (True, 32)


def test_a_whole_log_is_whole(owner: Connection, sealed: list[int]) -> None:
    append(owner)
    verdict = audit.verify(owner)
    assert verdict.is_whole
    assert (verdict.sealed, verdict.waiting) == (len(sealed), 1)
    assert audit.seal(owner) == 1
    assert audit.seal(owner) == 0
    assert audit.verify(owner, anchors=[verdict.head]).is_whole
    assert audit.verify(owner).sealed == 7


def test_an_empty_log_is_whole(owner: Connection) -> None:
    assert audit.seal(owner) == 0
    assert audit.verify(owner).is_whole


def test_a_row_that_commits_late_is_sealed_all_the_same(database: Database, token: str, owner: Connection) -> None:
    with voice(database, "web", token) as slow:
        early = append(slow)
        assert append(owner) > early
        assert audit.seal(owner) == 1
        slow.commit()
    assert audit.seal(owner) == 1
    assert audit.verify(owner).is_whole


def test_two_sealers_make_one_chain(database: Database, owner: Connection) -> None:
    stop = threading.Event()

    def keep_sealing() -> None:
        with connect(database.dsn("owner"), autocommit=True) as connection:
            while not stop.is_set():
                audit.seal(connection)

    sealers = [threading.Thread(target=keep_sealing) for _ in range(2)]
    for sealer in sealers:
        sealer.start()
    for _ in range(200):
        append(owner)
    stop.set()
    for sealer in sealers:
        sealer.join()
    audit.seal(owner)
    verdict = audit.verify(owner)
    assert verdict.is_whole
    assert verdict.sealed == 200


@pytest.mark.parametrize(
    "change",
    [
        "actor_name = 'somebody else'", "actor = 2", "deed = 'alert.note'", "why = 'x'", "from_where = 'y'", "subject_id = 6",
        "subject_kind = 'person'", "content = '{}'", "at = at + interval '1 second'", "salt = '\\x00'",
        "content = NULL, salt = NULL",
    ],
)  # fmt: skip
def test_law_09_a_changed_row_is_found(owner: Connection, sealed: list[int], change: str) -> None:
    behind(owner, f"UPDATE audit SET {change} WHERE id = {sealed[2]}")
    verdict = audit.verify(owner)
    assert verdict.changed == (sealed[2],)
    assert not verdict.is_whole


def test_law_09_a_missing_row_is_found(owner: Connection, sealed: list[int]) -> None:
    behind(owner, f"DELETE FROM audit WHERE id = {sealed[0]}")
    assert audit.verify(owner).missing == (sealed[0],)


def test_law_09_a_row_deleted_with_its_link_is_found(owner: Connection, sealed: list[int]) -> None:
    behind(owner, f"DELETE FROM audit WHERE id = {sealed[2]}; DELETE FROM audit_seals WHERE audit_id = {sealed[2]}")
    assert audit.verify(owner).broken == 4


def test_law_09_an_inserted_row_is_found_sealed_or_not(owner: Connection, sealed: list[int]) -> None:
    behind(
        owner,
        "INSERT INTO audit (id, at, actor_name, deed, subject_kind, why, from_where, content, salt) OVERRIDING SYSTEM VALUE"
        " VALUES (-1, '2026-01-01Z', 'a', 'b', 'c', 'd', 'e', '{}', 'x')",
    )
    assert audit.verify(owner).inserted == (-1,)
    assert audit.seal(owner) == 0  # the sealer does not look so far back
    assert audit.verify(owner).inserted == (-1,)
    assert len(sealed) == audit.verify(owner).sealed


def test_law_09_a_row_inserted_into_the_past_and_sealed_is_found(owner: Connection, sealed: list[int]) -> None:
    """A forger with the sealer's code chains a row that claims to be older than the last sealing could have missed."""
    behind(owner, "UPDATE audit SET at = at - interval '2 hours' WHERE id > 0")
    behind(owner, "TRUNCATE audit_seals")
    honest = sealed[:-1]
    behind(owner, f"UPDATE audit SET at = at + interval '2 hours' WHERE id = ANY (ARRAY{honest})")
    forged = f"FROM audit WHERE id = {sealed[-1]}"
    behind(owner, f"CREATE TABLE forged AS SELECT * {forged}; DELETE {forged}")
    assert audit.seal(owner) == len(honest)
    behind(owner, "INSERT INTO audit OVERRIDING SYSTEM VALUE SELECT * FROM forged")
    original, audit.PATIENCE = audit.PATIENCE, 10**12  # type: ignore[misc, assignment]  # the forger's sealer looks further back
    try:
        assert audit.seal(owner) == 1
    finally:
        audit.PATIENCE = original  # type: ignore[misc]
    assert audit.verify(owner).inserted == (sealed[-1],)


def test_law_09_a_log_cut_at_its_end_is_found_by_the_anchor(owner: Connection, sealed: list[int]) -> None:
    head = audit.verify(owner).head
    behind(owner, f"DELETE FROM audit WHERE id = {sealed[-1]}; DELETE FROM audit_seals WHERE audit_id = {sealed[-1]}")
    assert audit.verify(owner).is_whole
    assert not audit.verify(owner, anchors=[head]).is_whole


def test_content_can_be_erased_by_law_and_the_chain_stays_whole(owner: Connection, sealed: list[int]) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        owner.execute("UPDATE audit SET content = NULL, salt = NULL WHERE id = %s", (sealed[1],))
    audit.erase(owner, sealed[1], actor=3, actor_name="Данияр", why="ст. 18 ЗРК о персональных данных", from_where="10.0.0.2")
    found = owner.execute("SELECT content, salt, deed, why FROM audit WHERE id = %s", (sealed[1],)).fetchone()
    assert found == (None, None, "deed.1", "назначено")
    audit.seal(owner)
    verdict = audit.verify(owner)
    assert verdict.is_whole
    assert verdict.erased == 1


def test_the_command_says_in_one_line(
    database: Database, owner: Connection, sealed: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    for key, value in database.settings.environment().items():
        monkeypatch.setenv(key, value)
    whole = CliRunner().invoke(group, ["verify"])
    assert whole.exit_code == 0
    assert whole.output.startswith("audit log whole: 6 rows sealed; head 6:")
    assert CliRunner().invoke(group, ["verify", "--anchor", audit.verify(owner).head]).exit_code == 0
    behind(owner, f"DELETE FROM audit WHERE id = {sealed[0]}")
    behind(owner, f"UPDATE audit SET why = 'x' WHERE id = {sealed[3]}")
    broken = CliRunner().invoke(group, ["verify"])
    assert isinstance(broken.exception, Refusal)
    assert broken.exception.exit_code == 1
    assert str(broken.exception) == f"audit log BROKEN: 1 changed (ids {sealed[3]}); 1 missing (ids {sealed[0]})"
