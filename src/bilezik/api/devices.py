"""Devices, and what they are asked for."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status

from bilezik.api import paging, shapes
from bilezik.api.access import actor_of
from bilezik.api.times import text_at
from bilezik.deeds import NotFound, commands
from bilezik.store.models import Assignment, Command, Device

router = Router()


@router.get("devices", response=shapes.DevicePage, url_name="devices")
def devices(
    request: HttpRequest,  # noqa: ARG001 - the router's protocol
    limit: paging.Limit = paging.USUAL,
    cursor: paging.Cursor = None,
) -> dict[str, Any]:
    """Return devices in the order they were registered, each with whom it is on now."""
    wanted = Device.objects.order_by("pk")
    if cursor is not None:
        wanted = wanted.filter(pk__gt=paging.unpack(cursor, 1)[0])
    rows, more = paging.page(list(wanted[: limit + 1]), limit)
    now = timezone.now()
    worn = Assignment.objects.filter(device__in=[row.pk for row in rows], from_at__lte=now, to_at__gt=now)
    people = dict(worn.values_list("device_id", "person_id"))
    items = [
        {
            "id": str(row.pk), "identity": row.identity, "protocol": row.protocol, "kind": row.kind, "model": row.model,
            "state": row.state, "person": str(people[row.pk]) if row.pk in people else None,
        }
        for row in rows
    ]  # fmt: skip
    return {"items": items, "next": paging.pack(rows[-1].pk) if more else None}


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
