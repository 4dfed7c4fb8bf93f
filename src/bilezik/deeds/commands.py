"""Ask a device for something: a queue row, of which the gateway that holds its session hears at commit.

1. Only of a device that is on somebody (law 10), and only what its protocol can write (`offered`).
2. What can silence a device (`domain.command.CONFIRMED`) waits for a second person; PostgreSQL sends none without.
3. It waits for a device that is away, until its time is over; what is not sent yet can be withdrawn.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

import msgspec
from django.db import transaction
from django.utils import timezone

from bilezik.deeds import wording
from bilezik.deeds.actor import SYSTEM, Actor
from bilezik.deeds.record import Doing, perform
from bilezik.deeds.refusal import Conflict, Invalid, NotFound
from bilezik.domain.command import CONFIRMED, KINDS, Command, LocateNow, command_of, kind_of, parameters_of
from bilezik.domain.instant import Instant, Micros, days, hours, in_seconds, minutes, rfc3339, to_datetime
from bilezik.protocols import PROTOCOLS
from bilezik.store.models import Alert, Assignment, Device
from bilezik.store.models import Command as Row

VALID_FOR: Final[Mapping[str, Micros]] = {"locate_now": minutes(5), "ring": minutes(5)}
"""How long a command waits for its device unless somebody says otherwise: after that its answer would surprise more than help."""
VALID_FOR_OTHERS: Final = hours(24)
LEAST_VALID: Final = minutes(1)
MOST_VALID: Final = days(7)
_PROBLEMS: Final[Mapping[str, str]] = {
    "seconds": "must lie between 10 and 86400",
    "text": "a message has 1 to 120 letters in one line",
    "on": "say on or off",
    "host": "is not the name or address of a server",
    "port": "must lie between 1 and 65535",
}


def command(kind: str, said: Mapping[str, Any]) -> Command:
    """Return the command of this kind with what was said; `Invalid` names the field that is wrong or missing."""
    if kind not in KINDS:
        raise Invalid("kind", "there is no such command")
    try:
        return command_of(kind, {name: value for name, value in said.items() if value is not None})
    except msgspec.ValidationError as error:
        field = next((name for name in _PROBLEMS if f"`{name}`" in str(error) or f"$.{name}" in str(error)), "kind")
        raise Invalid(field, _PROBLEMS.get(field, "there is no such command")) from None


def offered(protocol: str) -> frozenset[str]:
    """Return the kinds of commands that devices of a protocol can be sent; none for one that is not known."""
    known = PROTOCOLS.get(protocol)
    return frozenset() if known is None else known.offers


def ask(by: Actor, device: int, asked: Command, *, why: str, alert: int | None = None, valid_for: Micros | None = None) -> int:
    """Ask the device; return the command's id. `alert`: on whose timeline it stands. `valid_for`: how long it may wait."""
    kind = kind_of(asked)
    lasts = VALID_FOR.get(kind, VALID_FOR_OTHERS) if valid_for is None else valid_for
    wording.number("valid_for_s", in_seconds(lasts), least=in_seconds(LEAST_VALID), most=in_seconds(MOST_VALID))
    with perform(by, f"commands.{kind}", why=why) as doing:
        return _queue(doing, device, asked, alert, lasts)


def locate_now(by: Actor, device: int, *, why: str, alert: int | None = None, valid_for: Micros | None = None) -> int:
    """Ask the device where it is, now; return the command's id."""
    return ask(by, device, LocateNow(), why=why, alert=alert, valid_for=valid_for)


def set_interval(by: Actor, device: int, every_s: int, *, why: str, alert: int | None = None) -> int:
    """Ask the device to report every so many seconds; return the command's id."""
    return ask(by, device, command("set_interval", {"seconds": every_s}), why=why, alert=alert)


def confirm(by: Actor, command_id: int, *, why: str) -> None:
    """Let a command go that waits for a second person: anybody with the right but who asked. It waits anew for its device."""
    with perform(by, "commands.confirm", why=why) as doing:
        row = _held(command_id)
        if row.state != "to_confirm":
            raise Conflict("This command waits for nobody's confirmation.")
        if by.user_id is None or row.asked_by_id == by.user_id:
            raise Conflict("Another person confirms it than the one who asked.")
        lasts = VALID_FOR.get(row.kind, VALID_FOR_OTHERS)
        _change(doing, row, "queued", confirmed_by_id=by.user_id, expires_at=timezone.now() + timedelta(microseconds=lasts))
        doing.line("command_confirmed", person=row.person_id, content={"command": row.kind, "device": str(row.device_id)})


def withdraw(by: Actor, command_id: int, *, why: str) -> None:
    """Take a command back that is not sent yet."""
    with perform(by, "commands.withdraw", why=why) as doing:
        row = _held(command_id)
        if row.state not in {"to_confirm", "queued"}:
            raise Conflict("It is too late: the command was sent, or has ended.")
        _change(doing, row, "withdrawn", done_at=timezone.now())
        doing.line("command_withdrawn", person=row.person_id, content={"command": row.kind, "device": str(row.device_id)})


def expire(now: Instant) -> int:
    """End the commands whose time is over and return how many: the system's own deed, where no gateway did it."""
    moment = to_datetime(now)
    pending = Row.objects.select_for_update(skip_locked=True).filter(state__in=_ENDS, expires_at__lte=moment)
    with transaction.atomic():
        over = list(pending)
        if not over:
            return 0
        with perform(SYSTEM, "commands.expire", why="their time is over") as doing:
            for row in over:
                state, detail = _ENDS[row.state]
                Row.objects.filter(pk=row.pk).update(state=state, done_at=moment, detail=detail)
                doing.touched("command", row.pk, {"after": {"state": state, "at": rfc3339(now)}})
                doing.tell("command", {"command": str(row.pk), "device": str(row.device_id), "state": state})
    return len(over)


_ENDS: Final[Mapping[str, tuple[str, str]]] = {
    "queued": ("not_connected", "no gateway had its session"),
    "sent": ("timed_out", "the device did not answer"),
    "to_confirm": ("timed_out", "nobody confirmed it"),
}


def _held(command_id: int) -> Row:
    row = Row.objects.select_for_update().filter(pk=command_id).first()
    if row is None:
        raise NotFound("command", command_id)
    return row


def _change(doing: Doing, row: Row, state: str, **fields: Any) -> None:  # noqa: ANN401 - columns of the row
    was = row.state
    if Row.objects.filter(pk=row.pk, state=was).update(state=state, **fields) != 1:
        raise Conflict("It is too late: the command was sent, or has ended.")
    doing.touched("command", row.pk, {"before": {"state": was}, "after": {"state": state}})
    doing.tell("command", {"command": str(row.pk), "device": str(row.device_id), "person": str(row.person_id), "state": state})


def _queue(doing: Doing, device: int, asked: Command, alert: int | None, lasts: Micros) -> int:
    found = Device.objects.filter(pk=device).first()
    if found is None:
        raise NotFound("device", device)
    now = timezone.now()
    person = (
        Assignment.objects.filter(device_id=device, from_at__lte=now, to_at__gt=now).values_list("person_id", flat=True).first()
    )
    if person is None:
        raise Conflict("The device is on nobody now: without an order nothing is asked of it.")
    kind, params = kind_of(asked), parameters_of(asked)
    if kind not in offered(found.protocol):
        raise Conflict("Devices of this kind cannot be asked for this.")
    if alert is not None and not Alert.objects.filter(pk=alert, person_id=person).exists():
        raise NotFound("alert", alert)
    line = doing.line(kind, alert=alert, person=person, content={"device": str(device), **params})
    state = "to_confirm" if kind in CONFIRMED else "queued"
    made = Row.objects.create(
        device_id=device, person_id=person, kind=kind, params=params, deed_id=line, state=state, asked_by_id=doing.by.user_id,
        expires_at=now + timedelta(microseconds=lasts),
    )  # fmt: skip
    doing.touched("command", made.pk, {"device": str(device), "kind": kind, "params": params})
    doing.tell("command", {"command": str(made.pk), "device": str(device), "person": str(person), "state": state})
    return made.pk
