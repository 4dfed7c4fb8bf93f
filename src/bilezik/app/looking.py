"""Looking is a deed: who opened which person, alert, memo or list of positions, and who was searched for (law 9).

1. By the name of the route, so that a page and the same in the API are written down alike; a test holds `LOOKS` and the routes
   together.
2. One row for a user, a subject and a kind of page in five minutes: a page that refreshes itself is one look.
3. The words of a search are kept: a search is a look at whoever has that name.
4. A page that names others besides the one its address names says whom (`wire.also_shows`), however it was asked for: somebody
   who types a name and a birth date into a form looks at whoever is found.
"""

from collections.abc import Mapping
from typing import Final

import msgspec
from django.db import connection
from django.http import HttpRequest, HttpResponseBase

from bilezik.console.wire import ALSO_SHOWS
from bilezik.store.models import User

LOOKS: Final[Mapping[str, tuple[str, str, str]]] = {
    "console:person": ("page", "person", "person_id"),
    "console:person_pane": ("page", "person", "person_id"),
    "console:order": ("page", "order", "order_id"),
    "console:order_change": ("page", "order", "order_id"),
    "console:alert": ("page", "alert", "alert_id"),
    "console:alert_explanation": ("explanation", "alert", "alert_id"),
    "console:condition_add": ("page", "order", "order_id"),
    "console:condition_change": ("page", "condition", "condition_id"),
    "api:person": ("page", "person", "person_id"),
    "console:person_photo": ("photo", "person", "person_id"),
    "console:person_history": ("history", "person", "person_id"),
    "console:person_change": ("form", "person", "person_id"),
    "api:person_photo": ("photo", "person", "person_id"),
    "api:person_history": ("history", "person", "person_id"),
    "api:fixes": ("positions", "person", "person_id"),
    "console:fitting_photo": ("photo", "fitting", "fitting_id"),
    "api:fitting_photo": ("photo", "fitting", "fitting_id"),
    "api:memo": ("memo", "person", "person_id"),
    "api:memo_signings": ("memo signings", "person", "person_id"),
    "api:memo_signing_scan": ("scan", "memo_signing", "signing_id"),
    "api:person_orders": ("orders", "person", "person_id"),
    "api:order": ("page", "order", "order_id"),
    "api:order_versions": ("versions", "order", "order_id"),
    "api:condition": ("page", "condition", "condition_id"),
    "api:zone": ("page", "zone", "zone_id"),
    "api:document": ("scan", "document", "document_id"),
    "api:alert": ("page", "alert", "alert_id"),
    "api:explanation": ("explanation", "alert", "alert_id"),
}
"""Route -> kind of page, kind of subject, the argument that names it."""
PARTS: Final = frozenset(
    {"console:alert_news", "console:alert_subject", "console:person_subject", "console:person_locating", "api:command"}
)
"""Parts of a page that is written down itself: they are asked for by it."""


def note(request: HttpRequest, response: HttpResponseBase) -> None:
    """Write down what an answered GET showed of whom."""
    match = request.resolver_match
    if isinstance(getattr(request, "user", None), User):
        for number in request.META.get(ALSO_SHOWS, ()):
            _write("likely the same", "person", number, request, {})
    if request.method != "GET" or response.status_code >= 300 or match is None:
        return
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return
    name = match.view_name
    if name in LOOKS:
        page, kind, argument = LOOKS[name]
        _write(page, kind, int(match.kwargs[argument]), request, {})
    elif request.GET.get("q", "").strip():
        _write("search", "search", None, request, {"words": request.GET["q"].replace("\0", "")[:200], "route": name})


def _write(page: str, kind: str, number: int | None, request: HttpRequest, content: Mapping[str, str]) -> None:
    match = request.resolver_match
    through = "api" if match is not None and "api" in match.namespaces else "console"
    source = f"{through} {request.META.get('REMOTE_ADDR') or 'unknown address'}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.look(%s, %s, %s, %s, %s)", (page, kind, number, source, msgspec.json.encode(content).decode()))
