"""ORDERS.json: the orders `replay` judges by, read and checked field by field.

A list of `{"person": id or "*", "from", "to", "timezone", "conditions": [...]}`; a condition is
`{"id", "kind", "zone" or "zones", "schedule", "permissions", "dwell_s", "silence_after_s", "low_pct"}`.

1. Every error names its field: `ORDERS.json: [0].conditions[1].zone: the ring crosses itself ...`.
2. A kind that no rule judges is refused: judging nothing must not look like finding nothing (law 5).
3. Ids may be numbers or text; a violation is printed with the id as it stands in the file.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NoReturn

from bilezik.cli.refusal import Refusal
from bilezik.domain.instant import Instant, parse, rfc3339, seconds
from bilezik.domain.order import ZONE_KINDS, Condition, ConditionKind, Docket, Order, Permission, Schedule
from bilezik.domain.zone import Zone
from bilezik.geo import shape_from_geojson, zone_problem
from bilezik.schedule import parse_slots, problem

KINDS: Final[dict[str, ConditionKind]] = {
    "stay_home": "stay_home",
    "stay_in_area": "stay_in_area",
    "keep_out": "keep_out",
    "wear_device": "wear_device",
    "keep_charged": "keep_charged",
    "keep_contact": "keep_contact",
}
ANYBODY: Final = "*"
_ORDER_KEYS: Final = frozenset({"person", "from", "to", "timezone", "conditions"})
_CONDITION_KEYS: Final = frozenset(
    {"id", "kind", "zone", "zones", "schedule", "permissions", "dwell_s", "silence_after_s", "low_pct"}
)
_PERMISSION_KEYS: Final = frozenset({"from", "to", "travel_buffer_s", "reason"})

Json = dict[str, object]


@dataclass
class OrdersFile:
    """The orders by person, and what each condition is called in the file."""

    orders: dict[str, list[Order]] = field(default_factory=dict)
    names: dict[int, object] = field(default_factory=dict)
    zones: int = 0

    def docket(self, person: str, number: int) -> Docket:
        """Return the docket of a person: the orders that name the person and those for anybody."""
        return Docket(person=number, orders=(*self.orders.get(person, ()), *self.orders.get(ANYBODY, ())))


def read_orders(path: Path) -> OrdersFile:
    """Read and check an orders file; whatever is wrong raises `Refusal` that names the field."""
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, RecursionError) as error:
        raise Refusal(f"{path}: {error}", exit_code=2) from None
    except json.JSONDecodeError as error:
        raise Refusal(f"{path}:{error.lineno}: {error.msg}", exit_code=2) from None
    read = OrdersFile()
    try:
        if not isinstance(document, list):
            _refuse("", "must be a list of orders")
        for number, item in enumerate(document):
            _order(read, item, f"[{number}]")
    except ValueError as error:
        raise Refusal(f"{path}: {error}", exit_code=2) from None
    return read


def _order(read: OrdersFile, item: object, where: str) -> None:
    obj = _object(item, where, _ORDER_KEYS)
    person = obj.get("person")
    if isinstance(person, bool) or not isinstance(person, str | int) or person == "":
        _refuse(f"{where}.person", 'must be an id or "*"')
    starts_at, ends_at = _period(obj, where)
    timezone = obj.get("timezone", "UTC")
    if not isinstance(timezone, str):
        _refuse(f"{where}.timezone", "must be the name of a time zone as Asia/Almaty")
    fault = problem(Schedule(timezone, ()))
    if fault is not None:
        _refuse(f"{where}.timezone", fault.partition(": ")[2])
    items = obj.get("conditions")
    if not isinstance(items, list) or not items:
        _refuse(f"{where}.conditions", "must be a list with at least one condition")
    own: set[object] = set()
    conditions = tuple(_condition(read, own, item, f"{where}.conditions[{n}]", timezone) for n, item in enumerate(items))
    orders = read.orders.setdefault(str(person), [])
    orders.append(
        Order(
            id=sum(map(len, read.orders.values())) + 1,
            legal_basis="as given",
            issuer="as given",
            number=where,
            starts_at=starts_at,
            ends_at=ends_at,
            conditions=conditions,
        )
    )


def _condition(read: OrdersFile, own: set[object], item: object, where: str, timezone: str) -> Condition:
    obj = _object(item, where, _CONDITION_KEYS)
    name = obj.get("id")
    if isinstance(name, bool) or not isinstance(name, str | int) or name == "":
        _refuse(f"{where}.id", "must be a number or text")
    if name in own:
        _refuse(f"{where}.id", f"{name!r} is used twice")
    own.add(name)
    kind = KINDS.get(str(obj.get("kind")))
    if kind is None:
        _refuse(f"{where}.kind", f"{obj.get('kind')!r} is none of {', '.join(KINDS)}")
    number = len(read.names) + 1
    read.names[number] = name
    return Condition(
        id=number,
        kind=kind,
        zones=_zones(read, obj, kind, where, timezone),
        schedule=_schedule(obj.get("schedule"), timezone, f"{where}.schedule"),
        permissions=_permissions(obj.get("permissions", []), f"{where}.permissions"),
        dwell=seconds(_amount(obj, "dwell_s", where)),
        silence_after=seconds(_amount(obj, "silence_after_s", where)),
        low_pct=_amount(obj, "low_pct", where),
    )


def _zones(read: OrdersFile, obj: Json, kind: ConditionKind, where: str, timezone: str) -> tuple[Zone, ...]:
    if kind not in ZONE_KINDS:
        if "zone" in obj or "zones" in obj:
            _refuse(f"{where}.zone", f"{kind} has no zone")
        return ()
    if "zones" in obj:
        items = obj["zones"]
        if "zone" in obj or not isinstance(items, list) or not items:
            _refuse(f"{where}.zones", "must be a list with at least one zone, and stand without zone")
        named = [(item, f"{where}.zones[{n}]") for n, item in enumerate(items)]
    elif "zone" in obj:
        named = [(obj["zone"], f"{where}.zone")]
    else:
        _refuse(f"{where}.zone", f"is missing, {kind} needs one")
    zones: list[Zone] = []
    for item, field_name in named:
        read.zones += 1
        opening = None
        if isinstance(item, dict) and "opening" in item:
            opening = _schedule(item["opening"], timezone, f"{field_name}.opening")
            item = {key: value for key, value in item.items() if key != "opening"}  # noqa: PLW2901 - the shape alone
        zone = Zone(id=read.zones, name=field_name, shape=shape_from_geojson(item, field_name), opening=opening)
        fault = zone_problem(zone)
        if fault is not None:
            _refuse(field_name, fault)
        zones.append(zone)
    return tuple(zones)


def _schedule(obj: object, timezone: str, where: str) -> Schedule | None:
    if obj is None:
        return None
    schedule = Schedule(timezone, parse_slots(obj, where))
    fault = problem(schedule)
    if fault is not None:
        raise ValueError(f"{where}{fault.removeprefix('schedule').removeprefix('.slots')}")
    return schedule


def _permissions(obj: object, where: str) -> tuple[Permission, ...]:
    if not isinstance(obj, list):
        _refuse(where, "must be a list")
    permissions: list[Permission] = []
    for n, item in enumerate(obj):
        one = _object(item, f"{where}[{n}]", _PERMISSION_KEYS)
        from_at, to_at = _period(one, f"{where}[{n}]")
        buffer = seconds(_amount(one, "travel_buffer_s", f"{where}[{n}]"))
        permissions.append(
            Permission(id=n + 1, from_at=from_at, to_at=to_at, travel_buffer=buffer, reason=str(one.get("reason", "")))
        )
    return tuple(permissions)


def _period(obj: Json, where: str) -> tuple[Instant, Instant]:
    from_at, to_at = _instant(obj, "from", where), _instant(obj, "to", where)
    if to_at <= from_at:
        _refuse(f"{where}.to", f"{rfc3339(to_at)} is not after from, {rfc3339(from_at)}")
    return from_at, to_at


def _instant(obj: Json, key: str, where: str) -> Instant:
    value = obj.get(key)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        _refuse(f"{where}.{key}", "is missing" if value is None else "must be RFC 3339 or epoch seconds")
    if isinstance(value, str) and "_" in value:  # Python's own way to write numbers, and nobody else's
        _refuse(f"{where}.{key}", f"{value!r} is neither RFC 3339 nor epoch seconds")
    try:
        at = parse(str(value))
        rfc3339(at)
    except (ValueError, OverflowError) as error:
        _refuse(f"{where}.{key}", str(error))
    return at


def _amount(obj: Json, key: str, where: str) -> float:
    value = obj.get(key, 0)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e9:
        _refuse(f"{where}.{key}", f"{value!r} is not a number from 0")
    return float(value)


def _object(item: object, where: str, keys: frozenset[str]) -> Json:
    if not isinstance(item, dict):
        _refuse(where, "must be an object")
    for key in sorted(item.keys() - keys):
        _refuse(f"{where}.{key}", f"is not known; there are {', '.join(sorted(keys))}")
    return item


def _refuse(where: str, fault: str) -> NoReturn:
    raise ValueError(f"{where}: {fault}" if where else fault)
