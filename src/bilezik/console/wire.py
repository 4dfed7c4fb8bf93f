"""What every screen of the console hands its page and takes from a request.

1. `page` is what the live parts read from the page (`web/src/page.ts`): addresses, the server's time, the feed's cursor, words.
2. A fragment is asked for by htmx; the same address without it is a whole page, so that every link can be sent to a colleague.
3. Pages about people are never kept by a cache.
"""

from collections.abc import Iterable
from typing import Any, Final

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, patch_vary_headers

from bilezik.console.words.live import catalogue
from bilezik.deeds import Actor
from bilezik.store.models import User


def is_fragment(request: HttpRequest) -> bool:
    """Return whether htmx asks for a part of a page, not for the page itself."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def user_of(request: HttpRequest) -> User:
    """Return who asks; the routes' table lets nobody through who is not staff."""
    if not isinstance(request.user, User):
        raise TypeError("a route of the console was reached without a user")
    return request.user


def actor_of(request: HttpRequest) -> Actor:
    """Return who acts, and from where."""
    user = user_of(request)
    return Actor(user.pk, user.name, f"console {request.META.get('REMOTE_ADDR') or 'unknown address'}")


def page(*, cursor: int | None = None, live: bool = True, only: int | None = None) -> dict[str, Any]:
    """Return what the live parts of a page need to know; `only`: the map is about this person alone."""
    known: dict[str, Any] = {
        "now": int(timezone.now().timestamp() * 1000),
        "words": catalogue(),
        "zone": timezone.get_default_timezone_name(),
    }
    if live:
        known["feed"] = {"address": "/api/v1/feed", "after": None if cursor is None else str(cursor)}
        known["rows"] = reverse("console:queue_rows")
        known["map"] = {
            "people": reverse("console:map_people"),
            "regions": staticfiles_storage.url("build/places/regions.json"),
            "towns": staticfiles_storage.url("build/places/towns.json"),
            "person": reverse("console:person_pane", args=[0]),
            "only": None if only is None else str(only),
        }
    return known


ALSO_SHOWS: Final = "bilezik_also_shows"
"""Where a page says whom it shows besides the one its address names; `app.looking` writes each down as a look."""


def also_shows(request: HttpRequest, people: Iterable[int]) -> None:
    """Say that the answer to `request` names these people, too."""
    request.META[ALSO_SHOWS] = tuple(people)


def shown(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Return a rendered page or fragment that no cache keeps."""
    response = render(request, template, context, status=status)
    add_never_cache_headers(response)
    patch_vary_headers(response, ["HX-Request"])
    return response
