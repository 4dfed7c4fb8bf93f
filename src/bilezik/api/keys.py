"""The key of a device that speaks HTTP or MQTT: made, and read once."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from bilezik.api import shapes
from bilezik.api.access import actor_of
from bilezik.deeds import keys

router = Router()
Why = Annotated[str, Query(max_length=4_000, description="The reason, as the audit log keeps it.")]


class Key(Schema):
    """A key; it cannot be read again."""

    key: str


@router.post("devices/{int:device_id}/key", response={201: Key}, url_name="device_key")
def make(request: HttpRequest, device_id: int, said: shapes.Why) -> Status[dict[str, str]]:
    """Make a key for a device; an older one is worth nothing from now on."""
    return Status(201, {"key": keys.make(actor_of(request), device_id, why=said.why)})


@router.delete("devices/{int:device_id}/key", response={204: None}, url_name="device_key")
def take_away(request: HttpRequest, device_id: int, why: Why) -> Status[None]:
    """Take a device's key away."""
    keys.take_away(actor_of(request), device_id, why=why)
    return Status(204, None)
