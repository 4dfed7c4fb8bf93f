"""What the quartermaster does with a device that is on nobody: hand it out, take it back, send it, write it off.

1. Where a state leads is `domain.device.MOVES`; a deed here is one row of it. What is on a person is moved by its removal alone.
2. A transfer has two ends: it is sent, and whoever it was sent to receives it. Until then it belongs to the sender's stock and
   nobody can do anything else with it.
"""

from typing import Final

from django.utils import timezone

from bilezik.deeds.actor import Actor
from bilezik.deeds.record import perform
from bilezik.deeds.refusal import Conflict, NotFound
from bilezik.domain.device import AT_HAND, MOVES
from bilezik.store.models import Department, Device, Movement, Transfer

_CENTRAL: Final = "central store"


def issue(by: Actor, device: int, *, why: str) -> None:
    """Hand a device out to be fitted."""
    _move(by, "stock.issue", device, why)


def take_back(by: Actor, device: int, *, why: str) -> None:
    """Put a device back into stock: looked at after its return, handed back unused, or found."""
    _move(by, "stock.take_back", device, why)


def lose(by: Actor, device: int, *, why: str) -> None:
    """Write down that a device is lost."""
    _move(by, "stock.lose", device, why)


def damage(by: Actor, device: int, *, why: str) -> None:
    """Write down that a device is damaged."""
    _move(by, "stock.damage", device, why)


def repair(by: Actor, device: int, *, why: str) -> None:
    """Put a repaired device back into stock."""
    _move(by, "stock.repair", device, why)


def retire(by: Actor, device: int, *, why: str) -> None:
    """Write a device off, for good."""
    _move(by, "stock.retire", device, why)


def send(by: Actor, device: int, department: int | None, *, why: str) -> int:
    """Send a device to the stock of `department` (`None`: the central store); return the transfer's id."""
    with perform(by, "stock.send", why=why) as doing:
        found = _held(device)
        if department is not None and not Department.objects.filter(pk=department).exists():
            raise NotFound("department", department)
        if found.state not in AT_HAND:
            raise Conflict(f"The device is {found.state}: only what lies in the store can be sent.")
        if found.department_id == department:
            raise Conflict("The device is there already.")
        made = Transfer.objects.create(
            device=found, source_id=found.department_id, department_id=department, why=why.strip(), sent_by=by.name
        )
        content = {"transfer": str(made.pk), "from": _named(found.department_id), "to": _named(department)}
        doing.touched("device", device, {"after": content})
        doing.tell("device", {"device": str(device)})
    return made.pk


def receive(by: Actor, device: int, *, why: str) -> None:
    """Receive a device that was sent: it is in the stock it was sent to from now on."""
    with perform(by, "stock.receive", why=why) as doing:
        found = Device.objects.select_for_update().filter(pk=device).first()
        if found is None:
            raise NotFound("device", device)
        sent = Transfer.objects.select_for_update().filter(device=device, received_at=None).first()
        if sent is None:
            raise Conflict("The device is not on its way to anybody.")
        Transfer.objects.filter(pk=sent.pk).update(received_at=timezone.now(), received_by=by.name)
        Device.objects.filter(pk=device).update(department_id=sent.department_id)
        content = {"transfer": str(sent.pk), "department": _named(sent.department_id)}
        doing.touched("device", device, {"before": {"department": _named(found.department_id)}, "after": content})
        doing.tell("device", {"device": str(device)})


def _move(by: Actor, deed: str, device: int, why: str) -> None:
    with perform(by, deed, why=why) as doing:
        found = _held(device)
        move = MOVES[deed]
        if found.state == "fitted":
            raise Conflict("The device is on somebody, as far as is recorded: record its removal first.")
        if found.state not in move.sources:
            raise Conflict(f"The device is {found.state}: this can be done with one that is {' or '.join(sorted(move.sources))}.")
        Device.objects.filter(pk=device).update(state=move.to, state_at=timezone.now())
        Movement.objects.create(
            device=found, deed=deed, source=found.state, state=move.to, why=why.strip(), moved_by=by.name, at=timezone.now()
        )
        doing.touched("device", device, {"before": {"state": found.state}, "after": {"state": move.to}})
        doing.tell("device", {"device": str(device)})


def _held(device: int) -> Device:
    """Return a device, locked; `Conflict` while it is on its way."""
    found = Device.objects.select_for_update().filter(pk=device).first()
    if found is None:
        raise NotFound("device", device)
    if Transfer.objects.filter(device=device, received_at=None).exists():
        raise Conflict("The device is on its way to a department: it is received first.")
    return found


def _named(department: int | None) -> str:
    return _CENTRAL if department is None else str(department)
