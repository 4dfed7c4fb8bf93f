"""A device is put on a person, and taken off: the forms, and the photo of the record."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from bilezik.console import wire
from bilezik.console.devices import reading, said
from bilezik.console.devices.views import frame
from bilezik.console.devices.words import REASONS
from bilezik.console.person.stated import stated
from bilezik.deeds import Invalid, OperatorError, devices, fittings
from bilezik.store.models import Fitting, Person


def _person(person_id: int) -> Person:
    found = Person.objects.defer("photo").filter(pk=person_id).first()
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
def fit(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show the form of a fitting, or do it."""
    person, refusal = _person(person_id), ""
    if request.method == "POST":
        try:
            _fit(request, person)
        except OperatorError as error:
            refusal = str(error)
        else:
            return redirect("console:person", person_id)
    context = frame(
        request, person=person, health=stated(person, timezone.now()).health, health_note=person.health_note,
        refusal=refusal, said=request.POST,
        conditions=reading.fittable(person_id), at_hand=reading.at_hand(person.department_id), zone=person.timezone,
    )  # fmt: skip
    return wire.shown(request, "console/devices/fit.html", context, status=422 if refusal else 200)


def _fit(request: HttpRequest, person: Person) -> None:
    form = request.POST
    device, condition = said.number(form, "device"), said.number(form, "condition")
    if device is None:
        raise Invalid("device", "choose one")
    if condition is None or not any(one.condition.pk == condition for one in reading.fittable(person.pk)):
        raise Invalid("condition", "choose one of this person's")
    devices.fit(
        wire.actor_of(request), device, condition, why=form.get("why", ""), health_seen="health_seen" in form,
        from_at=said.instant(form, "at", person.timezone), seen=said.seen(request),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, person_id: int, assignment_id: int) -> HttpResponse:
    """Show the form of a removal, or do it."""
    person, worn, refusal = _person(person_id), reading.worn(person_id, assignment_id), ""
    if worn is None:
        raise Http404
    if request.method == "POST":
        form = request.POST
        try:
            removal = fittings.Removal(reason=form.get("reason", ""), seen=said.seen(request))
            at = said.instant(form, "at", person.timezone)
            devices.remove(wire.actor_of(request), assignment_id, why=form.get("why", ""), at=at, removal=removal)
        except OperatorError as error:
            refusal = str(error)
        else:
            return redirect("console:person", person_id)
    context = frame(
        request, person=person, worn=worn, refusal=refusal, said=request.POST, reasons=REASONS.items(), zone=person.timezone
    )
    return wire.shown(request, "console/devices/remove.html", context, status=422 if refusal else 200)


@require_GET
def photo(request: HttpRequest, fitting_id: int) -> HttpResponse:  # noqa: ARG001 - Django's protocol
    """Show the photo of a fitting or a removal; nobody's browser runs or keeps it."""
    found = Fitting.objects.filter(pk=fitting_id, photo__isnull=False).first()
    if found is None or found.photo is None:
        raise Http404
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(bytes(found.photo), content_type=found.photo_type, headers=headers)
