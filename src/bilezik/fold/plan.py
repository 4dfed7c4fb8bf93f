"""A docket compiled for folding: everything that can be worked out before the first fix.

1. A plan follows from its docket alone; it is never stored, it is compiled again.
2. Polygons are compiled once for all people with the same shape (`ZoneCache`); circles are too cheap to share.
3. Duties stand in the order of the orders and their conditions. `stays` are those that have a presence in every state.
"""

from dataclasses import dataclass, field
from typing import Final

import msgspec
from mypy_extensions import mypyc_attr

from bilezik.domain.instant import DAWN, Instant, days
from bilezik.domain.order import Condition, Docket, Order, Schedule
from bilezik.domain.zone import Polygon, Zone
from bilezik.geo.area import Area, compile_zone
from bilezik.geo.near import ZoneIndex
from bilezik.rules.contract import Rest
from bilezik.schedule import Holding, intervals
from bilezik.tracking.memory import Rates
from bilezik.tracking.parameters import PARAMETERS, Parameters
from bilezik.tracking.presence import rates

_ENCODER: Final = msgspec.msgpack.Encoder()
_WEEK: Final = days(7)
_STAY: Final = rates(PARAMETERS.stay_leaves, PARAMETERS.stay_returns)
_PLACE: Final = rates(PARAMETERS.place_leaves, PARAMETERS.place_enters)


@mypyc_attr(allow_interpreted_subclasses=True)
class ZoneCache:
    """Compiled polygons and indices, shared between the plans of all people."""

    def __init__(self) -> None:
        """Begin empty."""
        self._areas: dict[bytes, Area] = {}
        self._indices: dict[bytes, ZoneIndex] = {}

    def area(self, zone: Zone) -> Area:
        """Return the compiled zone."""
        if not isinstance(zone.shape, Polygon):
            return compile_zone(zone)
        key = _ENCODER.encode((zone.shape, zone.tolerance_m))
        found = self._areas.get(key)
        if found is None:
            found = self._areas[key] = compile_zone(zone)
        return found

    def index(self, zones: tuple[Zone, ...], areas: tuple[Area, ...]) -> ZoneIndex:
        """Return the index over `areas`, which are the compiled `zones`."""
        key = _ENCODER.encode([(zone.shape, zone.tolerance_m) for zone in zones])
        found = self._indices.get(key)
        if found is None:
            found = self._indices[key] = ZoneIndex(areas)
        return found


@dataclass(frozen=True, eq=False)
class Duty:
    """One condition, compiled."""

    condition: Condition
    order: Order
    holding: Holding
    areas: tuple[Area, ...] = ()
    index: ZoneIndex | None = None
    openings: dict[int, Holding] = field(default_factory=dict)
    """When places are open, by their number among the zones; compiled when first asked for."""

    def opening(self, place: int) -> Holding | None:
        """Return when the condition holds and the place is open; None: whenever the condition holds."""
        schedule = self.condition.zones[place].opening
        if schedule is None:
            return None
        found = self.openings.get(place)
        if found is None:
            found = self.openings[place] = Holding(self._open(schedule), self.order)
        return found

    def opened_at(self, place: int, at: Instant) -> Instant:
        """Return when a place that is open at `at` opened last, a week ago at the most."""
        schedule = self.condition.zones[place].opening
        if schedule is None:
            return DAWN
        open_for = intervals(self._open(schedule), self.order, Instant(at - _WEEK), Instant(at + 1))
        return open_for[-1][0] if open_for else at

    def _open(self, schedule: Schedule) -> Condition:
        return Condition(id=self.condition.id, kind="keep_out", schedule=schedule)

    def rest(self, at: Instant) -> tuple[Rest, Instant]:
        """Return why the condition rests at `at` (empty: it holds), and when this next changes."""
        holds, until_at = self.holding.at(at)
        if holds:
            return "", until_at
        if not self.order.in_force(at):
            return "suspended" if self.order.suspended(at) else "order", until_at
        for permission in self.condition.permissions:
            if permission.from_at - permission.travel_buffer <= at < permission.to_at + permission.travel_buffer:
                return "permission", until_at
        return "schedule", until_at


@dataclass(frozen=True, eq=False)
class Plan:
    """One person's docket, compiled. `wears`: some duty judges the strap, so that `standing` need not."""

    person: int
    docket: Docket
    duties: tuple[Duty, ...]
    stays: tuple[int, ...]
    contacts: tuple[int, ...]
    keep_outs: tuple[int, ...]
    wears: tuple[int, ...]
    charges: tuple[int, ...]
    shared: ZoneCache
    parameters: Parameters = PARAMETERS
    stay_rates: Rates = _STAY
    place_rates: Rates = _PLACE

    def in_force(self, at: Instant) -> bool:
        """Return whether any order is in force at `at`."""
        return any(order.in_force(at) for order in self.docket.orders)

    def is_worn(self, at: Instant) -> bool:
        """Return whether a `wear_device` duty holds at `at`."""
        return any(not self.duties[n].rest(at)[0] for n in self.wears)


def compile_docket(docket: Docket, shared: ZoneCache | None = None) -> Plan:
    """Compile a docket. Condition kinds this version does not judge are carried and never raise."""
    cache = shared or ZoneCache()
    duties = tuple(_duty(condition, order, cache) for order in docket.orders for condition in order.conditions)

    def of(*kinds: str) -> tuple[int, ...]:
        return tuple(n for n, duty in enumerate(duties) if duty.condition.kind in kinds)

    return Plan(
        person=docket.person,
        docket=docket,
        duties=duties,
        stays=of("stay_home", "stay_in_area"),
        contacts=of("keep_contact"),
        keep_outs=of("keep_out"),
        wears=of("wear_device"),
        charges=of("keep_charged"),
        shared=cache,
    )


def _duty(condition: Condition, order: Order, cache: ZoneCache) -> Duty:
    areas = tuple(cache.area(zone) for zone in condition.zones)
    index = cache.index(condition.zones, areas) if condition.kind == "keep_out" else None
    return Duty(condition=condition, order=order, holding=Holding(condition, order), areas=areas, index=index)
