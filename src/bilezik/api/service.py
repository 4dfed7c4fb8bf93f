"""The API as one object: who is let in, how bodies are read, which routers there are."""

from typing import Any

import msgspec
from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.parser import Parser

from bilezik import __version__
from bilezik.api import (
    accounts,
    alerts,
    audit,
    caseload,
    commands,
    conditions,
    departments,
    explanation,
    feed,
    keys,
    memo,
    orders,
    people,
    problems,
    quarantine,
    search,
    sight,
    sign_in,
    staff,
    stock,
    zones,
)
from bilezik.api.access import Session, Token


class StrictParser(Parser):
    """JSON that is not too deep to read: nesting a thousand deep is an answer, not a crash."""

    def parse_body(self, request: HttpRequest) -> Any:  # noqa: ANN401 - outside data, tamed by the operation's schema
        """Return the body; 400 where it is not JSON."""
        try:
            return msgspec.json.decode(request.body)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            raise HttpError(400, "The body is not JSON, or nested too deep.") from None


api = NinjaAPI(
    title="Bilezik",
    version=__version__,
    description="Alerts, people, devices and the live feed of Bilezik. Ids are strings, times RFC 3339 in UTC, errors RFC 9457.",
    urls_namespace="api",
    auth=[Token(), Session()],
    docs_url="/docs",
    openapi_url="/openapi.json",
    parser=StrictParser(),
)
problems.install(api)
api.add_router("", alerts.router, tags=["alerts"])
api.add_router("", explanation.router, tags=["alerts"])
api.add_router("", sight.router, tags=["staff"])
api.add_router("", sign_in.router, tags=["staff"])
api.add_router("", staff.router, tags=["staff"])
api.add_router("", departments.router, tags=["departments"])
api.add_router("", caseload.router, tags=["people"])
api.add_router("", people.router, tags=["people"])
api.add_router("", memo.router, tags=["people"])
api.add_router("", orders.router, tags=["orders"])
api.add_router("", conditions.router, tags=["orders"])
api.add_router("", zones.router, tags=["orders"])
api.add_router("", search.router, tags=["search"])
api.add_router("", stock.router, tags=["devices"])
api.add_router("", accounts.router, tags=["devices"])
api.add_router("", commands.router, tags=["devices"])
api.add_router("", keys.router, tags=["devices"])
api.add_router("", audit.router, tags=["audit"])
api.add_router("", quarantine.router, tags=["devices"])
api.add_router("", feed.router, tags=["feed"])
