"""What is stated of a person, as the page shows it; what is not stated is said to be not stated.

1. A remark of the deeds is shown to whoever opens the page: it refused nothing, so somebody has to look at it.
"""

import zoneinfo
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from bilezik.console.words.kinds import Text
from bilezik.console.words.people import HEALTH, KINDS, LANGUAGES
from bilezik.deeds import people
from bilezik.domain import iin
from bilezik.domain.person import HealthFlag, Language, PersonKind, age
from bilezik.store.models import Person


@dataclass(frozen=True, slots=True)
class Stated:
    """Facts of the register; an empty one is not stated. `iin_born`: the birth date that the IIN states, where it is another."""

    full_name: str
    iin: str
    iin_born: date | None
    born: date | None
    age: int
    kind: Text
    language: Text
    interpreter: bool
    phones: tuple[str, ...]
    health: tuple[Text, ...]
    health_note: str
    responsible_name: str
    responsible_phone: str
    consent: str
    consented_on: date | None
    likely_same: tuple[int, ...]
    address: str
    pin: tuple[float, float] | None
    """Latitude and longitude of the address."""


def stated(found: Person, now: datetime) -> Stated:
    """Return what the register states of a person, and what should be looked at."""
    kept = people.stated(found)
    number = None if kept.iin is None else iin.parse(kept.iin)
    today = now.astimezone(zoneinfo.ZoneInfo(kept.timezone)).date()
    return Stated(
        full_name=" ".join(filter(None, (kept.family_name, kept.given_name, kept.patronymic))),
        iin=kept.iin or "",
        iin_born=None if number is None or number.born == kept.birth_date else number.born,
        born=kept.birth_date,
        age=0 if kept.birth_date is None else age(kept.birth_date, today),
        kind=KINDS[cast("PersonKind", kept.kind)] if kept.kind else "",
        language=LANGUAGES[cast("Language", kept.language)] if kept.language else "",
        interpreter=kept.interpreter,
        phones=tuple(filter(None, (kept.phone, *kept.more_phones))),
        health=tuple(HEALTH[cast("HealthFlag", flag)] for flag in kept.health),
        health_note=kept.health_note,
        responsible_name=kept.responsible_name,
        responsible_phone=kept.responsible_phone,
        consent=kept.consent,
        consented_on=kept.consented_on,
        likely_same=people.likely_same(kept, but=found.pk),
        address=", ".join(filter(None, (kept.city, kept.address))),
        pin=None if kept.lat is None or kept.lon is None else (kept.lat, kept.lon),
    )
