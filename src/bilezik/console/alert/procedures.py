"""What to do for each kind of alert, and whom to call: plain words in the order in which to do them.

1. A step is one sentence that begins with what to do.
2. These are the texts Bilezik comes with; a department's own replace them later, kind by kind.
3. `calls` names whom to call, in order: the person, the department, the emergency services.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from django.utils.translation import gettext_lazy as _

from bilezik.console.words.kinds import Text
from bilezik.domain.violation import AlertKind

Call = Literal["person", "department", "police", "ambulance", "engineer"]


@dataclass(frozen=True, slots=True)
class Procedure:
    """What to do, in order, and whom to call, in order."""

    steps: tuple[Text, ...]
    calls: tuple[Call, ...] = ("person", "department")


_CALL: Final = _("Call the person. Ask where they are and why; write down the answer as a note.")
_ASK: Final = _("Ask the device for a position now, and wait for its answer before you judge an unsure place.")
_PERMISSION: Final = _("Look whether a permission covers the time; if somebody gave one, close as an authorised absence.")
_NO_ANSWER: Final = _("No answer within ten minutes: call the department and hand over.")

PROCEDURES: Final[Mapping[AlertKind, Procedure]] = {
    "not_home": Procedure((_PERMISSION, _CALL, _ASK, _("Ask for the return home, and watch it on the map."), _NO_ANSWER)),
    "left_area": Procedure(
        (
            _PERMISSION, _CALL, _ASK, _("Moving away and unreachable: call the police with the last position and its error."),
            _NO_ANSWER,
        ),
        ("person", "department", "police"),
    ),
    "entered_place": Procedure(
        (
            _("Look at the error circles: does the place's edge lie inside them? Then it is not sure."),
            _CALL, _("Ask the person to leave the place, and watch it on the map."), _NO_ANSWER,
        ),
    ),
    "too_close": Procedure(
        (
            _("Call the protected person first: are they safe? Say nothing of where the supervised person is."),
            _("Call the police with both last positions."),
            _("Call the supervised person and order them away."),
        ),
        ("police", "person", "department"),
    ),
    "strap": Procedure(
        (
            _("Treat the device as no longer worn: its positions say nothing about the person."),
            _CALL, _("Order the person to stay where they are until an officer has looked at the strap."), _NO_ANSWER,
        ),
        ("person", "department", "police"),
    ),
    "tamper": Procedure(
        (
            _CALL, _("Ask what happened to the device and whether it is damaged."), _("Arrange an inspection of the device."),
            _NO_ANSWER,
        ),
    ),
    "battery": Procedure(
        (
            _CALL, _("Ask the person to put the device on its charger now; it takes two hours."),
            _("No charging after an hour: call the department."),
        ),
    ),
    "silence": Procedure(
        (
            _("See when and where the device last spoke, and its battery then: an empty battery explains a silence."),
            _ASK, _CALL,
            _("Look whether other devices of the same city are silent too: then it may be the network."), _NO_ANSWER,
        ),
    ),
    "sos": Procedure(
        (
            _("Call the person at once. Ask what help they need."),
            _("Danger to life: call the ambulance or the police with the last position and its error."),
            _ASK,
        ),
        ("person", "ambulance", "police"),
    ),
    "jamming": Procedure(
        (_("See the last trusted position; positions during jamming are not to be believed."), _CALL, _NO_ANSWER),
        ("person", "department", "police"),
    ),
    "receiver": Procedure(
        (_("Do not judge the person by this device's positions."), _CALL, _("Arrange an exchange of the device.")),
    ),
    "check_in": Procedure((_CALL, _("Ask for the check-in now."), _NO_ANSWER)),
    "alcohol": Procedure((_CALL, _("Ask for a second test after 15 minutes."), _NO_ANSWER)),
    "outage": Procedure(
        (_("Call the network's operator or the engineer on duty."), _("Do not judge single people while the outage lasts.")),
        ("engineer", "department"),
    ),
    "fault": Procedure(
        (
            _("Call the engineer on duty: reports of this person are kept, but not judged until the fault is mended."),
            _("Until then, call the person at the times at which they must be at home."),
        ),
        ("engineer", "department"),
    ),
}  # fmt: skip

EMERGENCY: Final[Mapping[Call, tuple[Text, str]]] = {
    "police": (_("Police"), "102"),
    "ambulance": (_("Ambulance"), "103"),
}
"""Kazakhstan's numbers."""
