"""One GT06 message while it is read, and the blocks that many kinds share: place, cells, status.

1. A block is read whole or not at all: half a position is none.
2. What could be read before the frame ended stays in the draft.
"""

import hashlib
import struct
from typing import Final

from bilezik.domain.decoded import Session
from bilezik.domain.instant import Instant
from bilezik.domain.report import Cell, Network, Wifi
from bilezik.protocols.draft import Draft
from bilezik.protocols.gt06.alarms import CODES, events_of, info_events
from bilezik.wire.fields import Reader, Short, bcd_digits
from bilezik.wire.moments import instant_of

KMH_MPS: Final = 1 / 3.6
DEGREE: Final = 1_800_000
"""Coordinates are minutes times 30,000 (manual, 5.2.1.6)."""
MOST_LAT: Final = 90 * DEGREE
MOST_LON: Final = 180 * DEGREE
MOST_COURSE: Final = 360
_PLACE: Final = struct.Struct(">BIIBH")
_MOMENT: Final = struct.Struct(">6B")

VALID, WEST, NORTH = 0x1000, 0x0800, 0x0400
"""Bits of the course word (manual, 5.2.1.9)."""


class Message:
    """A message and what has been made of it so far."""

    __slots__ = (
        "answers",
        "draft",
        "dropped",
        "error",
        "extended",
        "fields",
        "fits",
        "kind",
        "received_at",
        "replies",
        "serial",
        "session",
    )

    def __init__(
        self, kind: int, fields: Reader, serial: bytes, session: Session, received_at: Instant, *, extended: bool, fits: bool
    ) -> None:
        """Begin with nothing found. `fits`: the frame is as long as it says."""
        self.fits = fits
        self.kind, self.fields, self.serial, self.extended = kind, fields, serial, extended
        self.session, self.received_at = session, received_at
        self.draft: Draft | None = None
        self.replies: tuple[bytes, ...] = ()
        self.error: str | None = None
        self.answers: str | None = None
        self.dropped: str | None = None

    def begin(self) -> Draft:
        """Return the draft of the message's one report."""
        if self.draft is None:
            self.draft = Draft()
        return self.draft

    def drop(self, content: bytes) -> None:
        """Keep of sound or pictures no more than length and hash."""
        self.dropped = f"gt06 0x{self.kind:02x}: {len(content)} bytes, sha256 {hashlib.sha256(content).hexdigest()}"

    @property
    def model(self) -> str:
        """The model, where the register or a recording names one."""
        return next((str(value) for name, value in self.session.memory if name == "model"), "").upper()


def read_moment(fields: Reader) -> Instant | None:
    """Read year, month, day, hour, minute, second; None where they are no moment."""
    year, *rest = fields.unpack(_MOMENT)
    return instant_of(2000 + year, *rest)


def read_place(fields: Reader, draft: Draft) -> None:
    """Read satellites, latitude, longitude, speed and the course word (12 bytes)."""
    satellites, lat, lon, speed, word = fields.unpack(_PLACE)
    put_place(draft, lat, lon, word)
    draft.satellites = satellites & 0x0F
    if draft.lat is not None:
        draft.speed_mps = speed * KMH_MPS


def put_place(draft: Draft, lat: int, lon: int, word: int) -> None:
    """Set the position. 0, 0 that the device itself calls no fix is no position, nor is a place that is not on the Earth."""
    draft.valid = bool(word & VALID)
    if not draft.valid and lat == 0 and lon == 0:
        return
    if lat > MOST_LAT or lon > MOST_LON:
        draft.valid = False
        return
    draft.lat = (lat if word & NORTH else -lat) / DEGREE
    draft.lon = (-lon if word & WEST else lon) / DEGREE
    course = word & 0x03FF
    draft.course_deg = float(course) if course <= MOST_COURSE else None
    draft.source = "gnss" if draft.valid else None


def date_at(data: bytes, at: int) -> bool:
    """Return whether six bytes are a date and a time of day a device may state."""
    if at + 6 > len(data):
        return False
    return 1 <= data[at + 1] <= 12 and 1 <= data[at + 2] <= 31 and data[at + 3] < 24 and data[at + 4] < 60 and data[at + 5] < 60


def begins_with_imei(fields: Reader) -> bool:
    """Return whether an IMEI of 15 digits stands before the date, and no date where it usually is (QH302R, iButton)."""
    data, at = fields.data, fields.at
    if fields.left < 8 + 18 or data[at] > 9 or date_at(data, at):
        return False
    return date_at(data, at + 8) and bcd_digits(data[at : at + 8]) is not None


def ends_in_modules(fields: Reader, at: int) -> bool:
    """Return whether modules of two bytes of name and one of length run from `at` to where the content ends."""
    while at + 3 <= fields.end:
        at += 3 + fields.data[at + 2]
    return at == fields.end


def read_gps(message: Message) -> Draft:
    """Read date, time and place (18 bytes) all together.

    In a frame whose length lies, a place without a date is not believed to be one: the fields may stand elsewhere.
    """
    draft = message.begin()
    block = Reader(message.fields.take(18), 0, 18, 18)
    at = read_moment(block)
    if at is None and not message.fits:
        raise Short
    draft.at = at
    read_place(block, draft)
    return draft


def read_operator(fields: Reader) -> tuple[int, int]:
    """Read the country and network codes; with the highest bit of the country set, the network has two bytes."""
    mcc = fields.number(2)
    return mcc & 0x7FFF, fields.number(2 if mcc & 0x8000 else 1)


def read_cell(fields: Reader, mcc: int, mnc: int, width: tuple[int, int], *, signal: bool = False) -> Cell:
    """Read area and cell of the given widths, and the signal where it follows."""
    lac, cid = fields.number(width[0]), fields.number(width[1])
    return Cell(mcc, mnc, lac, _signed_64(cid), -fields.number(1) if signal else None)


def _signed_64(value: int) -> int:
    """Identifiers leave us as signed 64-bit numbers (law 13); a cell of eight bytes may claim more."""
    return value & 0x7FFFFFFFFFFFFFFF


NARROW: Final = (2, 3)
WIDE: Final = (4, 8)


def network_of(cells: list[Cell], wifi: list[Wifi]) -> Network | None:
    """Return the neighbours, leaving out cells the device filled with zeros; None: it heard nobody."""
    heard = tuple(cell for cell in cells if cell.lac or cell.cid)
    return Network(heard, tuple(wifi)) if heard or wifi else None


def read_lbs(fields: Reader, draft: Draft, width: tuple[int, int] = NARROW) -> None:
    """Read one cell: operator, area, cell."""
    mcc, mnc = read_operator(fields)
    draft.network = network_of([read_cell(fields, mcc, mnc, width)], [])


def put_info(draft: Draft, info: int) -> None:
    """Take the terminal information byte: charging, and the alarm in its bits 3 to 5."""
    draft.status = info
    draft.charging = bool(info & 0x04)
    draft.say(*info_events(info))


def put_level(draft: Draft, level: int) -> None:
    """Take the voltage level: 0 to 6 in the manual, per cent on later models."""
    if level <= 6:
        draft.battery_pct = float(level * 100 // 6)
    elif level <= 100:
        draft.battery_pct = float(level)


MOST_STATUS: Final = 1 << 48
"""What a further byte still fits behind: a frame made to repeat its modules says more alarms than what is stored can hold."""


def keep_code(draft: Draft, code: int) -> None:
    """Keep a byte in `status`, below what stands there."""
    status = draft.status or 0
    if status < MOST_STATUS:
        draft.status = status << 8 | code


def put_alarm(draft: Draft, code: int, codes: dict[int, tuple[str, ...]] = CODES) -> None:
    """Take an alarm byte; `status` keeps it below the terminal information."""
    keep_code(draft, code)
    draft.say(*events_of(codes, code))


def read_status(fields: Reader, draft: Draft) -> None:
    """Read terminal information, level, signal, alarm, language, as far as they are there."""
    put_info(draft, fields.number(1))
    if fields.left >= 1:
        put_level(draft, fields.number(1))
    if fields.left >= 1:
        draft.signal = fields.number(1)
    if fields.left >= 1:
        put_alarm(draft, fields.number(1))
