"""`bilezik staff` from the terminal: a colleague who can sign in, a token that opens the API, and who made them in the log."""

import hashlib
from typing import Any

import pytest
from typer.testing import CliRunner

from bilezik.cli.refusal import Refusal
from bilezik.cli.staff import group

pytestmark = pytest.mark.engines


@pytest.fixture(autouse=True)
def terminal(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for key, value in office.database.settings.environment().items():
        monkeypatch.setenv(key, value)
    monkeypatch.setenv("LOGNAME", "chief")


def test_a_colleague_is_added_and_may_sign_in(office: Any) -> None:
    from django.contrib.auth.hashers import check_password

    said = CliRunner().invoke(group, ["add", "dana", "--name", "Dana S.", "--why", "first operator"])
    assert said.exit_code == 0, said.output
    password = said.output.split()[-1]
    ((kept,),) = office.rows("SELECT hash FROM sec.passwords JOIN users ON id = \"user\" WHERE username = 'dana'")
    assert check_password(password, kept)
    ((actor, why, where),) = office.rows(
        "SELECT actor_name, why, from_where FROM audit WHERE deed = 'staff.add' ORDER BY id DESC LIMIT 1"
    )
    assert (actor, why) == ("chief", "first operator")
    assert where.startswith("terminal ")
    assert password not in str(office.rows("SELECT content FROM audit"))


def test_a_name_that_is_taken_is_one_line(office: Any) -> None:
    before = office.counts()
    ((taken,),) = office.rows("SELECT username FROM users ORDER BY id LIMIT 1")
    refused = CliRunner().invoke(group, ["add", taken, "--name", "Somebody"]).exception
    assert isinstance(refused, Refusal)
    assert str(refused) == "username: there is already a user of this name"
    assert office.counts() == before


def test_a_token_is_for_somebody(office: Any) -> None:
    ((username,),) = office.rows("SELECT username FROM users ORDER BY id LIMIT 1")
    said = CliRunner().invoke(group, ["token", username, "wall screen"])
    digest = hashlib.sha256(said.output.strip().encode()).digest()
    assert office.rows("SELECT name FROM api_tokens WHERE digest = %s", digest) == [("wall screen",)]
    refused = CliRunner().invoke(group, ["token", "nobody", "x"]).exception
    assert str(refused) == "there is no user 'nobody'"


def test_roles_are_named_given_and_ended(office: Any) -> None:
    assert CliRunner().invoke(group, ["add", "dana", "--name", "Dana", "--role", "officer", "--department", "1"]).exit_code == 0
    held = 'SELECT role, department, to_at IS NULL FROM staff_roles JOIN users ON users.id = "user" WHERE username = %s ORDER BY 1'
    assert office.rows(held, "dana") == [("officer", 1, True)]
    assert CliRunner().invoke(group, ["give", "dana", "auditor"]).exit_code == 0
    assert CliRunner().invoke(group, ["end", "dana", "officer", "--why", "moved"]).exit_code == 0
    assert office.rows(held, "dana") == [("auditor", None, True), ("officer", 1, False)]
    assert "is one of operator" in str(CliRunner().invoke(group, ["give", "dana", "king"]).exception)
    assert str(CliRunner().invoke(group, ["end", "dana", "officer"]).exception) == "dana has no role 'officer'"
