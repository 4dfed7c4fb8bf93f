"""A person is registered, changed and photographed: the forms, what stands out while they are filled in, the photo itself.

1. What is refused is shown again as it was typed, with a sentence at each field at fault; the first of them has the focus.
2. A change is made from a version. Where somebody was faster the form says who and what, takes over what is theirs alone, and asks
   where both wrote: sending it again is then made from their version.
3. What may stand out is asked for by POST: an IIN in an address would stand in every log on the way.
"""

from dataclasses import dataclass, field
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bilezik.console import wire
from bilezik.console.forms.refusals import refusal
from bilezik.console.person import form
from bilezik.console.person.checks import Checks, checks
from bilezik.console.person.shown import shown
from bilezik.console.words.kinds import Text
from bilezik.console.words.people import HEALTH, KINDS, LANGUAGES
from bilezik.deeds import Conflict, Invalid, NotFound, OperatorError, people, photos
from bilezik.deeds.people import NewPerson
from bilezik.domain import photo as pictures

_NOTHING: Final = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What the form shows: what is typed, of whom, and what came of sending it."""

    texts: form.Texts
    person: int | None = None
    version: int = 0
    problems: form.Problems = field(default_factory=dict)
    theirs: form.Problems = field(default_factory=dict)
    meanwhile: tuple[form.Meanwhile, ...] = ()
    said: Text = ""
    photo_problem: Text = ""
    photo_why: str = ""

    @property
    def status(self) -> int:
        """Return what the answer says in HTTP: 409 where somebody else was faster, 422 where something is wrong."""
        if self.meanwhile or self.theirs:
            return 409
        return 422 if self.problems or self.said or self.photo_problem else 200


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Show the empty form, or enter a person into the register."""
    if request.method == "GET":
        choices = form.departments(wire.user_of(request))
        return _shown(request, Draft(texts={"department": str(choices[0].pk)} if len(choices) == 1 else {}))
    texts = form.typed(request.POST)
    try:
        made = people.register(wire.actor_of(request), form.stated(texts), why=texts["why"])
    except (form.Refused, OperatorError) as error:
        problems = _problems(error, _("You may not register people for this department."))
        return _shown(request, Draft(texts=texts, problems=problems))
    return redirect("console:person", made)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show what is stated of a person as a form, or state it anew."""
    known, version = _known(person_id)
    if request.method == "GET":
        return _shown(request, Draft(texts=form.texts_of(known), person=person_id, version=version))
    texts, made_from = form.typed(request.POST), _version(request, version)
    if made_from < version:
        return _stale(request, person_id, texts, made_from)
    try:
        people.change(wire.actor_of(request), person_id, form.stated(texts), version=made_from, why=texts["why"])
    except Conflict:  # nothing is different, or somebody was faster between our look at the version and the lock
        return _stale(request, person_id, texts, made_from)
    except (form.Refused, OperatorError) as error:
        problems = _problems(error, _("You may not give the person to this department."))
        return _shown(request, Draft(texts=texts, person=person_id, version=made_from, problems=problems))
    return redirect("console:person", person_id)


@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Say what stands out in what is typed so far."""
    own = request.POST.get("person", "")
    but = int(own) if own.isascii() and own.isdecimal() and len(own) < 19 else None
    return wire.shown(request, "console/person/checks.html", {"checks": _checks(request, form.typed(request.POST), but)})


@require_POST
def keep_photo(request: HttpRequest, person_id: int) -> HttpResponse:
    """Keep a photo of a person, or take it out; the answer is the person's page, or the form with what is wrong."""
    known, version = _known(person_id)
    by, why, given = wire.actor_of(request), request.POST.get("why", "").strip(), request.FILES.get("photo")
    try:
        if "remove" in request.POST:
            photos.remove(by, person_id, why=why)
        else:
            photos.keep(by, person_id, given.read(pictures.LARGEST + 1) if given else b"", why=why)
    except Conflict:
        problem: Text = _("There is no photo to take out.")
    except OperatorError as error:
        problem = refusal(error)[1]
        problem = problem if given or "remove" in request.POST else _("Choose a photo first.")
    else:
        return redirect("console:person", person_id)
    texts = form.texts_of(known)
    return _shown(request, Draft(texts=texts, person=person_id, version=version, photo_problem=problem, photo_why=why))


@require_GET
def photo(request: HttpRequest, person_id: int) -> HttpResponse:  # noqa: ARG001 - Django's protocol
    """Show the photo of a person; nobody's browser runs or keeps it."""
    found = photos.of(person_id)
    if found is None:
        raise Http404
    return HttpResponse(found.content, content_type=found.type, headers=photos.SAFE)


def _checks(request: HttpRequest, texts: form.Texts, but: int | None) -> Checks:
    """Return what stands out; who is named by it was looked at, and that is written down."""
    found = checks(texts, but=but)
    wire.also_shows(request, (same.id for one in found.found for same in one.people))
    return found


def _known(person_id: int) -> tuple[NewPerson, int]:
    try:
        return people.known(person_id)
    except NotFound:
        raise Http404 from None


def _problems(error: form.Refused | OperatorError, otherwise: Text) -> form.Problems:
    """Return the sentence of each field at fault; `otherwise`: what a policy of the database refused, said of the department."""
    if isinstance(error, form.Refused):
        return error.problems
    return form.refusal(error) if isinstance(error, Invalid) else {"department": otherwise}


def _version(request: HttpRequest, newest: int) -> int:
    """Return the version the form was made from; a form that says none, or one that is not yet, was made from nothing."""
    said = request.POST.get("version", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 19 and int(said) <= newest else _NOTHING


def _stale(request: HttpRequest, person_id: int, texts: form.Texts, made_from: int) -> HttpResponse:
    """Show what somebody else wrote since `made_from`, merged with what was typed; or say that nothing is different."""
    known, version = _known(person_id)
    if version == made_from:
        said = _("Nothing is different from what is in the register.")
        return _shown(request, Draft(texts=texts, person=person_id, version=version, said=said))
    done, before = form.since(person_id, made_from)
    theirs = form.texts_of(known)
    kept, both = form.merge(texts, theirs, before, is_whole=len(done) == version - made_from)
    asked = {name: shown(name, theirs[name]) for name in both}
    return _shown(request, Draft(texts=kept, person=person_id, version=version, theirs=asked, meanwhile=done))


def _shown(request: HttpRequest, draft: Draft) -> HttpResponse:
    kept = None if draft.person is None else _known(draft.person)[0]
    choices = form.departments(wire.user_of(request), and_also=None if kept is None else kept.department)
    fields = form.fields(draft.texts, draft.problems, draft.theirs)
    zone = draft.texts.get("timezone", "")
    context = {
        "fields": fields,
        "wrong": [one for one in fields.values() if one.problem],
        "disputed": [one for one in fields.values() if one.theirs],
        "draft": draft,
        "name": "" if kept is None else f"{kept.family_name} {kept.given_name}",
        "checks": _checks(request, draft.texts, draft.person),
        "departments": choices,
        "kinds": KINDS.items(),
        "spoken": LANGUAGES.items(),
        "flags": HEALTH.items(),
        "zones": form.ZONES if not zone or zone in form.ZONES else (*form.ZONES, zone),
        "centre": next((one for one in choices if one.lat is not None and str(one.pk) == draft.texts.get("department")), None),
        "has_photo": draft.person is not None and photos.is_kept(draft.person),
        "page": wire.page(live=False),
        "zone": timezone.get_default_timezone_name(),
    }
    return wire.shown(request, "console/person/form.html", context, status=draft.status)
