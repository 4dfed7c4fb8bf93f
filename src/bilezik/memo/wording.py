"""What every language must be able to say. One class a language; its methods return whole sentences.

1. A name from the register is set off (quotes, a colon), so that it needs no ending: names come in any language.
2. `days` are ISO weekdays; hours come as `Hours`, dates as `date`, lengths in whole seconds, distances in metres.
3. What a memo says of rights and of trouble is a constant of the language: it is the same for everybody.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

import msgspec

from bilezik.domain.order import ConditionKind
from bilezik.domain.person import Language


class Hours(msgspec.Struct, frozen=True):
    """From – to on some weekdays (none: the day is said elsewhere), as `22:00`; `over`: the end is on the next day."""

    days: tuple[int, ...]
    start: str
    end: str
    over: bool

    @property
    def is_whole_day(self) -> bool:
        """Whether it lasts from midnight to midnight."""
        return (self.start, self.end, self.over) == ("00:00", "24:00", False)


class Wording(Protocol):
    """A language."""

    language: Language
    title: str
    lead: str
    must: str
    headings: Mapping[ConditionKind, str]
    always: str
    never: str
    otherwise: str
    night_ends: str
    in_decision: str
    open_only: str
    plain: Mapping[ConditionKind, str]
    """What needs no number and no place of ours: the decision says the rest."""
    rights: str
    rights_lines: tuple[str, ...]
    trouble: str
    trouble_lines: tuple[str, ...]
    call: str
    prosecutor: str
    rescue: str
    map: str
    north: str
    home_sign: str
    area_sign: str
    place_sign: str
    signed: str
    signatures: tuple[str, str, str]

    def decision(self, number: str, issuer: str, basis: str) -> str:
        """Say who decided."""
        ...

    def lasts(self, start: datetime, end: datetime) -> str:
        """Say from when to when the order is in force, and that it ends then."""
        ...

    def suspended(self, start: datetime, end: datetime) -> str:
        """Say that the order is not in force for a while, and that its duties hold again afterwards."""
        ...

    def hours(self, hours: Hours) -> str:
        """Say weekly hours, or those of one day: a phrase, no sentence."""
        ...

    def when(self, hours: Sequence[str]) -> str:
        """Say when a duty holds."""
        ...

    def by_clock_of(self, timezone: str) -> str:
        """Say whose clock is meant, where it is not that of the person's place."""
        ...

    def on_date(self, day: date, hours: Sequence[str]) -> str:
        """Say what holds on one date instead; no hours: nothing does."""
        ...

    def more(self, count: int) -> str:
        """Say that there are more dates than are printed."""
        ...

    def permission(self, start: datetime, end: datetime, reason: str) -> str:
        """Say that the duty rests for a while; the reason may be empty."""
        ...

    def travel(self, seconds: int) -> str:
        """Say how long the way may take before and after."""
        ...

    def place(self, name: str, radius_m: float | None) -> str:
        """Name a place: a phrase; with a radius, everything so near to it."""
        ...

    def home(self, address: str) -> str:
        """Say which address is home."""
        ...

    def home_is(self, places: Sequence[str]) -> str:
        """Say how far home reaches."""
        ...

    def area(self, places: Sequence[str]) -> str:
        """Say what may not be left."""
        ...

    def grace(self, seconds: int) -> str:
        """Say how long a road may run outside."""
        ...

    def keep_out(self, places: Sequence[str]) -> str:
        """Say what may not be entered."""
        ...

    def keep_out_many(self, count: int, some: Sequence[str]) -> str:
        """Say it of so many places that only some are named."""
        ...

    def open_hours(self, hours: Sequence[str]) -> str:
        """Say that places are forbidden while they are open, and when that is."""
        ...

    def visit(self, seconds: int) -> str:
        """Say how long inside makes a visit; 0: at once."""
        ...

    def charge(self, low_pct: float) -> str:
        """Say that the device is to be charged, and down to what it may run."""
        ...

    def contact(self, seconds: int) -> str:
        """Say how long the device may be silent."""
        ...

    def distance(self, metres: float) -> str:
        """Write a distance as a sign on the map."""
        ...

    def footer(self, person: int, docket_at: datetime, version: str) -> str:
        """Say of what this paper is a copy."""
        ...
