"""The forms of a person: registered, changed by two at once, photographed; what stands out meanwhile; the history."""

from typing import Any

import msgspec
import pytest
from tests.integration.console.test_devices import client_of, text, upload
from tests.unit.domain.test_photo import png

pytestmark = pytest.mark.engines

IIN = "950317400126"  # made up; states 17 March 1995
FORM = "/console/people/register/"


@pytest.fixture
def supervisor(office: Any) -> Any:  # noqa: ARG001 - the office is there first
    return client_of("supervisor")


def said(office: Any, **more: Any) -> dict[str, Any]:
    return {"family_name": "Ахметова", "given_name": "Әлия", "department": str(office.department), "why": "letter 5"} | more


def number_of(answer: Any) -> int:
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return int(answer["Location"].rstrip("/").rsplit("/", 1)[-1])


def test_a_person_is_registered_and_led_on(office: Any, supervisor: Any) -> None:
    from bilezik.deeds import people

    assert 'name="family_name"' in text(supervisor.get(FORM))
    assert FORM in text(supervisor.get("/console/today/"))
    assert FORM in text(supervisor.get("/console/people/"))
    whole = said(
        office, patronymic="Болатқызы", iin="950317 400126", birth_date="1995-03-17", kind="parole", language="kk",
        interpreter="yes", phone="+7 700 1", more_phones="+7 700 2\r\n\r\n+7 700 3\r\n", health=["implant", "other"],
        health_note="a knee", address="Abay 1", lat="51,12345", lon="71.4",
    )  # fmt: skip
    made = number_of(supervisor.post(FORM, whole))
    kept, version = people.known(made)
    assert (kept.iin, kept.city, kept.timezone, version) == (IIN, "Astana", "Asia/Almaty", 1)
    assert (kept.more_phones, kept.health, kept.interpreter) == (("+7 700 2", "+7 700 3"), ("implant", "other"), True)
    assert (kept.lat, kept.lon) == (51.12345, 71.4)
    page = text(supervisor.get(f"/console/people/{made}/"))
    assert "No order is entered yet" in page
    assert 'data-fly="71.4,51.12345,15"' in page
    assert f"/console/people/{made}/change/" in page
    assert "No order is entered yet" not in text(supervisor.get(f"/console/people/{office.person}/"))


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"family_name": " "}, "family_name", "Fill this in."),
    ({"department": ""}, "department", "Choose one of the list."),
    ({"department": "x"}, "department", "Choose one of the list."),
    ({"why": ""}, "why", "Say why"),
    ({"iin": "950317400127"}, "iin", "The last digit does not fit"),
    ({"iin": "12"}, "iin", "An IIN has 12 digits."),
    ({"birth_date": "31.02.1990"}, "birth_date", "This is no day of the calendar."),
    ({"birth_date": "3024-01-01"}, "birth_date", "between 1900 and today"),
    ({"birth_date": "2015-01-01"}, "responsible_name", "name the responsible adult"),
    ({"kind": "volunteer"}, "consent", "Fill this in."),
    ({"kind": "volunteer", "consent": "I agree"}, "consented_on", "on which day"),
    ({"health": ["other"]}, "health_note", "what the other reason is"),
    ({"lat": "51"}, "lon", "Fill in both or neither"),
    ({"lat": "510", "lon": "71"}, "lat", "A latitude lies between"),
    ({"lat": "north", "lon": "71"}, "lat", "Write a number"),
    ({"lat": "nan", "lon": "71"}, "lat", "A latitude lies between"),
    ({"more_phones": "\n".join(map(str, range(11)))}, "more_phones", "At most 10"),
]


@pytest.mark.parametrize(("changes", "field", "words"), REFUSED)
def test_what_is_refused_is_kept_as_typed_and_said_at_its_field(
    office: Any, supervisor: Any, changes: dict[str, Any], field: str, words: str
) -> None:
    before = office.counts()
    page = text(supervisor.post(FORM, said(office, address='Abay "1"', **changes)), 422)
    assert office.counts() == before | {"audit": office.count("audit")}
    assert "Abay &quot;1&quot;" in page
    assert words in page
    control = next(
        part for part in page.split("<") if part.startswith(("input", "select", "textarea")) and f' id="{field}"' in part
    )
    assert 'aria-invalid="true"' in control
    assert f'aria-describedby="{field}-problem' in control
    assert "autofocus" in control
    assert f'id="{field}-problem"' in page
    for value in changes.values():
        if isinstance(value, str) and value.strip() and field not in {"department", "responsible_name"} and "\n" not in value:
            assert value in page


def test_all_that_cannot_be_read_is_said_at_once(office: Any, supervisor: Any) -> None:
    page = text(supervisor.post(FORM, said(office, given_name="", birth_date="x", lat="y", why="", family_name="\0")), 422)
    assert page.count('aria-invalid="true"') == 5
    assert page.split("</main>")[0].count("autofocus") == 1


def test_what_stands_out_is_said_while_typing(office: Any, supervisor: Any) -> None:
    def check(**typed: Any) -> str:
        return text(supervisor.post("/console/people/check/", typed, headers={"HX-Request": "true"}))

    made = number_of(supervisor.post(FORM, said(office, iin=IIN, birth_date="1995-03-17")))
    assert "this has 11 digits" in check(iin=IIN[:-1])
    assert "The last digit does not fit" in check(iin="950317400127")
    assert "already" in check(iin=IIN, birth_date="1995-03-17")
    assert f"/console/people/{made}/" in check(iin=IIN, birth_date="1995-03-17")
    assert "states the birth date 17.03.1995" in check(iin=IIN)
    assert "states the birth date" not in check(iin=IIN, birth_date="1995-03-17")
    same = check(family_name="Akhmetova", given_name="Aliya", birth_date="1995-03-17")
    assert "Look whether it is the same person" in same
    assert f"/console/people/{made}/" in same
    assert "Nothing stands out" in check(family_name="Akhmetova", given_name="Dana", birth_date="1995-03-17")
    own = check(family_name="Akhmetova", given_name="Aliya", birth_date="1995-03-17", iin=IIN, person=str(made))
    assert "Nothing stands out" in own
    assert "data-full-age" in own
    looks = office.rows("SELECT subject_id FROM audit WHERE deed = 'people.look' AND why = 'likely the same'")
    assert looks == [(made,)]
    young = check(birth_date="2015-06-01")
    assert "a responsible adult is needed" in young
    assert "data-full-age" not in young
    for nonsense in ({"birth_date": "0000-00-00"}, {"iin": "\0"}, {"person": "x"}, {}):
        check(**nonsense)


def test_who_is_out_of_sight_is_not_named_by_a_check(office: Any, supervisor: Any) -> None:
    from django.test import Client

    from bilezik.deeds import SYSTEM, departments, staff
    from bilezik.store.models import User

    number_of(supervisor.post(FORM, said(office, iin=IIN, birth_date="1995-03-17")))
    other = departments.add(
        SYSTEM, departments.NewDepartment(name="Other", city="Almaty", timezone="Asia/Almaty", lat=43.2, lon=76.9), why="x"
    )
    user = staff.add(SYSTEM, "dana", "long enough password", "Dana", why="x", roles=[staff.NewRole("officer", department=other)])
    officer = Client(SERVER_NAME="localhost")
    officer.force_login(User.objects.get(pk=user))
    typed = {"iin": IIN, "family_name": "Ахметова", "given_name": "Әлия", "birth_date": "1995-03-17"}
    assert "Nothing stands out" in text(officer.post("/console/people/check/", typed))
    page = text(officer.get(FORM))
    assert (f'<option value="{other}" selected>' in page, f'<option value="{office.department}"' in page) == (True, False)
    before = office.count("people")
    assert "You may not register" in text(officer.post(FORM, said(office)), 422)
    twice = text(officer.post(FORM, said(office, department=str(other), iin=IIN)), 422)
    assert "A person with this IIN is in the register already" in twice
    assert office.count("people") == before
    assert officer.get(f"/console/people/{office.person}/change/").status_code == 404
    assert officer.get(f"/console/people/{office.person}/history/").status_code == 404
    assert officer.get(f"/console/people/{office.person}/photo/").status_code == 404


def form_of(office: Any, **changes: Any) -> dict[str, Any]:
    from bilezik.console.person import form
    from bilezik.deeds import people

    known, version = people.known(office.person)
    return form.texts_of(known) | {"version": str(version), "why": "told us"} | changes


def test_a_change_is_made_from_a_version_and_stands_in_the_history(office: Any, supervisor: Any) -> None:
    path = f"/console/people/{office.person}"
    page = text(supervisor.get(f"{path}/change/"))
    assert 'name="version" value="1"' in page
    assert 'value="Сейтов"' in page
    unchanged = text(supervisor.post(f"{path}/change/", form_of(office)), 422)
    assert "Nothing is different" in unchanged
    assert supervisor.post(f"{path}/change/", form_of(office, phone="+7 701", kind="parole")).status_code == 302
    history = text(supervisor.get(f"{path}/history/"))
    assert "told us" in history
    assert "+7 701" in history
    assert "On parole" in history
    assert "Registered" in history
    assert "Order entered" in history
    for nonsense in ({"before": "x"}, {"before": "9" * 30}, {"before": "1"}):
        text(supervisor.get(f"{path}/history/", nonsense))


def test_two_officers_change_one_person_and_neither_undoes_the_other(office: Any, supervisor: Any) -> None:
    from bilezik.deeds import people

    path = f"/console/people/{office.person}/change/"
    mine = form_of(office, address="Abay 1", phone="+7 700 1")
    known, version = people.known(office.person)
    theirs = msgspec.structs.replace(known, phone="+7 700 2", patronymic="Болатұлы")
    people.change(office.bolat, office.person, theirs, version=version, why="the brother called")
    page = text(supervisor.post(path, mine), 409)
    assert "Bolat" in page
    assert "the brother called" in page
    assert "In the register now: +7 700 2" in page
    assert 'value="+7 700 1"' in page
    assert 'value="Болатұлы"' in page
    assert 'value="Abay 1"' in page
    assert 'name="version" value="2"' in page
    assert people.known(office.person) == (theirs, 2)
    again = mine | {"version": "2", "patronymic": "Болатұлы"}
    assert supervisor.post(path, again).status_code == 302
    kept, version = people.known(office.person)
    assert (kept.phone, kept.patronymic, kept.address, version) == ("+7 700 1", "Болатұлы", "Abay 1", 3)
    for nonsense in ("", "x", "99", "-1"):
        text(supervisor.post(path, mine | {"version": nonsense}), 409)
    assert people.known(office.person)[1] == 3


def test_what_only_one_of_two_wrote_needs_no_question(office: Any, supervisor: Any) -> None:
    from bilezik.deeds import people

    mine = form_of(office, address="Abay 1")
    known, version = people.known(office.person)
    people.change(office.bolat, office.person, msgspec.structs.replace(known, phone="+7 700 2"), version=version, why="w")
    page = text(supervisor.post(f"/console/people/{office.person}/change/", mine), 409)
    assert "you wrote in different fields" in page
    assert "In the register now" not in page
    assert 'value="+7 700 2"' in page


def test_a_change_whose_values_are_not_known_is_asked_and_not_undone(office: Any, supervisor: Any) -> None:
    from bilezik.deeds import SYSTEM, departments

    mine = form_of(office, address="Abay 1")
    other = departments.add(
        SYSTEM, departments.NewDepartment(name="Other", city="Almaty", timezone="Asia/Almaty", lat=43.2, lon=76.9), why="x"
    )
    departments.hand_over(office.aliya, [office.person], other, why="moved")
    page = text(supervisor.post(f"/console/people/{office.person}/change/", mine), 409)
    assert "In the register now: Other" in page


def test_a_photo_is_kept_shown_and_taken_out(office: Any, supervisor: Any) -> None:
    path = f"/console/people/{office.person}"
    assert supervisor.get(f"{path}/photo/").status_code == 404
    assert "person-face" not in text(supervisor.get(f"{path}/"))

    def keep(content: bytes | None, name: str = "face.png", **more: str) -> Any:
        files = {} if content is None else {"photo": upload(content, name)}
        return supervisor.post(f"{path}/photo/keep/", {"why": "intake"} | files | more)

    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    assert "neither a JPEG nor a PNG" in text(keep(svg), 422)
    assert "Choose a photo first" in text(keep(None), 422)
    assert "Say why" in text(keep(png(), why=" "), 422)
    assert "There is no photo to take out" in text(keep(None, remove="yes"), 422)
    assert "larger than the 8 MB" in text(keep(b"\xff\xd8\xff" + b"x" * 8_000_001), 422)
    assert supervisor.get(f"{path}/photo/").status_code == 404
    assert keep(png()).status_code == 302
    got = supervisor.get(f"{path}/photo/")
    assert (got.status_code, got["Content-Type"], got.content) == (200, "image/png", png())
    assert (got["Cache-Control"], got["X-Content-Type-Options"]) == ("no-store", "nosniff")
    assert "sandbox" in got["Content-Security-Policy"]
    assert "person-face" in text(supervisor.get(f"{path}/"))
    looks = office.rows("SELECT count(*) FROM audit WHERE deed = 'people.look' AND why = 'photo'")
    assert looks == [(1,)]
    assert keep(None, remove="yes").status_code == 302
    assert supervisor.get(f"{path}/photo/").status_code == 404
    assert "Photo taken out" in text(supervisor.get(f"{path}/history/"))


def test_who_may_not_keep_people_is_led_to_no_form(office: Any) -> None:
    operator = client_of("operator")
    page = text(operator.get(f"/console/people/{office.person}/"))
    assert "/change/" not in page
    assert f"/console/people/{office.person}/history/" in page
    assert FORM not in text(operator.get("/console/today/"))
    assert operator.get(FORM).status_code == 403
    assert operator.post("/console/people/check/").status_code == 403
    text(operator.get(f"/console/people/{office.person}/history/"))
