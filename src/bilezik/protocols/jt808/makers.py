"""Items that makers add to a location: batteries, chargers, motion, alarms, each in the shape of its maker."""

from typing import Final

from bilezik.protocols.draft import Draft
from bilezik.protocols.jt808 import radio
from bilezik.protocols.jt808.alarms import BUTTONS, DRIVING, EXTRA, MARKED, of_bits, of_code
from bilezik.protocols.jt808.values import Read, put_pct, row, word

CHARGING: Final = 0xFF
"""The level of a device on its charger, whose battery it cannot measure."""
_MARK: Final = 0x7C
_LOCK: Final = b"*M00"


def battery(value: bytes, draft: Draft, _model: str) -> None:
    """Read 0x06 of one byte. The standard's of two is the temperature of the load."""
    if len(value) == 1:
        put_pct(draft, value[0])


def battery_tenths(value: bytes, draft: Draft, _model: str) -> None:
    """Read 0x56: tenths of full. A second byte is per cent with some makers and something else with others: it is not read."""
    put_pct(draft, 10 * word(value, 0, 1))


def battery_second(value: bytes, draft: Draft, _model: str) -> None:
    """Read 0x56 behind 0x80: a step, per cent."""
    put_pct(draft, word(value, 1, 1))


def battery_hundredths(value: bytes, draft: Draft, _model: str) -> None:
    """Read 0x68: hundredths of a per cent."""
    put_pct(draft, word(value, 0, 2) / 100)


def battery_volts(value: bytes, draft: Draft, _model: str) -> None:
    """Read 0xD5 of two bytes; a longer one is about locks."""
    if len(value) == 2:
        draft.battery_v = word(value, 0, 2) / 100


def battery_whole(value: bytes, draft: Draft, _model: str) -> None:
    """Read 0xE3: a reserved byte, per cent (0: not measured), hundredths of a volt. Another maker writes a name of ten letters."""
    if len(value) <= 8:
        if word(value, 1, 1):
            put_pct(draft, value[1])
        draft.battery_v = word(value, 2, 2) / 100


def level(value: bytes, draft: Draft, _model: str) -> None:
    """Read 0xD4, 0xE9 of one byte: per cent, or all ones on the charger. Longer ones are the number of a card."""
    if len(value) == 1:
        if value[0] == CHARGING:
            draft.charging = True
        else:
            put_pct(draft, value[0])


def level_or_more(value: bytes, draft: Draft, model: str) -> None:
    """Read 0xE1: a level (one byte), a supply (two), or cells (twelve and more)."""
    if len(value) == 2:
        draft.external_v = word(value, 0, 2) / 10
    elif len(value) >= 12 and len(value) % 8 == 4:
        radio.read_neighbours(value, draft)
    else:
        level(value, draft, model)


def charger(value: bytes, draft: Draft, _model: str) -> None:
    """Read 0xE4: nought on the charger, per cent. Another value takes nothing back that bit 26 of the state said."""
    on, pct = word(value, 0, 1), word(value, 1, 1)
    if len(value) <= 3:
        draft.charging = on == 0 or bool(draft.charging)
        put_pct(draft, pct)


def health(value: bytes, draft: Draft, _model: str) -> None:
    """Read 0xEE of six bytes: signal, supply, battery, satellites."""
    if len(value) == 6:
        draft.signal, draft.external_v, draft.battery_v = value[0], word(value, 1, 2) / 1000, word(value, 3, 2) / 1000
        draft.satellites = value[5]


def supply_exact(value: bytes, draft: Draft, _model: str) -> None:
    """Read 0xF1 of four bytes, millivolts; of twenty it is the number of a SIM card."""
    if len(value) == 4:
        draft.external_v = word(value, 0, 4) / 1000


def motion(value: bytes, draft: Draft, _model: str) -> None:
    """Read 0xE5 of one byte."""
    if len(value) == 1:
        draft.moving = value[0] == 1


def padlock_state(value: bytes, draft: Draft, _model: str) -> None:
    """Read 0xDA: how often a string was cut, the state. No source says which state of string and cover is the closed one."""
    draft.moving = bool(word(value, 2, 1) & 0x04)


def padlock_text(value: bytes, draft: Draft, _model: str) -> None:
    """Read 0x33 of a lock: its text has the battery in hundredths of a volt."""
    digits = value[10:13]
    if value.startswith(_LOCK) and len(value) >= 15 and digits.isdigit():
        draft.battery_v = int(digits) / 100


def area(value: bytes, draft: Draft, _model: str) -> None:
    """Read 0x12: what kind of area or route, which, into it (0) or out of it."""
    if len(value) == 6:
        draft.say("jt808:fence_exit" if value[5] else "jt808:fence_enter")


def extra(value: bytes, draft: Draft, _model: str) -> None:
    """Read 0x57: a word of alarms; switches and states follow."""
    draft.say(*of_bits(word(value, 0, 2), 16, EXTRA, "extra"))


def lock_event(value: bytes, draft: Draft, _model: str) -> None:
    """Read 0x60: what happened to a lock."""
    draft.say(f"jt808:event_{word(value, 0, 2)}")


def assistance(name: str) -> Read:
    """Return the reader of 0x64 or 0x65: number, begin or end, kind of an alarm of a driver's assistance."""

    def read(value: bytes, draft: Draft, _model: str) -> None:
        draft.say(f"jt808:{name}_{word(value, 5, 1)}")

    return read


def driving(value: bytes, draft: Draft, _model: str) -> None:
    """Read 0x70: number, begin or end, kind of an alarm of driving."""
    draft.say(of_code(word(value, 5, 1), DRIVING, "driving"))


def user_state(value: bytes, draft: Draft, _model: str) -> None:
    """Read 0xD0: bit 3 is a vibration."""
    if word(value, 0, 4) & 0x08:
        draft.say("jt808:vibration")


def buttons(value: bytes, draft: Draft, _model: str) -> None:
    """Read 0xE7 of eight bytes: a word of alarms; states follow."""
    if len(value) == 8:
        draft.say(*of_bits(word(value, 0, 2), 16, BUTTONS, "button"))


def last(value: bytes, draft: Draft, _model: str) -> None:
    """Read 0xFE: battery (one byte), supply (two), mileage (four), or a mark with what it announces."""
    if len(value) == 1:
        put_pct(draft, value[0])
    elif len(value) == 2:
        draft.external_v = word(value, 0, 2) / 10
    elif len(value) != 4 and word(value, 0, 1) == _MARK:
        for kind, part in row(value[1:]):
            if kind == 0x01:
                draft.say(*of_bits(word(part, 0, 4), 32, MARKED, "marked"))
    elif len(value) != 4:
        put_pct(draft, word(value, 1, 1))
