"""What is judged of alerts that are about no place: the rule in the words of an officer and a judge.

1. A sentence says what the rule does (`bilezik.rules`, `bilezik.fold`), not what it is good for. A rule that changes changes here.
2. Kinds of `PLACES` are explained by their evidence, with a chart; they stand here for when it cannot be told again.
"""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from bilezik.console.words.kinds import Text
from bilezik.domain.violation import AlertKind

PLACES: Final = frozenset({"not_home", "left_area", "entered_place"})

_FACT: Final = _("Nothing is inferred and nothing is weighed: what the device said is the evidence, and it stands below.")
_ALWAYS: Final = _("It is told whatever else is wrong with the report, early or late, by every device.")
_PLACE: Final = (
    _("Each position is weighed by its distance from the edge and by its error; positions of one error count once."),
    _("An alert is raised when the odds reach likely (97.5 %), never while it is unsure."),
)

RULES: Final[Mapping[AlertKind, tuple[Text, ...]]] = {
    "not_home": _PLACE,
    "left_area": _PLACE,
    "entered_place": (*_PLACE, _("Passing by is not a visit: the stay inside must last as long as the condition says.")),
    "strap": (
        _("The device says that its strap was opened. While the condition to wear it holds, this is a violation at once."),
        _("It ends when the device says that the strap is closed."),
        _FACT,
        _ALWAYS,
    ),
    "tamper": (
        _("The device says that its case was opened or touched, or its antenna cut."),
        _("It ends when fifteen minutes have passed without the device saying so again."),
        _FACT,
        _ALWAYS,
    ),
    "battery": (
        _("The device says that its battery is at or below the limit of the condition, or low, and not that it is charging."),
        _("It ends when it charges, or when the battery stands ten points above the limit again."),
        _FACT,
    ),
    "silence": (
        _("No word of the device has reached us for longer than the condition allows. Any word ends it, with a position or not."),
        _("Silence is counted by the time of arrival, on our clock: what the device kept and sent later does not undo it."),
        _("Time in which our own side did not listen is not counted."),
    ),
    "sos": (_("Somebody pressed SOS on the device."), _FACT, _ALWAYS),
    "jamming": (_("The device says that it notices jamming."), _FACT, _ALWAYS),
    "receiver": (_("The device's positions contradict each other; none of them is believed."), _FACT),
    "outage": (
        _("Many devices fell silent together. One alert stands for them all: the reason is a common one."),
    ),
    "fault": (
        _("Judging a report of this person failed: a fault of the system, not of the person."),
        _("The report is kept, and judged when the fault is mended. A failure is never taken for good order."),
    ),
}  # fmt: skip
