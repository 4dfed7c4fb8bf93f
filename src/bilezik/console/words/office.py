"""What the screens of departments and staff call a field, and what they say where the deeds refuse."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bilezik.console.words.kinds import Text
from bilezik.deeds import Conflict, Forbidden, Invalid, NotFound, OperatorError
from bilezik.store.models import Department, Region

DEPARTMENT: Final[Mapping[str, Text]] = {
    "name_kk": _("Name in Kazakh"),
    "name_ru": _("Name in Russian"),
    "name_en": _("Name in English"),
    "name": _("Name where the reader's language has none"),
    "code": _("Code of the ministry"),
    "region": _("Region"),
    "city": _("Town"),
    "timezone": _("Time zone"),
    "phone": _("Telephone"),
    "lat": _("Latitude"),
    "lon": _("Longitude"),
    "why": _("Reason"),
}
MEMBER: Final[Mapping[str, Text]] = {
    "name": _("Name, as colleagues read it"),
    "username": _("User name for the sign-in"),
    "email": _("E-mail"),
    "role": _("Role"),
    "where": _("Where it holds"),
    "why": _("Reason"),
}

_PROBLEMS: Final[Mapping[str, Text]] = {
    "must not be empty": _("Fill this in."),
    "say why": _("Say why: the reason stands in the audit log."),
    "is not an id": _("Choose one of the list."),
    "is not a number": _("Write a number, as 51.12345."),
    "holds a control character": _("There is a character in it that cannot be kept. Type it anew."),
    "a place has both, latitude and longitude, or neither": _("A place has both, latitude and longitude. Fill in both or neither."),
    "must lie between -90 and 90": _("A latitude lies between -90 and 90; in Kazakhstan between 40 and 56."),
    "must lie between -180 and 180": _("A longitude lies between -180 and 180; in Kazakhstan between 46 and 88."),
    "a department with this code is there already": _("Another department has this code."),
    "there is already a user of this name": _("Somebody has this user name already."),
    "is closed: nobody works there": _("This department is closed: nobody works there."),
    "name 1 to 5000 people": _("Choose whom: at most 5,000 people at once."),
    "is closed: it watches nobody": _("This department is closed: it watches nobody."),
}
_CONFLICTS: Final[Mapping[str, Text]] = {
    "Nothing would change.": _("Nothing is different from what is in the register."),
    "It is closed already.": _("This department is closed already."),
    "It is closed: it keeps what it was called.": _("This department is closed: it keeps what it was called."),
    "They have this role already.": _("They have this role already."),
    "The account is closed already.": _("The account is closed already."),
    "The account is open already.": _("The account is open already."),
}


def called(one: Department | Region) -> str:
    """Return what a department or region is called in the reader's language."""
    fallback = one.name if isinstance(one, Department) else one.name_en
    return getattr(one, f"name_{(get_language() or 'en')[:2]}", "") or fallback


def refusal(error: OperatorError) -> tuple[str, Text]:
    """Return the field that is at fault ('' where it is none) and what is said of it."""
    if isinstance(error, Invalid):
        if "time zone" in error.problem:
            return error.field, _("There is no time zone of this name. Choose one of the list.")
        return error.field, _PROBLEMS.get(error.problem, error.problem)
    if isinstance(error, Conflict):
        return "", _CONFLICTS.get(str(error), str(error))
    if isinstance(error, Forbidden):
        return "", _("You may not do this: nobody changes their own account or roles, another administrator does.")
    return "", _("It is no longer there. Go back and look again.") if isinstance(error, NotFound) else str(error)
