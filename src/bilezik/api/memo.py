"""The memo of one person, as a PDF to be printed, explained and handed over. That it was printed is logged."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from bilezik.api.access import actor_of
from bilezik.deeds import records
from bilezik.domain.person import Language
from bilezik.memo import pdf

router = Router()


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
