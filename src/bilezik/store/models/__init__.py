"""The tables as Django sees them; SQL under `store/sql` adds what Django cannot say.

1. The SQL names are the contract: every model names its table, every foreign key its column.
2. Nothing cascades: `PROTECT` or `DO_NOTHING`, so no deletion reaches further than the deed that made it (law 9).
3. A model that is not `managed` mirrors a table made by SQL (partitioned, append-only or written by the monitor).
"""

from bilezik.store.models.machine import Checkpoint, DocketFold, Lease, Outage, PersonState, Quarantined, Refold, SetAside
from bilezik.store.models.order import (
    Assignment,
    Condition,
    ConditionZone,
    Docket,
    MemoSigning,
    Order,
    OrderDocument,
    OrderVersion,
    Permission,
    Suspension,
)
from bilezik.store.models.record import Audit, AuditSeal, Envelope, Event, FeedItem, Fix
from bilezik.store.models.register import Department, Device, Person, Region, Zone
from bilezik.store.models.staff import ApiToken, Conflict, Duty, GrantedCase, Opening, StaffRole, User
from bilezik.store.models.stock import Fitting, Movement, Rate, Reconciliation, ReconciliationGap, Transfer
from bilezik.store.models.work import Alert, AlertViolation, Command, Deed, Notice, Violation

__all__ = [
    "Alert",
    "AlertViolation",
    "ApiToken",
    "Assignment",
    "Audit",
    "AuditSeal",
    "Checkpoint",
    "Command",
    "Condition",
    "ConditionZone",
    "Conflict",
    "Deed",
    "Department",
    "Device",
    "Docket",
    "DocketFold",
    "Duty",
    "Envelope",
    "Event",
    "FeedItem",
    "Fitting",
    "Fix",
    "GrantedCase",
    "Lease",
    "MemoSigning",
    "Movement",
    "Notice",
    "Opening",
    "Order",
    "OrderDocument",
    "OrderVersion",
    "Outage",
    "Permission",
    "Person",
    "PersonState",
    "Quarantined",
    "Rate",
    "Reconciliation",
    "ReconciliationGap",
    "Refold",
    "Region",
    "SetAside",
    "StaffRole",
    "Suspension",
    "Transfer",
    "User",
    "Violation",
    "Zone",
]
