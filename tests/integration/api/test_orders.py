"""Orders through the API: the deeds of the screens, by the same rights, with answers in words."""

import json
from typing import Any

import msgspec
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.unit.domain.test_scan import SCRIPT, pdf
from tests.unit.geo.test_drawn import BOW_TIE, HOLE, SQUARE, geojson, kml, round_shape

from bilezik.domain.instant import Instant, days, hours, minutes, parse, rfc3339

pytestmark = pytest.mark.engines

NIGHT = {"timezone": "Asia/Almaty", "slots": [{"days": [1, 2, 3, 4, 5, 6, 7], "start": 1320, "end": 360}]}


def later(office: Any, length: int) -> str:
    return rfc3339(Instant(office.now + length))


def enter(office: Any, api: Any, **more: Any) -> Any:
    said = {
        "ground": "probation_control", "issuer": "Court No. 1", "number": "1-26", "starts_at": later(office, 0),
        "ends_at": later(office, days(300)), "why": "the sentence",
    }  # fmt: skip
    return api.post(f"people/{office.person}/orders", **(said | more))


def upload(api: Any, path: str, content: bytes, name: str, **said: str) -> Any:
    return api.client.post(f"/api/v1/{path}", {"file": SimpleUploadedFile(name, content), **said}, headers=api.headers)


def test_an_order_is_entered_changed_and_read_with_its_versions(office: Any, api: Any) -> None:
    made = enter(office, api, review_on=later(office, days(100))[:10])
    assert made.status_code == 201, made.content
    order, version = made.json()["id"], made.json()["version"]
    assert (version, made.json()["remarks"]) == (1, [])
    changed = api.patch(f"orders/{order}", number="2-26", version=1, why="a slip of the pen")
    assert changed.json()["version"] == 2
    late = api.patch(f"orders/{order}", number="3-26", version=1, why="too late")
    assert (late.status_code, "Somebody else has changed this order" in late.json()["detail"]) == (409, True)
    read = api.get(f"orders/{order}").json()
    assert (read["number"], read["state"], read["ground"]) == ("2-26", "in force", "probation_control")
    assert "226-V" in read["legal_basis"]
    told = api.get(f"orders/{order}/versions").json()["items"]
    assert [(one["version"], one["why"], one["content"]["number"]) for one in told] == [
        (2, "a slip of the pen", "2-26"), (1, "the sentence", "1-26"),
    ]  # fmt: skip
    listed = api.get(f"people/{office.person}/orders").json()["items"]
    assert [one["id"] for one in listed] == [order, str(office.order)]


def test_the_grounds_are_told_with_their_terms(office: Any, api: Any) -> None:  # noqa: ARG001 - the office is there
    told = {one["code"]: one for one in api.get("grounds").json()}
    assert (told["probation_control"]["months"], told["probation_control"]["term"]) == (84, "7 years")
    assert told["house_arrest"]["months"] is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_at": "3024-01-01T00:00:00Z"}, "ends_at"),
        ({"ends_at": "2033-12-31T00:00:00Z"}, "ends_at"),  # longer than seven years
        ({"starts_at": "yesterday"}, "starts_at"),
        ({"review_on": "3024-01-01"}, "review_on"),
        ({"decided_on": "2026-13-45"}, "decided_on"),
        ({"ground": "because"}, "ground"),
        ({"ground": "", "legal_basis": ""}, "legal_basis"),
        ({"number": " "}, "number"),
        ({"why": ""}, "why"),
    ],
)
def test_what_is_wrong_names_its_field(office: Any, api: Any, changes: dict[str, Any], field: str) -> None:
    orders = office.count("orders")
    answer = enter(office, api, **({"ends_at": "2033-11-01T00:00:00Z", "starts_at": "2026-11-20T00:00:00Z"} | changes))
    assert (answer.status_code, [one["field"] for one in answer.json()["errors"]]) == (422, [field])
    assert office.count("orders") == orders


def test_an_order_is_suspended_lifted_ended_and_revoked(office: Any, api: Any) -> None:
    order = enter(office, api).json()["id"]
    held = api.post(f"orders/{order}/suspensions", to_at=later(office, days(2)), why="a funeral")
    assert held.status_code == 201
    read = api.get(f"orders/{order}").json()
    assert (read["state"], [one["why"] for one in read["suspensions"]]) == ("suspended", ["a funeral"])
    assert api.post(f"suspensions/{held.json()['id']}/lift", why="back").status_code == 204
    assert api.get(f"orders/{order}").json()["state"] == "in force"
    assert api.post(f"orders/{order}/suspensions", to_at="3024-01-01T00:00:00Z", why="x").status_code == 422
    assert api.post(f"orders/{order}/revoke", why="the appeal").status_code == 204
    assert api.get(f"orders/{order}").json()["state"] == "revoked"
    assert api.post(f"orders/{order}/end", why="again").status_code == 409
    assert api.post(f"orders/{2**60}/end", why="x").status_code == 404


def test_a_condition_is_thought_out_added_changed_and_ended(office: Any, api: Any) -> None:
    thought = {"kind": "stay_home", "zones": [str(office.home)], "schedule": NIGHT}
    seen = api.post(f"orders/{office.order}/conditions/preview", **thought)
    assert seen.status_code == 200, seen.content
    told = seen.json()
    assert any("22:00" in line and "06:00" in line for line in told["words"]), told["words"]
    full = [one for one in told["holds"] if parse(one["to_at"]) - parse(one["from_at"]) == hours(8)]
    assert len(full) >= 13
    assert told["last_week"]["is_judged"]
    conditions = office.count("conditions")
    assert api.post(f"orders/{office.order}/conditions/preview", kind="keep_contact").json()["last_week"]["is_judged"] is False
    assert office.count("conditions") == conditions, "a preview keeps nothing"

    made = api.post(f"orders/{office.order}/conditions", **thought, why="as the court said")
    assert made.status_code == 201
    number = made.json()["id"]
    changed = api.client.put(
        f"/api/v1/conditions/{number}", thought | {"schedule": None, "why": "day and night"}, content_type="application/json",
        headers=api.headers,
    )  # fmt: skip
    assert changed.status_code == 204, changed.content
    assert api.post(f"conditions/{number}/end", why="a mistake").status_code == 204
    held = {one["id"]: one for one in api.get(f"orders/{office.order}").json()["conditions"]}
    assert held[number]["schedule"] is None
    assert held[number]["ended_at"] is not None
    for said, field in (
        ({"kind": "stay_home"}, "zones"),
        ({"kind": "keep_out", "zones": ["x"]}, "zones"),
        ({"kind": "keep_out", "zones": [str(2**60)]}, "zones"),
        ({"kind": "wear_device", "schedule": {"timezone": "Asia/Almaty"}}, "schedule"),
        ({"kind": "wear_device", "schedule": NIGHT | {"timezone": "Mars"}}, "schedule"),
        ({"kind": "keep_contact", "silence_after_s": 1e300}, "silence_after_s"),
        ({"kind": "sing"}, "kind"),
    ):
        for path in ("conditions", "conditions/preview"):
            answer = api.post(f"orders/{office.order}/{path}", **said, why="x")
            assert (answer.status_code, [one["field"] for one in answer.json()["errors"]]) == (422, [field]), said


def test_a_preview_says_how_many_alerts_last_week_would_have_brought(office: Any, api: Any, night: Any) -> None:
    """Two hours at home and forty minutes 400 metres away, judged by a home that was not ordered yet: one, by the fold."""
    start = Instant(office.now - hours(5))
    night.at_home(start, 120).out(Instant(start + minutes(120)), 40).at_home(Instant(start + minutes(160)), 30)
    night.store(Instant(office.now - minutes(1)))
    thought = {"kind": "stay_home", "zones": [str(office.home)]}
    told = api.post(f"orders/{office.order}/conditions/preview", **thought).json()["last_week"]
    assert (told["would_have_opened"], told["reports"]) == (1, 190)
    assert [one["kind"] for one in told["found"]] == ["not_home"]
    began = parse(told["found"][0]["began_at"])
    assert start + minutes(118) <= began <= start + minutes(135)
    elsewhere = api.post("zones", name="far", shape={"circle": [52.0, 72.0, 80.0]}, category="place", why="x").json()["id"]
    apart = api.post(f"orders/{office.order}/conditions/preview", kind="keep_out", zones=[elsewhere]).json()["last_week"]
    assert apart["would_have_opened"] == 0


def test_a_permission_is_asked_for_and_decided(office: Any, api: Any) -> None:
    said = {"from_at": later(office, hours(1)), "to_at": later(office, hours(5)), "reason": "a wedding", "why": "his request"}
    asked = [api.post(f"conditions/{office.condition}/permissions", **said).json()["id"] for _ in range(3)]
    assert api.post(f"permissions/{asked[0]}/approve", why="proved", travel_buffer_s=1800).status_code == 204
    assert api.post(f"permissions/{asked[1]}/deny", why="no proof").status_code == 204
    assert api.post(f"permissions/{asked[2]}/withdraw", why="he changed his mind").status_code == 204
    assert api.post(f"permissions/{asked[1]}/approve", why="x").status_code == 409
    (held,) = api.get(f"orders/{office.order}").json()["conditions"]
    assert [(one["state"], one["travel_buffer_s"], one["decided_why"]) for one in held["permissions"]] == [
        ("approved", 1800.0, "proved"), ("denied", 0.0, "no proof"), ("withdrawn", 0.0, ""),
    ]  # fmt: skip
    at_once = api.post(f"conditions/{office.condition}/permissions", **said, approve=True)
    assert at_once.status_code == 201
    wrong = api.post(f"conditions/{office.condition}/permissions", **(said | {"travel_buffer_s": -1}))
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "travel_buffer_s")


def test_a_scan_comes_back_as_a_download_that_runs_nothing(office: Any, api: Any) -> None:
    made = upload(api, f"orders/{office.order}/documents", pdf(), 'решение "1".pdf', why="from the court")
    assert made.status_code == 201, made.content
    got = api.get(f"documents/{made.json()['id']}")
    assert (got["Content-Type"], got.content) == ("application/pdf", pdf())
    assert got["Content-Disposition"].startswith("attachment")
    assert got["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in got["Content-Security-Policy"]
    documents = office.count("order_documents")
    for content, name, words in (
        (b"MZ\x90" + pdf(), "decision.pdf", "neither a PDF"),
        (pdf(SCRIPT), "decision.pdf", "a script"),
        (b"<svg onload='alert(1)'/>", "photo.png", "neither a PDF"),
    ):
        refused = upload(api, f"orders/{office.order}/documents", content, name, why="x")
        assert (refused.status_code, words in refused.json()["detail"]) == (422, True)
    assert office.count("order_documents") == documents


def test_zones_come_from_files_and_are_shared_by_category(office: Any, api: Any) -> None:
    zones = office.count("zones")
    looked = upload(api, "zones/import", kml(SQUARE, HOLE), "market.kml", why="x", category="place", place_kind="shop").json()
    assert (looked["written"], [(one["name"], one["corners"], one["id"]) for one in looked["items"]]) == (
        False, [("market", 8, None)],
    )  # fmt: skip
    assert office.count("zones") == zones
    kept = upload(
        api, "zones/import", kml(SQUARE, HOLE), "market.kml", why="x", category="place", place_kind="shop", city="Astana",
        write="true",
    ).json()  # fmt: skip
    number = kept["items"][0]["id"]
    (found,) = api.get("zones", category="place", place_kind="shop").json()["items"]
    assert (found["id"], found["city"], len(found["shape"]["coordinates"])) == (number, "Astana", 2)
    assert api.get("zones", place_kind="park").json()["items"] == []
    for content, words in (
        (geojson(BOW_TIE), "crosses itself"),
        (geojson(round_shape(20_000, 40.0)), "has 20,000 corners"),
        (b"MZ", "neither GeoJSON"),
    ):
        refused = upload(api, "zones/import", content, "z.geojson", why="x", write="true")
        assert (refused.status_code, words in refused.json()["detail"]) == (422, True)
    for corners, status, words in ((20_000, 422, "import it from a file"), (100_000, 413, "too large")):
        fine = json.loads(geojson(round_shape(corners, 0.1)))["features"][0]["geometry"]
        refused = api.post("zones", name="border", shape=fine, why="x")
        assert (refused.status_code, words in refused.json()["detail"]) == (status, True)
    kept = upload(api, "zones/import", geojson(round_shape(100_000, 0.1)), "border.json", why="x", write="true").json()
    assert 0 < kept["items"][0]["deviation_m"] <= 5
    opening = {"timezone": "Asia/Almaty", "slots": [{"days": [5, 6], "start": 1200, "end": 240}]}
    made = api.post(
        "zones", name="club", shape={"circle": [51, 71, 50]}, category="place", place_kind="nightlife", opening=opening, why="x"
    )
    assert api.get(f"zones/{made.json()['id']}").json()["opening"]["slots"][0]["start"] == 1200
    moved = api.patch(f"zones/{office.home}", shape={"circle": [51.1, 71.4, 120]}, why="measured")
    assert (moved.json()["version"], moved.json()["shape"]) == (2, {"circle": [51.1, 71.4, 120.0]})


def test_who_may_not_keep_orders_reads_them_and_changes_nothing(office: Any, api: Any) -> None:
    from tests.integration.api.conftest import Api

    from bilezik.deeds import SYSTEM, staff

    user = staff.add(SYSTEM, "watch", "long enough watch", "Watch", why="x", roles=[staff.NewRole("operator")])
    watch = Api(staff.issue_token(SYSTEM, user, "script", why="x"))
    assert watch.get(f"orders/{office.order}").status_code == 200
    before = office.counts()
    assert enter(office, watch).status_code == 403
    assert watch.patch(f"orders/{office.order}", number="x", version=2, why="x").status_code == 403
    assert watch.post(f"orders/{office.order}/end", why="x").status_code == 403
    assert watch.post("zones", name="z", shape={"circle": [51, 71, 50]}, why="x").status_code == 403
    assert office.counts() == before
    assert msgspec.json.decode(enter(office, api).content)["version"] == 1
