"""GT06 messages that name radio neighbours instead of a place: cells and Wi-Fi access points."""

# ruff: noqa: PERF401 - what was read before the end of the frame must be in the list, and mypyc makes a list of a generator first
from typing import Final

from bilezik.domain.report import Cell, Wifi
from bilezik.protocols.gt06 import answers
from bilezik.protocols.gt06.message import (
    NARROW,
    WIDE,
    Message,
    network_of,
    read_cell,
    read_lbs,
    read_moment,
    read_operator,
    read_status,
)  # fmt: skip
from bilezik.wire.fields import Reader, Short, bcd_digits, mac_text
from bilezik.wire.moments import instant_of

WITH_WIFI: Final = frozenset({0x18, 0x2C, 0x33, 0xA2})
"""Kinds whose cells are followed by access points."""


def _access_point(fields: Reader) -> Wifi:
    return Wifi(mac_text(fields.take(6)), -fields.number(1))


def neighbours(message: Message) -> None:
    """0x18, 0x24, 0x28, 0x2C, 0x2E, 0x33, 0x34 (SL4X), 0xA1, 0xA2: time, operator, cells, and access points."""
    fields, draft = message.fields, message.begin()
    counted = message.kind == 0x24 and fields.left == 0x31 - 5  # WanWay S20 counts its cells
    draft.at = read_moment(fields)
    if counted or message.kind == 0x34:
        fields.skip(1)
    width = WIDE if message.kind in (0xA1, 0xA2) else (2, 4) if message.kind in (0x33, 0x34) else NARROW
    cells: list[Cell] = []
    wifi: list[Wifi] = []
    try:
        mcc, mnc = (fields.number(2), fields.number(2)) if message.kind == 0x34 else read_operator(fields)
        number = fields.number(1) if counted else 6 if message.kind == 0x33 else 7
        for _ in range(number):
            cells.append(read_cell(fields, mcc, mnc, width, signal=True))
        fields.skip(1)  # timing advance
        if message.kind in WITH_WIFI:
            for _ in range(fields.number(1)):
                wifi.append(_access_point(fields))
    except Short:
        pass  # as many as there were
    draft.network = network_of(cells, wifi)


def listed_wifi(message: Message) -> None:
    """0x17 and 0x69 of the 365GPS dialect: a time of two-digit decimals, access points, cells; answered with that time."""
    fields, draft = message.fields, message.begin()
    clock = fields.take(6)
    message.replies = (answers.listed(message.kind, clock),)
    digits = bcd_digits(clock)
    if digits is not None:
        draft.at = instant_of(2000 + int(digits[:2]), *(int(digits[n : n + 2]) for n in (2, 4, 6, 8, 10)))
    cells: list[Cell] = []
    wifi: list[Wifi] = []
    try:
        for _ in range(fields.data[2]):
            wifi.append(_access_point(fields))
        count = fields.number(1)
        mcc, mnc = (fields.number(2), fields.number(1)) if count else (0, 0)
        for _ in range(count):
            cells.append(read_cell(fields, mcc, mnc, (2, 2), signal=True))
    except Short:
        pass  # as many as there were
    draft.network = network_of(cells, wifi)


def scanned_wifi(message: Message) -> None:
    """0xF3: time, count, access points with two bytes before each; no manual says what they are, and there is no answer."""
    message.replies = ()
    fields, draft = message.fields, message.begin()
    draft.at = read_moment(fields)
    wifi: list[Wifi] = []
    try:
        for _ in range(fields.number(1)):
            fields.skip(2)
            wifi.append(Wifi(mac_text(fields.take(6))))
    except Short:
        pass
    draft.network = network_of([], wifi)


def cell_and_status(message: Message) -> None:
    """0x19 and 0xA5: an alarm with a cell instead of a place."""
    fields, draft = message.fields, message.begin()
    if message.kind == 0x19 and fields.left >= 0x17 - 5:  # Space10X: time and a cell, no answer
        message.replies = ()
        draft.at = read_moment(fields)
        mcc, mnc = read_operator(fields)
        draft.network = network_of([read_cell(fields, mcc, mnc, (2, 4))], [])
        return
    read_lbs(fields, draft, WIDE if message.kind == 0xA5 else NARROW)
    read_status(fields, draft)


def cell_and_phone(message: Message) -> None:
    """0xA7 and 0x17: a cell with the question for its address; the phone number is nobody's business here."""
    read_lbs(message.fields, message.begin(), WIDE if message.kind == 0xA7 else NARROW)
