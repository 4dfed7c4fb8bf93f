"""Words and numbers: how the narrow columns of the hot tables are read.

1. A word's number is its place in the tuple. Words are added at the end, never moved: stored rows keep their numbers.
2. A report is typed columns for what queries ask, and `rest`: MessagePack of the other fields in the order of `REST`. Nothing of a
   report is lost or rounded, so that a refold sees what the first fold saw (law 7).
"""

from typing import Final, get_args

import msgspec

from bilezik.domain.fix import Doubt
from bilezik.domain.instant import Instant
from bilezik.domain.report import Integrity, Network, Report, Source

SOURCES: Final[tuple[Source, ...]] = ("unknown", "gnss", "wifi", "cell", "network", "beacon")
DOUBTS: Final[tuple[Doubt, ...]] = get_args(Doubt)
INTEGRITIES: Final[tuple[Integrity, ...]] = ("none", "ok", "failed")

SOURCE_CODE: Final = {word: number for number, word in enumerate(SOURCES)}
DOUBT_CODE: Final = {word: number for number, word in enumerate(DOUBTS)}
INTEGRITY_CODE: Final = {word: number for number, word in enumerate(INTEGRITIES)}

REST: Final = (
    "at", "valid", "altitude_m", "course_deg", "satellites", "hdop", "source", "battery_pct", "battery_v", "external_v", "charging",
    "strap_locked", "moving", "replayed", "signal", "network", "events", "status",
)  # fmt: skip
"""The fields of a report that `rest` holds. `at` is true where it equals the row's own time."""

TYPED: Final = ("lat", "lon", "accuracy_m", "speed_mps")
"""The fields of a report that are columns."""

_encode = msgspec.msgpack.Encoder().encode


class _Rest(msgspec.Struct, array_like=True):
    at: bool | int | None
    valid: bool | None = None
    altitude_m: float | None = None
    course_deg: float | None = None
    satellites: int | None = None
    hdop: float | None = None
    source: Source | None = None
    battery_pct: float | None = None
    battery_v: float | None = None
    external_v: float | None = None
    charging: bool | None = None
    strap_locked: bool | None = None
    moving: bool | None = None
    replayed: bool | None = None
    signal: int | None = None
    network: Network | None = None
    events: tuple[str, ...] = ()
    status: int | None = None


_decode = msgspec.msgpack.Decoder(_Rest).decode


def pack_rest(report: Report, at: Instant) -> bytes:
    """Return what of `report` is in no column of a row whose time is `at`."""
    own = report.at
    return _encode(
        (
            True if own == at else own, report.valid, report.altitude_m, report.course_deg, report.satellites, report.hdop,
            report.source, report.battery_pct, report.battery_v, report.external_v, report.charging, report.strap_locked,
            report.moving, report.replayed, report.signal, report.network, report.events, report.status,
        )
    )  # fmt: skip


def unpack_report(
    rest: bytes, at: Instant, lat: float | None, lon: float | None, accuracy_m: float | None, speed_mps: float | None
) -> Report:
    """Return the report whose columns and `rest` these are, equal to the one that was stored."""
    kept = _decode(rest)
    return Report(
        at=at if kept.at is True else None if kept.at is None else Instant(int(kept.at)),
        valid=kept.valid, lat=lat, lon=lon, altitude_m=kept.altitude_m, speed_mps=speed_mps, course_deg=kept.course_deg,
        accuracy_m=accuracy_m, satellites=kept.satellites, hdop=kept.hdop, source=kept.source, battery_pct=kept.battery_pct,
        battery_v=kept.battery_v, external_v=kept.external_v, charging=kept.charging, strap_locked=kept.strap_locked,
        moving=kept.moving, replayed=kept.replayed, signal=kept.signal, network=kept.network, events=kept.events,
        status=kept.status,
    )  # fmt: skip
