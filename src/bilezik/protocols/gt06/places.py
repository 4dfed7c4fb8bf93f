"""GT06 messages with a place of their own: locations, alarms, and the layouts single models made of them.

1. Every such message begins with date, time and place (18 bytes); what follows is told apart by its length, as the devices
   themselves leave no other mark. A frame whose length lies is read in the manual's layout.
2. A message too short for a place is an error and gets no answer: nothing of it was understood.
"""

from typing import Final

from bilezik.domain.decoded import Session
from bilezik.protocols.draft import Draft
from bilezik.protocols.gt06 import answers
from bilezik.protocols.gt06.alarms import CAMERA_CODES
from bilezik.protocols.gt06.message import (
    KMH_MPS,
    NARROW,
    WIDE,
    Message,
    network_of,
    put_alarm,
    put_info,
    put_level,
    put_place,
    read_cell,
    read_gps,
    read_lbs,
    read_moment,
    read_operator,
    read_place,
    read_status,
)  # fmt: skip
from bilezik.wire.fields import Reader, Short, bcd_digits

_GPS: Final = 18


def location(message: Message) -> None:
    """0x10, 0x11, 0x12, 0x22, 0x2D, 0x31, 0x37, 0xA0: place, cell, and what the model adds."""
    fields = message.fields
    size = fields.left if message.fits else 0
    if message.kind == 0x22 and names_itself(message):
        tracker_with_imei(message)
        return
    draft = read_gps(message)
    if fields.left < 8:
        return
    width = NARROW
    if message.kind == 0xA0:
        width = WIDE
    elif message.kind == 0x22 and size == 0x2F - 5:
        width = (2, 4)  # SeeWorld: 4-byte cells
    if message.kind == 0x11 and size == 0x21 - 5:
        _wide_operator(fields, draft)
    elif message.kind == 0x31:
        _measured_cell(message, draft)  # AZ735, SL4X; what follows no manual says
        return
    else:
        read_lbs(fields, draft, width)
    if message.kind == 0x12:
        _after_location(fields, draft, size + 5)
    elif fields.left >= 3:
        _read_mode(fields, draft)


def _after_location(fields: Reader, draft: Draft, length: int) -> None:
    """What models put behind 0x12."""
    if length in (0x24, 0x2B):  # VXT01, S5
        _supplied_status(fields, draft)
    elif fields.left in (3, 7):
        _read_mode(fields, draft)


def _read_mode(fields: Reader, draft: Draft) -> None:
    """Ignition, why it reports, whether it comes from the buffer (1: re-uploaded); other numbers are another model's field."""
    ignition, _, again = fields.take(3)
    if ignition <= 1 and again <= 1:
        draft.replayed = again == 1


def _wide_operator(fields: Reader, draft: Draft) -> None:
    """Read a cell whose network code has two bytes and whose id has four."""
    mcc, mnc = fields.number(2) & 0x7FFF, fields.number(2)
    draft.network = network_of([read_cell(fields, mcc, mnc, (2, 4))], [])


def place_and_more(message: Message) -> None:
    """0x1A (a phone number follows), 0x1E (cells follow), 0x17 with a place (a card follows)."""
    draft = read_gps(message)
    if message.kind == 0x1E:
        mcc, mnc = read_operator(message.fields)
        cells = []
        while message.fields.left >= 8:
            cells.append(read_cell(message.fields, mcc, mnc, NARROW, signal=True))
        draft.network = network_of(cells, [])
    elif message.kind == 0x17:
        read_lbs(message.fields, draft)


TAILS: Final = {0x16: 5, 0x26: 5, 0x27: 6, 0x32: 5, 0xA3: 5, 0xA4: 6}
"""How many bytes of status end an alarm: terminal information, level, signal, alarm, language; a fence where there are several."""


def alarm(message: Message) -> None:
    """0x16, 0x26, 0x27, 0x32, 0xA3, 0xA4: place, cell with its length, status."""
    fields = message.fields
    if message.kind in (0xA3, 0xA4) and fields.left < _GPS:
        read_status(fields, message.begin())
        return
    draft = read_gps(message)
    if message.kind == 0x16 and message.fits and fields.left == 0x24 - 5 - _GPS:  # VXT01: the cell without its length
        read_lbs(fields, draft)
        level, signal = fields.data[fields.at + 1 : fields.at + 3]
        (read_status if level <= 6 and signal <= 31 else _supplied_status)(fields, draft)
        return
    _measured_cell(message, draft)
    if message.kind == 0x32 and fields.left >= 2 and fields.data[fields.at + 1] > 100:
        draft.status = fields.number(1)  # AZ735: no manual says what follows
        return
    read_status(fields, draft)


def _supplied_status(fields: Reader, draft: Draft) -> None:
    """Terminal information, supply in hundredths of a volt, signal, alarm."""
    put_info(draft, fields.number(1))
    draft.external_v = fields.number(2) / 100
    draft.signal = fields.number(1)
    put_alarm(draft, fields.number(1))


def _measured_cell(message: Message, draft: Draft) -> None:
    """Read the cell behind its length. Some devices count the length byte itself, some do not: the tail decides."""
    fields = message.fields
    stated = fields.number(1)
    if stated == 0:
        zeros = fields.data[fields.at : fields.at + 45]
        if len(zeros) == 45 and fields.left >= 50 and not any(zeros[9:]):
            fields.skip(45)  # a device without a cell fills the block with zeros
        return
    tail = TAILS.get(message.kind, -1) if message.fits else -1
    size = next((n for n in (stated - 1, stated) if fields.left - n == tail), stated if stated in (8, 10) else stated - 1)
    block = Reader(fields.take(size), 0, size, size)
    try:
        if size == 10 and not fields.data[fields.at - 10] & 0x80:
            _wide_operator(block, draft)
            return
        mcc, mnc = read_operator(block)
        widths = {5: NARROW, 6: (2, 4), 8: (4, 4), 12: WIDE}
        draft.network = network_of([read_cell(block, mcc, mnc, widths.get(block.left, NARROW))], [])
    except Short:
        return  # the place before it stands


def names_itself(message: Message) -> bool:
    """Return whether the message begins with 01 and an IMEI, as NT20 and XT40 do: 0x22 and 0x25 with two dates."""
    data, at = message.fields.data, message.fields.at
    digits = bcd_digits(data[at + 1 : at + 9])
    return (
        message.fields.left >= 33 and data[at] == 1 and digits is not None and digits[0] == "0" and data[at + 9 : at + 15] != b""
        and message.kind in (0x22, 0x25) and 1 <= data[at + 10] <= 12 and 1 <= data[at + 16] <= 12
    )  # fmt: skip


def tracker_with_imei(message: Message) -> None:
    """NT20, XT40: IMEI, time of the message, time and place, cell, terminal information, supply, battery, signal.

    0x25 is the alarm: its code stands before the terminal information.
    """
    fields, draft = message.fields, message.begin()
    fields.skip(1)
    imei = fields.take(8).hex()[1:]
    if message.session.device is None:
        message.session = Session(imei, message.session.memory)
    fields.skip(6)
    read_gps(message)
    size = max(0, fields.number(1) - 1)
    block = Reader(fields.take(size), 0, size, size)
    if size in (8, 9):
        read_lbs(block, draft, NARROW if size == 8 else (2, 4))
    code = fields.number(1) if message.kind == 0x25 else 0
    put_info(draft, fields.number(1))
    if code:
        put_alarm(draft, code)
    draft.external_v = fields.number(2) / 100
    draft.battery_v = fields.number(1) / 10
    draft.signal = fields.number(1)


def tracker_4g(message: Message) -> None:
    """VL103 under 0x36: place, cell, ignition, reason, buffer, mileage, supply, battery."""
    fields, draft = message.fields, read_gps(message)
    read_lbs(fields, draft, (2, 4))
    _read_mode(fields, draft)
    fields.skip(4)
    draft.external_v = fields.number(2) / 100
    draft.battery_v = fields.number(1) / 10


def location_4g(message: Message) -> None:
    """0xA2 with a place: wide cell, a byte, terminal information, supply, level, signal, alarm."""
    fields, draft = message.fields, read_gps(message)
    read_lbs(fields, draft, WIDE)
    fields.skip(1)
    put_info(draft, fields.number(1))
    draft.external_v = fields.number(2) / 100
    put_level(draft, fields.number(1))
    draft.signal = fields.number(1)
    put_alarm(draft, fields.number(1))


def camera_alarm(message: Message) -> None:
    """0x95: an alarm of a camera tracker; the names of its films are passed over."""
    fields, draft = message.fields, message.begin()
    if fields.left <= 7:
        draft.at = read_moment(fields)
    elif fields.data[fields.at : fields.at + 2] == b"\xff\xff":  # JC400
        fields.skip(3)
        draft.at = read_moment(fields)
        satellites, lat, lon, word = (fields.number(width) for width in (1, 4, 4, 2))
        put_place(draft, lat, lon, word)
        draft.satellites = satellites & 0x0F
        draft.speed_mps = fields.number(2) * KMH_MPS
        draft.external_v = fields.number(2) / 10
    else:
        draft.at = read_moment(fields)
        put_place(draft, *(fields.number(width) for width in (4, 4, 2)))
    put_alarm(draft, fields.number(1), CAMERA_CODES)


def x1_location(message: Message) -> None:
    """0x34 of the X1: data and alarm bits, place, terminal information, odometer, cell, driver, supply, battery. No answer.

    The supply is the larger of two voltages: 12.80 beside 3.99 in a car.
    """
    message.replies = ()
    fields = message.fields
    fields.skip(4)
    draft = read_gps(message)
    draft.status = fields.number(2)
    fields.skip(4)
    mcc, mnc = read_operator(fields)
    draft.network = network_of([read_cell(fields, mcc, mnc, (2, 4))], [])
    fields.skip(4)
    draft.external_v = fields.number(2) / 100
    draft.battery_v = fields.number(2) / 100


def extended_location(message: Message) -> None:
    """0x32 and 0x38 in long frames: 0x32 states the length of its place, and is answered in a long frame."""
    fields, draft = message.fields, message.begin()
    draft.at = read_moment(fields)
    if message.kind == 0x38:
        read_place(fields, draft)
        fields.skip(3)
        read_lbs(fields, draft, WIDE)
        return
    message.replies = (answers.extended(message.kind, message.serial),)
    if fields.number(1) >= 12:
        read_place(fields, draft)
    size = max(0, fields.number(1) - 1)
    block = Reader(fields.take(size), 0, size, size)
    mcc, mnc = read_operator(block)
    cells = [read_cell(block, mcc, mnc, NARROW)]
    draft.signal = fields.number(1)
    fields.skip(1)
    while fields.left >= 6:
        cells.append(read_cell(fields, mcc, mnc, NARROW, signal=True))
    draft.network = network_of(cells, [])
