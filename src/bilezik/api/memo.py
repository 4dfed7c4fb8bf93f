"""The memo of one person, as a PDF to be printed, explained and handed over; and the record that it was signed."""

from typing import Annotated, Any, Final

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile

from bilezik.api import paging, shapes
from bilezik.api.access import actor_of
from bilezik.api.orders import download
from bilezik.api.times import text_at
from bilezik.deeds import NotFound, records, signings
from bilezik.domain import scan
from bilezik.domain.instant import rfc3339
from bilezik.domain.person import Language
from bilezik.memo import pdf
from bilezik.store.models import MemoSigning, Person

router = Router()
_ENDINGS: Final = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


class Signing(Schema):
    """That the person signed for a memo, or (`is_signed` false) refused to. `paper_of`: the time at the foot of the paper."""

    id: str
    paper_of: str
    language: str
    is_signed: bool
    signed_at: str
    explained_by: str
    interpreter: str
    witness: str
    has_scan: bool
    recorded_at: str
    recorded_by: str


class SigningSaid(Schema):
    """What is recorded, as the fields of a form. `explained_by` empty: who asks; a refusal needs a `witness`.

    `docket`: the paper, by an id the list of signings offers; not given: the newest.
    """

    docket: int | None = None
    language: Language
    signed_at: str
    is_signed: bool = True
    explained_by: str = ""
    interpreter: str = ""
    witness: str = ""
    why: str


class Paper(Schema):
    """A paper a signature may be for, by the docket it was made of and the time at its foot."""

    docket: str
    paper_of: str


class Signings(Schema):
    """The signings of a person, and the papers one may be recorded for; both the newest first."""

    items: list[Signing]
    papers: list[Paper]


@router.get("people/{int:person_id}/memo.pdf", url_name="memo")
def memo(
    request: HttpRequest,
    person_id: int,
    language: Annotated[Language, Query(description="The language the person reads.")],
    why: Annotated[str, Query(max_length=4000, description="The reason, as the audit log keeps it.")],
) -> HttpResponse:
    """Return the person's memo as a PDF: hours, zones with a map, duties, rights, whom to call. 409: no order to explain."""
    made = records.memo(actor_of(request), person_id, language, why=why)
    response = HttpResponse(pdf(made), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="memo-{person_id}-{language}.pdf"'
    response["Cache-Control"] = "no-store"
    return response


@router.get("people/{int:person_id}/memo-signings", response=Signings, url_name="memo_signings")
def signed(request: HttpRequest, person_id: int) -> dict[str, Any]:  # noqa: ARG001 - the router's protocol
    """Return every record of this person's signature for a memo, and the papers one may be recorded for, the newest first."""
    if not Person.objects.filter(pk=person_id).exists():
        raise NotFound("person", person_id)
    rows = MemoSigning.objects.filter(person_id=person_id).select_related("docket").defer("scan", "docket__content")
    return {
        "items": [_signing(row) for row in rows.order_by("-signed_at", "-id")[: paging.MOST]],
        "papers": [{"docket": str(docket), "paper_of": rfc3339(at)} for docket, at in signings.papers(person_id)],
    }


@router.post("people/{int:person_id}/memo-signings", response={201: shapes.Made}, url_name="memo_signings")
def sign(
    request: HttpRequest, person_id: int, said: Form[SigningSaid], file: File[UploadedFile | None] = None
) -> Status[dict[str, str]]:
    """Record that the person signed for a memo, with the scan of the signed paper (PDF, JPEG, PNG) where there is one."""
    signing = signings.NewSigning(
        docket=said.docket, language=said.language, signed_at=paging.instant("signed_at", said.signed_at), is_signed=said.is_signed,
        explained_by=said.explained_by, interpreter=said.interpreter, witness=said.witness,
        scan=None if file is None else file.read(scan.LARGEST + 1),
    )  # fmt: skip
    return Status(201, {"id": str(signings.keep(actor_of(request), person_id, signing, why=said.why))})


@router.get("memo-signings/{int:signing_id}/scan", url_name="memo_signing_scan")
def signed_scan(request: HttpRequest, signing_id: int) -> HttpResponse:  # noqa: ARG001 - the router's protocol
    """Return the scan of a signed memo, as a download."""
    found = MemoSigning.objects.filter(pk=signing_id, scan__isnull=False).first()
    if found is None or found.scan is None:
        raise NotFound("memo signing with a scan", signing_id)
    return download(f"memo-{found.person_id}-signed.{_ENDINGS[found.scan_type]}", found.scan_type, bytes(found.scan))


def _signing(row: MemoSigning) -> dict[str, Any]:
    return {
        "id": str(row.pk), "paper_of": text_at(row.docket.recorded_at), "language": row.language, "is_signed": row.is_signed,
        "signed_at": text_at(row.signed_at), "explained_by": row.explained_by, "interpreter": row.interpreter,
        "witness": row.witness, "has_scan": bool(row.scan_type), "recorded_at": text_at(row.recorded_at),
        "recorded_by": row.recorded_by,
    }  # fmt: skip
