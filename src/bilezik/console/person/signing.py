"""That a memo was signed: what the person's page says of it, and the form that records it.

A paper is signed for what it said. Where a duty has changed since, the page says so: nobody should be held to what he was not told.
"""

from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bilezik.console import wire
from bilezik.console.forms.form import Act, Field, Form, shown, why
from bilezik.console.orders.paper import clock_of, written
from bilezik.console.words.kinds import Text
from bilezik.console.words.people import LANGUAGES
from bilezik.deeds import signings
from bilezik.domain import scan
from bilezik.domain.instant import from_datetime
from bilezik.domain.order import Docket
from bilezik.memo import still_says
from bilezik.store.models import MemoSigning, Person


@dataclass(frozen=True, slots=True)
class Signed:
    """The last signature of a person, or refusal of one. `holds`: the paper says what must be done now."""

    id: int
    is_signed: bool
    signed_at: datetime
    language: Text
    explained_by: str
    interpreter: str
    witness: str
    has_scan: bool
    holds: bool


def last(person_id: int, known: Docket | None, now: datetime) -> Signed | None:
    """Return the last record of a signature; None where there is none."""
    found = (
        MemoSigning.objects.filter(person_id=person_id).select_related("docket").defer("scan").order_by("-signed_at", "-id").first()
    )
    if found is None:
        return None
    paper = msgspec.convert(found.docket.content, Docket)
    return Signed(
        id=found.pk, is_signed=found.is_signed, signed_at=found.signed_at, language=LANGUAGES[found.language],  # type: ignore[index]  # the database knows no other
        explained_by=found.explained_by, interpreter=found.interpreter, witness=found.witness, has_scan=bool(found.scan_type),
        holds=known is not None and still_says(paper, known, from_datetime(now)),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def signed(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show the form of a signature, or record it."""
    person = Person.objects.defer("photo").filter(pk=person_id).first()
    if person is None:
        raise Http404
    zone, papers = person.timezone, _papers(person_id, person.timezone)
    said = request.POST.dict() or {
        "language": person.language, "docket": papers[0][0] if papers else "", "how": "signed",
        "signed_at": shown(from_datetime(timezone.now()), zone), "why": _("explained and handed over"),
    }  # fmt: skip
    form = Form(said, zone)
    if request.method == "POST" and _kept(request, person_id, form):
        return redirect("console:person", person_id)
    act = Act(
        _("Record the signature for the memo"),
        (
            _("The record names the paper, so that one can say later what the person was told. It cannot be changed."),
            _("Where a duty changes afterwards, the person's page asks for a new memo and a new signature."),
        ),
        _("Record it"), of=str(person), back=reverse("console:person", args=(person_id,)),
    )  # fmt: skip
    context = {"act": act, "form": form, "fields": form.fields(*_fields(papers, zone)), "page": wire.page(live=False)}
    return wire.shown(request, "console/forms/act.html", context, status=form.status)


def _fields(papers: tuple[tuple[str, Text], ...], zone: str) -> tuple[Field, ...]:
    how = (("signed", _("The person signed")), ("refused", _("The person refused to sign, before a witness")))
    return (
        Field("docket", _("Which paper"), "choice", hint=_("Its time stands at its foot."), needed=True, choices=papers),
        Field("language", _("Its language"), "choice", needed=True, choices=tuple(LANGUAGES.items())),
        Field("how", _("What happened"), "choice", needed=True, choices=how),
        Field("signed_at", _("When"), "time", hint=clock_of(zone), needed=True),
        Field("explained_by", _("Who explained it"), hint=_("Empty: you.")),
        Field("interpreter", _("Interpreter"), hint=_("Empty: there was none.")),
        Field("witness", _("Witness"), hint=_("Needed where the person refused.")),
        Field("file", _("Scan of the signed paper"), "file", hint=_("PDF, JPEG or PNG, at most 10 MB.")),
        why(_("Reason")),
    )


def _papers(person_id: int, zone: str) -> tuple[tuple[str, Text], ...]:
    """Return the newest dockets, each by its time: the paper of each says it at its foot."""
    times = [(str(key), written(at, zone)) for key, at in signings.papers(person_id)]
    return tuple(
        (key, _("%(time)s – the newest") % {"time": time} if not place else time) for place, (key, time) in enumerate(times)
    )


def _kept(request: HttpRequest, person_id: int, form: Form) -> bool:
    docket, language, signed_at = form.number("docket"), form.text("language"), form.instant("signed_at")
    reason, file = form.text("why"), request.FILES.get("file")
    if form.problems or signed_at is None:
        return False
    signing = signings.NewSigning(
        docket=docket, language=language, signed_at=signed_at, is_signed=form.said.get("how") != "refused",
        explained_by=form.text("explained_by", needed=False), interpreter=form.text("interpreter", needed=False),
        witness=form.text("witness", needed=False), scan=None if file is None else file.read(scan.LARGEST + 1),
    )  # fmt: skip
    return form.does(lambda: signings.keep(wire.actor_of(request), person_id, signing, why=reason)) is not None
