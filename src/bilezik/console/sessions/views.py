"""The page of one's own sessions."""

import contextlib

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bilezik.console import wire
from bilezik.deeds import NotFound, sessions


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show where one is signed in."""
    context = {"sessions": sessions.mine(), "zone": timezone.get_default_timezone_name(), "page": wire.page(live=False)}
    return wire.shown(request, "console/sessions/page.html", context)


@require_POST
def end(request: HttpRequest, session_id: int) -> HttpResponse:
    """End one of them; one that has ended meanwhile is ended."""
    with contextlib.suppress(NotFound):
        sessions.end(wire.actor_of(request), session_id, why="ended from the list of sessions")
    return redirect("console:sessions")
