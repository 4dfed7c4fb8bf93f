"""Departments and staff through the API: the same deeds as on the screens."""

from typing import Any

import pytest

pytestmark = pytest.mark.engines


def test_a_department_through_the_api(office: Any, api: Any) -> None:
    from bilezik.deeds import SYSTEM, departments

    departments.keep_regions(SYSTEM, departments.shipped_regions(), why="w")
    regions = {one["code"]: one["id"] for one in api.get("regions").json()["items"]}
    assert len(regions) == 20
    fields = {"name_ru": "Отдел", "city": "Oral", "timezone": "Asia/Oral", "region": regions["KZ-27"], "code": "27-1"}
    made = api.post("departments", **fields, why="new")
    assert made.status_code == 201
    number = made.json()["id"]
    got = api.get(f"departments/{number}").json()
    assert {"name": got["name"], "people": got["people"], "devices": got["devices"], "lat": got["lat"]} == {
        "name": "Отдел", "people": 0, "devices": 0, "lat": None,
    }  # fmt: skip
    assert [one["people"] for one in api.get("departments").json()["items"]] == [1, 0]

    def put(**said: Any) -> Any:
        return api.client.put(f"/api/v1/departments/{number}", said, content_type="application/json", headers=api.headers)

    assert put(**fields, name="Отдел", phone="112", why="w").status_code == 204
    assert put(**fields, name="Отдел", phone="112", why="w").status_code == 409
    assert api.post("departments", **fields, why="again").status_code == 422
    assert api.post("departments", **(fields | {"code": "x", "region": "99999"}), why="again").status_code == 404
    assert api.post(f"departments/{office.department}/close", why="w").status_code == 409
    assert api.post(f"departments/{number}/close", why="w").status_code == 204
    assert put(**fields, name="Отдел", phone="113", why="w").status_code == 409
    assert api.get("departments/99999").status_code == 404


def test_staff_through_the_api(office: Any, api: Any) -> None:
    role = {"role": "officer", "department": str(office.department)}
    made = api.post("staff", username="dana", name="Dana", roles=[role], why="new")
    assert made.status_code == 201
    assert len(made.json()["password"]) >= 12
    dana = made.json()["id"]
    (held,) = api.get(f"staff/{dana}").json()["roles"]
    assert (held["role"], held["department"], held["region"]) == ("officer", str(office.department), None)
    given = api.post(f"staff/{dana}/roles", role="auditor", why="w")
    assert given.status_code == 201
    assert api.post(f"staff/{dana}/roles", role="auditor", why="w").status_code == 409
    assert api.post(f"staff/{dana}/roles", role="king", why="w").status_code == 422
    assert api.post(f"staff/roles/{given.json()['id']}/end", why="w").status_code == 204
    assert api.post(f"staff/roles/{given.json()['id']}/end", why="w").status_code == 404
    assert api.post(f"staff/{dana}/account", is_active=False, why="w").status_code == 204
    assert api.get(f"staff/{dana}").json()["is_active"] is False
    assert api.post(f"staff/{dana}/account", is_active=True, why="w").status_code == 204
    assert api.post(f"staff/{office.aliya.user_id}/account", is_active=False, why="w").status_code == 403
    first = api.get("staff", limit="1").json()
    assert len(first["items"]) == 1
    assert api.get("staff", limit="1", cursor=first["next"]).json()["items"] != first["items"]
    assert api.get("staff/99999").status_code == 404


def test_a_list_through_the_api(office: Any, api: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    def send(content: str, **more: str) -> Any:
        file = SimpleUploadedFile("list.csv", content.encode())
        return api.client.post("/api/v1/departments/import", {"file": file, "why": "w", **more}, headers=api.headers)

    right = "code;city;name\n1;Oral;T\n"
    assert send(right).json()["rows"] == [{"line": 2, "code": "1", "name": "T", "outcome": "new", "said": ""}]
    assert office.count("departments") == 1
    assert send(right + "2;;T\n", write="true").status_code == 422
    assert office.count("departments") == 1
    assert send(right, write="true").json()["written"] is True
    assert office.count("departments") == 2
