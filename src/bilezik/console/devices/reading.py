"""What the screens of devices show: the stock as a list, one device with its history, and who may be fitted with what.

Names are read here, and only for who may see people.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils import timezone

from bilezik.console.devices.words import GAPS, MOVES, OWNERS, REASONS, STATES, TROUBLES, GapWord, Move
from bilezik.console.words.kinds import CONDITIONS, DEVICE_KINDS, Text, Word
from bilezik.domain.device import MOVES as TABLE
from bilezik.store import reconciling, stock
from bilezik.store.models import Assignment, Condition, Department, Device, Fitting, Movement, Person, Transfer

LONGEST: Final = 100
_HISTORY: Final = 100


@dataclass(frozen=True, slots=True)
class Row:
    """A device in words."""

    held: stock.Held
    name: str
    now: datetime

    @property
    def kind(self) -> Text:
        """What kind of device it is."""
        return DEVICE_KINDS.get(self.held.kind, self.held.kind)

    @property
    def state(self) -> Word:
        """What its state is called."""
        return STATES[self.held.state]

    @property
    def troubles(self) -> tuple[Word, ...]:
        """What is wrong with it, as far as it is known."""
        held, now = self.held, self.now
        found = {
            "still_on": held.is_overdue(now), "strap": held.is_open, "silent": held.is_silent(now), "battery": held.is_low,
            "on_the_way": held.sent_at is not None,
        }  # fmt: skip
        return tuple(TROUBLES[name] for name, is_so in found.items() if is_so)


@dataclass(frozen=True, slots=True)
class Stock:
    """A page of devices, how many there are of each state, and where the next page begins."""

    rows: tuple[Row, ...]
    counts: tuple[tuple[str, Word, int], ...]
    total: int
    after: int | None


def listed(wanted: stock.Wanted, *, after: int, people: bool) -> Stock:
    """Return the devices that are asked for, after the id `after`."""
    now = timezone.now()
    found = stock.devices(wanted, now, after=after, limit=LONGEST + 1)
    counts = stock.count(wanted, now)
    return Stock(
        rows=_rows(found[:LONGEST], now, people=people),
        counts=tuple((state, word, counts[state]) for state, word in STATES.items() if counts.get(state)),
        total=sum(counts.values()),
        after=found[LONGEST - 1].id if len(found) > LONGEST else None,
    )


def _rows(found: Sequence[stock.Held], now: datetime, *, people: bool) -> tuple[Row, ...]:
    names = _names([held.person for held in found]) if people else {}
    return tuple(Row(held, names.get(held.person or 0, ""), now) for held in found)


def _names(numbers: Sequence[int | None]) -> dict[int, str]:
    found = Person.objects.filter(pk__in={number for number in numbers if number is not None})
    return {one.pk: str(one) for one in found.only("pk", "family_name", "given_name")}


@dataclass(frozen=True, slots=True)
class Record:
    """A fitting or a removal in words."""

    row: Fitting
    name: str

    @property
    def reason(self) -> Text:
        """Why it came off."""
        return REASONS.get(self.row.reason, "")


@dataclass(frozen=True, slots=True)
class OneDevice:
    """All that the page of a device shows."""

    row: Row
    moves: tuple[Move, ...]
    may_send: bool
    records: tuple[Record, ...]
    transfers: tuple[Transfer, ...]
    movements: tuple[Movement, ...]


def device(number: int, *, people: bool) -> OneDevice | None:
    """Return one device with its history, or None where there is none such."""
    now = timezone.now()
    found = stock.devices(stock.Wanted(device=number), now, limit=1)
    if not found:
        return None
    (held,) = found
    records = Fitting.objects.filter(device=number).defer("photo").order_by("-at", "-pk")[:_HISTORY]
    names = _names([one.person_id for one in records]) if people else {}
    is_here = held.sent_at is None
    return OneDevice(
        row=_rows(found, now, people=people)[0],
        moves=tuple(move for move in MOVES if is_here and held.state in TABLE[move.deed].sources),
        may_send=is_here and held.state in ("in_stock", "returned", "damaged"),
        records=tuple(Record(one, names.get(one.person_id, "")) for one in records),
        transfers=tuple(Transfer.objects.filter(device=number).select_related("source", "department").order_by("-sent_at", "-pk")),
        movements=tuple(Movement.objects.filter(device=number).order_by("-at", "-pk")[:_HISTORY]),
    )


@dataclass(frozen=True, slots=True)
class Fittable:
    """A condition for which a device may be worn, and what it is called."""

    condition: Condition
    word: Word


def fittable(person: int) -> tuple[Fittable, ...]:
    """Return the conditions of orders in force or to come: what a device may be fitted for."""
    now = timezone.now()
    found = Condition.objects.filter(person_id=person, order__ends_at__gt=now, ended_at=None, kind__in=reconciling.TRACKED)
    found = found.exclude(order__ended_at__lte=now).select_related("order").order_by("order__starts_at", "pk")
    return tuple(Fittable(one, CONDITIONS[one.kind]) for one in found)  # type: ignore[index]  # the database knows no other kind


def at_hand(department: int | None) -> tuple[Device, ...]:
    """Return what can be fitted now, what lies in the person's own department first."""
    on_the_way = Transfer.objects.filter(received_at=None).values("device")
    found = Device.objects.filter(state__in=TABLE["devices.fit"].sources).exclude(pk__in=on_the_way)
    own = list(found.filter(department=department).order_by("kind", "identity")[:LONGEST])
    return tuple(own + list(found.filter(department=None).order_by("kind", "identity")[: LONGEST - len(own)]))


def worn(person: int, assignment: int) -> Assignment | None:
    """Return an assignment of a person that can be taken off, or None."""
    return Assignment.objects.select_related("device", "order").filter(pk=assignment, person_id=person).first()


@dataclass(frozen=True, slots=True)
class GapRow:
    """A gap in words."""

    gap: reconciling.Gap
    name: str

    @property
    def word(self) -> GapWord:
        """What it is called and means."""
        return GAPS[self.gap.kind]

    @property
    def owner(self) -> Text:
        """Whose it is to close."""
        return OWNERS[self.gap.owner]


def gaps(now: datetime, department: int | None, *, people: bool) -> tuple[GapRow, ...]:
    """Return every gap in words."""
    return tuple(GapRow(gap, (gap.name or "") if people else "") for gap in reconciling.gaps(now, department))


def departments() -> tuple[Department, ...]:
    """Return the departments there are to choose from."""
    return tuple(Department.objects.order_by("name", "pk"))
