"""Alerts, conditions, outcomes, certainty, states: their words, shapes and tones."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bilezik.domain.alert import AlertState, Outcome
from bilezik.domain.order import ConditionKind
from bilezik.domain.violation import AlertKind, Certainty, ViolationState

Text = str | Promise
Tone = Literal["red", "amber", "blue", "grey", "green", "plain"]


@dataclass(frozen=True, slots=True)
class Word:
    """What something is called, with its shape and what its colour means."""

    text: Text
    icon: str = ""
    tone: Tone = "plain"


ALERTS: Final[Mapping[AlertKind, Word]] = {
    "not_home": Word(_("Not at home"), "house"),
    "left_area": Word(_("Left the area"), "map-pin-off"),
    "entered_place": Word(_("In a forbidden place"), "store"),
    "too_close": Word(_("Too close to a protected person"), "users"),
    "strap": Word(_("Strap opened"), "link-2-off"),
    "tamper": Word(_("Device tampered with"), "shield-alert"),
    "battery": Word(_("Battery nearly empty"), "battery-warning"),
    "silence": Word(_("Device is silent"), "wifi-off"),
    "sos": Word(_("SOS pressed"), "siren"),
    "jamming": Word(_("Signal jammed"), "radio-tower"),
    "receiver": Word(_("Receiver not trusted"), "satellite"),
    "check_in": Word(_("Check-in missed"), "camera"),
    "alcohol": Word(_("Alcohol found"), "wine"),
    "outage": Word(_("Outage"), "cloud-off"),
    "fault": Word(_("Fault in the system"), "bug"),
}

PRIORITIES: Final[Mapping[int, Word]] = {
    1: Word(_("Act now"), tone="red"),
    2: Word(_("Act soon"), tone="amber"),
    3: Word(_("Look into it"), tone="blue"),
    4: Word(_("For information"), tone="grey"),
}

STATES: Final[Mapping[AlertState, Word]] = {
    "open": Word(pgettext_lazy("alert", "Waiting"), "clock", "red"),
    "taken": Word(pgettext_lazy("alert", "Taken"), "hand", "blue"),
    "resolved": Word(pgettext_lazy("alert", "Closed"), "circle-check", "green"),
}

CERTAINTIES: Final[Mapping[Certainty, Word]] = {
    "certain": Word(_("Certain")),
    "likely": Word(_("Likely")),
    "unsure": Word(_("Unsure")),
}

OUTCOMES: Final[Mapping[Outcome, tuple[Text, Text]]] = {
    "returned": (_("Back in order"), _("The condition is kept again. No further step.")),
    "reasonable_excuse": (_("Reasonable excuse"), _("The person explained, and you accept it. Your name stands under it.")),
    "authorised_absence": (_("Authorised absence"), _("A permission existed or was given.")),
    "device_fault": (_("Fault of the device"), _("The device or its charger is at fault.")),
    "position_error": (_("Wrong position"), _("The system was wrong about the place.")),
    "handed_over": (_("Handed over"), _("Police, an ambulance or the officer in charge has it now.")),
    "breach_proposed": (
        _("Breach proposed"),
        _("You state that the order was broken. A second person must confirm it and hear the supervised person first."),
    ),
    "test": (_("Drill or test"), _("Nothing happened: a drill or a test of the device.")),
}

CONDITIONS: Final[Mapping[ConditionKind, Word]] = {
    "stay_home": Word(_("Stay at home"), "house"),
    "stay_in_area": Word(_("Stay in the area"), "map"),
    "keep_out": Word(_("Keep out of places"), "store"),
    "keep_away": Word(_("Keep away from a protected person"), "users"),
    "wear_device": Word(_("Wear the device"), "link-2-off"),
    "keep_charged": Word(_("Keep the device charged"), "battery-warning"),
    "keep_contact": Word(_("Keep the device in contact"), "wifi-off"),
    "check_in": Word(_("Check in by phone"), "camera"),
    "abstain": Word(_("Drink no alcohol"), "wine"),
}

VIOLATION_STATES: Final[Mapping[ViolationState, Text]] = {
    "open": _("still going on"),
    "closed": _("ended"),
    "superseded": _("replaced: later data changed the picture"),
    "withdrawn": _("withdrawn: later data showed that it did not happen"),
}

SOURCES: Final[Mapping[str, Text]] = {
    "gnss": _("satellites"),
    "wifi": _("Wi-Fi"),
    "cell": _("cell towers"),
    "network": _("mobile network"),
    "beacon": _("home unit"),
    "unknown": _("source not stated"),
}

DOUBTS: Final[Mapping[str, Text]] = {
    "invalid": _("the device itself says this is not a position"),
    "null_island": _("position is 0, 0"),
    "out_of_range": _("no such position or speed"),
    "future": _("stated time lies ahead of its arrival"),
    "ancient": _("stated time is too long ago"),
    "no_time": _("no time stated; its arrival stands in"),
    "bad_checksum": _("checksum is wrong"),
    "impossible_speed": _("could not have been reached from the last position"),
    "stuck": _("the receiver repeats one position"),
    "week_rollover": _("stated time is 1,024 weeks too old: the receiver's calendar began anew"),
    "straight_line": _("equal steps in a straight line: not measured, made up"),
    "repeats_places": _("to and fro between the same places to the last digit: towers, not satellites"),
}

EVENTS: Final[Mapping[str, Text]] = {
    "strap_open": _("Strap open"),
    "strap_closed": _("Strap closed"),
    "tamper": _("Case opened or touched"),
    "sos": _("SOS pressed"),
    "low_battery": _("Battery low"),
    "power_cut": _("External power cut"),
    "power_restored": _("External power restored"),
    "power_off": _("Switched off"),
    "power_on": _("Switched on"),
    "jamming": _("Jamming noticed"),
    "antenna_cut": _("Antenna cut"),
    "fall": _("Fall noticed"),
    "beacon_lost": _("Home unit out of reach"),
    "beacon_found": _("Home unit in reach"),
    "battery": _("Battery"),
    "gateway:wrong_key": _("Somebody reported as this device without its key, and was refused"),
    "gateway:wrong_network": _("Somebody reported as this device from a foreign network, and was refused"),
    "gateway:another_id": _("The device's connection said another id"),
    "gateway:second_connection": _("A second connection reported as this device"),
    "gateway:cloned": _("Two devices report as this one"),
    "receiver:errs_again": _("Receiver gave the same wrong place again"),
    "receiver:null_island": _("Receiver said 0, 0"),
    "receiver:out_of_range": _("Receiver gave a place that does not exist"),
    "receiver:impossible_speed": _("Receiver jumped"),
    "receiver:two_places": _("In two places at once"),
    "receiver:stuck": _("Receiver repeats one position"),
    "receiver:straight_line": _("Positions in a straight line at equal steps"),
    "receiver:repeats_places": _("Towers given as satellites"),
    "receiver:future": _("Device's clock runs ahead"),
    "receiver:ancient": _("Device's clock is far behind"),
    "receiver:week_rollover": _("Receiver's calendar began anew"),
}

CAUSES: Final[Mapping[str, Text]] = {
    "switched_off": _("The device said that it was being switched off"),
    "battery_flat": _("The battery was empty when it last spoke"),
    "jammed": _("The device reported jamming before it fell silent"),
    "no_coverage": _("It has been without coverage at this place before, and reported afterwards"),
    "shielded": _("It had lost the satellites before it fell silent: shielded, or deep in a building"),
}
"""What may explain a silence (`rules.keep_contact`)."""

COMMAND_STATES: Final[Mapping[str, Word]] = {
    "to_confirm": Word(_("waits for a second person"), "users", "amber"),
    "queued": Word(_("waits for the device"), "hourglass", "blue"),
    "sent": Word(_("sent, no answer yet"), "send", "blue"),
    "delivered": Word(_("the device answered"), "check", "green"),
    "not_connected": Word(_("the device is not connected"), "wifi-off", "amber"),
    "timed_out": Word(_("the device did not answer in time"), "clock", "amber"),
    "withdrawn": Word(_("withdrawn"), "undo-2"),
}

COMMANDS: Final[Mapping[str, Word]] = {
    "locate_now": Word(_("Ask its position"), "locate-fixed"),
    "set_interval": Word(_("Set how often it reports"), "clock"),
    "ring": Word(_("Let it ring"), "bell"),
    "message": Word(_("Show a message"), "message-square-text"),
    "save_power": Word(_("Save power"), "battery-warning"),
    "reboot": Word(_("Restart it"), "rotate-ccw"),
    "set_server": Word(_("Send it to another server"), "radio-tower"),
}
"""What a device can be asked for, in the order in which it is offered."""

MARKS: Final[Mapping[str, Word]] = {
    "inside": Word(_("Inside")),
    "silent": Word(_("Silent"), tone="grey"),
    "unsure": Word(_("Unsure")),
    "outside": Word(_("Outside")),
    "tamper": Word(_("Strap or case opened")),
}
"""State marks of a person: shapes. The colour is the urgency of the person's alerts (`ground.standing`). The order is the wire
order of the map and of `web/src/map/marks.ts`."""

DEVICE_KINDS: Final[Mapping[str, Text]] = {
    "bracelet": _("Bracelet"),
    "tracker": _("Personal tracker"),
    "home_unit": _("Home unit"),
    "mobile_unit": _("Mobile unit"),
    "repeater": _("Repeater"),
    "audiovisual_unit": _("Audiovisual unit"),
    "photo_breath_unit": _("Photo and breath test unit"),
    "server": _("Server equipment"),
    "console": _("Mobile monitoring console"),
    "phone": _("Registered smartphone"),
}


def event_word(kind: str) -> Text:
    """Return the words of an event; a protocol's own word is shown as the protocol says it."""
    known = EVENTS.get(kind)
    if known:
        return known
    sort, _colon, name = kind.partition(":")
    if sort == "may_have_crossed":
        return gettext("May have crossed: %(place)s") % {"place": name}
    return name.replace("_", " ") or kind


ROLE_NAMES: Final[Mapping[str, Text]] = {
    "operator": _("Operator"),
    "officer": _("Officer"),
    "supervisor": _("Supervisor"),
    "registrar": _("Registrar"),
    "quartermaster": _("Quartermaster"),
    "administrator": _("Administrator"),
    "auditor": _("Auditor"),
    "prosecutor": _("Prosecutor or court"),
}
"""What staff call each role."""
