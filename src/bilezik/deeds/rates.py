"""What a device costs a day, by contract or by kind: so that what is billed can be checked against what was worn.

1. A rate is never changed: it is ended, and the next one begins. What an old month cost stays what it was.
2. For one contract, or one kind, there is one rate a day.
"""

import datetime as dt
import decimal
from typing import Final

import msgspec
from django.db import connection
from django.db.models import Q

from bilezik.deeds import wording
from bilezik.deeds.actor import Actor
from bilezik.deeds.record import perform
from bilezik.deeds.refusal import Conflict, Invalid, NotFound
from bilezik.domain.device import KINDS
from bilezik.store.models import Rate

_FIRST, _LAST = dt.date(1990, 1, 1), dt.date(2100, 1, 1)
_DEAREST: Final = decimal.Decimal("9999999999.99")


class NewRate(msgspec.Struct, frozen=True, kw_only=True):
    """A price a day from a day to a day, both counted; `to_on` `None`: until it is ended."""

    price: decimal.Decimal
    from_on: dt.date
    to_on: dt.date | None = None
    contract: str = ""
    kind: str = ""
    currency: str = "KZT"

    def checked(self) -> "NewRate":
        """Return this without blanks around the texts; `Invalid` names the field that is wrong."""
        kept = msgspec.structs.replace(
            self,
            contract=wording.text("contract", self.contract, needed=False),
            kind=wording.text("kind", self.kind, needed=False),
            currency=wording.text("currency", self.currency),
        )
        if bool(kept.contract) == bool(kept.kind):
            raise Invalid("contract", "a rate is of a contract or of a kind of device, of one of them")
        if kept.kind and kept.kind not in KINDS:
            raise Invalid("kind", f"is one of {', '.join(KINDS)}")
        if not (kept.currency.isascii() and kept.currency.isalpha() and kept.currency.isupper() and len(kept.currency) == 3):
            raise Invalid("currency", "has three capital letters, as KZT")
        if not kept.price.is_finite() or not 0 < kept.price <= _DEAREST or kept.price != round(kept.price, 2):
            raise Invalid("price", f"must be above nothing and at most {_DEAREST}, with two decimals at most")
        for field, day in (("from_on", kept.from_on), ("to_on", kept.to_on)):
            if day is not None and not _FIRST <= day < _LAST:
                raise Invalid(field, "must lie between 1990 and 2100")
        if kept.to_on is not None and kept.to_on < kept.from_on:
            raise Invalid("to_on", "must not be before the first day")
        return kept


def set_rate(by: Actor, rate: NewRate, *, why: str) -> int:
    """Enter a rate and return its id; `Conflict` where there is one for some of these days already."""
    kept = rate.checked()
    with perform(by, "rates.set_rate", why=why) as doing:
        with connection.cursor() as cursor:  # two at once would not see each other
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('device rates', 0))")
        same = Rate.objects.filter(contract=kept.contract, kind=kept.kind).filter(Q(to_on=None) | Q(to_on__gte=kept.from_on))
        found = (same if kept.to_on is None else same.filter(from_on__lte=kept.to_on)).first()
        if found is not None:
            until = "until it is ended" if found.to_on is None else f"to {found.to_on}"
            raise Conflict(f"There is a rate for it from {found.from_on} {until}: end that one first.")
        made = Rate.objects.create(**msgspec.structs.asdict(kept))
        doing.touched("rate", made.pk, {"after": msgspec.to_builtins(kept)})
        doing.tell("rates", {"rate": str(made.pk)})
    return made.pk


def end_rate(by: Actor, rate: int, to_on: dt.date, *, why: str) -> None:
    """End a rate with `to_on` as its last day."""
    with perform(by, "rates.end_rate", why=why) as doing:
        found = Rate.objects.select_for_update().filter(pk=rate).first()
        if found is None:
            raise NotFound("rate", rate)
        if not found.from_on <= to_on < _LAST:
            raise Invalid("to_on", f"must not be before the first day, {found.from_on}, and before 2100")
        if found.to_on is not None and found.to_on <= to_on:
            raise Conflict(f"The rate ends on {found.to_on} already.")
        Rate.objects.filter(pk=rate).update(to_on=to_on)
        before = None if found.to_on is None else str(found.to_on)
        doing.touched("rate", rate, {"before": {"to_on": before}, "after": {"to_on": str(to_on)}})
        doing.tell("rates", {"rate": str(rate)})
