"""Ask a device for something: a queue row, of which the gateway that holds its session hears at commit."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from bilezik.deeds import wording
from bilezik.deeds.actor import SYSTEM, Actor
from bilezik.deeds.record import Doing, perform
from bilezik.deeds.refusal import Conflict, NotFound
from bilezik.domain.instant import Instant, Micros, minutes, rfc3339, to_datetime
from bilezik.store.models import Alert, Assignment, Command, Device

VALID_FOR: Final = minutes(5)
"""How long a command waits for its device; after that its answer would surprise more than help."""
LEAST_INTERVAL_S: Final = 10
MOST_INTERVAL_S: Final = 86_400


def locate_now(by: Actor, device: int, *, why: str, alert: int | None = None, valid_for: Micros = VALID_FOR) -> int:
    """Ask the device where it is, now; return the command's id. `alert`: on whose timeline it stands."""
    with perform(by, "commands.locate_now", why=why) as doing:
        return _queue(doing, device, "locate_now", {}, alert, valid_for)


def set_interval(by: Actor, device: int, every_s: int, *, why: str, alert: int | None = None, valid_for: Micros = VALID_FOR) -> int:
    """Ask the device to report every so many seconds; return the command's id."""
    wording.number("seconds", every_s, least=LEAST_INTERVAL_S, most=MOST_INTERVAL_S)
    with perform(by, "commands.set_interval", why=why) as doing:
        return _queue(doing, device, "set_interval", {"seconds": every_s}, alert, valid_for)


def expire(now: Instant) -> int:
    """End the commands whose time is over and return how many: the system's own deed."""
    moment = to_datetime(now)
    pending = Command.objects.select_for_update(skip_locked=True).filter(state__in=("queued", "sent"), expires_at__lte=moment)
    with transaction.atomic():
        over = list(pending)
        if not over:
            return 0
        with perform(SYSTEM, "commands.expire", why="their time is over") as doing:
            for command in over:
                detail = "no gateway had its session" if command.state == "queued" else "the device did not answer"
                Command.objects.filter(pk=command.pk).update(state="timed_out", done_at=moment, detail=detail)
                doing.touched("command", command.pk, {"after": {"state": "timed_out", "at": rfc3339(now)}})
                doing.tell("command", {"command": str(command.pk), "device": str(command.device_id), "state": "timed_out"})
    return len(over)


def _queue(doing: Doing, device: int, kind: str, params: Mapping[str, object], alert: int | None, valid_for: Micros) -> int:
    if not Device.objects.filter(pk=device).exists():
        raise NotFound("device", device)
    now = timezone.now()
    person = (
        Assignment.objects.filter(device_id=device, from_at__lte=now, to_at__gt=now).values_list("person_id", flat=True).first()
    )
    if person is None:
        raise Conflict("The device is on nobody now: without an order nothing is asked of it.")
    if alert is not None and not Alert.objects.filter(pk=alert, person_id=person).exists():
        raise NotFound("alert", alert)
    line = doing.line(kind, alert=alert, person=person, content={"device": str(device), **params})
    made = Command.objects.create(
        device_id=device,
        person_id=person,
        kind=kind,
        params=dict(params),
        deed_id=line,
        expires_at=now + timedelta(microseconds=valid_for),
    )
    doing.touched("command", made.pk, {"device": str(device), "kind": kind, "params": params})
    doing.tell("command", {"command": str(made.pk), "device": str(device), "person": str(person), "state": "queued"})
    return made.pk
