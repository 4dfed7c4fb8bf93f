"""That a person signed for the memo: the paper it names, the refusal before a witness, the record that nobody changes."""

from typing import Any

import psycopg
import pytest
from tests.unit.domain.test_photo import png

from bilezik.domain.instant import Instant, days, hours, minutes

pytestmark = pytest.mark.engines


def now() -> Instant:
    from django.utils import timezone

    from bilezik.domain.instant import from_datetime

    return from_datetime(timezone.now())


def test_a_signature_names_its_paper_and_is_a_line_of_the_person(office: Any) -> None:
    from bilezik.deeds import signings

    said = signings.NewSigning(language="kk", signed_at=now(), interpreter="Dina", scan=png())
    made = signings.keep(office.aliya, office.person, said, why="explained and handed over")
    ((docket, language, signed, by, interpreter, kind),) = office.rows(
        "SELECT docket, language, is_signed, explained_by, interpreter, scan_type FROM memo_signings WHERE id = %s", made
    )
    assert (language, signed, by, interpreter, kind) == ("kk", True, "Aliya", "Dina", "image/png")
    assert [(docket,)] == office.rows("SELECT max(id) FROM dockets WHERE person = %s", office.person)
    assert office.rows("SELECT kind, why FROM deeds WHERE person = %s ORDER BY id DESC LIMIT 1", office.person) == [
        ("memo_signed", "explained and handed over")
    ]
    with office.database.connect("owner") as owner, pytest.raises(psycopg.errors.InsufficientPrivilege):
        owner.execute("UPDATE memo_signings SET is_signed = false")


def test_a_refusal_needs_a_witness_and_a_slip_is_told_at_its_field(office: Any) -> None:
    from bilezik.deeds import Invalid, NotFound, signings

    def keep(person: int = office.person, **said: Any) -> str:
        given: dict[str, Any] = {"language": "ru", "signed_at": now()} | said
        with pytest.raises(Invalid) as refused:
            signings.keep(office.aliya, person, signings.NewSigning(**given), why="w")
        return refused.value.field

    assert keep(is_signed=False) == "witness"
    assert keep(language="de") == "language"
    assert keep(signed_at=Instant(now() + hours(1))) == "signed_at"
    assert keep(signed_at=Instant(now() - days(9))) == "signed_at"
    assert keep(docket=10**9) == "docket"
    assert keep(scan=b"MZ a program") == "file"
    with pytest.raises(NotFound):
        signings.keep(office.aliya, 10**9, signings.NewSigning(language="ru", signed_at=now()), why="w")
    refusal = signings.NewSigning(language="ru", signed_at=now(), is_signed=False, witness="Seitova")
    signings.keep(office.aliya, office.person, refusal, why="will not sign")
    assert office.rows("SELECT kind FROM deeds WHERE person = %s ORDER BY id DESC LIMIT 1", office.person) == [("memo_refused",)]


def test_the_page_says_whether_the_paper_still_holds(office: Any) -> None:
    from django.test import Client

    from bilezik.deeds import conditions, permissions
    from bilezik.store.models import User

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(pk=office.aliya.user_id))
    page = f"/console/people/{office.person}/"
    assert "The memo is not signed yet." in client.get(page).content.decode()
    form = client.get(f"{page}memo/signed/").content.decode()
    assert "the newest" in form
    refused = client.post(f"{page}memo/signed/", {"language": "kk", "how": "refused", "why": "w"})
    assert refused.status_code == 422
    docket = office.rows("SELECT max(id) FROM dockets WHERE person = %s", office.person)[0][0]
    zone = office.rows("SELECT timezone FROM people WHERE id = %s", office.person)[0][0]
    from bilezik.console.forms.form import shown

    said = {"docket": docket, "language": "kk", "how": "signed", "signed_at": shown(now(), zone), "why": "handed over"}
    assert client.post(f"{page}memo/signed/", said).status_code == 302
    assert "memo signed" in client.get(page).content.decode()

    rest = permissions.NewPermission(from_at=now(), to_at=Instant(now() + hours(1)), reason="doctor")
    permissions.grant(office.aliya, office.condition, rest, why="x")
    assert "memo signed" in client.get(page).content.decode(), "a permission eases: nobody signs anew"
    conditions.add(office.aliya, office.order, conditions.NewCondition(kind="keep_charged", dwell=minutes(0)), why="x")
    assert "changed since it was signed" in client.get(page).content.decode()
