"""HEX frames that bring no position: +INF (the device itself), +ACK (an answer), +HBD (a heartbeat), and what is passed on.

1. +INF has groups, one for each query of the text: versions, inputs, receiver, battery, SIM, signal, time zone, cells. Kind 1 has
   every group that its mask has; another kind has its own alone. Where the groups do not fill the frame, none of them is read.
2. The id of +ACK is a name or an IMEI, and nothing says which: it is taken where it is an IMEI.
3. A heartbeat may leave out who it is of: it is of whose connection it came on.
4. +CRD brings what the sensors felt in a crash. +CAN, +ATI, +ACC and +LGN are kept and not read; +DAT brings what stands at the
   serial port, a picture perhaps: length and hash.
"""

import hashlib
from typing import Final

from bilezik.domain.report import Network
from bilezik.protocols.draft import Draft
from bilezik.protocols.gl200.events import MOTIONS
from bilezik.protocols.gl200.hexform import TAIL, Head, read_cell, read_identity, read_type
from bilezik.protocols.gl200.told import Told
from bilezik.wire.fields import Reader, Short

VERSIONS, INPUTS, RECEIVER, BATTERY, SIM, SIGNAL, ZONE, CELLS = range(8, 16)
"""Groups of +INF by the bit of the mask that has them."""
_GROUP_OF: Final = {2: RECEIVER, 4: SIM, 5: SIGNAL, 6: VERSIONS, 7: BATTERY, 9: ZONE, 10: CELLS}
"""Which group a kind of +INF has, as a published server names them."""
_PASSED: Final = {VERSIONS: 6, INPUTS: 7, SIM: 10, ZONE: 3}
"""Lengths of groups that say nothing a report holds; inputs as in the example of the GV200 manual."""
UNKNOWN_SIGNAL: Final = 99
SERIAL_AT: Final = 21


def read_information(frame: bytes, told: Told) -> Head | None:
    """Read +INF or +BNF; return who says it, or None: it ends before that."""
    wall = max(4, len(frame) - TAIL)
    for second_mask in (0, 2):
        fields = Reader(frame, 4, wall, wall)
        try:
            head = Head(fields.number(1), fields.number(2))
            fields.skip(second_mask)
            if fields.number(2) != len(frame):
                continue
            identity = fields.take(8)
            read_identity(identity, head, is_named=not all(byte < 100 for byte in identity[:7]))
            head.device_type = read_type(fields)
            fields.skip(4)
            draft = Draft()
            _read_groups(fields, head, draft)
        except Short:
            continue
        if fields.left == 9:  # the time it was sent, its number
            told.now = draft
        return head
    return None


def _read_groups(fields: Reader, head: Head, draft: Draft) -> None:
    for group in range(VERSIONS, CELLS + 1):
        if not (head.has(group) if head.kind == 1 else group == _GROUP_OF.get(head.kind)):
            continue
        if group == RECEIVER:
            draft.status = fields.number(1)
            draft.moving, warning = MOTIONS.get(f"{draft.status:02X}", (None, ""))
            draft.say(*filter(None, (warning,)))
            fields.skip(1)
            draft.satellites = fields.number(1)
            fields.skip(21)  # mode, last fix, masks, intervals
        elif group == BATTERY:
            fields.skip(1)  # bits of the supply, described by no manual at hand
            draft.external_v, draft.battery_v = fields.number(2) / 1000, fields.number(2) / 1000
            level = fields.number(1)
            draft.battery_pct = float(level) if level <= 100 else None
        elif group == SIGNAL:
            level = fields.number(1)
            draft.signal = level if level < UNKNOWN_SIGNAL else None
            fields.skip(1)
        elif group == CELLS:
            fields.skip(1)  # what it was asked by
            cells = []
            for _ in range(fields.number(1)):
                cells.append(read_cell(fields))
                fields.skip(2)
            heard = tuple(cell for cell in cells if cell is not None)
            draft.network = Network(heard) if heard else None
        else:
            fields.skip(_PASSED[group])


def read_answer(frame: bytes) -> tuple[str | None, str | None]:
    """Return the IMEI of +ACK, where it states one, and the number of the command it answers."""
    head = Head(0, 0)
    if len(frame) >= SERIAL_AT + 2 + TAIL:
        read_identity(frame[12:20], head, is_named=False)
        return head.imei, frame[SERIAL_AT : SERIAL_AT + 2].hex().upper()
    return None, None


def read_heartbeat(frame: bytes) -> str | None:
    """Return the IMEI of +HBD, where it states one."""
    head = Head(0, 0)
    if len(frame) == 32:
        read_identity(frame[11:19], head, is_named=False)
    return head.imei


def dropped(frame: bytes) -> str:
    """Return length and hash of what a serial port said."""
    return f"gl200 +DAT: {len(frame)} bytes, sha256 {hashlib.sha256(frame).hexdigest()}"
