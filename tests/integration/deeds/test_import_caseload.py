"""A caseload from a list: every row has its answer, everybody or nobody is enrolled, and who is likely known is looked at."""

from pathlib import Path
from typing import Any

import pytest
from tests.integration.console.test_office import text
from typer.testing import CliRunner

from bilezik.cli.main import app
from bilezik.cli.refusal import Refusal

pytestmark = pytest.mark.engines

HEAD = "фамилия;имя;дата рождения;иин;отдел;адрес;закон;суд;номер;начало;окончание;условия;широта дома;долгота дома;часы дома\n"
ROW = "Ахметова;Асель;{born};{iin};{department};ул. Абая 1;УК ст. 44;Суд № 2;{number};{starts};{ends};{conditions};{home}\n"
USUAL = {
    "born": "01.02.1990", "iin": "", "department": "Almaty district", "number": "1-26", "starts": "2026-01-01",
    "ends": "31.12.2026", "conditions": "носить, заряжать", "home": ";;",
}  # fmt: skip


def row(**said: str) -> str:
    return ROW.format(**(USUAL | said))


@pytest.fixture(autouse=True)
def terminal(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for key, value in office.database.settings.environment().items():
        monkeypatch.setenv(key, value)


def run(file: Path, content: bytes, *more: str) -> Any:
    file.write_bytes(content)
    return CliRunner().invoke(app, ["import-caseload", str(file), "--why", "letter 7", *more])


def test_people_come_with_order_conditions_and_home(office: Any, tmp_path: Path) -> None:
    """In Windows-1251, as an office program saves it."""
    file = tmp_path / "list.csv"
    content = (
        HEAD + row(conditions="дом, носить", home="51,1;71,4;22:00-06:00") + row(born="", number="2-26").replace("Асель", "Анна")
    )
    before = office.counts()
    said = run(file, content.encode("cp1251"))
    assert said.exit_code == 0, said.exception
    assert "line 2: new: Ахметова Асель" in said.output
    assert "2 new, 0 of them likely known, 0 wrong (Windows-1251)" in said.output
    assert "nothing is written yet" in said.output
    assert office.counts() == before
    assert "enrolled 2 people" in run(file, content.encode("cp1251"), "--write").output
    made = office.rows(
        "SELECT p.birth_date::text, p.department, o.number, o.starts_at::text, o.ends_at::text FROM people p"
        " JOIN orders o ON o.person = p.id WHERE p.family_name = 'Ахметова' ORDER BY p.id"
    )
    days = ("2025-12-31 19:00:00+00", "2026-12-31 19:00:00+00")  # the first moment of the first day, the end of the last: Almaty
    assert made == [("1990-02-01", office.department, "1-26", *days), (None, office.department, "2-26", *days)]
    kinds = office.rows(
        "SELECT c.kind, c.schedule IS NOT NULL, z.name FROM conditions c JOIN people p ON p.id = c.person"
        " LEFT JOIN condition_zones cz ON cz.condition = c.id LEFT JOIN zones z ON z.id = cz.zone"
        " WHERE p.given_name = 'Асель' ORDER BY c.kind"
    )
    assert kinds == [("stay_home", True, "Ахметова Асель: home"), ("wear_device", False, None)]
    assert office.rows("SELECT count(*) FROM audit WHERE deed = 'bulk.enrol' AND why = 'letter 7'") == [(2,)]
    assert office.rows("SELECT count(*) FROM dockets d JOIN people p ON p.id = d.person WHERE p.family_name = 'Ахметова'") == [(2,)]


def test_who_is_likely_known_is_looked_at(office: Any, tmp_path: Path) -> None:
    file, content = tmp_path / "list.csv", (HEAD + row()).encode()
    assert "enrolled 1 people" in run(file, content, "--write").output
    again = run(file, content, "--write")
    assert "line 2: new: Ахметова Асель: likely person 2 of the register" in again.output
    assert isinstance(again.exception, Refusal)
    assert "look at them first" in str(again.exception)
    assert office.count("people") == 2
    assert "enrolled 1 people" in run(file, content, "--write", "--looked").output
    assert office.count("people") == 3


def test_a_half_wrong_file_enrols_nobody(office: Any, tmp_path: Path) -> None:
    before = office.counts()
    right = next(number for number in (f"90020140001{last}" for last in range(10)) if _is_iin(number))
    wrong = f"{right[:-1]}{(int(right[-1]) + 1) % 10}"
    rows = (
        (row(), "new"),
        (row(), "this person stands on line 2 already"),
        (row(born="1.1.3024"), "birth_date: must lie between 1900"),
        (row(born="31.02.1990"), "birth_date: '31.02.1990' is no day"),
        (row(starts="2026-01-01", ends="31.12.3024"), "ends_on: must lie between 1990 and 2100"),
        (row(starts="2026-01-02", ends="2025-01-01"), "ends_on: must be after"),
        (row(starts=""), "starts_on: is empty"),
        (row(department="Mars"), "department: there is no department 'Mars' of yours"),
        (row(iin="123"), "iin: has 12 digits"),
        (row(iin=wrong), "iin: the last digit"),
        (row(conditions="летать"), "conditions: 'летать' is none of"),
        (row(conditions="дом"), "home_lat: is empty: staying home needs a place"),
        (row(conditions="дом", home="91;71;"), "home_lat: "),
        (row(conditions="дом", home="51;71;ночью"), "home_hours: 'ночью' is not hours"),
        (row(conditions="дом", home="51;71;25:00-06:00"), "home_hours: '25:00' is not a time of day"),
        (row(home="51;71;"), "home_lat: is meant for the condition stay_home"),
        (row(born="2015-01-01"), "responsible_name: is needed"),
        (row(number="3-26", born="").replace("УК ст. 44", ""), "legal_basis: must not be empty"),
        (row().replace("Ахметова", ""), "family_name: is empty"),
    )
    said = run(tmp_path / "list.csv", (HEAD + "".join(one for one, _ in rows)).encode(), "--write")
    assert isinstance(said.exception, Refusal)
    for line, (one, answer) in zip(said.output.splitlines(), rows, strict=False):
        assert answer in line, one
    assert office.counts() == before


def test_an_iin_of_the_register_is_refused(office: Any, tmp_path: Path) -> None:
    from bilezik.deeds import SYSTEM, people

    digits = next(number for number in (f"90020140001{last}" for last in range(10)) if _is_iin(number))
    known = people.NewPerson(
        given_name="A", family_name="B", city="A", timezone="Asia/Almaty", department=office.department, iin=digits
    )
    people.register(SYSTEM, known, why="w")
    said = run(tmp_path / "list.csv", (HEAD + row(iin=digits)).encode(), "--write")
    assert "iin: a person with this IIN is in the register already" in said.output
    assert office.count("people") == 2


def _is_iin(digits: str) -> bool:
    from bilezik.domain import iin

    found = iin.parse(digits)
    return found is not None and found.is_valid


def test_an_officer_enters_the_own_department_alone(office: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client

    from bilezik.deeds import SYSTEM, departments, staff
    from bilezik.store.models import User

    departments.add(SYSTEM, departments.NewDepartment(name="North", city="Oral", timezone="Asia/Oral"), why="w")
    made = staff.add(SYSTEM, "d", "long enough password", "D", why="w", roles=[staff.NewRole("officer", office.department)])
    token = staff.issue_token(SYSTEM, made, "script", why="w")
    page, program = Client(SERVER_NAME="localhost"), Client(SERVER_NAME="localhost", headers={"Authorization": f"Bearer {token}"})
    page.force_login(User.objects.get(pk=made))

    def send(content: str, **more: str) -> Any:
        return page.post("/console/people/import/", {"file": SimpleUploadedFile("l.csv", content.encode()), "why": "letter"} | more)

    assert "Check the list" in text(page.get("/console/people/import/"))
    assert "Choose a file." in text(page.post("/console/people/import/", {"why": "w"}))
    foreign = send(HEAD + row() + row(department="North", number="9"))
    assert "there is no department 'North' of yours" in text(foreign)
    assert "Enter everybody" not in text(foreign)
    assert send(HEAD + row(department="North"), write="yes").status_code == 422
    checked = send(HEAD + row())
    assert "1 person would be entered. Nothing is entered yet." in text(checked)
    assert office.count("people") == 1
    refused = send(HEAD + row(), write="yes", why=" ")
    assert "Say why" in text(refused)
    assert "1 person is in the register, with the order." in text(send(HEAD + row(), write="yes"))
    assert office.count("people") == 2
    likely = send(HEAD + row(), write="yes")
    assert likely.status_code == 422
    assert 'aria-describedby="looked-problem"' in likely.content.decode()
    assert office.rows("SELECT subject_id FROM audit WHERE deed = 'people.look' AND why = 'likely the same'") == [(2,)]
    assert send(HEAD + row(number="5"), write="yes", looked="yes").status_code == 200
    said = program.post("/api/v1/people/import", {"file": SimpleUploadedFile("l.csv", (HEAD + row()).encode()), "why": "w"}).json()
    assert (said["new"], said["likely"], said["wrong"], said["written"]) == (1, 1, 0, False)
    assert len(said["rows"][0]["same"]) == 2
    assert send("no;list").status_code == 422
    assert office.count("people") == 3
