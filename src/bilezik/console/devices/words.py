"""States, moves, troubles, gaps and reasons of devices: their words, shapes and tones."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bilezik.console.words.kinds import Text, Word

STATES: Final[Mapping[str, Word]] = {
    "in_stock": Word(pgettext_lazy("device", "In stock"), "inbox", "plain"),
    "issued": Word(pgettext_lazy("device", "Handed out"), "hand", "blue"),
    "fitted": Word(pgettext_lazy("device", "Fitted"), "user", "blue"),
    "returned": Word(pgettext_lazy("device", "Returned"), "undo-2", "plain"),
    "lost": Word(pgettext_lazy("device", "Lost"), "circle-help", "red"),
    "damaged": Word(pgettext_lazy("device", "Damaged"), "triangle-alert", "amber"),
    "retired": Word(pgettext_lazy("device", "Written off"), "x", "grey"),
}

DEVICE: Final[Mapping[str, Text]] = {
    "identity": _("Number (IMEI or serial number)"), "kind": _("Kind"), "protocol": _("Protocol"), "model": _("Model"),
    "firmware": _("Firmware"), "phone": _("SIM number"), "contract": _("Contract"), "department": _("Stock"),
    "file": _("File (CSV)"), "why": _("Reason"),
}  # fmt: skip
"""What a form calls what is stated of a device."""
RATE: Final[Mapping[str, Text]] = {
    "contract": _("Contract"), "kind": _("or kind"), "price": _("Price a day"), "currency": _("Currency"),
    "from_on": _("First day"), "to_on": _("Last day"), "why": _("Reason"),
}  # fmt: skip

TROUBLES: Final[Mapping[str, Word]] = {
    "silent": Word(_("Silent for over an hour"), "wifi-off", "amber"),
    "battery": Word(_("Battery nearly empty"), "battery-warning", "amber"),
    "strap": Word(_("Strap or case opened"), "link-2-off", "red"),
    "still_on": Word(_("On after the order's end"), "triangle-alert", "red"),
    "on_the_way": Word(_("On the way"), "send", "blue"),
}


@dataclass(frozen=True, slots=True)
class Move:
    """What the store can do with a device: its button, and what it means."""

    deed: str
    button: Text
    means: Text


MOVES: Final[tuple[Move, ...]] = (
    Move("stock.issue", _("Hand out"), _("An officer takes it to be fitted.")),
    Move("stock.take_back", _("Put back into stock"), _("It was looked at and can be handed out again.")),
    Move("stock.repair", _("Repaired"), _("It works again and lies in stock.")),
    Move("stock.lose", _("Lost"), _("Nobody knows where it is. It can be found again.")),
    Move("stock.damage", _("Damaged"), _("It is not handed out until it is repaired.")),
    Move("stock.retire", _("Write off"), _("For good: a device that was written off never comes back.")),
)

REASONS: Final[Mapping[str, Text]] = {
    "order_ended": _("The order ended"),
    "exchange": _("Exchanged for another device"),
    "health": _("Health"),
    "damaged": _("The device is damaged"),
    "lost": _("The device is lost"),
    "destroyed_by_person": _("The person destroyed it"),
    "other": _("Another reason"),
}


@dataclass(frozen=True, slots=True)
class GapWord:
    """A gap: its name, what it means, and the way on."""

    name: Text
    means: Text
    way: Text
    tone: str


GAPS: Final[Mapping[str, GapWord]] = {
    "no_device": GapWord(
        _("Ordered, no device on"),
        _("An order in force wants a device, and this person wears none."),
        _("Fit a device"),
        "red",
    ),
    "not_reporting": GapWord(
        _("Fitted, not reporting"),
        _("The device is on and has said nothing for a day."),
        _("Look at the person"),
        "red",
    ),
    "still_on": GapWord(
        _("On after the order's end"),
        _("Nothing allows this device any more, and no removal is recorded."),
        _("Take it off and record it"),
        "red",
    ),
    "still_reporting": GapWord(
        _("Off, still reporting"),
        _("The device is recorded as off and speaks. Where it is, is not kept."),
        _("Find it and switch it off"),
        "amber",
    ),
    "not_fitted": GapWord(
        _("Handed out, not fitted"),
        _("It was handed out more than three days ago and is on nobody."),
        _("Ask for it, or put it back into stock"),
        "amber",
    ),
    "not_received": GapWord(
        _("Sent, not received"),
        _("It has been on the way for more than a week."),
        _("Receive it, or look for it"),
        "amber",
    ),
}

OWNERS: Final[Mapping[str, Text]] = {"officer": _("officer"), "quartermaster": _("quartermaster")}
