"""Orders, their versions, suspensions and permissions in words."""

from collections.abc import Mapping
from typing import Final, Literal

from django.utils.translation import get_language, gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bilezik.console.words.kinds import Text, Word
from bilezik.deeds.orders import State
from bilezik.domain.grounds import BY_CODE, Ground

ORDER_STATES: Final[Mapping[State, Word]] = {
    "to come": Word(pgettext_lazy("order", "to come"), "clock", "blue"),
    "in force": Word(_("in force"), "circle-check", "blue"),
    "suspended": Word(pgettext_lazy("order", "suspended"), "hourglass", "amber"),
    "over": Word(pgettext_lazy("order", "over"), "check", "grey"),
    "ended": Word(pgettext_lazy("order", "ended early"), "check", "grey"),
    "revoked": Word(pgettext_lazy("order", "revoked"), "undo-2", "grey"),
}

PERMISSION_STATES: Final[Mapping[str, Word]] = {
    "asked": Word(pgettext_lazy("permission", "waits for a decision"), "hourglass", "amber"),
    "approved": Word(pgettext_lazy("permission", "approved"), "circle-check", "blue"),
    "denied": Word(pgettext_lazy("permission", "denied"), "minus", "grey"),
    "withdrawn": Word(pgettext_lazy("permission", "withdrawn"), "undo-2", "grey"),
}

FIELDS: Final[Mapping[str, Text]] = {
    "ground": _("Ground"),
    "legal_basis": _("Legal basis"),
    "issuer": _("Issued by"),
    "number": _("Number"),
    "kind": _("Supervisory form"),
    "decided_on": _("Decided on"),
    "starts_at": _("Start"),
    "ends_at": _("End"),
    "review_on": _("Review on"),
    "notes": _("Notes"),
    "ended_at": pgettext_lazy("order", "Ended"),
    "ending": pgettext_lazy("order", "How it ended"),
}
"""What an order states, in the order of the paper."""

DEEDS: Final[Mapping[str, Text]] = {
    "orders.enter": _("Order entered"),
    "orders.change": _("Order changed"),
    "orders.end": _("Order ended early"),
    "orders.revoke": _("Order revoked"),
    "suspensions.suspend": _("Order suspended"),
    "suspensions.lift": _("Suspension lifted"),
    "conditions.add": _("Condition added"),
    "conditions.change": _("Condition changed"),
    "conditions.end": _("Condition ended"),
}
"""What made a version."""

REMARKS: Final[Mapping[Literal["none", "other", "open"], Text]] = {
    "none": _("No ground of the list is stated: only the order's own end limits it."),
    "other": _("This ground is meant for other people than this person is supervised as. Look at the papers."),
    "open": _("The longest term of this ground is not on the list yet: only the order's own end limits it."),
}


def ground_name(code: str) -> Text:
    """Return what a ground is called in the language of who reads; its code where it is not on the list."""
    ground = BY_CODE.get(code)
    return code if ground is None else ground.name((get_language() or "en").partition("-")[0])


def term(ground: Ground) -> Text:
    """Return the longest term of a ground in words; empty where no limit is known."""
    if ground.months is None:
        return ""
    years, months = divmod(ground.months, 12)
    said = []
    if years:
        said.append(ngettext("%(count)s year", "%(count)s years", years) % {"count": years})
    if months:
        said.append(ngettext("%(count)s month", "%(count)s months", months) % {"count": months})
    return said[0] if len(said) == 1 else gettext("%(first)s and %(second)s") % {"first": said[0], "second": said[1]}
