"""The ministry's list of departments: every row has its answer, all of it or nothing is kept, and again changes nothing."""

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bilezik.cli.main import app
from bilezik.cli.refusal import Refusal

pytestmark = pytest.mark.engines

LIST = (
    "регион;код;атауы;наименование на русском;қазақша атауы;город;часовой пояс;телефон;широта;долгота\n"
    "KZ-71;71-01;;Отдел Есиль;Есіл бөлімі;Астана;;+7 7172 000000;51,1;71,4\n"
    "Западно-Казахстанская область;27-01;;Отдел Уральск;Орал бөлімі;Уральск;Asia/Oral;;;\n"
)


@pytest.fixture(autouse=True)
def terminal(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from bilezik.deeds import SYSTEM, departments

    for key, value in office.database.settings.environment().items():
        monkeypatch.setenv(key, value)
    departments.keep_regions(SYSTEM, departments.shipped_regions(), why="w")


def run(file: Path, content: bytes, *more: str) -> Any:
    file.write_bytes(content)
    return CliRunner().invoke(app, ["import-departments", str(file), *more])


def test_the_list_is_kept_once(office: Any, tmp_path: Path) -> None:
    file, content = tmp_path / "list.csv", LIST.encode()
    before = office.counts()
    said = run(file, content)
    assert said.exit_code == 0, said.exception
    assert "line 2: new: 71-01 Отдел Есиль" in said.output
    assert "2 new, 0 changed, 0 same, 0 wrong (UTF-8)" in said.output
    assert "nothing is written yet" in said.output
    assert office.counts() == before
    assert "entered 2 departments, changed 0" in run(file, content, "--write", "--why", "letter 5").output
    kept = office.rows(
        "SELECT d.code, d.name, d.name_kk, d.city, d.timezone, d.phone, d.lat, r.code FROM departments d"
        " JOIN regions r ON r.id = d.region ORDER BY d.code"
    )
    assert kept == [
        ("27-01", "Отдел Уральск", "Орал бөлімі", "Уральск", "Asia/Oral", "", None, "KZ-27"),
        ("71-01", "Отдел Есиль", "Есіл бөлімі", "Астана", "Asia/Almaty", "+7 7172 000000", 51.1, "KZ-71"),
    ]
    assert office.rows("SELECT count(*) FROM audit WHERE deed = 'departments.keep_list' AND why = 'letter 5'") == [(2,)]
    assert "0 new, 0 changed, 2 same, 0 wrong" in run(file, content, "--write").output
    changed = content.replace("Отдел Есиль".encode(), "Управление Есиль".encode())
    said = run(file, changed, "--write")
    assert "line 2: changed: 71-01" in said.output
    assert "name_ru: Отдел Есиль → Управление Есиль" in said.output
    assert office.rows("SELECT name FROM departments WHERE code = '71-01'") == [("Управление Есиль",)]
    assert office.count("departments") == before["departments"] + 2


def test_a_list_of_an_old_office_program(office: Any, tmp_path: Path) -> None:
    """Windows-1251, commas; an empty cell says nothing, so that what is there stays."""
    file = tmp_path / "list.csv"
    text = "код,город,наименование на русском\n71-01,Астана,Отдел Есиль\n"
    assert "1 new, 0 changed, 0 same, 0 wrong (Windows-1251)" in run(file, text.encode("cp1251"), "--write").output
    thin = "code,city,name_ru,phone\n71-01,,,112\n"
    assert "1 changed" in run(file, thin.encode(), "--write").output
    assert office.rows("SELECT name, city, phone FROM departments WHERE code = '71-01'") == [("Отдел Есиль", "Астана", "112")]


def test_a_half_wrong_file_keeps_nothing(office: Any, tmp_path: Path) -> None:
    before = office.counts()
    rows = (
        ("1;KZ-71;A;Astana;;;", "new"),
        ("2;KZ-99;B;Astana;;;", "region: there is no region 'KZ-99'"),
        ("1;KZ-71;A;Astana;;;", "code: stands on line 2 already"),
        (";KZ-71;A;Astana;;;", "code: is empty"),
        ("3;KZ-71;;Astana;;;", "name_ru: a name is needed"),
        ("4;KZ-71;A;;;;", "city: is empty"),
        ("5;KZ-71;A;Astana;Mars/Olympus;;", "timezone: there is no time zone"),
        ("6;KZ-71;A;Astana;;51;", "both, latitude and longitude"),
        ("7;KZ-71;A;Astana;;north;71", "lat: is not a number"),
        ("8;KZ-71;A;Astana;;;;9", "has 8 cells, the first line 7"),
    )
    content = "code;region;name;city;timezone;lat;lon\n" + "\n".join(row for row, _ in rows)
    said = run(tmp_path / "list.csv", content.encode(), "--write")
    assert isinstance(said.exception, Refusal)
    lines = said.output.splitlines()
    for line, (row, answer) in zip(lines, rows, strict=False):
        assert answer in line, row
    assert "1 new, 0 changed, 0 same, 9 wrong" in said.output
    assert office.counts() == before


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", "is empty"),
        (b"code;city;color\n1;A;red", "the column 'color' is not known"),
        (b"code;name\n1;A", "the column city is missing"),
        (b"PK\x03\x04", "is a workbook"),
        (b"code;city\n", "has its columns and no row"),
        (b'code;city\n1;"A', "line 2"),
    ],
)
def test_what_is_no_such_list(office: Any, tmp_path: Path, content: bytes, refusal: str) -> None:
    said = run(tmp_path / "list.csv", content)
    assert isinstance(said.exception, Refusal)
    assert refusal in str(said.exception)
    assert office.count("departments") == 1


def test_a_closed_department_is_not_on_a_new_list(office: Any, tmp_path: Path) -> None:
    from bilezik.deeds import SYSTEM, departments

    made = departments.add(SYSTEM, departments.NewDepartment(name="T", code="9", city="Oral", timezone="Asia/Oral"), why="w")
    departments.close(SYSTEM, made, why="w")
    said = run(tmp_path / "list.csv", b"code;city;name\n9;Oral;T")
    assert "wrong: 9 T: code: this department is closed" in said.output
    assert office.count("departments") == 2
