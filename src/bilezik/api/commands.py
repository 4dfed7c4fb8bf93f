"""What devices are asked for, and what became of it; what they are is in `stock`."""

from typing import Any, Final

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from bilezik.api import paging, shapes
from bilezik.api.access import actor_of
from bilezik.api.times import text_at
from bilezik.deeds import NotFound, commands
from bilezik.domain.command import KINDS
from bilezik.domain.instant import seconds
from bilezik.store.models import Command, Device

router = Router()
LISTED: Final = 100


class CommandItem(Schema):
    """What a device was asked for, and what became of it. `asked_by`, `confirmed_by`: users, or nobody."""

    id: str
    device: str
    person: str | None
    kind: str
    params: dict[str, Any]
    state: str
    queued_at: str
    expires_at: str
    sent_at: str | None
    done_at: str | None
    detail: str
    asked_by: str | None
    confirmed_by: str | None


class DeviceCommands(Schema):
    """What a device can be asked for (`offers`), and what it was asked for, the newest first."""

    offers: list[str]
    items: list[CommandItem]


class Said(Schema):
    """Why a device is asked, and on which alert's timeline it stands."""

    why: str
    alert: str | None = None


class IntervalSaid(Said):
    """How often a device shall report."""

    seconds: int


class CommandSaid(Said):
    """What a device is asked for: a kind it offers, and what that kind needs. `valid_for_s`: how long it may wait."""

    kind: str = Field(description=f"One of {', '.join(KINDS)}.")
    seconds: int | None = Field(None, description="set_interval: 10 to 86400.")
    text: str | None = Field(None, description="message: 1 to 120 letters.")
    on: bool | None = Field(None, description="save_power.")
    host: str | None = Field(None, description="set_server; another person confirms it.")
    port: int | None = Field(None, description="set_server.")
    valid_for_s: int | None = Field(None, description="60 to 604800; without it five minutes for locate_now and ring, else a day.")


@router.get("devices/{int:device_id}/commands", response=DeviceCommands, url_name="device_commands")
def device_commands(request: HttpRequest, device_id: int) -> dict[str, Any]:  # noqa: ARG001 - the router's protocol
    """Return what a device can be asked for, and the last hundred commands."""
    device = Device.objects.filter(pk=device_id).first()
    if device is None:
        raise NotFound("device", device_id)
    rows = Command.objects.filter(device_id=device_id).order_by("-queued_at", "-pk")[:LISTED]
    return {
        "offers": [kind for kind in KINDS if kind in commands.offered(device.protocol)],
        "items": [_item(row) for row in rows],
    }


@router.post("devices/{int:device_id}/commands", response={202: CommandItem}, url_name="device_commands")
def ask(request: HttpRequest, device_id: int, said: CommandSaid) -> Status[dict[str, Any]]:
    """Ask a device for something it offers."""
    asked = commands.command(said.kind, said.dict(include={"seconds", "text", "on", "host", "port"}))
    valid_for = None if said.valid_for_s is None else seconds(said.valid_for_s)
    made = commands.ask(actor_of(request), device_id, asked, why=said.why, alert=_alert(said), valid_for=valid_for)
    return Status(202, _item(_found(made)))


@router.post("devices/{int:device_id}/locate_now", response={202: CommandItem}, url_name="locate_now")
def locate_now(request: HttpRequest, device_id: int, said: Said) -> Status[dict[str, Any]]:
    """Ask a device where it is, now."""
    return Status(202, _item(_found(commands.locate_now(actor_of(request), device_id, why=said.why, alert=_alert(said)))))


@router.post("devices/{int:device_id}/set_interval", response={202: CommandItem}, url_name="set_interval")
def set_interval(request: HttpRequest, device_id: int, said: IntervalSaid) -> Status[dict[str, Any]]:
    """Ask a device to report every so many seconds."""
    made = commands.set_interval(actor_of(request), device_id, said.seconds, why=said.why, alert=_alert(said))
    return Status(202, _item(_found(made)))


@router.get("commands/{int:command_id}", response=CommandItem, url_name="command")
def command(request: HttpRequest, command_id: int) -> dict[str, Any]:  # noqa: ARG001 - the router's protocol
    """Return what became of a command."""
    return _item(_found(command_id))


@router.post("commands/{int:command_id}/confirm", response=CommandItem, url_name="command_confirm")
def confirm(request: HttpRequest, command_id: int, said: shapes.Why) -> dict[str, Any]:
    """Let a command go that waits for a second person."""
    commands.confirm(actor_of(request), command_id, why=said.why)
    return _item(_found(command_id))


@router.post("commands/{int:command_id}/withdraw", response=CommandItem, url_name="command_withdraw")
def withdraw(request: HttpRequest, command_id: int, said: shapes.Why) -> dict[str, Any]:
    """Take a command back that is not sent yet."""
    commands.withdraw(actor_of(request), command_id, why=said.why)
    return _item(_found(command_id))


def _alert(said: Said) -> int | None:
    return None if said.alert is None else paging.identifier("alert", said.alert)


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
        "expires_at": text_at(row.expires_at),
        "sent_at": text_at(row.sent_at),
        "done_at": text_at(row.done_at),
        "detail": row.detail,
        "asked_by": None if row.asked_by_id is None else str(row.asked_by_id),
        "confirmed_by": None if row.confirmed_by_id is None else str(row.confirmed_by_id),
    }
