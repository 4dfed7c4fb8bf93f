"""Dockets read and compiled, with what people have in common held once.

1. Fifty forbidden places in five thousand dockets are fifty places in memory: the zones of a condition are shared by the bytes in
   which PostgreSQL gives them (`jsonb` writes equal values equally).
2. Compiled polygons and indices are shared by shape (`fold.plan.ZoneCache`).
"""

from typing import Final

import msgspec

from bilezik.domain.instant import DAWN, Instant, Micros
from bilezik.domain.order import Condition, ConditionKind, Docket, Order, Permission, Schedule, Suspension
from bilezik.domain.zone import Zone
from bilezik.fold.plan import Plan, ZoneCache, compile_docket
from bilezik.geo.area import Area
from bilezik.geo.near import ZoneIndex


class _Condition(msgspec.Struct, frozen=True, kw_only=True):
    """A `domain.order.Condition` whose zones are not read yet."""

    id: int
    kind: ConditionKind
    zones: msgspec.Raw = msgspec.Raw(b"[]")
    schedule: Schedule | None = None
    permissions: tuple[Permission, ...] = ()
    dwell: Micros = Micros(0)
    silence_after: Micros = Micros(0)
    low_pct: float = 0.0


class _Order(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    legal_basis: str
    issuer: str
    number: str
    starts_at: Instant
    ends_at: Instant
    ended_at: Instant | None = None
    conditions: tuple[_Condition, ...] = ()
    suspensions: tuple[Suspension, ...] = ()


class _Docket(msgspec.Struct, frozen=True, kw_only=True):
    person: int
    recorded_at: Instant = DAWN
    orders: tuple[_Order, ...] = ()


_read: Final = msgspec.json.Decoder(_Docket).decode
_read_zones: Final = msgspec.json.Decoder(tuple[Zone, ...]).decode


class _Identity(ZoneCache):
    """A cache that knows the zones of a library by identity: a lookup instead of writing fifty zones to compare them."""

    def __init__(self) -> None:
        super().__init__()
        self._area_of: dict[int, Area] = {}
        self._index_of: dict[int, ZoneIndex] = {}

    def share(self, zones: tuple[Zone, ...]) -> None:
        """Compile what several people have; the library keeps `zones` alive, so their identities stay theirs."""
        areas = tuple(super(_Identity, self).area(zone) for zone in zones)
        self._area_of |= {id(zone): area for zone, area in zip(zones, areas, strict=True)}
        self._index_of[id(zones)] = super().index(zones, areas)

    def area(self, zone: Zone) -> Area:
        return self._area_of.get(id(zone)) or super().area(zone)

    def index(self, zones: tuple[Zone, ...], areas: tuple[Area, ...]) -> ZoneIndex:
        return self._index_of.get(id(zones)) or super().index(zones, areas)


class Library:
    """Reads and compiles dockets for as long as the monitor lives."""

    def __init__(self) -> None:
        """Begin with nothing shared."""
        self._zones: dict[bytes, tuple[Zone, ...]] = {}
        self._cache = _Identity()

    def docket(self, content: bytes | str) -> Docket:
        """Return the docket that `content` (JSON) is; raises `msgspec.DecodeError` where it is none."""
        raw = _read(content)
        return Docket(person=raw.person, recorded_at=raw.recorded_at, orders=tuple(self._order(order) for order in raw.orders))

    def plan(self, docket: Docket) -> Plan:
        """Return `docket` compiled."""
        return compile_docket(docket, self._cache)

    def _order(self, raw: _Order) -> Order:
        return Order(
            id=raw.id, legal_basis=raw.legal_basis, issuer=raw.issuer, number=raw.number, starts_at=raw.starts_at,
            ends_at=raw.ends_at, ended_at=raw.ended_at, conditions=tuple(self._condition(each) for each in raw.conditions),
            suspensions=raw.suspensions,
        )  # fmt: skip

    def _condition(self, raw: _Condition) -> Condition:
        return Condition(
            id=raw.id, kind=raw.kind, zones=self._shared(bytes(raw.zones)), schedule=raw.schedule, permissions=raw.permissions,
            dwell=raw.dwell, silence_after=raw.silence_after, low_pct=raw.low_pct,
        )  # fmt: skip

    def _shared(self, raw: bytes) -> tuple[Zone, ...]:
        found = self._zones.get(raw)
        if found is None:
            found = _read_zones(raw)
            if len(found) > 1:  # one zone is a home: nobody shares it, and its bytes would be kept for nothing
                self._zones[raw] = found
                self._cache.share(found)
        return found
