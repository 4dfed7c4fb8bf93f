"""The memo by the API, to programs and to the console's own session."""

import io
from typing import Any

import pytest
from pypdf import PdfReader

pytestmark = pytest.mark.engines


def test_a_memo_is_a_pdf_that_nobody_keeps(office: Any, api: Any) -> None:
    answer = api.get(f"people/{office.person}/memo.pdf", language="kk", why="handed over")
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (200, "application/pdf", "no-store")
    assert answer["Content-Disposition"] == f'inline; filename="memo-{office.person}-kk.pdf"'
    (page,) = PdfReader(io.BytesIO(answer.content)).pages
    assert "Электрондық бақылау туралы жадынама" in page.extract_text()
    again = api.get(f"people/{office.person}/memo.pdf", language="kk", why="another copy")
    assert again.content == answer.content
    assert office.rows("SELECT why FROM audit WHERE deed = 'records.memo' ORDER BY id") == [("handed over",), ("another copy",)]


def test_language_and_reason_are_asked_for(office: Any, api: Any) -> None:
    for query in ({"language": "kk"}, {"why": "x"}, {"language": "de", "why": "x"}, {"language": "kk", "why": " "}):
        assert api.get(f"people/{office.person}/memo.pdf", **query).status_code == 422, query
    assert api.get("people/999999/memo.pdf", language="kk", why="x").status_code == 404
    assert office.rows("SELECT count(*) FROM audit WHERE deed = 'records.memo'") == [(0,)]


def test_a_signature_is_recorded_and_read_by_the_api(office: Any, api: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.utils import timezone
    from tests.unit.domain.test_photo import png

    path = f"/api/v1/people/{office.person}/memo-signings"
    said = {"language": "ru", "signed_at": timezone.now().isoformat(), "why": "handed over"}
    refused = api.client.post(path, said | {"is_signed": "false"}, headers=api.headers)
    assert (refused.status_code, "witness" in refused.content.decode()) == (422, True)
    kept = api.client.post(path, said | {"file": SimpleUploadedFile("p.png", png())}, headers=api.headers)
    assert kept.status_code == 201, kept.content
    listed = api.get(f"people/{office.person}/memo-signings").json()
    (one,) = listed["items"]
    assert (one["id"], one["language"], one["is_signed"], one["has_scan"]) == (kept.json()["id"], "ru", True, True)
    scan = api.get(f"memo-signings/{one['id']}/scan")
    assert (scan.status_code, scan["Content-Type"], "attachment" in scan["Content-Disposition"]) == (200, "image/png", True)
    assert api.get("people/999999/memo-signings").status_code == 404
    unknown = api.client.post(path, said | {"docket": "999999"}, headers=api.headers)
    assert (unknown.status_code, [one["field"] for one in unknown.json()["errors"]]) == (422, ["docket"])
    newest, *_, older = listed["papers"]
    assert one["paper_of"] == newest["paper_of"] != older["paper_of"]
    assert api.client.post(path, said | {"docket": older["docket"]}, headers=api.headers).status_code == 201
    items = api.get(f"people/{office.person}/memo-signings").json()["items"]
    assert {item["paper_of"] for item in items} == {newest["paper_of"], older["paper_of"]}
