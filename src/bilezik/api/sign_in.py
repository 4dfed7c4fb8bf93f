"""The sign-in of staff: an administrator sets it anew. One's own factors are changed on the account page, right after a sign-in."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from bilezik.api import shapes
from bilezik.api.access import actor_of
from bilezik.deeds import factors

router = Router()


class Reset(Schema):
    """A password that is good for one sign-in; it can be read this once."""

    password: str


@router.post("staff/{int:user_id}/reset-sign-in", response=Reset, url_name="staff_reset_sign_in")
def reset(request: HttpRequest, user_id: int, said: shapes.Why) -> dict[str, Any]:
    """Take somebody's second factors, recovery codes and sessions away, and return a password for one sign-in."""
    return {"password": factors.reset(actor_of(request), user_id, why=said.why)}
