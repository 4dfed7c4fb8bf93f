"""What the kinds of conditions, of places and of limits are called on the form: in the words of a court's decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from bilezik.console.words import schedules
from bilezik.console.words.kinds import Text
from bilezik.domain.order import ConditionKind
from bilezik.domain.zone import PlaceKind


@dataclass(frozen=True, slots=True)
class Choice:
    """One kind as the form offers it; `is_judged`: false where no device tells whether it is kept."""

    text: Text
    hint: Text
    is_judged: bool = True


KINDS: Final[Mapping[ConditionKind, Choice]] = {
    "stay_home": Choice(_("May not leave home"), _("At home in the hours that the decision names.")),
    "stay_in_area": Choice(_("May not leave the area"), _("A district, a city or a border that you draw.")),
    "keep_out": Choice(_("May not go to these places"), _("Places by name, from the library, or drawn on the map.")),
    "wear_device": Choice(_("Wears the device"), _("The strap stays closed and the device whole.")),
    "keep_charged": Choice(_("Keeps the device charged"), _("The battery stays above a limit.")),
    "keep_contact": Choice(_("Keeps the device in contact"), _("The device is heard often enough.")),
    "keep_away": Choice(_("May not come near a protected person"), _("Kept on paper: no device watches it yet."), is_judged=False),
    "check_in": Choice(_("Checks in by phone"), _("Kept on paper: no device watches it yet."), is_judged=False),
    "abstain": Choice(_("Drinks no alcohol"), _("Kept on paper: no device watches it yet."), is_judged=False),
}

PLACES: Final[Mapping[PlaceKind, Text]] = {
    "school": _("Schools, kindergartens, playgrounds"),
    "shop": _("Shopping centres, markets"),
    "drinking": _("Bars, restaurants that sell alcohol"),
    "nightlife": _("Night clubs, karaoke"),
    "gambling": _("Casinos, betting shops"),
    "transport": _("Stations, airports"),
    "sport": _("Stadiums, sport halls"),
    "park": _("Parks, squares"),
    "other": _("Other public places"),
}

_DAYS: Final = (
    _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"),
)  # fmt: skip
DAYS: Final[tuple[tuple[Text, Text], ...]] = tuple(zip(_DAYS, schedules.DAYS, strict=True))
"""From Monday, as ISO counts them: the whole word, and the short one."""
