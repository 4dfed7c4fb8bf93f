"""What the screens of departments and staff call a field, and a department in the reader's language."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bilezik.console.words.kinds import Text
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


def called(one: Department | Region) -> str:
    """Return what a department or region is called in the reader's language."""
    fallback = one.name if isinstance(one, Department) else one.name_en
    return getattr(one, f"name_{(get_language() or 'en')[:2]}", "") or fallback
