"""The shared library of public places: by city and kind, searched, on the map, with its opening hours; and one more of them."""

from urllib.parse import urlencode

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bilezik.console import wire
from bilezik.console.conditions import reading, said
from bilezik.console.conditions.said import Problems
from bilezik.console.conditions.views import drawing
from bilezik.console.conditions.words import DAYS, PLACES
from bilezik.console.forms.refusals import told
from bilezik.deeds import Invalid, OperatorError, zones


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show the places that are sought, a hundred a page."""
    seeks = reading.sought(request.GET)
    given = request.GET.get("after", "")
    after = int(given) if given.isascii() and given.isdecimal() and len(given) < 7 else 0
    found, count = reading.listed(seeks, after, timezone.get_default_timezone_name())
    rest = request.GET.copy()
    rest["after"] = str(after + reading.MOST_LISTED)
    context = {
        "places": found, "count": count, "seeks": seeks, "place_kinds": PLACES.items(), "cities": reading.cities(),
        "start": found[0].middle if found else "", "page": wire.page(live=False) | {"drawing": drawing()},
        "more": rest.urlencode() if after + len(found) < count else "", "first": after + 1, "last": after + len(found),
    }  # fmt: skip
    return wire.shown(request, "console/conditions/library.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Show the form of a place, or keep it."""
    form, problems, refusal = said.typed(request.POST), Problems(), ""
    chosen = reading.sought(request.POST)
    if request.method == "POST":
        form = msgspec.structs.replace(form, new=msgspec.structs.replace(form.new, redrawn=""))
        shape = said.shape(form.new, problems)
        if shape is None and not problems:
            problems["new-how"] = _("Draw a circle or a border.")
        opening = said.schedule(form, timezone.get_default_timezone_name(), problems) if form.when == "hours" else None
        if not chosen.kind:
            problems["place_kind"] = _("Choose what kind of place it is.")
        if not form.why.strip():
            problems["why"] = _("Say why.")
        if shape is not None and not problems:
            place = zones.NewZone(
                name=form.new.name, shape=shape, category="place", city=chosen.city, opening=opening,
                place_kind=chosen.kind,  # type: ignore[arg-type]
            )  # fmt: skip
            try:
                zones.draw(wire.actor_of(request), place, why=form.why)
            except Invalid as error:
                problems[{"name": "new-name", "shape": "new-border"}.get(error.field, error.field)] = told(error.problem)
            except OperatorError as error:
                refusal = told(str(error))
            else:
                return redirect(f"{reverse('console:places')}?{urlencode({'q': form.new.name})}")
    context = {
        "form": form, "problems": problems, "refusal": refusal, "seeks": chosen, "place_kinds": PLACES.items(),
        "cities": reading.cities(), "days": DAYS, "rows": [*form.hours, *[said.Hours()] * 2], "dates": form.days,
        "clock": timezone.get_default_timezone_name(), "page": wire.page(live=False) | {"drawing": drawing()},
        "blank_hours": said.Hours(), "start": "", "is_library": True,
    }  # fmt: skip
    return wire.shown(request, "console/conditions/place.html", context, status=422 if problems or refusal else 200)
