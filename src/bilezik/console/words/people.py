"""What is stated of a person, in words: the ground of supervision, the language, what of health must be looked at."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from bilezik.console.words.kinds import Text
from bilezik.domain.person import HealthFlag, Language, PersonKind

KINDS: Final[Mapping[PersonKind, Text]] = {
    "probation": _("On probation"),
    "parole": _("On parole"),
    "conditional_sentence": _("Conditional sentence"),
    "recognizance": _("Before trial: house arrest, recognizance or bail"),
    "administrative_supervision": _("Administrative supervision"),
    "volunteer": _("Volunteer of a pilot"),
}

LANGUAGES: Final[Mapping[Language, Text]] = {"kk": _("Kazakh"), "ru": _("Russian"), "en": _("English")}

HEALTH: Final[Mapping[HealthFlag, Text]] = {
    "implant": _("Pacemaker or another implant"),
    "pregnancy": _("Pregnancy"),
    "circulation": _("Swelling or poor circulation of the legs"),
    "diabetes": _("Diabetes"),
    "skin": _("Wound or disease of the skin"),
    "allergy": _("Allergy to metal, silicone or rubber"),
    "epilepsy": _("Epilepsy"),
    "mental_health": _("Mental health"),
    "disability": _("Disability"),
    "other": _("Another reason"),
}
