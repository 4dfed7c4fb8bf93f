"""Concox GT06 from the device's side (GT06 communication protocol 1.8.1, §5).

Login is 0x01, location 0x22, alarm 0x16, heartbeat 0x13.


1. `78 78 length type … serial crc 0D 0A`; the CRC is X.25 over length to serial. The server answers with the type and serial.
2. A location says nothing of the battery: a heartbeat follows it when the charge has moved by a level of the seven.
"""

import math
import struct
from typing import Final

from bilezik.domain.instant import to_datetime
from bilezik.simulate.speak.saying import Frame, Heard, Saying

ALARMS: Final = {"sos": 0x01, "power_cut": 0x02, "low_battery": 0x0E, "power_off": 0x11, "tamper": 0x13, "strap_open": 0x18}
"""Alarm bytes of 0x16 (§5.6 and the WeTrack2 supplement)."""
KAZAKHTELECOM: Final = bytes.fromhex("0191011a2b003c4d")
"""MCC 401, MNC 1 and an invented tower."""


def _crc_table() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        value = byte
        for _ in range(8):
            value = (value >> 1) ^ 0x8408 if value & 1 else value >> 1
        table.append(value)
    return tuple(table)


_TABLE: Final = _crc_table()


def crc(data: bytes) -> int:
    """Return the X.25 checksum (polynomial 0x1021 reflected, all ones in, inverted out)."""
    value = 0xFFFF
    for byte in data:
        value = (value >> 8) ^ _TABLE[(value ^ byte) & 0xFF]
    return value ^ 0xFFFF


def frame(kind: int, content: bytes, serial: int) -> bytes:
    """Return a whole short frame."""
    body = bytes((len(content) + 5, kind)) + content + struct.pack(">H", serial)
    return b"\x78\x78" + body + struct.pack(">H", crc(body)) + b"\r\n"


def position(saying: Saying) -> bytes:
    """Return date, satellites, latitude, longitude, speed, course and flags: 18 bytes; zeros without a position."""
    moment = to_datetime(saying.at)
    lat, lon = saying.lat or 0.0, saying.lon or 0.0
    fixed = saying.lat is not None and saying.source == "gnss"
    flags = (0x1000 if fixed else 0) | (0x0400 if lat >= 0 else 0) | (0x0800 if lon < 0 else 0) | int(saying.course_deg) % 360
    return bytes(
        (moment.year % 100, moment.month, moment.day, moment.hour, moment.minute, moment.second, 0xC0 | min(15, saying.satellites))
    ) + struct.pack(
        ">IIBH", round(abs(lat) * 1_800_000), round(abs(lon) * 1_800_000), min(255, round(saying.speed_mps * 3.6)), flags
    )


class Gt06Talk:
    """One GT06 connection."""

    def __init__(self, identity: str) -> None:
        """Begin with serial 1; `identity` is an IMEI of 15 digits."""
        self._identity = identity
        self._serial = 0
        self._told_level: int | None = None
        self._rest = b""

    def hello(self) -> Frame:
        """Return the login."""
        return self._frame(0x01, bytes.fromhex(self._identity.zfill(16)))

    def say(self, saying: Saying) -> tuple[Frame, ...]:
        """Return an alarm for each event, a location otherwise, and a heartbeat when the battery level moved."""
        level = math.ceil(saying.battery_pct / 100 * 6)
        terminal = 0x01 | (0x04 if saying.charging else 0) | (0x40 if saying.lat is not None else 0)
        frames = []
        for event in saying.events:
            if event in ALARMS:
                status = bytes((terminal, level, 4, ALARMS[event], 2))
                frames.append(self._frame(0x16, position(saying) + b"\x09" + KAZAKHTELECOM + status))
        if not frames and saying.lat is not None:
            tail = bytes((1 if saying.speed_mps > 0 else 0, 0, 1 if saying.replayed else 0))
            frames.append(self._frame(0x22, position(saying) + KAZAKHTELECOM + tail))
        if level != self._told_level and not saying.replayed:
            self._told_level = level
            frames.append(self._frame(0x13, bytes((terminal, level, 4, 0, 2))))
        return tuple(frames)

    def hear(self, data: bytes) -> Heard:
        """Return the serials that were answered."""
        self._rest += data
        answered = []
        while len(self._rest) >= 10:
            start = self._rest.find(b"\x78\x78")
            if start < 0 or len(self._rest) < start + 10:
                break
            end = start + self._rest[start + 2] + 5
            if len(self._rest) < end:
                break
            answered.append(struct.unpack_from(">H", self._rest, end - 6)[0])
            self._rest = self._rest[end:]
        return Heard(tuple(answered))

    def _frame(self, kind: int, content: bytes) -> Frame:
        self._serial = self._serial % 0xFFFF + 1
        return Frame(frame(kind, content, self._serial), self._serial)
