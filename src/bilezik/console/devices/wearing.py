"""A device is put on a person, and taken off: the forms, and the photo of the record."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bilezik.console import wire
from bilezik.console.devices import reading
from bilezik.console.devices.views import frame
from bilezik.console.devices.words import REASONS, STATES
from bilezik.console.forms.form import Act, Field, Form, why
from bilezik.console.person.stated import stated
from bilezik.console.words.kinds import DEVICE_KINDS, Text
from bilezik.console.words.times import local
from bilezik.deeds import devices, fittings
from bilezik.domain import photo as pictures
from bilezik.store.models import Device, Fitting, Person


def _person(person_id: int) -> Person:
    found = Person.objects.defer("photo").filter(pk=person_id).first()
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
def fit(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show the form of a fitting, or do it; where nothing can be fitted, the page says why."""
    person = _person(person_id)
    conditions, at_hand = reading.fittable(person_id), reading.at_hand(person.department_id)
    if not conditions or not at_hand:
        return wire.shown(request, "console/devices/fit.html", frame(request, person=person, conditions=conditions))
    health = stated(person, timezone.now()).health
    usual = next((one.condition.pk for one in conditions if one.condition.kind == "wear_device"), "")
    form = Form(request.POST.dict() or _present(request) | {"condition": str(usual)}, person.timezone)
    if request.method == "POST" and _fitted(request, person, form):
        return redirect("console:person", person_id)
    follows = [_("From then on positions of the device are kept of this person, until the order ends or the device comes off.")]
    if health:
        notes = [*map(str, health), *filter(None, [person.health_note])]
        follows.insert(0, _("Look at this first: %(health)s.") % {"health": "; ".join(notes)})
    act = Act(
        _("Fit a device"), tuple(follows), _("Fit and record it"), is_grave=bool(health), of=str(person),
        back=reverse("console:person", args=(person_id,)),
    )  # fmt: skip
    seen = (Field("health_seen", _("I have looked at it"), "tick", needed=True),) if health else ()
    fields = (
        *seen, Field("device", _("Device"), "choice", needed=True, choices=(("", ""), *map(_named, at_hand))),
        Field("condition", _("For which condition"), "choice", needed=True, choices=tuple(map(_demanded, conditions))),
        *_seen(_("When"), person.timezone),
    )  # fmt: skip
    return _asked(request, act, form, fields)


def _fitted(request: HttpRequest, person: Person, form: Form) -> bool:
    device, condition = form.number("device"), form.number("condition")
    if condition is not None and not any(one.condition.pk == condition for one in reading.fittable(person.pk)):
        form.problems["condition"] = _("Choose one of the list.")
    health_seen = form.is_ticked("health_seen")
    if person.health and not health_seen:
        form.problems["health_seen"] = _("Look at the person's health, then say here that you did.")
    reason, at, seen = form.text("why"), form.instant("at", needed=False), _said(request, form)
    if form.problems or device is None or condition is None:
        return False
    by = wire.actor_of(request)
    made = form.does(
        lambda: devices.fit(by, device, condition, why=reason, health_seen=health_seen, from_at=at, seen=seen), from_at="at"
    )
    return made is not None


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, person_id: int, assignment_id: int) -> HttpResponse:
    """Show the form of a removal, or do it."""
    person, worn = _person(person_id), reading.worn(person_id, assignment_id)
    if worn is None:
        raise Http404
    zone = person.timezone
    form = Form(request.POST.dict() or _present(request), zone)
    if request.method == "POST" and _removed(request, assignment_id, form):
        return redirect("console:person", person_id)
    act = Act(
        _("Take a device off"), (_("From then on nothing of this device is kept of this person. This cannot be undone."),),
        _("Take it off and record it"), of=str(person), back=reverse("console:person", args=(person_id,)),
        about=_("%(kind)s %(identity)s, worn %(first)s – %(last)s") % {
            "kind": DEVICE_KINDS[worn.device.kind], "identity": worn.device.identity,
            "first": local(worn.from_at, zone, timezone.now()), "last": local(worn.to_at, zone, timezone.now()),
        },
    )  # fmt: skip
    reasons = (("", ""), *REASONS.items())
    fields = (Field("reason", _("Why it comes off"), "choice", needed=True, choices=reasons), *_seen(_("When"), zone))
    return _asked(request, act, form, fields)


def _removed(request: HttpRequest, assignment: int, form: Form) -> bool:
    of, words, at, seen = form.text("reason"), form.text("why"), form.instant("at", needed=False), _said(request, form)

    def act() -> bool:
        devices.remove(wire.actor_of(request), assignment, why=words, at=at, removal=fittings.Removal(reason=of, seen=seen))
        return True

    return bool(form.does(act))


def _asked(request: HttpRequest, act: Act, form: Form, fields: tuple[Field, ...]) -> HttpResponse:
    context = frame(request, act=act, form=form, fields=form.fields(*fields))
    return wire.shown(request, "console/forms/act.html", context, status=form.status)


def _seen(when: Text, zone: str) -> tuple[Field, ...]:
    """Return the fields of what those present say of a fitting or a removal."""
    return (
        Field("at", when, "time", hint=_("Empty: now. Local time of %(zone)s.") % {"zone": zone}),
        Field("place", _("Where")),
        Field("done_by", _("By whom")),
        Field("witness", _("Witness")),
        Field("skin", _("What was seen of skin and leg"), "long", longest=2_000),
        Field("photo", _("Photo"), "photo", hint=_("It is kept without place, camera and time of the file. At most 8 MB.")),
        Field("acknowledged", _("The person has signed for it"), "tick"),
        why(_("Reason")),
    )


def _present(request: HttpRequest) -> dict[str, str]:
    return {"done_by": wire.user_of(request).name}


def _said(request: HttpRequest, form: Form) -> fittings.Seen:
    given = request.FILES.get("photo")
    texts = {name: form.text(name, needed=False) for name in ("place", "done_by", "witness", "skin")}
    picture = None if given is None else given.read(pictures.LARGEST + 1)
    return fittings.Seen(**texts, acknowledged=form.is_ticked("acknowledged"), photo=picture)


def _named(device: Device) -> tuple[str, Text]:
    parts = (f"{DEVICE_KINDS[device.kind]} {device.identity}", device.model, STATES[device.state].text)
    return str(device.pk), " · ".join(str(part) for part in parts if part)


def _demanded(one: reading.Fittable) -> tuple[str, Text]:
    return str(one.condition.pk), f"{one.word.text} · {one.condition.order.number}"


@require_GET
def photo(request: HttpRequest, fitting_id: int) -> HttpResponse:  # noqa: ARG001 - Django's protocol
    """Show the photo of a fitting or a removal; nobody's browser runs or keeps it."""
    found = Fitting.objects.filter(pk=fitting_id, photo__isnull=False).first()
    if found is None or found.photo is None:
        raise Http404
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(bytes(found.photo), content_type=found.photo_type, headers=headers)
