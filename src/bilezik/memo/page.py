"""What stands on the page: plain sentences, and a drawing in millimetres. Frozen, and nothing of it is markup."""

from typing import Literal

import msgspec

from bilezik.domain.person import Language

Point = tuple[float, float]
"""Millimetres from the left and from the top of the drawing."""


class Duty(msgspec.Struct, frozen=True, kw_only=True):
    """One condition in words."""

    heading: str
    lines: tuple[str, ...]


class Ordered(msgspec.Struct, frozen=True, kw_only=True):
    """An order, and what it demands."""

    lines: tuple[str, ...]
    duties: tuple[Duty, ...]


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A heading with sentences below."""

    title: str
    lines: tuple[str, ...]


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to call; an empty number is a line to be filled in by hand."""

    who: str
    number: str


class Outline(msgspec.Struct, frozen=True, kw_only=True):
    """The edge of a zone, each ring a closed line; a zone too small to see is a mark at its middle instead (`is_mark`)."""

    kind: Literal["home", "area", "place"]
    rings: tuple[tuple[Point, ...], ...]
    is_mark: bool = False


class Drawing(msgspec.Struct, frozen=True, kw_only=True):
    """The map: outlines within a frame, a bar that shows the scale, and what the signs mean."""

    width_mm: float
    height_mm: float
    outlines: tuple[Outline, ...]
    bar_mm: float
    bar: str
    north: str
    legend: tuple[tuple[Literal["home", "area", "place"], str], ...]


class Memo(msgspec.Struct, frozen=True, kw_only=True):
    """The whole page in one language. `dated`: year, month, day, hour, minute, second of the docket in UTC."""

    language: Language
    person: int
    name: str
    title: str
    lead: str
    must: str
    orders: tuple[Ordered, ...]
    rights: Part
    trouble: Part
    call: str
    calls: tuple[Call, ...]
    map: str
    drawing: Drawing | None
    signed: str
    signatures: tuple[str, ...]
    footer: str
    dated: tuple[int, int, int, int, int, int]

    @property
    def sentences(self) -> tuple[str, ...]:
        """Every sentence on the page, in the order in which it is read."""
        ordered = [
            line
            for order in self.orders
            for line in (*order.lines, *(said for duty in order.duties for said in (duty.heading, *duty.lines)))
        ]
        calls = [text for call in self.calls for text in (call.who, call.number)]
        return (
            self.title,
            self.name,
            self.lead,
            *ordered,
            *self.rights.lines,
            *self.trouble.lines,
            *calls,
            self.signed,
            self.footer,
        )
