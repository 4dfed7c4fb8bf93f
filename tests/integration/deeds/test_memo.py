"""A memo is a deed: printed from the newest docket, for a reason, by somebody who may see the person."""

import io
import stat
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from typer.testing import CliRunner

from bilezik.cli.main import app
from bilezik.cli.refusal import Refusal
from bilezik.domain.instant import rfc3339
from bilezik.store import connect, reading

pytestmark = pytest.mark.engines


def printed(office: Any) -> list[tuple[Any, ...]]:
    return office.rows(  # type: ignore[no-any-return]
        "SELECT actor_name, subject_kind, subject_id, why, content->>'language', content->>'docket'"
        " FROM audit WHERE deed = 'records.memo'"
    )


def test_who_printed_whose_memo_in_which_language_is_in_the_log(office: Any) -> None:
    from bilezik.deeds import records

    memo = records.memo(office.aliya, office.person, "kk", why="handed over")
    with connect(office.database.dsn("monitor")) as connection:
        newest = reading.newest_dockets(connection, [office.person])[office.person]
    assert printed(office) == [("Aliya", "person", office.person, "handed over", "kk", rfc3339(newest.recorded_at))]
    assert memo.name == "Сейтов Ерлан"
    assert any("17-26" in line for line in memo.orders[0].lines)
    assert memo.orders[0].duties[0].heading == "Үйде болу"


def test_without_right_reason_language_or_order_nothing_is_printed_and_nothing_logged(office: Any) -> None:
    from bilezik.deeds import SYSTEM, Actor, Conflict, Forbidden, Invalid, NotFound, orders, records, staff

    keeper = staff.add(
        SYSTEM, "kee", "long enough password", "Kee", why="test", roles=[staff.NewRole("quartermaster", office.department)]
    )
    with pytest.raises(Forbidden):
        records.memo(Actor(keeper, "Kee", "console"), office.person, "ru", why="curious")
    with pytest.raises(Invalid, match="why"):
        records.memo(office.aliya, office.person, "ru", why=" ")
    with pytest.raises(Invalid, match="language"):
        records.memo(office.aliya, office.person, "de", why="handed over")  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        records.memo(office.aliya, 999_999, "ru", why="handed over")
    orders.end(office.aliya, office.order, why="served")
    with pytest.raises(Conflict, match="No order"):
        records.memo(office.aliya, office.person, "ru", why="handed over")
    assert printed(office) == []


def test_the_command_writes_a_page(office: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for key, value in office.database.settings.environment().items():
        monkeypatch.setenv(key, value)
    path = tmp_path / "memo.pdf"
    wanted = ["memo", str(office.person), "--language", "ru", "--why", "handed over"]
    run = CliRunner().invoke(app, [*wanted, "--to", str(path)])
    assert run.exit_code == 0, run.output
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    (page,) = PdfReader(io.BytesIO(path.read_bytes())).pages
    assert "Памятка об электронном надзоре" in page.extract_text()
    assert [row[4] for row in printed(office)] == ["ru"]
    refused = CliRunner().invoke(app, [*wanted[:3], "de", *wanted[4:], "--to", str(tmp_path / "other.pdf")]).exception
    assert isinstance(refused, Refusal)
    assert "kk, ru, en" in str(refused)
    assert not (tmp_path / "other.pdf").exists()
