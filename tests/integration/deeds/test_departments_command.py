"""At the terminal: the regions, a role in one of them, and a department's people given to another."""

from typing import Any

import pytest
from typer.testing import CliRunner

from bilezik.cli.main import app
from bilezik.cli.refusal import Refusal

pytestmark = pytest.mark.engines


@pytest.fixture(autouse=True)
def terminal(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for key, value in office.database.settings.environment().items():
        monkeypatch.setenv(key, value)


def run(*said: str) -> Any:
    return CliRunner().invoke(app, said)


def test_regions_are_entered_once_and_a_role_is_held_in_one(office: Any) -> None:
    unknown = run("staff", "add", "dana", "--name", "Dana", "--region", "KZ-71")
    assert isinstance(unknown.exception, Refusal)
    assert "there is no region 'KZ-71'" in str(unknown.exception)
    assert "20 regions entered" in run("import-regions").output
    assert "all regions are there" in run("import-regions").output
    assert run("staff", "add", "dana", "--name", "Dana", "--role", "operator", "--region", "kz-71").exit_code == 0
    assert run("staff", "give", "dana", "auditor", "--region", "KZ-75").exit_code == 0
    held = "SELECT s.role, r.code FROM staff_roles s JOIN regions r ON r.id = s.region ORDER BY r.code"
    assert office.rows(held) == [("operator", "KZ-71"), ("auditor", "KZ-75")]


def test_people_are_handed_over_when_it_is_said(office: Any) -> None:
    from bilezik.deeds import departments

    town = departments.NewDepartment(name="Saryarka", city="Astana", timezone="Asia/Almaty", lat=51.2, lon=71.4)
    there = departments.add(office.aliya, town, why="set-up")
    where = "SELECT department FROM people WHERE id = %s"
    hand_over = ("hand-over", str(office.department), str(there), "--why", "merged")
    said = run(*hand_over)
    assert "1 people, 0 open alerts, 1 worn devices" in said.output
    assert "nothing is written yet" in said.output
    assert office.rows(where, office.person) == [(office.department,)]
    assert "handed over 1 people" in run(*hand_over, "--write").output
    assert office.rows(where, office.person) == [(there,)]
    nobody = run(*hand_over, "--write")
    assert isinstance(nobody.exception, Refusal)
    assert "has no people" in str(nobody.exception)
