"""A MiniFinder 2 frame: what it says and what to answer.

1. The first key of a data frame is the IMEI. Keys follow; one that comes a second time begins the next report. Beacons (0x28,
   0x2C) do not: they are a list within one report. A service frame may hold the same keys and is read alike.
2. The properties say whether an answer is wanted: success with the same number, or, where a service asks for the time, the time.
   Nobody's place is told to a device that asks where it is (0x11). Cells and access points in a service are what it hears.
3. The checksum is CRC-16/XMODEM over what follows the head; a wrong one or a wrong size is `failed`, and the frame is read all the
   same.
4. Of the device's settings (0x02) only the battery is read, and who it is, where the connection does not know yet.
"""

from binascii import crc_hqx
from collections.abc import Iterator
from typing import Final

from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.instant import Instant
from bilezik.domain.report import Integrity, Report
from bilezik.protocols.draft import Draft
from bilezik.protocols.minifinder2.framing import CONFIGURATION, DATA, HEAD, MARK, RESPONSE, SERVICES, TYPES
from bilezik.protocols.minifinder2.values import KEYS
from bilezik.wire.fields import Reader, Short

WANTS_ANSWER: Final = 0x10
IMEI, IMEI_OF_SETTINGS, BATTERY, ASKS_TIME, ASKS_PLACE = 0x01, 0x03, 0x14, 0x12, 0x11
REPEATED: Final = frozenset({0x28, 0x2C})
HEARD_AT: Final = 7
"""Where a beacon's signal stands: behind its flags and its address."""
_SUCCESS: Final = b"\x01\x00"
_SECOND: Final = 1_000_000


def decode(frame: bytes, session: Session, received_at: Instant) -> Decoded:
    """Return what the frame says. Never raises."""
    if len(frame) <= HEAD or frame[0] != MARK:
        return Decoded(session, session.device, integrity="failed", error="not a frame of MiniFinder 2")
    content, kind = frame[HEAD:], frame[HEAD]
    is_long = int.from_bytes(frame[2:4], "little") == len(content)
    is_right = int.from_bytes(frame[4:6], "little") == crc_hqx(content, 0)
    integrity: Integrity = "ok" if is_long and is_right else "failed"
    keys = list(_keys(content))
    known = _known(kind, keys, session)
    replies = (_answer(kind, keys, frame[6:8], received_at),) if frame[1] & WANTS_ANSWER else ()
    if kind not in TYPES:
        error = f"no manual at hand describes type 0x{kind:02x}"
        return Decoded(known, known.device, (), replies, integrity, error)
    reports = _reports(keys) if kind in (DATA, SERVICES) else (_settings(keys),) if kind == CONFIGURATION else (Report(),)
    return Decoded(known, known.device, reports, replies, integrity)


def _keys(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each key with its value; one that breaks off with what there is of it."""
    at = 1
    while at + 1 < len(content):
        end = at + 1 + content[at]
        if content[at]:
            yield content[at + 1], content[at + 2 : end]
        at = end


def _known(kind: int, keys: list[tuple[int, bytes]], session: Session) -> Session:
    name = IMEI if kind in (DATA, SERVICES) else IMEI_OF_SETTINGS if kind == CONFIGURATION and session.device is None else None
    for key, value in keys:
        if key == name and len(value) == 15 and value.isdigit():
            device = value.decode("ascii")
            return session if session.device == device else Session(device, session.memory)
    return session


def _reports(keys: list[tuple[int, bytes]]) -> tuple[Report, ...]:
    groups: list[list[tuple[int, bytes]]] = [[]]
    seen = set[int]()
    for key, value in keys:
        if key in seen and key not in REPEATED:
            groups.append([])
            seen = set()
        seen.add(key)
        groups[-1].append((key, value))
    return tuple(_report(group) for group in groups)


def _report(keys: list[tuple[int, bytes]]) -> Report:
    draft = Draft()
    for key, value in sorted(keys, key=_turn):
        _read(key, value, draft)
    return draft.report()


def _turn(entry: tuple[int, bytes]) -> int:
    """Return when a key has its turn: beacons first, the strongest before others, as the first place stands; the rest as it came.

    A signal is dBm as a signed byte, which some write without its sign; nought is none.
    """
    key, value = entry
    if key not in REPEATED:
        return 257
    return abs(int.from_bytes(value[HEARD_AT : HEARD_AT + 1], "little", signed=True)) or 256


def _settings(keys: list[tuple[int, bytes]]) -> Report:
    draft = Draft()
    for key, value in keys:
        if key == BATTERY:
            _read(key, value, draft)
    return draft.report()


def _read(key: int, value: bytes, draft: Draft) -> None:
    read = KEYS.get(key)
    if read is not None:
        try:
            read(Reader(value, 0, len(value), len(value)), draft)
        except Short:
            return  # what it said before stands


def _answer(kind: int, keys: list[tuple[int, bytes]], serial: bytes, received_at: Instant) -> bytes:
    body = b""
    if kind == SERVICES:
        for key, _ in keys:
            if key == ASKS_TIME:
                body += bytes((5, key)) + (received_at // _SECOND & 0xFFFFFFFF).to_bytes(4, "little")
            elif key == ASKS_PLACE:
                body += bytes((10, key)) + bytes(9)
    content = bytes((kind,)) + body if body else bytes((RESPONSE,)) + _SUCCESS
    head = bytes((MARK, 0)) + len(content).to_bytes(2, "little") + crc_hqx(content, 0).to_bytes(2, "little")
    return head + serial + content
