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
