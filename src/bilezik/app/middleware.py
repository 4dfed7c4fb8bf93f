"""What every answer carries, and who may ask for what.

1. No inline script anywhere and nothing from elsewhere: the policy is one line, the same for every page. `style-src` allows inline
   styles because the map library sets them, `worker-src` a blob because it may start its worker from one.
2. A route is reached with the right that `deeds.rights` names for it. The API checks by itself: it also takes tokens.
"""

from collections.abc import Awaitable, Callable, Mapping
from inspect import iscoroutinefunction
from typing import Any, Final
from urllib.parse import urlencode

from asgiref.sync import markcoroutinefunction
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import sync_and_async_middleware

from bilezik.deeds import rights
from bilezik.store.models import User

Answer = HttpResponseBase
GetResponse = Callable[[HttpRequest], Answer] | Callable[[HttpRequest], Awaitable[Answer]]

HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


@sync_and_async_middleware
def headers(get_response: Any) -> Any:  # noqa: ANN401 - Django's protocol: sync or async, decided at start
    """Put `HEADERS` on every answer."""
    if iscoroutinefunction(get_response):

        async def answer_later(request: HttpRequest) -> Answer:
            return _put(await get_response(request))

        return answer_later

    def answer(request: HttpRequest) -> Answer:
        return _put(get_response(request))

    return answer


def _put(response: Answer) -> Answer:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


class Rights:
    """Let nobody reach a view without the right its route names."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: GetResponse) -> None:
        """Keep what answers."""
        self._get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> Answer | Awaitable[Answer]:
        """Pass on; the check is in `process_view`, where the route is known."""
        return self._get_response(request)

    def process_view(self, request: HttpRequest, _view: object, _args: object, _kwargs: object) -> HttpResponse | None:
        """Return the sign-in for who is not signed in; raise `PermissionDenied` for who has not the right."""
        match = request.resolver_match
        if match is None or "api" in match.namespaces:
            return None
        right = rights.of_route(match.view_name)
        if right is rights.Right.PUBLIC:
            return None
        user = request.user
        if not isinstance(user, User):
            return _to_sign_in(request)
        if not rights.holds(user, right):
            raise PermissionDenied(f"this needs the right {right}")
        return None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """A page goes to the sign-in and comes back; a part of a page (htmx, JSON) is told so, and its page goes."""
    address = reverse("sign_in")
    if request.method in {"GET", "HEAD"} and "HX-Request" not in request.headers:
        if request.accepts("text/html"):
            return redirect(f"{address}?{urlencode({'next': request.get_full_path()})}")
        return HttpResponse(status=401)
    return HttpResponse(status=401, headers={"HX-Redirect": address})
