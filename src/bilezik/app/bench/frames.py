"""The frames a bench sends: real gt06 frames made by NumPy, so that the load generator does not become the bottleneck.

1. A device's frame number k is a function of (seed, device, k) alone: what was answered is known without keeping a list.
2. Layout: GT06 GPS Tracker Communication Protocol v1.02, login (5.1) and location (5.2): only time, position, course, serial
   number and checksum differ between two frames. The checksum is CRC-ITU, as in its appendix.
3. People stay near home in a slow loop; every hundredth takes a bus and so breaks `stay_home`.
"""

from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

FRAME_BYTES: Final = 36
REPLY_BYTES: Final = 10
BREAKER_EVERY: Final = 100
"""One person in a hundred, as the design asks of a measurement."""

LEAVE_MPS: Final = 8.0
"""The speed of a town bus: every frame is in another place, whatever the interval."""
_BREAKS_FROM: Final = 12
"""A breaker sets out after this many frames at home."""
_LOOP_M: Final = 25.0
_METRE_DEG: Final = 1 / 111_195.0

_CITIES: Final = ((51.1280, 71.4304), (43.2380, 76.9453), (42.3417, 69.5901))

_TEMPLATE: Final = np.frombuffer(
    bytes.fromhex("78781f12000000000000cf0000000000000000001400019101287d001fb8000000000d0a"),
    dtype=np.uint8,
)


class Plan(msgspec.Struct, frozen=True):
    """How the devices of one run behave: how many, since when (epoch seconds), how many seconds lie between two frames.

    One person in `breaker_every` breaks a rule.
    """

    devices: int
    seed: int
    begins_s: int
    step_s: float
    breaker_every: int = BREAKER_EVERY

    def times(self, device: int, first: int, last: int) -> NDArray[np.int64]:
        """Return the epoch seconds that frames `first` to before `last` of `device` carry."""
        times: NDArray[np.int64] = _times(self, np.array([device]), first, last)[0]
        return times


def homes(plan: Plan) -> NDArray[np.float64]:
    """Return every person's home as (lat, lon) rows: three cities, spread over a few kilometres."""
    rng = np.random.default_rng(plan.seed)
    city = np.array(_CITIES)[np.arange(plan.devices) % len(_CITIES)]
    return city + rng.uniform(-0.05, 0.05, (plan.devices, 2))


def identity(device: int) -> str:
    """Return the 15-digit id of `device` (from 0)."""
    return f"86000000{device:07d}"


def login(device: int) -> bytes:
    """Return the login frame of `device`: its id as eight bytes of decimal digits, serial number 0."""
    body = b"\x0d\x01" + bytes.fromhex("0" + identity(device)) + b"\x00\x00"
    return b"\x78\x78" + body + int(_crc(np.frombuffer(body, dtype=np.uint8)[None, :])[0]).to_bytes(2, "big") + b"\x0d\x0a"


def positions(plan: Plan, first: int, last: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return (lat, lon), each devices x frames, of frames `first` to before `last`."""
    home = homes(plan)
    device = np.arange(plan.devices)
    k = np.arange(first, last)
    angle = device[:, None] * 2.399 + k[None, :] * 0.05
    north, east = _LOOP_M * np.sin(angle), _LOOP_M * np.cos(angle)
    away = np.where(
        (device % plan.breaker_every == plan.breaker_every - 1)[:, None],
        np.maximum(0, k - _BREAKS_FROM)[None, :] * LEAVE_MPS * plan.step_s,
        0,
    )
    lat = home[:, :1] + (north + away) * _METRE_DEG
    return lat, home[:, 1:] + east * _METRE_DEG / np.cos(np.radians(home[:, :1]))


def frames(plan: Plan, first: int, last: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return the frames `first` to before `last` of every device, and the reply each must get: devices x frames x bytes."""
    device = np.arange(plan.devices)
    lat, lon = positions(plan, first, last)
    serial = np.broadcast_to(np.arange(first + 1, last + 1) & 0xFFFF, lat.shape)
    out = np.empty((*lat.shape, FRAME_BYTES), dtype=np.uint8)
    out[:] = _TEMPLATE
    moment = _times(plan, device, first, last).astype("datetime64[s]")
    year = moment.astype("datetime64[Y]")
    month = moment.astype("datetime64[M]")
    day = moment.astype("datetime64[D]")
    second = (moment - day).astype(np.int64)
    out[..., 4] = year.astype(np.int64) + 1970 - 2000
    out[..., 5] = (month - year).astype(np.int64) + 1
    out[..., 6] = (day - month).astype(np.int64) + 1
    out[..., 7] = second // 3600
    out[..., 8] = second // 60 % 60
    out[..., 9] = second % 60
    _put(out, 11, np.round(lat * 1_800_000).astype(np.int64), 4)
    _put(out, 15, np.round(lon * 1_800_000).astype(np.int64), 4)
    _put(out, 30, serial, 2)
    _put(out, 32, _crc(out[..., 2:32]), 2)
    reply = np.empty((*lat.shape, REPLY_BYTES), dtype=np.uint8)
    reply[:] = np.frombuffer(bytes.fromhex("78780512000000000d0a"), dtype=np.uint8)
    _put(reply, 4, serial, 2)
    _put(reply, 6, _crc(reply[..., 2:6]), 2)
    return out, reply


def _times(plan: Plan, device: NDArray[np.int64], first: int, last: int) -> NDArray[np.int64]:
    # Devices are not in step with each other: each begins at its own part of the interval.
    shift = (device * 7919 % 1000) / 1000 * plan.step_s
    return (plan.begins_s + shift[:, None] + np.arange(first, last)[None, :] * plan.step_s).astype(np.int64)


def _put(out: NDArray[np.uint8], at: int, value: NDArray[np.int64] | NDArray[np.uint16], width: int) -> None:
    for offset in range(width):
        out[..., at + offset] = (value >> (8 * (width - 1 - offset))) & 0xFF


def _crc(data: NDArray[np.uint8]) -> NDArray[np.uint16]:
    """CRC-ITU (X.25) of the last axis."""
    crc = np.full(data.shape[:-1], 0xFFFF, dtype=np.uint16)
    for column in range(data.shape[-1]):
        crc = (crc >> 8) ^ _TABLE[(crc ^ data[..., column]) & 0xFF]
    return crc ^ np.uint16(0xFFFF)


def _table() -> NDArray[np.uint16]:
    values = []
    for byte in range(256):
        crc = byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0x8408 if crc & 1 else crc >> 1
        values.append(crc)
    return np.array(values, dtype=np.uint16)


_TABLE: Final = _table()
