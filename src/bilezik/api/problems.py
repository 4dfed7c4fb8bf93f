"""Errors as problem documents (RFC 9457): one shape, whatever refused.

1. What a deed refuses keeps its words: 403, 404, 409, or 422 with the field.
2. What Django or the router refuses before the API sees it (no such address, a wrong method) is rewritten on its way out.
3. A fault of ours is 500 with no detail; the log has it.
"""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from inspect import iscoroutinefunction
from typing import Any, Final

import msgspec
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.decorators import sync_and_async_middleware
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from bilezik.deeds import Conflict, Forbidden, Invalid, NotFound, OperatorError

PREFIX: Final = "/api/"
MEDIA_TYPE: Final = "application/problem+json"
_log = logging.getLogger("bilezik.api")

_STATUS: Final[Mapping[type[OperatorError], int]] = {NotFound: 404, Forbidden: 403, Conflict: 409}


def problem(status: int, detail: str = "", *, errors: Sequence[Mapping[str, str]] = ()) -> HttpResponse:
    """Return a problem document; `errors` are {field, problem}."""
    said: dict[str, object] = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    if detail:
        said["detail"] = detail
    if errors:
        said["errors"] = list(errors)
    response = HttpResponse(msgspec.json.encode(said), status=status, content_type=MEDIA_TYPE)
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = 'Bearer realm="bilezik"'
    return response


def install(api: NinjaAPI) -> None:
    """Make `api` answer every exception with a problem document."""
    api.add_exception_handler(Exception, _answer)
    # The router has handlers of its own for these, and the nearest class wins.
    for kind in (ValidationError, AuthenticationError, HttpError, Http404):
        api.add_exception_handler(kind, _answer)


def _answer(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    match error:
        case Invalid():
            return problem(422, str(error), errors=[{"field": error.field, "problem": error.problem}])
        case OperatorError():
            return problem(_STATUS[type(error)], str(error))
        case ValidationError():
            return _invalid(error)
        case AuthenticationError():
            return problem(401, "A token or a session is needed.")
        case HttpError() | Http404() | RequestDataTooBig():
            is_large = isinstance(error, RequestDataTooBig)
            return problem(413, "The body is too large.") if is_large else problem(getattr(error, "status_code", 404), str(error))
        case _:
            _log.error("%s %s failed", request.method, request.path, exc_info=error if isinstance(error, Exception) else None)
            return problem(500)


def _invalid(error: ValidationError) -> HttpResponse:
    # `loc` is where: ("query", "limit"), ("body", "said", "outcome"), the middle being the name of our own argument.
    errors = [{"field": str(one["loc"][-1]), "problem": str(one["msg"])} for one in error.errors]
    return problem(422, "; ".join(f"{one['field']}: {one['problem']}" for one in errors), errors=errors)


@sync_and_async_middleware
def middleware(get_response: Any) -> Any:  # noqa: ANN401 - Django's protocol: sync or async, decided at start
    """Rewrite an error under /api/ that is not a problem document yet."""
    if iscoroutinefunction(get_response):

        async def answer_later(request: HttpRequest) -> HttpResponseBase:
            return _rewritten(request, await get_response(request))

        return answer_later

    def answer(request: HttpRequest) -> HttpResponseBase:
        return _rewritten(request, get_response(request))

    return answer


def _rewritten(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    if response.status_code < HTTPStatus.BAD_REQUEST or not request.path.startswith(PREFIX):
        return response
    if response.headers.get("Content-Type") == MEDIA_TYPE:
        return response
    rewritten = problem(response.status_code)
    if "Allow" in response.headers:
        rewritten["Allow"] = response.headers["Allow"]
    return rewritten
