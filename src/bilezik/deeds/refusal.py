"""How a deed says no, and what the database's own refusals mean in words.

1. Nothing was stored when one of these is raised.
2. The constraints of PostgreSQL are the last word (laws 10, 13): what they refuse is told with the field it is about.
"""

from collections.abc import Mapping
from typing import Final

from django.db import Error


class OperatorError(Exception):
    """A refused request; the text is a sentence for the person who asked. Only the kinds below are raised."""


class Invalid(OperatorError):  # noqa: N818 - these are answers, not faults of the program
    """A value is wrong; `field` names it."""

    def __init__(self, field: str, problem: str) -> None:
        """Keep the field and what is wrong with it."""
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class NotFound(OperatorError):  # noqa: N818 - the same
    """There is no such thing, or not for this actor."""

    def __init__(self, kind: str, number: int) -> None:
        """Say what was looked for."""
        super().__init__(f"There is no {kind} {number}.")


class Forbidden(OperatorError):  # noqa: N818 - the same
    """The actor may not do this."""


class Conflict(OperatorError):  # noqa: N818 - the same
    """It cannot be done as things stand now: somebody was faster, or it is already so."""


_CONSTRAINTS: Final[Mapping[str, tuple[str, str]]] = {
    "order_has_legal_basis": ("legal_basis", "an order needs its legal basis"),
    "order_has_issuer": ("issuer", "an order needs the court or authority that issued it"),
    "order_has_number": ("number", "an order needs its number"),
    "order_ends_after_it_starts": ("ends_at", "the order must end after it starts"),
    "suspension_has_reason": ("why", "say why"),
    "suspension_ends_after_it_starts": ("to_at", "must be after its begin"),
    "document_once_an_order": ("file", "is kept with this order already"),
    "condition_within_order": ("order", "the order is of another person"),
    "condition_limits_in_range": ("low_pct", "a limit is out of range"),
    "condition_kind_known": ("kind", "there is no such kind of condition"),
    "permission_ends_after_it_starts": ("to_at", "the permission must end after it starts"),
    "permission_has_reason_and_decider": ("reason", "a permission needs a reason and who decided it"),
    "assignment_of_device_overlaps": ("device", "the device is on somebody else for part of that time"),
    "assignment_within_order": ("to_at", "a device may only be worn while its order is in force"),
    "assignment_within_condition": ("condition", "the condition is of another person or order"),
    "assignment_ends_after_it_starts": ("to_at", "the end must be after the start"),
    "command_confirmed_by_another": ("command", "another person confirms it than the one who asked"),
    "command_confirmed": ("command", "a second person confirms it"),
    "assignment_begun": ("from_at", "it has begun: only its end may change"),
    "device_identity_once_a_protocol": ("identity", "there is already a device with this identity and protocol"),
    "device_has_identity_and_protocol": ("identity", "a device needs an identity and a protocol"),
    "device_kind_known": ("kind", "there is no such kind of device"),
    "device_state_as_assigned": ("device", "is assigned to somebody: record the removal first"),
    "device_fitted_is_assigned": ("device", "is fitted, and assigned to nobody"),
    "device_sent_once": ("device", "is on its way to a department already"),
    "fitting_once": ("assignment", "its fitting or removal is recorded already"),
    "removal_has_reason": ("reason", "a removal needs its reason"),
    "rate_of_contract_or_kind": ("contract", "a rate is of a contract or of a kind of device, not of both"),
    "rate_above_nothing": ("price", "must be above nothing"),
    "rate_currency_of_three_letters": ("currency", "has three capital letters, as KZT"),
    "rate_ends_after_it_starts": ("to_on", "must not be before the first day"),
    "department_code_once": ("code", "a department with this code is there already"),
    "department_place_whole": ("lat", "a place has both, latitude and longitude, or neither"),
    "person_of_open_department": ("department", "there is none of this number, or it is closed: it watches nobody"),
    "staff_role_of_one_place": ("region", "a role is held in one department or in one region, not in both"),
    "person_has_name_and_timezone": ("family_name", "a person needs a family name and a time zone"),
    "person_iin_once": ("iin", "a person with this IIN is in the register already"),
    "person_iin_has_12_digits": ("iin", "has 12 digits"),
    "person_kind_known": ("kind", "there is no such kind of person"),
    "person_language_known": ("language", "kk, ru, en or nothing"),
    "volunteer_consented": ("consent", "a volunteer needs a consent and its date"),
    "person_pin_whole": ("lat", "a pin has both, latitude and longitude, or neither"),
    "department_open": ("to", "is closed: it watches nobody"),
    "opening_has_reason": ("why", "say why"),
    "conflict_has_reason": ("why", "say why"),
    "conflict_once": ("user", "they must not see this person already"),
    "conflict_ends_after_begin": ("to_at", "must be after its begin"),
    "granted_case_has_reason": ("why", "say why"),
    "granted_case_ends_after_begin": ("to_at", "must be in the future"),
    "zone_has_name": ("name", "a zone needs a name"),
    "zone_category_known": ("category", "home, area, place or nothing"),
    "zone_tolerance_not_negative": ("tolerance_m", "must not be negative"),
    "user_has_names": ("name", "a user needs a user name and a name"),
    "users_username_key": ("username", "there is already a user of this name"),
    "duty_level_from_one": ("level", "levels count from 1"),
}
"""Constraint -> (field, sentence)."""


def of_database(error: Error) -> OperatorError | None:
    """Return the refusal that a database error means, or `None` where it is a fault of ours."""
    diagnosis = getattr(error.__cause__, "diag", None)
    said = _CONSTRAINTS.get(getattr(diagnosis, "constraint_name", None) or "")
    if said is not None:
        return Invalid(*said)
    # A policy: what would be written is not this user's to write (law 12). What is not theirs to see was not found before this.
    if "row-level security" in (getattr(diagnosis, "message_primary", None) or ""):
        return Forbidden("This is not yours to change.")
    # A deadlock, a lock not given in time, a serialisation failure: the same deed may succeed in a moment.
    if getattr(diagnosis, "sqlstate", None) in {"40P01", "55P03", "40001"}:
        return Conflict("Somebody else is changing the same thing right now. Try again.")
    return None
