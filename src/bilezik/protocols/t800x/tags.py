"""What tags beside the device say by radio (0x10, 0x12): tyres, a button, a driver's card, temperature, doors, relays, fuel.

1. A moment, the ignition; in 0x12 a state and a place; the kind of the tags; tags. Kind 0: each tag has its own before it.
2. A button's and a card's entry have a place in 0x10: that of the device as the button was pressed. The first is kept.
3. A button says SOS unless it says that its battery is low; a card only says the latter. Readings of other tags are passed over.
"""

from typing import Final

from bilezik.protocols.draft import Draft
from bilezik.protocols.t800x.place import PLACE, put_place, put_state, read_moment
from bilezik.wire.fields import Reader

TAGS, TAGS_AND_PLACE = 0x10, 0x12
BUTTON, CARD, RELAY = 2, 3, 6
_LOW: Final = 1
_WHOSE: Final = 7
"""A tag's address, and its voltage."""
_SIZES: Final = {1: 10, 4: 15, 5: 12, RELAY: 12, 7: 15}
_RELAY_ALONE: Final = 9
"""A relay in 0x10 has no level and no temperature."""


def read_tags(kind: int, body: bytes, draft: Draft) -> None:
    """Read tags as far as they go."""
    fields = Reader(body, 0, len(body), len(body))
    draft.at = read_moment(fields)
    fields.skip(1)  # ignition
    if kind == TAGS_AND_PLACE:
        put_state(fields.number(1), draft)
        put_place(fields.take(PLACE), draft)
    of_all = fields.number(2)
    while fields.left > 0:
        tag = of_all or fields.number(2)
        if tag in (BUTTON, CARD):
            _read_button(tag, kind, fields, draft)
        elif tag in _SIZES:
            fields.skip(_RELAY_ALONE if tag == RELAY and kind == TAGS else _SIZES[tag])
        else:
            return


def _read_button(tag: int, kind: int, fields: Reader, draft: Draft) -> None:
    fields.skip(_WHOSE)
    alert = fields.number(1)
    if alert == _LOW:
        draft.say("low_battery")
    elif tag == BUTTON:
        draft.say("sos")
    if kind == TAGS:
        state, place = fields.number(1), fields.take(PLACE)
        if draft.lat is None:
            put_state(state, draft)
            put_place(place, draft)
