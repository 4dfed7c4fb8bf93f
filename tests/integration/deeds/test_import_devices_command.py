"""A delivery of devices from a list: every row has its answer, all of it or nothing is entered."""

from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from bilezik.cli.import_devices import command
from bilezik.cli.refusal import Refusal

pytestmark = pytest.mark.engines

LIST = (
    "identity;protocol;kind;model;contract;department\n860000000000001;gt06;bracelet;Q1;17-A;\n860000000000002;GT06;Браслет;;;{}\n"
)


@pytest.fixture(autouse=True)
def terminal(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for key, value in office.database.settings.environment().items():
        monkeypatch.setenv(key, value)


def run(file: Path, *more: str) -> Any:
    app = typer.Typer()
    app.command()(command)
    return CliRunner().invoke(app, [str(file), *more])


def test_nothing_is_written_before_it_is_said(office: Any, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(LIST.format(office.department), encoding="utf-8-sig")
    before = office.counts()
    said = run(file)
    assert said.exit_code == 0
    assert "2 new, 0 there already, 0 refused (UTF-8)" in said.output
    assert "nothing is written yet" in said.output
    assert office.counts() == before
    assert "entered 2 devices" in run(file, "--write", "--why", "contract 17-A").output
    rows = office.rows("SELECT identity, protocol, kind, model, contract, department, state FROM devices ORDER BY id DESC LIMIT 2")
    assert rows == [
        ("860000000000002", "gt06", "bracelet", "", "", office.department, "in_stock"),
        ("860000000000001", "gt06", "bracelet", "Q1", "17-A", None, "in_stock"),
    ]
    assert office.rows("SELECT count(*) FROM audit WHERE deed = 'devices.add_many' AND why = 'contract 17-A'") == [(2,)]
    again = run(file, "--write")
    assert "0 new, 2 there already" in again.output
    assert office.counts()["devices"] == before["devices"] + 2


def test_a_list_of_an_older_program_in_windows_1251_is_read(office: Any, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes("Идентификатор,Протокол,Вид\n1,gt06,Домашний блок\n".encode("cp1251"))
    said = run(file, "--write")
    assert "1 new, 0 there already, 0 refused (Windows-1251)" in said.output
    assert office.rows("SELECT kind FROM devices WHERE identity = '1'") == [("home_unit",)]


def test_one_refused_row_refuses_the_file_and_every_reason_is_told(office: Any, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(
        "identity,protocol,kind,department\n"
        "1,gt06,bracelet,\n"
        "2,morse,bracelet,\n"
        "3,gt06,dog,\n"
        ",gt06,bracelet,\n"
        "5,gt06,bracelet,Atlantis\n"
        "1,gt06,bracelet,\n"
        "866123456789012,gt06,tracker,\n"
        "8,gt06,bracelet,,extra\n"
    )
    before = office.counts()
    said = run(file, "--write")
    assert isinstance(said.exception, Refusal)
    lines = said.output.splitlines()
    for number, what in (
        (3, "2: protocol: is one of"), (4, "3: kind: is one of"), (5, "(no identity): identity: is empty"),
        (6, "5: department: there is no department 'Atlantis'"), (7, "1: identity: stands on line 2 already"),
        (8, "866123456789012: kind: the register says 'bracelet'"), (9, "8: has 5 cells, the first line 4"),
    ):  # fmt: skip
        assert any(line.startswith(f"line {number}: {what}") for line in lines), (number, lines)
    assert "1 new, 0 there already, 7 refused" in said.output
    assert office.counts() == before


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is empty"),
        (b"identity;protocol;kind\n", "no row"),
        (b"identity;kind\n1;bracelet\n", "protocol is missing"),
        (b"identity;protocol;kind;colour\n", "'colour' is not known"),
        (b"identity;imei;protocol;kind\n", "two columns mean identity"),
        ("identity;protocol;kind\n".encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04 a workbook", "workbook"),
        (b"MZ\x90\x00\x03\x98", "neither UTF-8 nor Windows-1251"),
        (b"identity;protocol;kind\n1\x00;gt06;bracelet\n", "control characters"),
        (b'identity;protocol;kind\n"1;gt06;bracelet\n', "line"),
        (b"identity;protocol;kind\n" + b"x;gt06;bracelet\n" * 50_001, "at most 50000"),
        (b"x" * 8_000_001, "at most 8 are read"),
    ],
)
def test_what_is_no_such_list_is_one_line(office: Any, tmp_path: Path, content: bytes, problem: str) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(content)
    before = office.counts()
    refused = run(file, "--write").exception
    assert isinstance(refused, Refusal)
    assert problem in str(refused)
    assert office.counts() == before


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    assert "No such file" in str(run(tmp_path / "none.csv").exception)


def test_thirty_thousand_devices_are_entered_in_one_go(office: Any, tmp_path: Path) -> None:
    import time

    file = tmp_path / "list.csv"
    file.write_text("identity;protocol;kind\n" + "".join(f"{86_000_000_000_0000 + n};gt06;bracelet\n" for n in range(30_000)))
    began = time.monotonic()
    assert "entered 30000 devices" in run(file, "--write").output
    assert time.monotonic() - began < 30  # measured at 6 s
    assert office.count("devices") == 30_001
