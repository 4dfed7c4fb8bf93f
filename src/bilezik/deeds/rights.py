"""Who may do what: one table of rights, of the roles that have them, and of the deeds and routes that need them.

1. A deed or a route that is not here does not exist: `demand` raises, and the web does not start (`unnamed`).
2. A right comes from a role (`ROLES`), a role is held by a member of staff from – to; `holds` is the one place that knows.
3. `PUBLIC` routes are named too: being open is a decision.
4. A role is held in one department, one region or everywhere; one of a closed department gives nothing. Which people that lets
   somebody see is held by PostgreSQL, whose policies name the roles that see people and devices once more
   (`sql/row_security.sql`); a test holds the two together.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, Final, Literal, cast

from django.db.models import Q, QuerySet
from django.urls import URLPattern, URLResolver
from django.utils import timezone

from bilezik.deeds.actor import Actor
from bilezik.deeds.refusal import Forbidden
from bilezik.store.finding import Kind
from bilezik.store.models import StaffRole, User


class Right(StrEnum):
    """What a right allows, as `scope:action`."""

    PUBLIC = "public"
    SEE_ALERTS = "alerts:see"
    WORK_ALERTS = "alerts:work"
    SEE_PEOPLE = "people:see"
    KEEP_PEOPLE = "people:keep"
    HAND_OVER = "people:hand_over"
    KEEP_ORDERS = "orders:keep"
    SEE_DEVICES = "devices:see"
    KEEP_DEVICES = "devices:keep"
    FIT_DEVICES = "devices:fit"
    KEEP_RATES = "rates:keep"
    COMMAND_DEVICES = "devices:command"
    KEEP_DUTIES = "duties:keep"
    KEEP_STAFF = "staff:keep"
    OPEN_OUTSIDE = "people:outside"
    KEEP_SIGHT = "sight:keep"
    OWN_ACCOUNT = "account:own"
    EXPORT_RECORDS = "records:export"
    SEE_AUDIT = "audit:see"


RoleName = Literal["operator", "officer", "supervisor", "registrar", "quartermaster", "administrator", "auditor", "prosecutor"]

_OWN: Final = frozenset({Right.PUBLIC, Right.OWN_ACCOUNT})
_WATCHING: Final = frozenset(
    {Right.OPEN_OUTSIDE, Right.SEE_ALERTS, Right.WORK_ALERTS, Right.SEE_PEOPLE, Right.SEE_DEVICES, Right.COMMAND_DEVICES}
)
_KEEPING: Final = frozenset({Right.KEEP_PEOPLE, Right.KEEP_ORDERS})
ROLES: Final[Mapping[RoleName, frozenset[Right]]] = {
    "operator": _OWN | _WATCHING,
    "officer": _OWN | _WATCHING | _KEEPING | {Right.KEEP_DEVICES, Right.FIT_DEVICES},
    "supervisor": _OWN
    | _WATCHING
    | _KEEPING
    | {
        Right.KEEP_DEVICES,
        Right.FIT_DEVICES,
        Right.KEEP_RATES,
        Right.KEEP_DUTIES,
        Right.KEEP_SIGHT,
        Right.EXPORT_RECORDS,
        Right.HAND_OVER,
    },
    "registrar": _OWN | _KEEPING | {Right.SEE_PEOPLE},
    "quartermaster": _OWN | {Right.SEE_DEVICES, Right.KEEP_DEVICES, Right.KEEP_RATES},
    "administrator": _OWN | {Right.KEEP_STAFF},
    "auditor": _OWN | {Right.SEE_AUDIT},
    "prosecutor": _OWN | {Right.SEE_PEOPLE, Right.SEE_ALERTS},
}
"""What each role is for: the operator watches the control centre, the officer keeps the own caseload, the supervisor sees to both,
the registrar enters people and orders, the quartermaster keeps devices and sees no person, the administrator keeps staff and sees
no person, the auditor reads the log, the prosecutor or court looks at what is granted."""

DEEDS: Final[Mapping[str, Right]] = {
    "alerts.take": Right.WORK_ALERTS,
    "alerts.release": Right.WORK_ALERTS,
    "alerts.note": Right.WORK_ALERTS,
    "alerts.edit_note": Right.WORK_ALERTS,
    "alerts.resolve": Right.WORK_ALERTS,
    "alerts.reopen": Right.WORK_ALERTS,
    "people.register": Right.KEEP_PEOPLE,
    "people.change": Right.KEEP_PEOPLE,
    "photos.keep": Right.KEEP_PEOPLE,
    "photos.remove": Right.KEEP_PEOPLE,
    "departments.add": Right.KEEP_STAFF,
    "departments.change": Right.KEEP_STAFF,
    "departments.keep_list": Right.KEEP_STAFF,
    "departments.keep_regions": Right.KEEP_STAFF,
    "departments.close": Right.KEEP_STAFF,
    # One person's department is changed with the person; a whole caseload is the supervisor's to give.
    "departments.hand_over": Right.HAND_OVER,
    "orders.enter": Right.KEEP_ORDERS,
    "orders.change": Right.KEEP_ORDERS,
    "orders.end": Right.KEEP_ORDERS,
    "orders.revoke": Right.KEEP_ORDERS,
    "suspensions.suspend": Right.KEEP_ORDERS,
    "suspensions.lift": Right.KEEP_ORDERS,
    "documents.add": Right.KEEP_ORDERS,
    "signings.keep": Right.KEEP_ORDERS,
    "conditions.add": Right.KEEP_ORDERS,
    "conditions.change": Right.KEEP_ORDERS,
    "conditions.end": Right.KEEP_ORDERS,
    "zones.draw": Right.KEEP_ORDERS,
    "zones.change": Right.KEEP_ORDERS,
    "permissions.ask": Right.KEEP_ORDERS,
    "permissions.grant": Right.KEEP_ORDERS,
    "permissions.approve": Right.KEEP_ORDERS,
    "permissions.deny": Right.KEEP_ORDERS,
    "permissions.withdraw": Right.KEEP_ORDERS,
    "devices.add": Right.KEEP_DEVICES,
    "devices.add_many": Right.KEEP_DEVICES,
    # Fitting means seeing the person, the health flags among it: who keeps the store does not.
    "devices.fit": Right.FIT_DEVICES,
    "devices.remove": Right.FIT_DEVICES,
    "stock.issue": Right.KEEP_DEVICES,
    "stock.take_back": Right.KEEP_DEVICES,
    "stock.lose": Right.KEEP_DEVICES,
    "stock.damage": Right.KEEP_DEVICES,
    "stock.repair": Right.KEEP_DEVICES,
    "stock.retire": Right.KEEP_DEVICES,
    "stock.send": Right.KEEP_DEVICES,
    "stock.receive": Right.KEEP_DEVICES,
    "rates.set_rate": Right.KEEP_RATES,
    "rates.end_rate": Right.KEEP_RATES,
    "reconciliation.keep": Right.KEEP_DEVICES,
    "keys.make": Right.KEEP_DEVICES,
    "keys.take_away": Right.KEEP_DEVICES,
    "commands.locate_now": Right.COMMAND_DEVICES,
    "commands.set_interval": Right.COMMAND_DEVICES,
    "commands.reboot": Right.COMMAND_DEVICES,
    "commands.ring": Right.COMMAND_DEVICES,
    "commands.message": Right.COMMAND_DEVICES,
    "commands.save_power": Right.COMMAND_DEVICES,
    "commands.withdraw": Right.COMMAND_DEVICES,
    # Sent to another server a device is silent here: whoever may take it off may ask for that, and another confirms it.
    "commands.set_server": Right.FIT_DEVICES,
    "commands.confirm": Right.FIT_DEVICES,
    "duties.add": Right.KEEP_DUTIES,
    "duties.end": Right.KEEP_DUTIES,
    "sight.open_outside": Right.OPEN_OUTSIDE,
    "sight.forbid": Right.KEEP_SIGHT,
    "sight.allow_again": Right.KEEP_SIGHT,
    "sight.grant_case": Right.KEEP_SIGHT,
    "sight.end_case": Right.KEEP_SIGHT,
    "sessions.end": Right.OWN_ACCOUNT,
    "staff.add": Right.KEEP_STAFF,
    "staff.give_role": Right.KEEP_STAFF,
    "staff.end_role": Right.KEEP_STAFF,
    "staff.close_account": Right.KEEP_STAFF,
    "staff.open_account": Right.KEEP_STAFF,
    "staff.issue_token": Right.OWN_ACCOUNT,
    "staff.revoke_token": Right.OWN_ACCOUNT,
    "staff.sign_in": Right.OWN_ACCOUNT,
    "staff.sign_out": Right.OWN_ACCOUNT,
    "factors.reset": Right.KEEP_STAFF,
    "bulk.enrol": Right.KEEP_ORDERS,
    "records.export": Right.EXPORT_RECORDS,
    "audit.look": Right.SEE_AUDIT,
    # A memo tells nothing that the person's page does not: who may see somebody may hand it to them.
    "records.memo": Right.SEE_PEOPLE,
}
"""Deed -> the right it needs."""

DOOR_DEEDS: Final = frozenset({"factors.add", "factors.rename", "factors.remove", "factors.new_codes", "factors.set_password"})
"""What anybody does with their own sign-in, at the door: before PostgreSQL knows them, there is no right to ask for."""

SYSTEM_DEEDS: Final = frozenset(
    {
        "alerts.escalate",
        "alerts.raise_fault",
        "alerts.raise_outage",
        "alerts.raise_silence",
        "alerts.outage_over",
        "notices.plan",
        "notices.sent",
        "commands.expire",
        "staff.sign_in_refused",
    }
)
"""What only the system itself does; no right makes a person able to."""

ROUTES: Final[Mapping[str, Right]] = {
    "healthz": Right.PUBLIC,
    "sign_in": Right.PUBLIC,
    # The steps of a sign-in: each opens to who has done the one before it.
    "sign_in_factor": Right.PUBLIC,
    "sign_in_password": Right.PUBLIC,
    "sign_in_enrol": Right.PUBLIC,
    "sign_in_passkey": Right.PUBLIC,
    "sign_out": Right.OWN_ACCOUNT,
    # Before one signs in, too: it sets a cookie and sends back to a page of ours.
    "set_language": Right.PUBLIC,
    # Documentation tells nothing about anybody.
    "api:openapi-json": Right.PUBLIC,
    "api:openapi-view": Right.PUBLIC,
    "api:api-root": Right.PUBLIC,
    "api:alerts": Right.SEE_ALERTS,
    "api:alert": Right.SEE_ALERTS,
    "api:explanation": Right.SEE_ALERTS,
    "api:take": Right.WORK_ALERTS,
    "api:release": Right.WORK_ALERTS,
    "api:note": Right.WORK_ALERTS,
    "api:resolve": Right.WORK_ALERTS,
    "api:reopen": Right.WORK_ALERTS,
    "api:people": Right.SEE_PEOPLE,
    "api:person": Right.SEE_PEOPLE,
    "api:people_import": Right.KEEP_ORDERS,
    "api:person_photo": Right.SEE_PEOPLE,
    "api:person_history": Right.SEE_PEOPLE,
    "api:fixes": Right.SEE_PEOPLE,
    "api:search": Right.OWN_ACCOUNT,
    "api:audit": Right.SEE_AUDIT,
    "api:memo": Right.SEE_PEOPLE,
    "api:memo_signings": Right.SEE_PEOPLE,
    "api:memo_signing_scan": Right.SEE_PEOPLE,
    # The list of grounds tells nothing about anybody.
    "api:grounds": Right.OWN_ACCOUNT,
    "api:person_orders": Right.SEE_PEOPLE,
    "api:order": Right.SEE_PEOPLE,
    "api:order_versions": Right.SEE_PEOPLE,
    "api:order_end": Right.KEEP_ORDERS,
    "api:order_revoke": Right.KEEP_ORDERS,
    "api:order_suspend": Right.KEEP_ORDERS,
    "api:suspension_lift": Right.KEEP_ORDERS,
    "api:order_documents": Right.KEEP_ORDERS,
    "api:document": Right.SEE_PEOPLE,
    "api:order_conditions": Right.KEEP_ORDERS,
    "api:condition_preview": Right.KEEP_ORDERS,
    "api:condition": Right.SEE_PEOPLE,
    "api:condition_end": Right.KEEP_ORDERS,
    "api:condition_permissions": Right.KEEP_ORDERS,
    "api:permission_approve": Right.KEEP_ORDERS,
    "api:permission_deny": Right.KEEP_ORDERS,
    "api:permission_withdraw": Right.KEEP_ORDERS,
    "api:zones": Right.SEE_PEOPLE,
    "api:zones_import": Right.KEEP_ORDERS,
    "api:zone": Right.SEE_PEOPLE,
    "api:devices": Right.SEE_DEVICES,
    "api:device": Right.SEE_DEVICES,
    "api:devices_import": Right.KEEP_DEVICES,
    "api:device_move": Right.KEEP_DEVICES,
    "api:device_fit": Right.FIT_DEVICES,
    "api:device_remove": Right.FIT_DEVICES,
    "api:fitting_photo": Right.SEE_PEOPLE,
    "api:reconciliation": Right.SEE_DEVICES,
    "api:reconciliation_csv": Right.SEE_DEVICES,
    "api:device_costs": Right.SEE_DEVICES,
    "api:device_costs_csv": Right.SEE_DEVICES,
    "api:device_rates": Right.SEE_DEVICES,
    "api:device_rate_end": Right.KEEP_RATES,
    "api:locate_now": Right.COMMAND_DEVICES,
    "api:set_interval": Right.COMMAND_DEVICES,
    "api:command": Right.SEE_DEVICES,
    "api:device_key": Right.KEEP_DEVICES,
    "api:device_commands": Right.COMMAND_DEVICES,
    "api:command_withdraw": Right.COMMAND_DEVICES,
    "api:command_confirm": Right.FIT_DEVICES,
    "api:quarantine": Right.SEE_DEVICES,
    "api:feed": Right.SEE_ALERTS,
    "api:open_outside": Right.OPEN_OUTSIDE,
    "api:openings": Right.KEEP_SIGHT,
    "api:conflicts": Right.KEEP_SIGHT,
    "api:conflict_end": Right.KEEP_SIGHT,
    "api:granted_cases": Right.KEEP_SIGHT,
    "api:granted_case_end": Right.KEEP_SIGHT,
    "api:staff_reset_sign_in": Right.KEEP_STAFF,
    "api:regions": Right.KEEP_STAFF,
    "api:departments": Right.KEEP_STAFF,
    "api:departments_import": Right.KEEP_STAFF,
    "api:department": Right.KEEP_STAFF,
    "api:department_close": Right.KEEP_STAFF,
    "api:department_caseload": Right.HAND_OVER,
    "api:department_hand_over": Right.HAND_OVER,
    "api:staff": Right.KEEP_STAFF,
    "api:staff_member": Right.KEEP_STAFF,
    "api:staff_roles": Right.KEEP_STAFF,
    "api:staff_role_end": Right.KEEP_STAFF,
    "api:staff_account": Right.KEEP_STAFF,
    "api:sessions": Right.OWN_ACCOUNT,
    "api:session_end": Right.OWN_ACCOUNT,
    "console:condition_add": Right.KEEP_ORDERS,
    "console:condition_change": Right.KEEP_ORDERS,
    # Public places say nothing about anybody.
    "console:places": Right.SEE_PEOPLE,
    "console:place_add": Right.KEEP_ORDERS,
    "console:outside": Right.OPEN_OUTSIDE,
    "console:sight": Right.KEEP_SIGHT,
    "console:sight_conflict": Right.KEEP_SIGHT,
    "console:sight_conflict_end": Right.KEEP_SIGHT,
    "console:sight_case": Right.KEEP_SIGHT,
    "console:sight_case_end": Right.KEEP_SIGHT,
    "console:departments": Right.KEEP_STAFF,
    "console:department_add": Right.KEEP_STAFF,
    "console:department": Right.KEEP_STAFF,
    "console:department_close": Right.KEEP_STAFF,
    "console:caseload_import": Right.KEEP_ORDERS,
    "console:hand_over": Right.HAND_OVER,
    "console:staff": Right.KEEP_STAFF,
    "console:staff_add": Right.KEEP_STAFF,
    "console:staff_member": Right.KEEP_STAFF,
    "console:staff_give_role": Right.KEEP_STAFF,
    "console:staff_end_role": Right.KEEP_STAFF,
    "console:staff_account": Right.KEEP_STAFF,
    "console:staff_reset_sign_in": Right.KEEP_STAFF,
    "console:account": Right.OWN_ACCOUNT,
    "console:account_add": Right.OWN_ACCOUNT,
    "console:account_factor": Right.OWN_ACCOUNT,
    "console:account_codes": Right.OWN_ACCOUNT,
    "console:account_password": Right.OWN_ACCOUNT,
    "console:sessions": Right.OWN_ACCOUNT,
    "console:session_end": Right.OWN_ACCOUNT,
    # It sends on to where somebody's work begins, and shows nothing itself.
    "console:home": Right.OWN_ACCOUNT,
    "console:today": Right.SEE_PEOPLE,
    "console:audit": Right.SEE_AUDIT,
    # What is found is of the kinds that the reader's rights name (`findable`).
    "console:search": Right.OWN_ACCOUNT,
    "console:desk": Right.SEE_ALERTS,
    "console:queue": Right.SEE_ALERTS,
    "console:queue_rows": Right.SEE_ALERTS,
    "console:people": Right.SEE_PEOPLE,
    "console:map_people": Right.SEE_PEOPLE,
    "console:devices": Right.SEE_DEVICES,
    "console:devices_enter": Right.KEEP_DEVICES,
    "console:reconciliation": Right.SEE_DEVICES,
    "console:reconciliation_csv": Right.SEE_DEVICES,
    "console:device_costs": Right.SEE_DEVICES,
    "console:device_costs_csv": Right.SEE_DEVICES,
    "console:device_rates": Right.KEEP_RATES,
    "console:device": Right.SEE_DEVICES,
    "console:device_move": Right.KEEP_DEVICES,
    "console:device_key": Right.KEEP_DEVICES,
    "console:fitting_photo": Right.SEE_PEOPLE,
    "console:device_ask": Right.COMMAND_DEVICES,
    "console:command_withdraw": Right.COMMAND_DEVICES,
    "console:command_confirm": Right.FIT_DEVICES,
    "console:device_fit": Right.FIT_DEVICES,
    "console:device_remove": Right.FIT_DEVICES,
    "console:order": Right.SEE_PEOPLE,
    "console:order_enter": Right.KEEP_ORDERS,
    "console:memo_signed": Right.KEEP_ORDERS,
    "console:order_term": Right.KEEP_ORDERS,
    "console:order_change": Right.KEEP_ORDERS,
    "console:order_suspend": Right.KEEP_ORDERS,
    "console:order_end": Right.KEEP_ORDERS,
    "console:order_revoke": Right.KEEP_ORDERS,
    "console:order_scan": Right.KEEP_ORDERS,
    "console:suspension_lift": Right.KEEP_ORDERS,
    "console:condition_end": Right.KEEP_ORDERS,
    "console:permission_ask": Right.KEEP_ORDERS,
    "console:permission_decide": Right.KEEP_ORDERS,
    "console:permission_withdraw": Right.KEEP_ORDERS,
    "console:unknown_devices": Right.SEE_DEVICES,
    "console:alert": Right.SEE_ALERTS,
    "console:alert_explanation": Right.SEE_ALERTS,
    "console:alert_news": Right.SEE_ALERTS,
    "console:alert_subject": Right.SEE_ALERTS,
    "console:alert_take": Right.WORK_ALERTS,
    "console:alert_release": Right.WORK_ALERTS,
    "console:alert_note": Right.WORK_ALERTS,
    "console:alert_edit_note": Right.WORK_ALERTS,
    "console:alert_resolve": Right.WORK_ALERTS,
    "console:alert_reopen": Right.WORK_ALERTS,
    "console:alert_locate": Right.COMMAND_DEVICES,
    "console:person": Right.SEE_PEOPLE,
    "console:person_register": Right.KEEP_PEOPLE,
    "console:person_check": Right.KEEP_PEOPLE,
    "console:person_change": Right.KEEP_PEOPLE,
    "console:person_keep_photo": Right.KEEP_PEOPLE,
    "console:person_photo": Right.SEE_PEOPLE,
    "console:person_history": Right.SEE_PEOPLE,
    "console:person_pane": Right.SEE_PEOPLE,
    "console:person_subject": Right.SEE_PEOPLE,
    "console:person_locating": Right.SEE_PEOPLE,
    "console:person_locate": Right.COMMAND_DEVICES,
}
"""Name of a route, with its namespace -> the right it needs."""


def held(user: User) -> frozenset[Right]:
    """Return the rights of `user` now: those of every role held at this moment, none where the account is closed."""
    if not user.is_active:
        return frozenset()
    return frozenset[Right]().union(*(ROLES[cast("RoleName", role)] for role in roles(user).values_list("role", flat=True)))


def roles(user: User) -> QuerySet[StaffRole]:
    """Return the roles that `user` holds now; one of a closed department is none."""
    now = timezone.now()
    open_ones = user.roles.filter(Q(department=None) | Q(department__closed_at=None), from_at__lte=now)
    return open_ones.filter(Q(to_at__isnull=True) | Q(to_at__gt=now))


def findable(held: frozenset[Right]) -> frozenset[Kind]:
    """Return the kinds of things that the search may show to who has these rights."""
    kinds: Mapping[Kind, Right] = {
        "person": Right.SEE_PEOPLE,
        "device": Right.SEE_DEVICES,
        "order": Right.SEE_PEOPLE,
        "alert": Right.SEE_ALERTS,
        "place": Right.SEE_PEOPLE,
    }
    return frozenset(kind for kind, right in kinds.items() if right in held)


def holds(user: User, right: Right) -> bool:
    """Return whether `user` has `right`."""
    return right is Right.PUBLIC or right in held(user)


def demand(by: Actor, deed: str) -> None:
    """Raise `Forbidden` unless `by` may do `deed`; `KeyError` for a deed that is not in the table is a bug."""
    if by.user_id is None:
        if deed not in SYSTEM_DEEDS and deed not in DEEDS:
            raise KeyError(deed)
        return
    if deed in DOOR_DEEDS:
        return
    right = DEEDS[deed]
    user = User.objects.filter(pk=by.user_id).first()
    if user is None or not holds(user, right):
        raise Forbidden(f"{by.name} may not do this ({right}).")


def of_route(name: str) -> Right:
    """Return the right that the route `name` needs; `KeyError` where it has none: it cannot be reached then."""
    return ROUTES[name]


def unnamed(patterns: list[Any], spaces: tuple[str, ...] = ()) -> list[str]:
    """Return the routes without a right, by name or, nameless, by pattern."""
    return [name or f"(nameless) {where}" for name, where in _routes(patterns, spaces, "") if name is None or name not in ROUTES]


def _routes(patterns: list[Any], spaces: tuple[str, ...], where: str) -> Iterator[tuple[str | None, str]]:
    for pattern in patterns:
        path = f"{where}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            deeper = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from _routes(pattern.url_patterns, deeper, path)
        elif isinstance(pattern, URLPattern):
            yield ":".join((*spaces, pattern.name)) if pattern.name else None, path
