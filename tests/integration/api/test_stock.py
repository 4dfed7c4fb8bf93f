"""Devices as stock through the API: the deeds of the screens, by the same rights, and nobody named who may not be."""

import base64
import csv
import io
from typing import Any

import pytest
from tests.unit.domain.test_photo import png

pytestmark = pytest.mark.engines


@pytest.fixture
def quartermaster(office: Any) -> Any:  # noqa: ARG001 - the office is there first
    """The API as a quartermaster has it: devices, no people."""
    from tests.integration.api.conftest import Api

    from bilezik.deeds import SYSTEM, staff

    user = staff.add(SYSTEM, "store", "long enough store", "Store", why="x", roles=[staff.NewRole("quartermaster")])
    return Api(staff.issue_token(SYSTEM, user, "script", why="x"))


def test_a_device_goes_its_way(office: Any, api: Any) -> None:
    made = api.post("devices", identity="spare", protocol="gt06", kind="bracelet", contract="17-A", why="bought")
    assert made.status_code == 201
    number = made.json()["id"]
    one = api.get(f"devices/{number}").json()
    assert (one["state"], one["department"], one["moves"]) == ("in_stock", None, ["issue", "lose", "damage", "retire"])
    sent = api.post(f"devices/{number}/move", move="send", department=str(office.department), why="needed there").json()
    assert (sent["on_the_way_to"], sent["moves"], len(sent["transfers"])) == (str(office.department), [], 1)
    assert api.post(f"devices/{number}/move", move="issue", why="w").status_code == 409
    here = api.post(f"devices/{number}/move", move="receive", why="counted").json()
    assert (here["department"], here["on_the_way_since"]) == (str(office.department), None)
    assert api.post(f"devices/{number}/move", move="issue", why="for Monday").json()["state"] == "issued"

    said: dict[str, Any] = {"place": "office", "witness": "Dana", "acknowledged": True, "why": "ordered"}
    picture = base64.b64encode(png()).decode()
    fitted = api.post(f"devices/{number}/fit", condition=str(office.condition), photo=picture, **said)
    assert fitted.status_code == 201
    on = api.get(f"devices/{number}").json()
    assert (on["state"], on["person"], on["assignment"]) == ("fitted", str(office.person), fitted.json()["id"])
    record = on["fittings"][0]
    assert (record["kind"], record["witness"], record["acknowledged"], record["has_photo"]) == ("fitted", "Dana", True, True)
    photo = api.get(f"fittings/{record['id']}/photo")
    assert (photo["Content-Type"], photo.content) == ("image/png", png())
    assert api.post(f"assignments/{fitted.json()['id']}/remove", reason="lost", why="he says so").status_code == 204
    assert api.get(f"devices/{number}").json()["state"] == "lost"


def test_what_is_wrong_is_a_problem_that_names_it(office: Any, api: Any) -> None:
    spare = api.post("devices", identity="spare", protocol="gt06", kind="bracelet", why="x").json()["id"]
    for path, said, status, field in (
        (f"devices/{spare}/fit", {"condition": str(office.condition), "photo": "%%%", "why": "w"}, 422, "photo"),
        (
            f"devices/{spare}/fit",
            {"condition": str(office.condition), "from_at": "3024-01-01T00:00:00Z", "why": "w"},
            422,
            "from_at",
        ),
        (f"devices/{spare}/fit", {"condition": "x", "why": "w"}, 422, "condition"),
        (f"devices/{spare}/move", {"move": "eat", "why": "w"}, 422, "move"),
        (f"devices/{2**62}/move", {"move": "issue", "why": "w"}, 404, None),
        ("devices", {"identity": "866123456789012", "protocol": "gt06", "kind": "bracelet", "why": "w"}, 422, "identity"),
        ("device-rates", {"price": "0", "from_on": "2026-01-01", "kind": "bracelet", "why": "w"}, 422, "price"),
        ("device-rates", {"price": "1", "from_on": "3024-01-01", "kind": "bracelet", "why": "w"}, 422, "from_on"),
    ):
        answer = api.post(path, **said)
        assert answer.status_code == status, (path, said, answer.content)
        if field:
            assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert api.get("device-costs", month="3024-01").status_code == 422
    assert api.get("devices", q="\0").status_code == 422
    assert api.get("devices/4611686018427387904").status_code == 404


def test_lists_are_filtered_and_turned_by_cursor(office: Any, api: Any) -> None:
    for n in range(3):
        api.post("devices", identity=f"spare {n}", protocol="gt06", kind="tracker", department=str(office.department), why="x")

    def found(**query: str) -> set[str]:
        return {item["identity"] for item in api.get("devices", **query).json()["items"]}

    spares = {f"spare {n}" for n in range(3)}
    assert found(kind="tracker") == found(state="in_stock") == found(department=str(office.department)) == found(q="PARE") == spares
    assert found(department="0") == found(state="fitted") == found(trouble="silent") == {"866123456789012"}
    assert found(trouble="battery") == found(trouble="still_on") == found(trouble="on_the_way") == found(trouble="strap") == set()
    first = api.get("devices", limit="3").json()
    rest = api.get("devices", cursor=first["next"]).json()
    assert len(first["items"] + rest["items"]) == 4
    assert rest["next"] is None


def test_a_quartermaster_is_told_of_devices_and_of_nobody(office: Any, quartermaster: Any) -> None:
    (device,) = quartermaster.get("devices").json()["items"]
    assert (device["state"], device["person"], device["assignment"]) == ("fitted", None, None)
    detail = quartermaster.get(f"devices/{office.device}").json()
    assert detail["fittings"] == []  # of a person: PostgreSQL does not show them (law 12)
    assert quartermaster.get("reconciliation").json()["gaps"] == []  # the officer's to close
    assert rows(quartermaster.get("reconciliation.csv")) == []
    assert quartermaster.post(f"devices/{office.device}/fit", condition=str(office.condition), why="w").status_code == 403
    assert quartermaster.post(f"assignments/{office.assignment}/remove", reason="other", why="w").status_code == 403
    assert quartermaster.get("fittings/1/photo").status_code == 403


def rows(answer: Any) -> list[dict[str, str]]:
    assert answer["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def test_costs_and_rates(office: Any, api: Any) -> None:
    import datetime as dt

    month = dt.datetime.now(dt.UTC).strftime("%Y-%m")
    rate = api.post("device-rates", price="1500.00", from_on="2020-01-01", kind="bracelet", why="contract")
    assert rate.status_code == 201
    told = api.get("device-costs", month=month).json()
    (line,) = told["lines"]
    assert (line["price"], line["currency"], line["person"]) == ("1500.00", "KZT", str(office.person))
    assert told["sums"] == [
        {"currency": "KZT", "devices": 1, "people": 1, "days": line["days"], "total": f"{1500 * line['days']}.00"}
    ]
    (in_file,) = rows(api.get("device-costs.csv", month=month))
    assert (in_file["total"], in_file["days"]) == (line["total"], str(line["days"]))
    assert api.post(f"device-rates/{rate.json()['id']}/end", to_on="2020-12-31", why="over").status_code == 204
    assert [(one["price"], one["to_on"]) for one in api.get("device-rates").json()] == [("1500.00", "2020-12-31")]
    assert api.get("device-costs", month=month).json()["sums"][0]["total"] is None


def test_a_list_is_read_first_and_entered_when_it_is_said(office: Any, api: Any) -> None:
    def upload(content: bytes, **said: str) -> Any:
        file = io.BytesIO(content)
        file.name = "list.csv"
        return api.client.post("/api/v1/devices/import", {"file": file, "why": "delivered", **said}, headers=api.headers)

    content = b"identity;protocol;kind\n7;gt06;bracelet\n8;gt06;phone\n"
    told = upload(content).json()
    assert (told["written"], told["new"], told["refused"], len(told["rows"])) == (False, 2, 0, 2)
    assert office.count("devices") == 1
    assert upload(content, write="true", department=str(office.department)).json()["new"] == 2
    assert office.rows("SELECT count(*) FROM devices WHERE department = %s", office.department) == [(2,)]
    bad = upload(content + b"9;morse;phone\n", write="true")
    assert bad.status_code == 422
    assert "line 4: protocol" in bad.json()["detail"]


def test_a_day_is_kept_through_the_api(api: Any) -> None:
    assert api.post("reconciliation", why="the officer rang").json() == {"gaps": 1}
    (day,) = api.get("reconciliation").json()["days"]
    assert (day["fitted"], day["gaps"]) == (1, 1)


def test_no_cell_of_a_file_is_taken_for_a_formula() -> None:
    from bilezik.store.sheet import sheet

    assert sheet(("a", "b"), [("=cmd|' /C calc'!A0", -5), ("@x", None)]).decode("utf-8-sig") == (
        "a;b\r\n'=cmd|' /C calc'!A0;-5\r\n'@x;\r\n"
    )
