"""What is stated of a person, in words: the ground of supervision, the language, what of health must be looked at."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from bilezik.console.words.kinds import Text, Word
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

FIELDS: Final[Mapping[str, Text]] = {
    "family_name": _("Family name"),
    "given_name": _("Given name"),
    "patronymic": _("Patronymic"),
    "family_name_latin": _("Family name in Latin letters"),
    "given_name_latin": _("Given name in Latin letters"),
    "iin": _("IIN"),
    "birth_date": _("Date of birth"),
    "kind": _("Supervised as"),
    "consent": _("Text of the consent"),
    "consented_on": _("Day of the consent"),
    "language": _("Language of notices"),
    "interpreter": _("Needs an interpreter"),
    "phone": _("Phone"),
    "more_phones": _("More phones"),
    "health": _("Look at before fitting"),
    "health_note": _("Note on health"),
    "responsible_name": _("Responsible adult"),
    "responsible_phone": _("Phone of the responsible adult"),
    "city": _("City or district"),
    "address": _("Address"),
    "lat": _("Latitude"),
    "lon": _("Longitude"),
    "timezone": _("Time zone"),
    "department": _("Department"),
    "photo": _("Photo"),
    "why": _("Reason"),
}
"""What a form and the history call a field of the register."""

LINES: Final[Mapping[str, Word]] = {
    "registered": Word(_("Registered"), "plus"),
    "person_changed": Word(_("Record changed"), "pencil"),
    "photo_kept": Word(_("Photo kept"), "camera"),
    "photo_removed": Word(_("Photo taken out"), "camera"),
    "order_entered": Word(_("Order entered"), "scale"),
    "order_changed": Word(_("Order changed"), "scale"),
    "order_suspended": Word(_("Order suspended"), "scale"),
    "suspension_lifted": Word(_("Suspension lifted"), "scale"),
    "order_ended": Word(_("Order ended"), "scale"),
    "order_revoked": Word(_("Order revoked"), "scale"),
    "document_added": Word(_("Scan of a decision kept"), "file-text"),
    "memo_signed": Word(_("Memo signed"), "file-text"),
    "memo_refused": Word(_("Signature for the memo refused"), "file-text"),
    "condition_added": Word(_("Condition entered"), "list"),
    "condition_changed": Word(_("Condition changed"), "list"),
    "condition_ended": Word(_("Condition ended"), "list"),
    "zone_changed": Word(_("Zone changed"), "map"),
    "permission_asked": Word(_("Permission asked for"), "clock"),
    "permission_approved": Word(_("Permission given"), "clock"),
    "permission_denied": Word(_("Permission refused"), "clock"),
    "permission_withdrawn": Word(_("Permission withdrawn"), "clock"),
    "device_fitted": Word(_("Device fitted"), "link-2-off"),
    "device_removed": Word(_("Device taken off"), "undo-2"),
    "locate_now": Word(_("Position asked for"), "locate-fixed"),
    "set_interval": Word(_("Reporting interval set"), "clock"),
    "reboot": Word(_("Restart of the device asked for"), "rotate-ccw"),
    "ring": Word(_("Device asked to ring"), "bell"),
    "message": Word(_("Message to the device"), "message-square-text"),
    "save_power": Word(_("Saving of power asked for"), "battery-warning"),
    "set_server": Word(_("Other server asked for"), "radio-tower"),
    "command_confirmed": Word(_("Command confirmed"), "users"),
    "command_withdrawn": Word(_("Command withdrawn"), "undo-2"),
    "case_granted": Word(_("Case shown to a prosecutor or court"), "users"),
    "opened_outside": Word(_("Opened from outside the caseload"), "users"),
}
"""A line of the person's timeline -> what it is called."""
