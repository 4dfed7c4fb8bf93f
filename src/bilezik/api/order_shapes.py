"""The shapes of orders, their conditions, permissions, scans and zones."""

from datetime import date
from typing import Any, Literal

from ninja import Field, Schema

from bilezik.api.shapes import RemarkItem, Why
from bilezik.domain.order import ConditionKind
from bilezik.domain.zone import PlaceKind


class GroundItem(Schema):
    """A ground of the list. `months` null: no limit is known here; `is_checked`: a source of the law was read for it."""

    code: str
    kk: str
    ru: str
    en: str
    law: str
    kinds: list[str]
    months: int | None
    term: str
    source: str
    in_force_from: str
    in_force_to: str | None
    is_checked: bool


class PermissionItem(Schema):
    """An absence that was asked for, and what became of it."""

    id: str
    state: Literal["asked", "approved", "denied", "withdrawn"]
    from_at: str
    to_at: str
    travel_buffer_s: float
    reason: str
    asked_at: str
    asked_by: str
    decided_at: str | None
    decided_by: str
    decided_why: str
    withdrawn_at: str | None
    withdrawn_by: str
    withdrawn_why: str


class HeldCondition(Schema):
    """One duty of an order; `schedule` null: always."""

    id: str
    kind: ConditionKind
    schedule: dict[str, Any] | None
    zones: list[str]
    dwell_s: float
    silence_after_s: float
    low_pct: float
    ended_at: str | None
    permissions: list[PermissionItem]


class SuspensionItem(Schema):
    """A time in which the order is not in force."""

    id: str
    from_at: str
    to_at: str
    why: str
    entered_by: str


class DocumentItem(Schema):
    """A scan of the decision; `sha256` in hex."""

    id: str
    name: str
    type: str
    size: int
    sha256: str
    added_at: str
    added_by: str


class HeldOrder(Schema):
    """An order without what hangs on it. `state` is that of now."""

    id: str
    person: str
    version: int
    state: Literal["to come", "in force", "suspended", "over", "ended", "revoked"]
    ground: str
    legal_basis: str
    issuer: str
    number: str
    kind: str
    notes: str
    decided_on: str | None
    review_on: str | None
    starts_at: str
    ends_at: str
    ended_at: str | None
    ending: str


class HeldOrders(Schema):
    """All orders of a person, the newest first."""

    items: list[HeldOrder]


class OrderDetail(HeldOrder):
    """An order with all that hangs on it."""

    conditions: list[HeldCondition]
    suspensions: list[SuspensionItem]
    documents: list[DocumentItem]
    remarks: list[RemarkItem]


class VersionItem(Schema):
    """What the order said from `changed_at` on."""

    version: int
    deed: str
    changed_at: str
    changed_by: str
    why: str
    content: dict[str, Any]


class VersionList(Schema):
    """All versions that are kept, the newest first."""

    items: list[VersionItem]


class OrderStated(Schema):
    """What may be stated of an order besides what must be. Without a `legal_basis` the ground's own law is it."""

    ground: str = ""
    legal_basis: str = ""
    kind: str = ""
    decided_on: date | None = None
    review_on: date | None = None
    notes: str = ""


class OrderSaid(OrderStated):
    """An order, and why it is entered."""

    issuer: str
    number: str
    starts_at: str
    ends_at: str
    why: str


class OrderChanged(OrderStated):
    """What of an order changes, and why: fields that are left out stay. `version` is what it was made from."""

    issuer: str = ""
    number: str = ""
    starts_at: str = ""
    ends_at: str = ""
    version: int
    why: str


class OrderMade(Schema):
    """An order as entered or changed: the version, and what should be looked at."""

    id: str
    version: int
    remarks: list[RemarkItem]


class EndSaid(Why):
    """When it ends; left out: now."""

    at: str = ""
    version: int | None = None


class SuspendSaid(Why):
    """From when (left out: now) until when."""

    from_at: str = ""
    to_at: str
    version: int | None = None


class ConditionStated(Schema):
    """A condition. `schedule` null: always; limits of 0: the rule's own."""

    kind: ConditionKind
    zones: tuple[str, ...] = ()
    schedule: dict[str, Any] | None = None
    dwell_s: float = 0.0
    silence_after_s: float = 0.0
    low_pct: float = 0.0


class ConditionSaid(ConditionStated):
    """A condition as a whole, and why. `version`: of the order it was thought out for."""

    version: int | None = None
    why: str


class Thought(ConditionStated):
    """A condition that is thought of. `condition`: the one it would stand for; its approved permissions count."""

    condition: str | None = None


class Stretch(Schema):
    """From when until when."""

    from_at: str
    to_at: str


class WouldHave(Schema):
    """A violation that the condition would have found."""

    kind: str
    began_at: str
    ended_at: str | None
    certainty: str
    zone: str | None


class LastWeek(Schema):
    """The last seven days against the condition. `is_judged` false: a condition of its kind is not told again from the record."""

    from_at: str
    to_at: str
    is_judged: bool
    reports: int
    would_have_opened: int
    found: list[WouldHave]


class Preview(Schema):
    """When a condition holds in the next fourteen days, in words and as stretches, and what the last week would have been."""

    words: list[str]
    holds: list[Stretch]
    last_week: LastWeek


class PermissionSaid(Why):
    """What is asked for. `approve`: it is decided at once."""

    from_at: str
    to_at: str
    reason: str
    travel_buffer_s: float = 0.0
    approve: bool = False


class DecisionSaid(Why):
    """A decision; a `travel_buffer_s` replaces the one that was asked for when it is approved."""

    travel_buffer_s: float | None = None


class ZoneItem(Schema):
    """A zone. `shape`: GeoJSON, or `{"circle": [lat, lon, radius_m]}`."""

    id: str
    name: str
    category: Literal["home", "area", "place", ""]
    place_kind: Literal[PlaceKind, ""]
    city: str
    tolerance_m: float
    version: int
    shape: dict[str, Any]
    opening: dict[str, Any] | None


class ZonePage(Schema):
    """A page of zones, in the order they were drawn."""

    items: list[ZoneItem]
    next: str | None


class ZoneSaid(Why):
    """A new zone. `shape`: GeoJSON (longitude first), or `{"circle": [lat, lon, radius_m]}`."""

    name: str
    shape: dict[str, Any]
    category: Literal["home", "area", "place", ""] = ""
    place_kind: Literal[PlaceKind, ""] = ""
    city: str = ""
    tolerance_m: float = 0.0
    opening: dict[str, Any] | None = None


class ZoneChanged(Why):
    """A new shape of a zone."""

    shape: dict[str, Any]
    tolerance_m: float | None = None


class DrawnItem(Schema):
    """A shape of a file. `deviation_m`: how far its edge may lie from the drawn one; `id`: the zone it became, if it was kept."""

    name: str
    corners: int
    deviation_m: float
    shape: dict[str, Any]
    id: str | None = Field(None)


class DrawnList(Schema):
    """What a file holds; `written`: it was kept."""

    written: bool
    items: list[DrawnItem]
