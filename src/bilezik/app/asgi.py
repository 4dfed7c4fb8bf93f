"""The web as one ASGI application: a limit on what may come in, static files, Django.

1. `build` is called once by the process that serves; it reads no environment.
2. A body over the limit is refused before it is read, or, where its length was not stated, as soon as it is passed.
"""

from collections.abc import MutableMapping
from typing import Any, Final

import msgspec

from bilezik.app.django_settings import DATA_UPLOAD_MAX_MEMORY_SIZE, configure
from bilezik.app.settings import Settings

LARGEST_BODY: Final = DATA_UPLOAD_MAX_MEMORY_SIZE


def build(settings: Settings) -> Any:  # noqa: ANN401 - an ASGI application, a callable of three wild arguments
    """Return the application; raises where a route has no right, a template no engine, the database no name."""
    configure(settings)
    from django.core.handlers.asgi import ASGIHandler
    from django.urls import get_resolver

    from bilezik.api import hub
    from bilezik.app import health
    from bilezik.app.static_files import StaticFiles

    hub.configure(settings.dsn("door"))
    health.configure(settings)
    handler: Any = ASGIHandler()
    get_resolver().url_patterns  # noqa: B018 - read all routes now: the first visitor should not wait, nor meet what is wrong
    return Limited(StaticFiles(handler))


class _TooLarge(Exception):  # noqa: N818 - it never leaves this module
    pass


class Limited:
    """Refuses a request whose body is larger than `LARGEST_BODY`."""

    def __init__(self, app: Any) -> None:  # noqa: ANN401 - the same
        """Keep what answers."""
        self._app = app

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:  # noqa: ANN401 - the same
        """Pass on, or answer 413."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        stated = dict(scope["headers"]).get(b"content-length", b"0")
        if not stated.isdigit() or int(stated) > LARGEST_BODY:
            await _refuse(scope, send)
            return
        heard = 0

        async def counted() -> Any:  # noqa: ANN401 - the same
            nonlocal heard
            message = await receive()
            heard += len(message.get("body", b""))
            if heard > LARGEST_BODY:
                raise _TooLarge
            return message

        try:
            await self._app(scope, counted, send)
        except _TooLarge:
            await _refuse(scope, send)


async def _refuse(scope: MutableMapping[str, Any], send: Any) -> None:  # noqa: ANN401 - the same
    text = f"The request is larger than {LARGEST_BODY:,} bytes."
    kind, body = b"text/plain", text.encode()
    if scope["path"].startswith("/api/"):
        kind = b"application/problem+json"
        body = msgspec.json.encode({"type": "about:blank", "title": "Content Too Large", "status": 413, "detail": text})
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode()), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body})
