"""Sentences that the machine wrote when it found something: stored in English, shown in the language of who reads.

1. What is stored stays as it was written; a translation is made when it is shown.
2. Fixed sentences are known here; one with times or numbers in it is shown as it was written.
"""

import re
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

SENTENCES: Final = frozenset(
    {
        # What needs an operator whatever the conditions are (`rules.standing`).
        _("The person pressed SOS"),
        _("The device reports jamming"),
        _("The device was switched off"),
        _("The antenna was cut"),
        _("The case was opened or touched"),
        _("The strap was opened"),
        _("Two devices report as this one"),
        # A receiver that lies (`rules.standing`).
        _("The receiver says again and again that it is at 0, 0"),
        _("The receiver gives places or speeds that do not exist"),
        _("The receiver jumps farther than anybody travels"),
        _("The receiver claims to move and repeats one position"),
        _("The positions lie in a straight line at equal steps: they are made up, not measured"),
        _("The positions go to and fro between the same places: they come from towers, though called satellites"),
        _("The device's clock runs ahead"),
        _("The device's clock is far behind"),
        _("The receiver's calendar began anew: its dates are 1,024 weeks too old"),
        _("The receiver has given the same wrong place several times"),
        _("The device is in two places at once: another reports as this one, or its places are made up"),
        # Why an alert was given back, where nobody said (`console.alert`).
        _("given back to the queue"),
        # Why a violation ended (`rules`).
        _("the order ended"),
        _("the order was suspended"),
        _("a permission began"),
        _("the hours of the condition ended"),
        _("the condition was changed or lifted"),
        _("the place closed"),
        _("returned"),
        _("it is being charged"),
        _("it was charged"),
        _("the strap was closed"),
        _("the device no longer says that the strap is open"),
        _("the strap was opened anew: it had been closed"),
        _("no further sign of tampering"),
        _("the device uploaded what it had kept"),
        _("the device reports again"),
        # Many silent together, where no city is named (`alerts.outage`).
        _("Many devices fell silent together"),
    }
)
_MANY: Final = re.compile(r"Many devices in (.+?) fell silent together")


def shown(text: str) -> str:
    """Return a stored text for the eye: a reason of several parts is translated part by part."""
    if text in SENTENCES:
        return gettext(text)
    many = _MANY.fullmatch(text)
    if many:
        return gettext("Many devices in %(city)s fell silent together") % {"city": many[1]}
    return "; ".join(gettext(part) if part in SENTENCES else part for part in text.split("; "))
