"""Rows of the hot tables as PostgreSQL's binary COPY wants them (manual, COPY, "Binary Format").

1. A row: the number of its fields (16 bits), then for each its length (32 bits, -1 for null) and its value, all big-endian.
2. One `struct` a row, lengths as ready bytes: half a microsecond, twice as fast as packing the lengths as numbers; NumPy gains
   nothing where a row ends in a field of any length.
3. What a device can put into a text is made harmless here: PostgreSQL takes no zero byte, and one such row would end the batch.
4. A report's row holds all of its arrival (`arrival` reads it back), so what is folded is kept as its row and as nothing else:
   a hundred objects a report less to keep, and to free when they have long left the processor's cache.
"""

import functools
import struct
from collections.abc import Callable
from typing import Final, cast

from msgspec.structs import astuple

from bilezik.domain.envelope import Envelope
from bilezik.domain.fix import Doubt, Event
from bilezik.domain.instant import Instant
from bilezik.domain.report import Integrity, Report
from bilezik.fold import Arrival, Standing
from bilezik.store.codes import DOUBT_CODE, INTEGRITIES, INTEGRITY_CODE, SOURCE_CODE, pack_rest, unpack_report
from bilezik.store.connection import SINCE_2000

HEADER: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER: Final = b"\xff\xff"

FIX_COLUMNS: Final = (
    "person, fixed_at, digest, seq, device, received_at, clock_at, lat, lon, accuracy_m, speed_mps, source, doubt, integrity,"
    " sealed, rest"
)
ENVELOPE_COLUMNS: Final = (
    "seq, received_at, clock_at, session, decoder, integrity, sealed, device, person, protocol, peer, claimed, error, wire"
)
EVENT_COLUMNS: Final = "person, occurred_at, digest, seq, device, received_at, doubt, lat, lon, value, kind"
STATE_COLUMNS: Final = (
    "person, seq, changed_at, partition, wake_at, fixed_at, heard_at, lat, lon, accuracy_m, battery_pct, mark, state"
)

EARLIEST: Final = Instant(0)
LATEST: Final = Instant(4_102_444_800_000_000)
"""1970 and 2100: a time outside cannot be a report's; its arrival stands in (tracking has said so already)."""

_LARGEST: Final = 3.4e38

_8: Final = b"\0\0\0\x08"
_4: Final = b"\0\0\0\x04"
_2: Final = b"\0\0\0\x02"
_1: Final = b"\0\0\0\x01"
_NULL: Final = b"\xff\xff\xff\xff"
_NULL_8: Final = _NULL + _8
_FIX_HEAD: Final = b"\0\x10" + _8
_ENVELOPE_HEAD: Final = b"\0\x0e" + _8
_STATE_HEAD: Final = b"\0\x0d" + _8
_FIX_KEY: Final = "6sq4sq4sq4sq4sq4sq4sq"
_FIX_END: Final = "4sh4sh4sh4s?I"

# All fields at once: one by one each costs compiled code 45 ns. An `object` is passed on as it is: no number is made anew.
_values_of: Final = cast("Callable[[Arrival], tuple[object, Instant, Instant, object, object, Report, Integrity, object]]", astuple)
_said: Final = cast(
    "Callable[[Envelope], tuple[str, Instant, bytes, object, object, str | None, object, str, object, object, Integrity,"
    " str | None, object]]",
    astuple,
)

_fix_whole: Final = struct.Struct(f">{_FIX_KEY}4sd4sd4sd4sd{_FIX_END}").pack
# The null of accuracy and the length of speed in one.
_fix_no_accuracy: Final = struct.Struct(f">{_FIX_KEY}4sd4sd8sd{_FIX_END}").pack
_fix_key: Final = struct.Struct(f">{_FIX_KEY}").pack
_fix_end: Final = struct.Struct(f">{_FIX_END}").pack
_envelope: Final = struct.Struct(">6sq4sq4sq4sq4sh4sh4s?").pack
_envelope_known: Final = struct.Struct(">6sq4sq4sq4sq4sh4sh4s?4sq4sq").pack
_event: Final = struct.Struct(">6sq4sq4sq4sq4sq4sq4sh").pack
_state: Final = struct.Struct(">6sq4sq4sq4sh").pack
_state_place: Final = struct.Struct(">4sq4sq4sd4sd").pack
_long: Final = struct.Struct(">4sq").pack
_double: Final = struct.Struct(">4sd").pack
_real: Final = struct.Struct(">4sf").pack
_length: Final = struct.Struct(">I").pack


def fix(person: int, at: Instant, arrival: Arrival, doubted: Doubt | None) -> bytes:
    """Return the row of a report: filed under `at`, with the doubt about its position, None if it has none."""
    device, received_at, clock, seq, digest, report, integrity, sealed = _values_of(arrival)
    if not EARLIEST <= at <= LATEST:
        at = received_at
    rest = pack_rest(report, at)
    source, doubt = (0, 0) if doubted is None else (SOURCE_CODE[report.source or "unknown"], DOUBT_CODE[doubted])
    lat, lon, accuracy, speed = report.lat, report.lon, report.accuracy_m, report.speed_mps
    if lat is None or lon is None or speed is None:
        key = _fix_key(
            _FIX_HEAD, person, _8, at - SINCE_2000, _8, digest, _8, seq, _8, device,
            _8, received_at - SINCE_2000, _8, clock - SINCE_2000,
        )  # fmt: skip
        end = _fix_end(_2, source, _2, doubt, _2, INTEGRITY_CODE[integrity], _1, sealed, len(rest))
        return key + _float(lat) + _float(lon) + _float(accuracy) + _float(speed) + end + rest
    if accuracy is None:
        return _fix_no_accuracy(
            _FIX_HEAD, person, _8, at - SINCE_2000, _8, digest, _8, seq, _8, device,
            _8, received_at - SINCE_2000, _8, clock - SINCE_2000,
            _8, lat, _8, lon, _NULL_8, speed, _2, source, _2, doubt, _2, INTEGRITY_CODE[integrity], _1, sealed,
            len(rest),
        ) + rest  # fmt: skip
    return _fix_whole(
        _FIX_HEAD, person, _8, at - SINCE_2000, _8, digest, _8, seq, _8, device,
        _8, received_at - SINCE_2000, _8, clock - SINCE_2000,
        _8, lat, _8, lon, _8, accuracy, _8, speed, _2, source, _2, doubt, _2, INTEGRITY_CODE[integrity], _1, sealed,
        len(rest),
    ) + rest  # fmt: skip


def arrival(row: bytes) -> tuple[Instant, Arrival]:
    """Return what `fix` made a row of: when it is filed under, and the arrival."""
    _, filed, digest, seq, device, received, clock, lat, lon, accuracy, speed, _, _, integrity, sealed, rest = _fields(row)
    at = Instant(_number(filed) + SINCE_2000)
    return at, Arrival(
        _number(device), Instant(_number(received) + SINCE_2000), Instant(_number(clock) + SINCE_2000), _number(seq),
        _number(digest), unpack_report(rest or b"", at, _real_of(lat), _real_of(lon), _real_of(accuracy), _real_of(speed)),
        INTEGRITIES[_number(integrity)], sealed == b"\x01",
    )  # fmt: skip


def evidence(row: bytes) -> tuple[int, Instant, bytes, bool]:
    """Return of what `envelope` made a row of: sequence, clock, the bytes as they came, and whether they are sealed."""
    found = _fields(row)
    return _number(found[0]), Instant(_number(found[2]) + SINCE_2000), found[13] or b"", found[6] == b"\x01"


def envelope(seq: int, clock: Instant, given: Envelope) -> bytes:
    """Return the row of an envelope; `seq` is that of its first report."""
    protocol, received_at, wire, decoder, device, told, person, peer, session, sealed, integrity, wrong, _ = _said(given)
    if device is None or person is None:
        head = _envelope(
            _ENVELOPE_HEAD, seq, _8, received_at - SINCE_2000, _8, clock - SINCE_2000, _8, session,
            _2, decoder, _2, INTEGRITY_CODE[integrity], _1, sealed,
        ) + _integer(device) + _integer(person)  # fmt: skip
    else:
        head = _envelope_known(
            _ENVELOPE_HEAD, seq, _8, received_at - SINCE_2000, _8, clock - SINCE_2000, _8, session,
            _2, decoder, _2, INTEGRITY_CODE[integrity], _1, sealed, _8, device, _8, person,
        )  # fmt: skip
    claimed = _NULL if told is None else _word(told)
    error = _NULL if wrong is None else _text(wrong)
    return head + _word(protocol) + _word(peer) + claimed + error + _length(len(wire)) + wire


def event(person: int, given: Event) -> bytes:
    """Return the row of an event."""
    at = given.occurred_at if EARLIEST <= given.occurred_at <= LATEST else given.received_at
    return (
        _event(
            b"\0\x0b" + _8, person, _8, at - SINCE_2000, _8, given.digest, _8, given.seq, _8, given.device,
            _8, given.received_at - SINCE_2000, _2, DOUBT_CODE[given.doubt],
        )
        + _float(given.lat) + _float(given.lon) + _float(given.value) + _word(given.kind)
    )  # fmt: skip


def state(
    person: int, partition: int, seq: int, packed: bytes, standing: Standing, *, wake_at: Instant, changed_at: Instant
) -> bytes:
    """Return the row of a person's state. A `wake_at` after `LATEST` is never."""
    lat, lon, fixed_at, heard_at = standing.lat, standing.lon, standing.fixed_at, standing.heard_at
    accuracy, battery = standing.accuracy_m, standing.battery_pct
    if lat is None or lon is None or fixed_at is None or heard_at is None:
        middle = _instant(fixed_at) + _instant(heard_at) + _float(lat) + _float(lon)
    else:
        middle = _state_place(_8, fixed_at - SINCE_2000, _8, heard_at - SINCE_2000, _8, lat, _8, lon)
    return (
        _state(_STATE_HEAD, person, _8, seq, _8, changed_at - SINCE_2000, _2, partition)
        + (_long(_8, wake_at - SINCE_2000) if wake_at <= LATEST else _NULL) + middle
        + _single(accuracy) + _single(battery)
        + _word(standing.mark) + _length(len(packed)) + packed
    )  # fmt: skip


def _fields(row: bytes) -> list[bytes | None]:
    """Return the values of a row, as long as rule 1 says each is."""
    found: list[bytes | None] = []
    place = 2
    for _ in range(int.from_bytes(row[:2], "big")):
        length = int.from_bytes(row[place : place + 4], "big", signed=True)
        place += 4
        if length < 0:
            found.append(None)
        else:
            found.append(row[place : place + length])
            place += length
    return found


def _number(value: bytes | None) -> int:
    return int.from_bytes(value or b"", "big", signed=True)


def _real_of(value: bytes | None) -> float | None:
    return None if value is None else float(struct.unpack(">d", value)[0])


def _float(value: float | None) -> bytes:
    return _NULL if value is None else _double(_8, value)


def _single(value: float | None) -> bytes:
    """A number for the map alone: one that no `real` holds is not shown, and must not stop a person's state."""
    return _NULL if value is None or not -_LARGEST < value < _LARGEST else _real(_4, value)


def _integer(value: object) -> bytes:
    return _NULL if value is None else _long(_8, value)


def _instant(at: Instant | None) -> bytes:
    return _NULL if at is None else _long(_8, at - SINCE_2000)


def _text(value: str) -> bytes:
    encoded = value.encode(errors="replace")
    if b"\0" in encoded:
        encoded = encoded.replace(b"\0", b"\xef\xbf\xbd")  # U+FFFD, what stands for a character that cannot be
    return _length(len(encoded)) + encoded


@functools.lru_cache(maxsize=32_768)
def _word(value: str) -> bytes:
    """Return a text that comes again and again: a protocol, a session's peer, what a device calls itself."""
    return _text(value)
