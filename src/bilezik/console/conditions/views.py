"""The form of a condition: one address, whose buttons say what is done with what was typed.

1. `act` is the button: keep it (none), `preview`, `search` the library, `keep_place` (the drawn zone), `read` or `bring` (a file),
   `redraw-ID`. Without JavaScript each answers with the whole page, as typed; htmx asks for the part it changes.
2. What is drawn with the condition is kept with it in one transaction, or not at all.
3. A file's shapes and a place that is kept before the condition hang on nobody yet: only who drew them sees them.
"""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bilezik.console import wire
from bilezik.console.conditions import reading, said
from bilezik.console.conditions.outlook import Outlook, outlook
from bilezik.console.conditions.said import Form, NewShape, Problems
from bilezik.console.conditions.words import DAYS, KINDS, PLACES
from bilezik.console.forms.refusals import refusal, told
from bilezik.console.words.kinds import CONDITIONS
from bilezik.deeds import Conflict, Invalid, OperatorError, bulk, conditions, previews, zones
from bilezik.domain.hours import Schedule
from bilezik.domain.order import ZONE_KINDS
from bilezik.domain.zone import Zone
from bilezik.geo import drawn
from bilezik.rules import keep_charged, keep_contact
from bilezik.store.models import Condition, Order

_FIELDS: Final = {
    "schedule": "hours", "dwell_s": "dwell", "silence_after_s": "silence", "low_pct": "low", "shape": "new-border",
    "name": "new-name",
}  # fmt: skip
"""A deed's field -> the form's."""


class Answer(msgspec.Struct, kw_only=True):
    """What is shown with a form: what is wrong, what was done, what it would mean."""

    form: Form
    problems: Problems = {}
    refusal: str = ""
    done: str = ""
    outlook: Outlook | None = None
    seeks: reading.Sought = reading.Sought()
    read: Sequence[drawn.Drawn] | None = None
    status: int = 200


class Place:
    """Where the form stands: its order, and the condition that it changes, if one."""

    def __init__(self, order: Order, condition: Condition | None = None) -> None:
        """Keep both, and the clock that its hours are told by."""
        self.order = order
        self.condition = condition
        self.kept = None if condition is None else conditions.stated(condition)
        schedule: Schedule | None = None if self.kept is None else self.kept.schedule
        self.timezone = order.person.timezone if schedule is None else schedule.timezone

    @property
    def is_closed(self) -> bool:
        """Whether nothing can be entered any more."""
        over = self.order.ended_at is not None or self.order.ends_at <= timezone.now()
        return over or (self.condition is not None and self.condition.ended_at is not None)

    @property
    def back(self) -> str:
        """Where the reader came from: the order, or the person."""
        try:
            return reverse("console:order", args=[self.order.pk])
        except NoReverseMatch:
            return reverse("console:person", args=[self.order.person_id])


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, order_id: int) -> HttpResponse:
    """Add a condition to an order."""
    order = reading.order(order_id)
    if order is None:
        raise Http404
    return _answer(request, Place(order))


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, condition_id: int) -> HttpResponse:
    """State a condition anew; its kind stays."""
    condition = Condition.objects.filter(pk=condition_id).first()
    order = None if condition is None else reading.order(condition.order_id)
    if condition is None or order is None:
        raise Http404
    return _answer(request, Place(order, condition))


def _answer(request: HttpRequest, place: Place) -> HttpResponse:
    if request.method != "POST":
        return _shown(request, place, Answer(form=_first(request, place)))
    form = said.typed(request.POST)
    if place.condition is not None:
        form = msgspec.structs.replace(form, kind=place.condition.kind)
    act, _sep, number = request.POST.get("act", "").partition("-")
    answer = Answer(form=form, seeks=reading.sought(request.POST))
    if place.is_closed:
        answer.status = 409
        return _shown(request, place, answer)
    match act:
        case "preview":
            _preview(place, answer)
        case "search":
            pass
        case "keep_place":
            _keep_place(request, place, answer)
        case "read" | "bring":
            _bring(request, place, answer, keep=act == "bring")
        case "redraw":
            _redraw(answer, int(number) if number.isdecimal() and len(number) < 19 else 0)
        case _:
            if _kept(request, place, answer):
                return redirect(place.back)
    return _shown(request, place, answer, act)


def _first(request: HttpRequest, place: Place) -> Form:
    """Return the form as it opens."""
    if place.kept is not None:
        return said.written(place.kept, place.order.version)
    kind = request.GET.get("kind", "")
    return Form(kind=kind if kind in KINDS else "", version=place.order.version)


def _kept(request: HttpRequest, place: Place, answer: Answer) -> bool:
    """Keep the condition and what was drawn with it; `answer` takes what is wrong."""
    form, by = answer.form, wire.actor_of(request)
    stated = said.condition(form, place.timezone, answer.problems)
    if not form.why.strip():
        answer.problems["why"] = _("Say why: it stands in the history of the order.")
    if stated is None or answer.problems:
        answer.status = 422
        return False
    shape = said.shape(form.new, {})
    try:
        with transaction.atomic():
            redrawn = _redrawn(form)
            if shape is not None and redrawn is not None:
                zones.change(by, redrawn, shape, why=form.why)
            elif shape is not None and said.DRAWN in stated.zones:
                zone = zones.NewZone(name=form.new.name, shape=shape, category=_category(form), city=place.order.person.city)
                made = zones.draw(by, zone, why=form.why)
                stated = msgspec.structs.replace(stated, zones=tuple(made if one == said.DRAWN else one for one in stated.zones))
            if place.condition is None:
                conditions.add(by, place.order.pk, stated, why=form.why, version=form.version)
            elif redrawn is None or _differs(place, stated):
                conditions.change(by, place.condition.pk, stated, why=form.why, version=form.version)
    except OperatorError as error:
        _refuse(answer, error, place.timezone)
        return False
    return True


def _differs(place: Place, stated: conditions.NewCondition) -> bool:
    return place.kept != msgspec.structs.replace(stated, zones=tuple(sorted(stated.zones)))


def _redrawn(form: Form) -> int | None:
    number = form.new.redrawn
    return int(number) if form.new.how and number.isascii() and number.isdecimal() and len(number) < 19 else None


def _category(form: Form) -> zones.Category:
    return {"stay_home": "home", "stay_in_area": "area"}.get(form.kind, "")  # type: ignore[return-value]


def _refuse(answer: Answer, error: OperatorError, zone: str) -> None:
    answer.status = 409 if isinstance(error, Conflict) else 422
    field = _FIELDS.get(error.field, error.field) if isinstance(error, Invalid) else ""
    if isinstance(error, Invalid) and field in {
        "kind",
        "zones",
        "hours",
        "dwell",
        "silence",
        "low",
        "new-border",
        "new-name",
        "why",
    }:
        answer.problems[field] = told(error.problem, zone)
    else:
        answer.refusal = told(str(error), zone)


def _preview(place: Place, answer: Answer) -> None:
    """Think the condition out; what is missing is said, and nothing is red yet."""
    problems: Problems = {}
    form = answer.form
    stated = said.condition(form, place.timezone, problems)
    if stated is None:
        answer.refusal = next(iter(problems.values()))
        return
    shape, redrawn = said.shape(form.new, {}), _redrawn(form)
    sketch = {}
    if shape is not None:
        number = said.DRAWN if redrawn is None else redrawn
        name = form.new.name
        if redrawn is not None:
            known = reading.shape_of(redrawn)
            name = "" if known is None else known[0]
        sketch = {number: Zone(id=number, name=name, shape=shape)}
    of = None if place.condition is None else place.condition.pk
    try:
        answer.outlook = outlook(place.order, previews.preview(place.order.pk, stated, instead_of=of, drawn=sketch))
    except OperatorError as error:
        answer.refusal = refusal(error, place.timezone)[1]


def _keep_place(request: HttpRequest, place: Place, answer: Answer) -> None:
    """Keep the drawn zone and choose it."""
    form = answer.form
    shape = said.shape(form.new, answer.problems)
    if shape is None and not answer.problems:
        answer.problems["new-how"] = _("Draw a circle or a border first.")
    if shape is None or answer.problems:
        answer.status = 422
        return
    zone = zones.NewZone(name=form.new.name, shape=shape, category=_category(form), city=place.order.person.city)
    try:
        with transaction.atomic():
            made = zones.draw(wire.actor_of(request), zone, why=_why(place, form))
    except OperatorError as error:
        _refuse(answer, error, place.timezone)
        return
    answer.form = msgspec.structs.replace(form, zones=(*form.zones, made), new=NewShape())
    answer.done = _("“%(name)s” is kept and chosen.") % {"name": zone.name}


def _bring(request: HttpRequest, place: Place, answer: Answer, *, keep: bool) -> None:
    """Read a file of shapes; with `keep` its shapes become zones and are chosen."""
    file = request.FILES.get("file")
    if file is None:
        answer.problems["file"] = _("Choose a file: GeoJSON, KML or GeoPackage.")
        answer.status = 422
        return
    try:
        answer.read = drawn.read(file.read(drawn.LARGEST + 1))
    except ValueError as error:
        answer.problems["file"] = told(str(error))
        answer.status = 422
        return
    if not keep:
        return
    form = answer.form
    brought = [
        zones.NewZone(
            name=one.name or _("Place %(n)s of the file") % {"n": number}, shape=one.shape, category=_category(form),
            tolerance_m=one.deviation_m, city=place.order.person.city,
        )
        for number, one in enumerate(answer.read, start=1)
    ]  # fmt: skip
    try:
        with transaction.atomic():
            made = bulk.zones(wire.actor_of(request), brought, why=_why(place, form))
    except OperatorError as error:
        _refuse(answer, error, place.timezone)
        return
    answer.form = msgspec.structs.replace(form, zones=(*form.zones, *made))
    answer.read = None
    answer.done = _("The places of the file are kept and chosen.")


def _redraw(answer: Answer, zone: int) -> None:
    """Take a zone's border into the drawing."""
    found = reading.shape_of(zone)
    if found is None:
        answer.refusal = _("There is no such place.")
        return
    name, shape = found
    if not hasattr(shape, "radius_m") and len(shape.parts) > 1:
        answer.refusal = _("A place of several parts is not changed here: bring it in from a file.")
        return
    answer.form = msgspec.structs.replace(answer.form, new=said.sketched(shape, redrawn=zone, name=name))


def _why(place: Place, form: Form) -> str:
    return form.why.strip() or f"for a condition of order {place.order.number}"


_PARTS: Final = {
    "preview": "console/conditions/preview.html", "search": "console/conditions/choice.html",
    "keep_place": "console/conditions/places_again.html", "bring": "console/conditions/places_again.html",
    "redraw": "console/conditions/places_again.html", "read": "console/conditions/read.html",
}  # fmt: skip


def _shown(request: HttpRequest, place: Place, answer: Answer, act: str = "") -> HttpResponse:
    form, zone = answer.form, place.timezone
    chosen = reading.choice(place.order, form.zones, zone)
    found, more = reading.found(answer.seeks, form.zones, zone) if answer.seeks or act == "search" else ([], 0)
    first = [one for one in chosen if one.id in form.zones]
    page = wire.page(live=False) | {"drawing": drawing()}
    context: dict[str, Any] = {
        "order": place.order, "person": place.order.person, "condition": place.condition, "is_closed": place.is_closed,
        "back": place.back, "form": form, "problems": answer.problems, "refusal": answer.refusal, "done": answer.done,
        "outlook": answer.outlook, "zone": place.order.person.timezone, "clock": zone, "kinds": _kinds(form, place), "days": DAYS,
        "rows": [*form.hours, *[said.Hours()] * (2 if form.hours else 3)], "dates": [*form.days, *[said.Day()] * 2],
        "places": chosen, "found": found, "more": more, "seeks": answer.seeks, "has_sought": bool(answer.seeks) or act == "search",
        "place_kinds": PLACES.items(), "cities": reading.cities(), "read": answer.read, "start": reading.start(place.order, first),
        "low": keep_charged.LOW_PCT, "silence": round(keep_contact.SILENCE_AFTER / 60_000_000), "page": page,
        "blank_hours": said.Hours(), "blank_day": said.Day(), "act": act, "is_placed": form.kind in ZONE_KINDS,
    }  # fmt: skip
    if wire.is_fragment(request) and act in _PARTS:
        # A part that says what is missing is an answer.
        return wire.shown(request, _PARTS[act], context | {"is_part": True})
    return wire.shown(request, "console/conditions/form.html", context, status=answer.status)


def drawing() -> dict[str, str]:
    """Return what the map to draw on is made of."""
    places = ("regions", "towns")
    return {name: staticfiles_storage.url(f"build/places/{name}.json") for name in places}


def _kinds(form: Form, place: Place) -> list[tuple[str, Any, Any]]:
    offered = KINDS.items() if place.condition is None else [(form.kind, KINDS[place.kept.kind])]  # type: ignore[union-attr]
    return [(kind, choice, CONDITIONS[kind]) for kind, choice in offered]  # type: ignore[index]
