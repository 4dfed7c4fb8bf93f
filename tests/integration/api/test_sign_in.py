"""Sign-in: recorded, locked by account and by source, never side by side."""

import threading
from datetime import timedelta
from typing import Any

import pytest

pytestmark = pytest.mark.engines


@pytest.fixture(autouse=True)
def _password_suffices(office: Any) -> None:
    """What is tested here comes before the second factor (`test_factors`)."""
    from bilezik.deeds import factors

    del office
    factors.let_passwords_suffice()


def attempt(username: str, password: str, source: str = "10.0.0.1") -> Any:
    from django.test import Client

    return Client(SERVER_NAME="localhost", REMOTE_ADDR=source).post("/sign-in/", {"username": username, "password": password})


def test_a_sign_in_is_a_session_and_a_line_in_the_log(office: Any) -> None:
    from django.test import Client

    client = Client(SERVER_NAME="localhost", REMOTE_ADDR="10.0.0.1")
    response = client.post("/sign-in/", {"username": "aliya", "password": "long enough aliya", "next": "/api/v1/alerts"})
    assert (response.status_code, response["Location"]) == (302, "/api/v1/alerts")
    assert client.get("/api/v1/alerts").status_code == 200
    client.post("/sign-out/")
    assert client.get("/api/v1/alerts").status_code == 401
    said = office.rows("SELECT deed, actor, from_where FROM audit WHERE deed LIKE 'staff.sign%%' ORDER BY id")
    assert said == [
        ("staff.sign_in", office.aliya.user_id, "console 10.0.0.1"),
        ("staff.sign_out", office.aliya.user_id, "console 10.0.0.1"),
    ]
    outside = Client(SERVER_NAME="localhost").post(
        "/sign-in/", {"username": "bolat", "password": "long enough bolat", "next": "https://elsewhere.example/"}
    )
    assert outside["Location"] == "/"


def test_an_account_is_locked_after_too_many_wrong_passwords_and_opens_again(office: Any) -> None:
    from bilezik.deeds import attempts

    for _ in range(attempts.PER_ACCOUNT):
        assert b"Too many" not in attempt("aliya", "wrong").content
    refused = attempt("aliya", "long enough aliya")
    assert refused.status_code == 200
    assert b"Too many wrong passwords" in refused.content
    assert attempt("bolat", "long enough bolat").status_code == 302  # others work on
    assert office.rows("SELECT count(*) FROM audit WHERE deed = 'staff.sign_in_refused'") == [(attempts.PER_ACCOUNT,)]
    with office.database.connect("admin") as admin:
        admin.execute("ALTER TABLE audit DISABLE TRIGGER USER")
        admin.execute("UPDATE audit SET at = at - %s", (timedelta(minutes=attempts.WINDOW_MIN + 1),))
    assert attempt("aliya", "long enough aliya").status_code == 302


@pytest.mark.usefixtures("office")
def test_a_source_is_locked_whatever_names_it_tries() -> None:
    from bilezik.deeds import attempts

    for number in range(attempts.PER_SOURCE):
        attempt(f"nobody{number}", "wrong", source="10.6.6.6")
    assert b"Too many wrong passwords" in attempt("aliya", "long enough aliya", source="10.6.6.6").content
    assert attempt("aliya", "long enough aliya", source="10.0.0.1").status_code == 302


def test_what_was_typed_for_nobody_is_not_kept(office: Any) -> None:
    attempt("my secret password", "aliya")
    assert office.rows("SELECT count(*) FROM audit WHERE audit::text LIKE %s", "%my secret%") == [(0,)]


def test_guesses_side_by_side_do_not_pass_the_count(office: Any) -> None:
    from django.db import connections

    from bilezik.deeds import attempts

    def guess() -> None:
        try:
            attempt("aliya", "wrong")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    ((refused,),) = office.rows("SELECT count(*) FROM audit WHERE deed = 'staff.sign_in_refused'")
    assert refused <= attempts.PER_ACCOUNT
