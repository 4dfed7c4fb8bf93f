"""Who sees whom beyond their roles, and one's own sessions."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from bilezik.api import paging
from bilezik.api.access import actor_of
from bilezik.api.times import text_at
from bilezik.deeds import sessions, sight
from bilezik.domain.instant import rfc3339
from bilezik.store.models import Conflict, GrantedCase, Opening

router = Router()
LONGEST = 500
"""Rows of a list: of openings the newest, of the others those in force; nobody has more of them open."""


class OutsideSaid(Schema):
    """Whose case is opened, by one of the two, and the reason."""

    iin: str = Field("", max_length=20)
    person: str | None = None
    why: str


class OutsideOpened(Schema):
    """The case that is open now."""

    person: str
    department: str
    until_at: str


class SightItem(Schema):
    """Somebody who sees, or must not see, a person; `to_at` null: until it is ended."""

    id: str
    user: str
    user_name: str
    person: str
    why: str
    from_at: str
    to_at: str | None


class SightItems(Schema):
    """A list of them."""

    items: list[SightItem]


class ConflictSaid(Schema):
    """Who must not see whom."""

    user: str
    person: str
    why: str


class CaseSaid(ConflictSaid):
    """Who may see whom until when."""

    to_at: str


class Why(Schema):
    """The reason."""

    why: str


class Made(Schema):
    """What was made."""

    id: str


class SessionItem(Schema):
    """A session of the console that is open."""

    id: str
    from_where: str
    browser: str
    opened_at: str
    seen_at: str
    expires_at: str
    is_this: bool


class Sessions(Schema):
    """One's own."""

    items: list[SessionItem]


@router.post("people/outside", response=OutsideOpened, url_name="open_outside")
def open_outside(request: HttpRequest, said: OutsideSaid) -> dict[str, Any]:
    """Open the case of somebody outside one's caseload for eight hours. It is written down and their department is told."""
    person = None if said.person is None else paging.identifier("person", said.person)
    made = sight.open_outside(actor_of(request), why=said.why, iin=said.iin, person=person)
    return {"person": str(made.person), "department": str(made.department), "until_at": rfc3339(made.until_at)}


@router.get("people/outside/openings", response=SightItems, url_name="openings")
def openings(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001 - the router's protocol
    """Return the cases of one's people that were opened from outside, the newest first."""
    return {"items": [_item(row) for row in Opening.objects.select_related("user").order_by("-pk")[:LONGEST]]}


@router.get("conflicts", response=SightItems, url_name="conflicts")
def conflicts(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001 - the same
    """Return who must not see whom, now."""
    return {"items": [_item(row) for row in Conflict.objects.select_related("user").filter(to_at=None).order_by("-pk")[:LONGEST]]}


@router.post("conflicts", response={201: Made}, url_name="conflicts")
def add_conflict(request: HttpRequest, said: ConflictSaid) -> Status[dict[str, Any]]:
    """Let a user not see a person from now on."""
    user, person = paging.identifier("user", said.user), paging.identifier("person", said.person)
    return Status(201, {"id": str(sight.forbid(actor_of(request), user, person, why=said.why))})


@router.post("conflicts/{int:conflict_id}/end", response={204: None}, url_name="conflict_end")
def end_conflict(request: HttpRequest, conflict_id: int, said: Why) -> Status[None]:
    """End a conflict."""
    sight.allow_again(actor_of(request), conflict_id, why=said.why)
    return Status(204, None)


@router.get("granted-cases", response=SightItems, url_name="granted_cases")
def granted_cases(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001 - the same
    """Return which single cases are granted, the newest first."""
    return {"items": [_item(row) for row in GrantedCase.objects.select_related("user").order_by("-pk")[:LONGEST]]}


@router.post("granted-cases", response={201: Made}, url_name="granted_cases")
def grant_case(request: HttpRequest, said: CaseSaid) -> Status[dict[str, Any]]:
    """Let a user see one person until a date."""
    user, person = paging.identifier("user", said.user), paging.identifier("person", said.person)
    made = sight.grant_case(actor_of(request), user, person, paging.instant("to_at", said.to_at), why=said.why)
    return Status(201, {"id": str(made)})


@router.post("granted-cases/{int:case_id}/end", response={204: None}, url_name="granted_case_end")
def end_case(request: HttpRequest, case_id: int, said: Why) -> Status[None]:
    """End a granted case before its date."""
    sight.end_case(actor_of(request), case_id, why=said.why)
    return Status(204, None)


@router.get("account/sessions", response=Sessions, url_name="sessions")
def list_sessions(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001 - the same
    """Return one's own open sessions of the console."""
    items = [
        {
            "id": str(one.id), "from_where": one.from_where, "browser": one.browser, "opened_at": text_at(one.opened_at),
            "seen_at": text_at(one.seen_at), "expires_at": text_at(one.expires_at), "is_this": one.is_this,
        }
        for one in sessions.mine()
    ]  # fmt: skip
    return {"items": items}


@router.post("account/sessions/{int:session_id}/end", response={204: None}, url_name="session_end")
def end_session(request: HttpRequest, session_id: int, said: Why) -> Status[None]:
    """End one of one's own sessions."""
    sessions.end(actor_of(request), session_id, why=said.why)
    return Status(204, None)


def _item(row: Conflict | GrantedCase | Opening) -> dict[str, Any]:
    return {
        "id": str(row.pk), "user": str(row.user_id), "user_name": row.user.name, "person": str(row.person_id), "why": row.why,
        "from_at": text_at(row.from_at), "to_at": text_at(row.to_at),
    }  # fmt: skip
