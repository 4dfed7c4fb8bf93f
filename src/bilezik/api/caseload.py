"""A caseload from a list: people with their orders and conditions, everybody or nobody."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import File, Form, Router, Schema, UploadedFile

from bilezik.api.access import actor_of
from bilezik.deeds import caseload_file, lists

router = Router()


class CaseloadRow(Schema):
    """What becomes of a line of the file: why it is wrong, or what stands out. `same`: who is likely this person already."""

    line: int
    name: str
    outcome: Literal["new", "wrong"]
    said: str
    same: list[str]


class CaseloadRead(Schema):
    """A caseload as it was read."""

    encoding: str
    written: bool
    new: int
    likely: int
    wrong: int
    rows: list[CaseloadRow]


@router.post("people/import", response=CaseloadRead, url_name="people_import")
def bring_in(
    request: HttpRequest,
    file: File[UploadedFile],
    why: Annotated[str, Form(max_length=4_000)],
    *,
    write: Annotated[bool, Form(description="Enrol everybody; without it nothing is written.")] = False,
    looked: Annotated[bool, Form(description="Those who are likely in the register were looked at: they are others.")] = False,
) -> dict[str, Any]:
    """Read a caseload (CSV) and say what becomes of every row; with `write` enrol everybody, or nobody."""
    content, by = file.read(lists.LARGEST + 1), actor_of(request)
    read = caseload_file.enter(by, content, why=why, looked=looked) if write else caseload_file.read(by, content)
    rows = [
        {"line": row.line, "name": row.name, "outcome": row.outcome, "said": row.said, "same": [str(one) for one in row.same]}
        for row in read.rows
    ]
    counts = {"new": read.count("new"), "likely": read.likely, "wrong": read.count("wrong")}
    return {"encoding": read.encoding, "written": write, "rows": rows, **counts}
