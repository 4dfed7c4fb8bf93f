"""GT06 messages with a place of their own: locations, alarms, and the layouts single models made of them.

1. Every such message begins with date, time and place (18 bytes); what follows is told apart by its length, as the devices
   themselves leave no other mark. A frame whose length lies is read in the manual's layout.
2. A message too short for a place is an error and gets no answer: nothing of it was understood.
"""

from typing import Final

from bilezik.domain.decoded import Session
from bilezik.protocols.draft import Draft
from bilezik.protocols.gt06 import answers
from bilezik.protocols.gt06.alarms import AZ735_CODES, CAMERA_CODES, CODES
from bilezik.protocols.gt06.message import (
    KMH_MPS,
    NARROW,
    WIDE,
    Message,
    begins_with_imei,
    date_at,
    ends_in_modules,
    keep_code,
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
    """0x10, 0x11, 0x12, 0x22, 0x2D, 0x37, 0xA0: place, cell, and what the model adds."""
    fields = message.fields
    size = fields.left if message.fits else 0
    if message.kind == 0x22 and names_itself(message):
        tracker_with_imei(message)
        return
    if message.kind == 0x12 and begins_with_imei(fields):  # QH302R
        fields.skip(8)
        size = 0
    draft = read_gps(message)
    if fields.left < 8:
        _without_cell(message, draft)
        return
    width = NARROW
    if message.kind == 0xA0:
        width = WIDE
    elif message.kind == 0x22 and size == 0x2F - 5:
        width = (2, 4)  # SeeWorld: 4-byte cells
    if message.kind == 0x11 and fields.left in (10, 13, 17):
        _wide_operator(fields, draft)
    else:
        read_lbs(fields, draft, width)
    if message.kind == 0x12:
        _after_location(fields, draft, size + 5)
    elif fields.left >= 3:
        _read_mode(fields, draft)
        if message.kind == 0x37:
            _read_modules(fields, draft)


def _without_cell(message: Message, draft: Draft) -> None:
    """0x10 may state its mode right behind the place."""
    if message.kind == 0x10 and message.fields.left == 3:
        _read_mode(message.fields, draft)


def location_az735(message: Message) -> None:
    """0x31: place and cell. Of the AZ735 the cell has its length, and no manual says what follows; of others a mode does.

    A length is told from a country's code by its first byte: no code begins with it.
    """
    fields, draft = message.fields, read_gps(message)
    if fields.left < 8:
        return
    first = fields.data[fields.at]
    if message.fits and fields.left == 0x2A - 5 - _GPS:  # SL4X
        _wide_operator(fields, draft, 8)
        _read_mode(fields, draft)
        metres = fields.number(2)
        draft.altitude_m = float(metres - 0x10000 if metres & 0x8000 else metres)
    elif first == 0 or 8 <= first < 0x80:
        _measured_cell(message, draft)
    else:
        read_lbs(fields, draft)
        if fields.left >= 3:
            _read_mode(fields, draft)


def _read_modules(fields: Reader, draft: Draft) -> None:
    """Read what stands behind a place in modules of two bytes of name and one of length: supply (0x27), accuracy (0x3B)."""
    while fields.left >= 3:
        module, value = fields.number(2), fields.take(fields.number(1))
        hundredths = int.from_bytes(value, "big") if len(value) == 2 else 0
        if module == 0x27 and len(value) == 2:
            draft.external_v = hundredths / 100
        elif module == 0x3B and hundredths and draft.lat is not None:
            draft.accuracy_m = hundredths / 100


def _after_location(fields: Reader, draft: Draft, length: int) -> None:
    """What models put behind 0x12."""
    if length in (0x24, 0x2B):  # VXT01, S5
        _supplied_status(fields, draft)
    elif fields.left in (3, 7):
        _read_mode(fields, draft)


def _read_mode(fields: Reader, draft: Draft) -> None:
    """Ignition, why it reports, whether it comes from the buffer (over 0: re-uploaded).

    Models count further than 1 in both; a number beyond a half-byte is another model's field.
    """
    ignition, _, again = fields.take(3)
    if ignition <= 0x0F and again <= 0x0F:
        draft.replayed = again > 0


def _wide_operator(fields: Reader, draft: Draft, id_width: int = 4) -> None:
    """Read a cell whose network code has two bytes and whose id has four or eight."""
    mcc, mnc = fields.number(2) & 0x7FFF, fields.number(2)
    draft.network = network_of([read_cell(fields, mcc, mnc, (2, id_width))], [])


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
    if message.kind in (0x27, 0xA4) and fields.left >= 1:
        _longer_code(fields, draft)


def _longer_code(fields: Reader, draft: Draft) -> None:
    """Read the language byte: its upper half, where it is no filler, makes the alarm code longer.

    No document says what the longer codes mean, so the short code's event stays beside it.
    """
    more, code = fields.number(1) >> 4, fields.data[fields.at - 2]
    if 0 < more < 0x0F:
        draft.say(f"gt06:alarm_{more:x}{code:02x}")


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
        elif message.fits and fields.left == TAILS.get(message.kind, 0) + 8 and not any(zeros[:8]):
            fields.skip(8)
        return
    tail = TAILS.get(message.kind, -1) if message.fits else -1
    if stated == 9 and message.fits and message.kind != 0x16 and not fields.data[fields.at] & 0x80:
        tail = -1  # one byte more than usual is the tail's: only SeeWorld's 0x16 has a cell of nine bytes
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
    """Return whether the message begins with the kind of its place and an IMEI, as NT20 and XT40 do in 0x22 and 0x25."""
    data, at = message.fields.data, message.fields.at
    digits = bcd_digits(data[at + 1 : at + 9])
    return (
        message.fields.left >= 33 and data[at] < 0x10 and digits is not None and digits[0] == "0"
        and message.kind in (0x22, 0x25) and date_at(data, at + 9) and date_at(data, at + 15)
    )  # fmt: skip


def tracker_with_imei(message: Message) -> None:
    """NT20, XT40: IMEI, time of the message, time and place, cell, terminal information, supply, battery, signal, alarm.

    0x25 has a byte more, before the terminal information. It was thought the alarm; published frames end in the number of a
    card, so it is kept in `status`, and said only where the alarm table has a documented word for it: none of these shall be lost.
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
        keep_code(draft, code)
        draft.say(*(event for event in CODES.get(code, ()) if not event.startswith("gt06:")))
    draft.external_v = fields.number(2) / 100
    draft.battery_v = fields.number(1) / 10
    draft.signal = fields.number(1)
    if fields.left >= 1:
        put_alarm(draft, fields.number(1))


def place_and_driver(message: Message) -> None:
    """0x61: IMEI, place, cell, and the number of an iButton, which is passed over."""
    message.fields.skip(8)
    read_lbs(message.fields, read_gps(message), (2, 4))


def tracker_sr411(message: Message) -> None:
    """0x24 of the SR411 mini: place, cell, ignition, supply, battery. No answer."""
    message.replies = ()
    fields, draft = message.fields, read_gps(message)
    read_lbs(fields, draft)
    fields.skip(1)
    draft.external_v = fields.number(2) / 100
    draft.battery_v = fields.number(2) / 100


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
    """0x32, 0x33, 0x38 in long frames: 0x32 and 0x33 (AZ735) state the length of their place, and are answered in a long frame."""
    fields, draft = message.fields, message.begin()
    draft.at = read_moment(fields)
    if message.kind == 0x38:
        read_place(fields, draft)
        fields.skip(1)
        draft.replayed = fields.number(1) > 0
        read_lbs(fields, draft, WIDE if fields.number(1) >= 3 else NARROW)  # from 3 on the radio is of the fourth generation
        if not ends_in_modules(fields, fields.at) and ends_in_modules(fields, fields.at + 1):
            fields.skip(1)  # a signal
        _read_modules(fields, draft)
        return
    message.replies = (answers.extended(message.kind, message.serial),)
    if fields.number(1) >= 12:
        read_place(fields, draft)
    mcc, mnc, cells = 0, 0, []
    stated = fields.number(1)
    if stated:
        block = Reader(fields.take(stated - 1), 0, stated - 1, stated - 1)
        if block.left >= 8:
            mcc, mnc = read_operator(block)
            cells.append(read_cell(block, mcc, mnc, NARROW))
            draft.network = network_of(cells, [])
        draft.signal = fields.number(1)
    size = min(fields.number(1), max(0, fields.left))
    block = Reader(fields.take(size), 0, size, size)
    while block.left >= 6:
        cells.append(read_cell(block, mcc, mnc, NARROW, signal=True))
    draft.network = network_of(cells, [])
    if message.kind == 0x33 and fields.left >= 1:
        fields.skip(fields.number(1))  # access points, of a layout nobody documents
        put_alarm(draft, fields.number(1), AZ735_CODES)
