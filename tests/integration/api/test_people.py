"""People through the API: found, registered, changed, with the refusals and the rights of the deeds."""

from typing import Any

import pytest
from tests.integration.api.test_orders import upload
from tests.unit.domain.test_photo import png

pytestmark = pytest.mark.engines

IIN = "950317400126"  # made up; states 17 March 1995


def said(office: Any, **more: object) -> dict[str, object]:
    return {
        "given_name": "Әлия", "family_name": "Ахметова", "city": "Astana", "timezone": "Asia/Almaty",
        "department": str(office.department), "why": "intake",
    } | more  # fmt: skip


def test_people_are_found_by_name_and_iin_page_by_page(office: Any, api: Any) -> None:
    made = [api.post("people", **said(office)).json()["id"] for _ in range(3)]
    one = api.post("people", **said(office, given_name="Дана", iin=IIN)).json()["id"]

    def pages(q: str) -> list[str]:
        seen: list[str] = []
        more: dict[str, str] = {}
        while True:
            page = api.get("people", limit="2", q=q, **more).json()
            seen += [item["id"] for item in page["items"]]
            if page["next"] is None:
                return seen
            more = {"cursor": page["next"]}

    assert pages("aliya akhmetova") == pages("Алия") == made
    assert pages("ахмет") == [*made, one]
    assert pages(IIN) == pages("950317") == [one]
    assert pages("?") == pages("Нурлан") == []
    assert pages(" ") == [str(office.person), *made, one]
    assert api.get("people", q="x" * 101).status_code == 422


def test_a_person_is_registered_and_read_again(office: Any, api: Any) -> None:
    more: dict[str, object] = {
        "patronymic": "Болатқызы", "given_name_latin": "Aliya", "family_name_latin": "Akhmetova", "iin": IIN,
        "birth_date": "1995-03-17", "kind": "volunteer", "consent": "I agree", "consented_on": "2026-01-31", "language": "kk",
        "interpreter": True, "phone": "+7 700 1", "more_phones": ["+7 700 2"], "health": ["implant"], "health_note": "",
        "responsible_name": "", "responsible_phone": "", "address": "Abay 1",
    }  # fmt: skip
    answer = api.post("people", **said(office, **more))
    assert (answer.status_code, answer.json()["version"], answer.json()["remarks"]) == (201, 1, [])
    detail = api.get(f"people/{answer.json()['id']}").json()
    assert {name: detail[name] for name in more} == more
    assert (detail["department"], detail["standing"], detail["orders"]) == (str(office.department), None, [])
    assert office.rows("SELECT from_where FROM audit WHERE subject_kind = 'person' ORDER BY id DESC LIMIT 1") == [
        ("api 127.0.0.1",)
    ]
    bare = api.get(f"people/{office.person}").json()
    assert (bare["iin"], bare["birth_date"], bare["kind"], bare["health"], bare["version"]) == (None, None, "", [], 1)


def test_refusals_name_their_fields_and_remarks_refuse_nothing(office: Any, api: Any) -> None:
    first = api.post("people", **said(office, iin=IIN, birth_date="1995-03-17")).json()["id"]
    before = office.counts()
    for more, field in (
        ({"iin": IIN}, "iin"), ({"iin": "950317400127"}, "iin"), ({"department": "x"}, "department"), ({"kind": "dog"}, "kind"),
        ({"birth_date": "17.03.1995"}, "birth_date"), ({"birth_date": "2020-01-01"}, "responsible_name"), ({"why": " "}, "why"),
        ({"family_name": ""}, "family_name"), ({"city": None}, "city"), ({"health": ["implant", "flu"]}, "1"),
    ):  # fmt: skip
        refused = api.post("people", **said(office, **more))
        assert refused.status_code == 422, more
        assert refused.headers["Content-Type"] == "application/problem+json"
        assert refused.json()["errors"][0]["field"] == field
    assert api.post("people", **said(office, department="1152921504606846976")).status_code == 404
    assert office.counts() == before
    remarks = api.post("people", **said(office, given_name="Aliya", birth_date="1995-03-17")).json()["remarks"]
    assert remarks == [{"field": "family_name", "text": "a person of this name and birth date is in the register", "person": first}]


def test_a_change_changes_what_it_names_and_is_refused_when_late(office: Any, api: Any) -> None:
    path = f"people/{office.person}"
    made = api.patch(path, why="a slip", birth_date="1990-05-01", more_phones=["+7 1"], version=1)
    assert (made.status_code, made.json()) == (200, {"id": str(office.person), "version": 2, "remarks": []})
    detail = api.get(path).json()
    assert (detail["birth_date"], detail["more_phones"], detail["family_name"]) == ("1990-05-01", ["+7 1"], "Сейтов")
    assert api.patch(path, why="late", city="Almaty", version=1).status_code == 409
    assert api.patch(path, why="the same", birth_date="1990-05-01").status_code == 409
    assert api.patch(path, why="moved", city="Almaty").json()["version"] == 3
    assert api.patch(path, why="not known after all", birth_date=None).json()["version"] == 4
    assert api.get(path).json()["birth_date"] is None
    assert api.patch(path, why="w", family_name=" ").json()["errors"][0]["field"] == "family_name"
    assert api.patch(path, city="Almaty").status_code == 422
    assert api.patch("people/1152921504606846976", why="w", city="Almaty").status_code == 404


def test_who_may_only_see_people_registers_and_changes_nobody(office: Any, api: Any) -> None:
    from bilezik.deeds import SYSTEM, staff

    user = staff.add(SYSTEM, "watch", "long enough password", "Watch", why="test", roles=[staff.NewRole("operator")])
    api.headers = {"Authorization": f"Bearer {staff.issue_token(SYSTEM, user, 'watch', why='test')}"}
    assert api.get("people", q="сейтов").json()["items"]  # a look, which is written down
    before = office.counts()
    assert api.post("people", **said(office)).status_code == 403
    assert api.patch(f"people/{office.person}", why="w", city="Almaty").status_code == 403
    assert office.counts() == before


def test_a_photo_and_the_history_of_a_person_through_the_api(office: Any, api: Any) -> None:
    path = f"people/{office.person}"
    assert (api.get(f"{path}/photo").status_code, api.get(path).json()["has_photo"]) == (404, False)
    made = upload(api, f"{path}/photo", png(), "face.svg", why="intake")
    assert (made.status_code, made.json()) == (201, {"type": "image/png", "bytes": len(png())})
    got = api.get(f"{path}/photo")
    assert (got["Content-Type"], got.content, api.get(path).json()["has_photo"]) == ("image/png", png(), True)
    assert (got["Cache-Control"], got["X-Content-Type-Options"]) == ("no-store", "nosniff")
    assert "sandbox" in got["Content-Security-Policy"]
    refused = upload(api, f"{path}/photo", b"<svg onload='alert(1)'/>", "face.png", why="x")
    assert (refused.status_code, "neither a JPEG nor a PNG" in refused.json()["detail"]) == (422, True)
    assert api.patch(path, phone="+7 700 1", why="told us").status_code == 200
    page = api.get(f"{path}/history", limit="1").json()
    (line,) = page["items"]
    assert (line["kind"], line["by"], line["why"], line["fields"]) == ("person_changed", "Aliya", "told us", ["phone"])
    assert (line["before"], line["after"]) == ({"phone": ""}, {"phone": "+7 700 1"})
    (photo,) = api.get(f"{path}/history", limit="1", cursor=page["next"]).json()["items"]
    assert photo["kind"] == "photo_kept"
    assert api.get("people/999999/history").status_code == 404
