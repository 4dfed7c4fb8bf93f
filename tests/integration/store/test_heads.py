"""Law 9: the head of the audit log leaves the database each day, and a log that was rewritten contradicts it."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bilezik.app.engines.scratch import Database
from bilezik.cli.audit import group
from bilezik.cli.refusal import Refusal
from bilezik.domain.instant import Instant, days
from bilezik.store import Connection, audit

pytestmark = [pytest.mark.engines, pytest.mark.usefixtures("django")]

NOW = Instant(1_795_000_000_000_000)
INSERT = "INSERT INTO audit (actor_name, deed, subject_kind, why, from_where) VALUES ('Айгуль', %s, 'alert', 'x', 'y')"


def rewritten(owner: Connection, number: int) -> None:
    """Do what somebody with all rights may do: take a row out and make log and chain anew, so that nothing contradicts itself."""
    for table in ("audit", "audit_seals"):
        owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    owner.execute("DELETE FROM audit_seals")
    owner.execute("DELETE FROM audit WHERE deed = %s", (f"deed.{number}",))
    for table in ("audit", "audit_seals"):
        owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    audit.seal(owner)


@pytest.fixture
def installation(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    for key, value in database.settings.environment().items():
        monkeypatch.setenv(key, value)


def kept(owner: Connection, folder: Path, now: Instant, mail: str | None = None) -> str:
    from bilezik.app.steward import heads
    from bilezik.notify.channels import Ways

    return heads.keep(owner, folder, now, mail, Ways())


def test_law_09_each_day_has_one_line(owner: Connection, tmp_path: Path) -> None:
    assert kept(owner, tmp_path, NOW) == "wrote down the head of the audit log"
    assert kept(owner, tmp_path, Instant(NOW + 600_000_000)) == ""
    owner.execute(INSERT, ("deed.1",))
    audit.seal(owner)
    kept(owner, tmp_path, Instant(NOW + days(1)))
    first, second = (tmp_path / "2026.txt").read_text().splitlines()
    assert first.split()[1] == f"0:{'00' * 32}"
    assert second.split()[1] == audit.head(owner)
    kept(owner, tmp_path, Instant(NOW + days(60)))
    assert len((tmp_path / "2027.txt").read_text().splitlines()) == 1


@pytest.mark.parametrize("number", [0, 3, 5])
@pytest.mark.usefixtures("installation")
def test_law_09_a_log_that_was_made_anew_contradicts_the_written_heads(owner: Connection, tmp_path: Path, number: int) -> None:
    for n in range(6):
        owner.execute(INSERT, (f"deed.{n}",))
    audit.seal(owner)
    kept(owner, tmp_path, NOW)
    file = str(tmp_path / "2026.txt")
    told = CliRunner().invoke(group, ["verify", "--against", file])
    assert told.exit_code == 0
    assert "1 written heads met" in told.output
    rewritten(owner, number)
    assert CliRunner().invoke(group, ["verify"]).exit_code == 0  # it does not contradict itself
    told = CliRunner().invoke(group, ["verify", "--against", file])
    assert isinstance(told.exception, Refusal)
    assert "1 written heads are not in the chain" in str(told.exception)


@pytest.mark.parametrize(("content", "said"), [("", "holds no head"), ("2026-11-25T00:00:00Z nonsense\n", "is no head")])
@pytest.mark.usefixtures("installation")
def test_a_file_that_holds_no_heads_is_refused(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "heads.txt"
    file.write_text(content)
    told = CliRunner().invoke(group, ["verify", "--against", str(file)])
    assert isinstance(told.exception, Refusal)
    assert said in str(told.exception)


def test_a_day_whose_mail_failed_is_tried_again(owner: Connection, tmp_path: Path) -> None:
    assert "could not be mailed" in kept(owner, tmp_path, NOW, "auditor@example.kz")
    assert not list(tmp_path.iterdir())
