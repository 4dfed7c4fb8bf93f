"""GT06 messages in long frames that are made of modules, or carry what the device tells of itself.

Source of 0x94: JM-LL301 "General Information Transmission Packet"; of 0x70: the Jimi LL01 family's general data packet, as far
as published frames show it. A module nobody documents is passed over; the frame itself is kept.
"""

from collections.abc import Callable
from typing import Final

from bilezik.domain.instant import Instant
from bilezik.domain.report import Cell
from bilezik.protocols.draft import Draft
from bilezik.protocols.gt06 import answers
from bilezik.protocols.gt06.alarms import MODULE_CODES
from bilezik.protocols.gt06.message import KMH_MPS, Message, keep_code, network_of, put_alarm, put_place, read_moment
from bilezik.wire.fields import Reader

MICROS: Final = 1_000_000


def information(message: Message) -> None:
    """0x94: a kind of its own in the first byte; supply (0x00), battery (0x0B), doors (0x05); the rest says nothing for us."""
    fields, draft = message.fields, message.begin()
    kind = fields.number(1)
    if kind in (0x00, 0x0B) and fields.left >= 2:  # 0x0B of one byte: over which network it speaks
        draft.external_v = fields.number(2) / 100
    elif kind == 0x05 and fields.left >= 7:
        draft.at = read_moment(fields)


def modular(message: Message) -> None:
    """0x70: modules of two bytes of name and two of length."""
    message.replies = (answers.short(message.kind, message.serial),)
    fields, draft = message.fields, message.begin()
    while fields.left >= 4:
        module, value = fields.number(2), fields.take(fields.number(2))
        _put_module(draft, module, value)


def _put_module(draft: Draft, module: int, value: bytes) -> None:
    width, put = _MODULES.get(module, (0, None))
    if put is not None and (len(value) == width or (width > 4 and len(value) > width)):
        put(draft, value)


def _put_case(draft: Draft, value: bytes) -> None:
    """A cargo lock: the upper half of the byte is the case, the lower the door."""
    if value[0] >> 4:
        draft.say("tamper")
    if value[0] & 0x0F:
        draft.say("gt06:door")


def _put_clock(draft: Draft, value: bytes) -> None:
    if draft.at is None:
        draft.at = Instant(int.from_bytes(value, "big") * MICROS)


def _put_cell(draft: Draft, value: bytes) -> None:
    cell = Reader(value, 0, len(value), len(value))
    mcc, mnc, lac, cid = (cell.number(width) for width in (2, 2, 2, 3))
    draft.network = network_of([Cell(mcc, mnc, lac, cid)], [])


def _put_satellites(draft: Draft, value: bytes) -> None:
    draft.satellites = value[0]


def _put_battery(draft: Draft, value: bytes) -> None:
    draft.battery_v = int.from_bytes(value, "big") / 100


def _put_hdop(draft: Draft, value: bytes) -> None:
    draft.hdop = value[0] / 10


def _put_place(draft: Draft, value: bytes) -> None:
    """Time, satellites, altitude, latitude, longitude, speed, course word."""
    place = Reader(value, 0, len(value), len(value))
    seconds, satellites, altitude, lat, lon, speed, word = (place.number(width) for width in (4, 1, 2, 4, 4, 1, 2))
    draft.at = Instant(seconds * MICROS)
    put_place(draft, lat, lon, word)
    draft.satellites = satellites
    if draft.lat is not None:
        draft.altitude_m = float(altitude - 0x10000 if altitude & 0x8000 else altitude)
        draft.speed_mps = speed * KMH_MPS


_MODULES: Final[dict[int, tuple[int, Callable[[Draft, bytes], None]]]] = {
    0x09: (1, _put_satellites),
    0x11: (10, _put_cell),
    0x18: (2, _put_battery),
    0x28: (1, _put_hdop),
    0x2A: (1, _put_case),
    0x2B: (1, lambda draft, value: keep_code(draft, value[0])),  # why it started: no alarm
    0x2C: (4, _put_clock),
    0x33: (18, _put_place),
    0x34: (6, lambda draft, value: put_alarm(draft, value[0], MODULE_CODES)),
}
"""How long a module's value is, and what takes it; modules over four bytes may be longer than we know."""


def peripheral(message: Message) -> None:
    """0xF2: time and modules; `BTBUTTON` is a button beside the device, pressed."""
    message.replies = (answers.short(message.kind, message.serial),)
    fields, draft = message.fields, message.begin()
    draft.at = Instant(fields.number(4) * MICROS)
    while fields.left >= 4:
        value = (fields.number(2), fields.take(fields.number(2)))[1]
        if value.startswith(b"BTBUTTON"):
            draft.say("gt06:button")


def condition(message: Message) -> None:
    """0xF1: time and modules of two bytes of name and one of length: movement (0x0001), supply (0x0005), charging (0x0007)."""
    message.replies = (answers.short(message.kind, message.serial),)
    fields, draft = message.fields, message.begin()
    draft.at = Instant(fields.number(4) * MICROS)
    while fields.left >= 3:
        module, value = fields.number(2), fields.take(fields.number(1))
        if module == 0x05 and len(value) == 2:
            draft.external_v = int.from_bytes(value, "big") / 100
        elif module == 0x07 and len(value) == 1:
            draft.charging = value[0] > 0
        elif module == 0x01 and len(value) == 1:
            draft.moving = value[0] in (2, 4)


def media(message: Message) -> None:
    """0x41, 0x8D: sound, pictures or files. Length and hash are kept, the content is not.

    A piece in a long 0x41 was not asked for; it is answered, or the device sends it for ever.
    """
    message.begin()
    if message.extended and message.kind == 0x41:
        message.replies = (answers.extended(message.kind, message.serial),)
    message.drop(message.fields.rest())
