"""Numbers with their units as people write them: `97,5 %` and `м` in Kazakh and Russian.

1. For the eye only. Numbers in addresses, in attributes and in drawings are those of the machine.
"""

from typing import Final

from django.utils.formats import get_format
from django.utils.translation import gettext as _

KILOMETRE: Final = 1000


def decimal(value: float, places: int) -> str:
    """Return a number rounded to `places`, with the decimal sign of the language."""
    return f"{value:.{places}f}".replace(".", str(get_format("DECIMAL_SEPARATOR")))


def metres(value: float) -> str:
    """Return whole metres."""
    return _("%(n)s m") % {"n": decimal(value, 0)}


def distance(value: float) -> str:
    """Return metres below a kilometre, kilometres from there."""
    return metres(value) if value < KILOMETRE else _("%(n)s km") % {"n": decimal(value / KILOMETRE, 1)}
