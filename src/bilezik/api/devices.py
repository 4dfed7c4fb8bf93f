"""What devices are asked for; what they are is in `stock`."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from bilezik.api import paging, shapes
from bilezik.api.access import actor_of
from bilezik.api.times import text_at
from bilezik.deeds import NotFound, commands
from bilezik.store.models import Command

router = Router()


@router.post("devices/{int:device_id}/locate_now", response={202: shapes.CommandItem}, url_name="locate_now")
def locate_now(request: HttpRequest, device_id: int, said: shapes.LocateSaid) -> Status[dict[str, Any]]:
    """Ask a device where it is, now."""
    alert = None if said.alert is None else paging.identifier("alert", said.alert)
    return Status(202, _item(_found(commands.locate_now(actor_of(request), device_id, why=said.why, alert=alert))))


@router.post("devices/{int:device_id}/set_interval", response={202: shapes.CommandItem}, url_name="set_interval")
def set_interval(request: HttpRequest, device_id: int, said: shapes.IntervalSaid) -> Status[dict[str, Any]]:
    """Ask a device to report every so many seconds."""
    alert = None if said.alert is None else paging.identifier("alert", said.alert)
    made = commands.set_interval(actor_of(request), device_id, said.seconds, why=said.why, alert=alert)
    return Status(202, _item(_found(made)))


@router.get("commands/{int:command_id}", response=shapes.CommandItem, url_name="command")
def command(request: HttpRequest, command_id: int) -> dict[str, Any]:  # noqa: ARG001 - the router's protocol
    """Return what became of a command."""
    return _item(_found(command_id))


def _found(command_id: int) -> Command:
    found = Command.objects.filter(pk=command_id).first()
    if found is None:
        raise NotFound("command", command_id)
    return found


def _item(row: Command) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "device": str(row.device_id),
        "person": None if row.person_id is None else str(row.person_id),
        "kind": row.kind,
        "params": row.params,
        "state": row.state,
        "queued_at": text_at(row.queued_at),
        "sent_at": text_at(row.sent_at),
        "done_at": text_at(row.done_at),
        "detail": row.detail,
    }
