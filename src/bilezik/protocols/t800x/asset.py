"""Messages of the mark 27 27 with a place: things, people, locks.

1. A location (0x02, 0x04): state, alarm, moment, place, acceleration, battery, temperature, light, voltages, mileage, inputs,
   settings, and in some the state of a lock. With access points (0x24, 0x25) the place has 27 bytes: bit 5 of the state says so.
2. Inputs: bit 15 charged by USB, bit 3 by the sun, bits 4 to 10 how strong the network is.
3. A lock (0x17): moment, state, place, the lock's state, a card. A lock beside the device (0x27) has its own alarm and battery.
4. Of fences (0x20) and samples of a sensor (0x26) only the moment is read. The rest is passed over, as that of locks is, to see
   whether all of it came: what is cut is not answered, and comes again.
"""

from typing import Final

from bilezik.protocols.draft import Draft
from bilezik.protocols.t800x.alarms import ASSET, TAMPERED_LOCK, of_code
from bilezik.protocols.t800x.place import PLACE, decimals, put_battery, put_place, put_state, read_moment, read_wifi
from bilezik.wire.fields import Reader

_HEARD: Final = 0x20
_USB, _SUN = 0x8000, 0x0008
_SETTINGS: Final = 15
_WIDE: Final = 27
_MOST: Final = 60
_FENCE: Final = 3
"""A fence's number, and how long it is."""


def read_location(body: bytes, draft: Draft) -> None:
    """Read a location as far as it goes. The alarm's code is `draft.status` >> 16."""
    fields = Reader(body, 0, len(body), len(body))
    put_state(fields.number(1), draft)
    alarm = fields.number(1)
    draft.say(*of_code(alarm, ASSET))
    draft.status = alarm << 16
    draft.at = read_moment(fields)
    put_place(fields.take(PLACE), draft)
    _read_health(fields, draft, alarm)


def read_heard(body: bytes, draft: Draft) -> None:
    """Read a location with access points as far as it goes."""
    fields = Reader(body, 0, len(body), len(body))
    state = fields.number(1)
    put_state(state, draft)
    draft.satellites = None
    alarm = fields.number(1)
    draft.say(*of_code(alarm, ASSET))
    draft.status = alarm << 16
    draft.at = read_moment(fields)
    place = Reader(fields.take(_WIDE), 0, _WIDE, _WIDE)
    if state & _HEARD:
        draft.valid = False
        read_wifi(place, draft)
    else:
        put_place(place.take(PLACE), draft)
        satellites = place.number(1)
        if draft.lat is not None and satellites <= _MOST:
            draft.satellites = satellites
    _read_health(fields, draft, alarm)


def _read_health(fields: Reader, draft: Draft, alarm: int) -> None:
    fields.skip(5)  # acceleration
    put_battery(fields.number(1), draft)
    fields.skip(2)  # temperature, light
    tenths = decimals(fields.take(1))
    draft.battery_v = None if tenths is None else tenths / 10
    fields.skip(5)  # solar panel, mileage
    inputs = fields.number(2)
    draft.status = alarm << 16 | inputs
    draft.signal = inputs >> 4 & 0x7F
    draft.charging = bool(inputs & (_USB | _SUN))
    fields.skip(_SETTINGS)
    if fields.left > 0 and fields.number(1) == TAMPERED_LOCK:
        draft.say("tamper")


def read_lock(body: bytes, draft: Draft) -> None:
    """Read what a lock says, as far as it goes."""
    fields = _read_place(body, draft)
    state = fields.number(1)
    draft.status = state
    draft.say("tamper" if state == TAMPERED_LOCK else f"t800x:lock_{state:02x}")
    fields.skip(fields.number(1))  # a card


def read_other_lock(body: bytes, draft: Draft) -> None:
    """Read what a lock beside the device says, as far as it goes."""
    fields = _read_place(body, draft)
    fields.skip(5)  # how near, its versions
    alarm = fields.number(1)
    draft.status = alarm
    if alarm:
        draft.say(f"t800x:other_lock_{alarm:02x}")
    fields.skip(18)  # its kind, state, voltages, temperature, two numbers


def read_fences(body: bytes, draft: Draft) -> None:
    """Read when fences were told."""
    fields = Reader(body, 0, len(body), len(body))
    draft.at = read_moment(fields)
    fields.skip(1)  # are they in force
    while fields.left >= _FENCE:
        fields.skip(1)
        fields.skip(fields.number(2))


def read_samples(body: bytes, draft: Draft) -> None:
    """Read when a sensor's samples begin."""
    fields = Reader(body, 0, len(body), len(body))
    draft.at = read_moment(fields)
    fields.skip(3)  # which sensor, how often


def _read_place(body: bytes, draft: Draft) -> Reader:
    fields = Reader(body, 0, len(body), len(body))
    draft.at = read_moment(fields)
    put_state(fields.number(1), draft)
    put_place(fields.take(PLACE), draft)
    return fields
