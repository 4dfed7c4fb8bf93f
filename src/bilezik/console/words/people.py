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

PROBLEMS: Final[Mapping[str, Text]] = {
    "must not be empty": _("Fill this in."),
    "say why": _("Say why: the reason stands in the history of the person."),
    "is not an id": _("Choose one of the list."),
    "is not a day, as 2026-11-30": _("This is no day of the calendar."),
    "is not a number": _("Write a number, as 51.12345."),
    "holds a control character": _("There is a character in it that cannot be kept. Type it anew."),
    "a volunteer's consent has a date": _("Say on which day the volunteer consented."),
    "say what the other is": _("Say here what the other reason is."),
    "the last digit does not fit the others: one is mistyped, or two are exchanged": _(
        "The last digit does not fit the others: one is mistyped, or two are exchanged."
    ),
    "has 12 digits": _("An IIN has 12 digits. Leave it empty where there is none."),
    "a person with this IIN is in the register already": _("A person with this IIN is in the register already."),
    "is closed: it watches nobody": _("This department is closed: it watches nobody."),
    "there is none of this number, or it is closed: it watches nobody": _("This department is closed: it watches nobody."),
    "a pin has both, latitude and longitude, or neither": _("A pin has both, latitude and longitude. Fill in both or neither."),
    "must lie between -90 and 90": _("A latitude lies between -90 and 90; in Kazakhstan between 40 and 56."),
    "must lie between -180 and 180": _("A longitude lies between -180 and 180; in Kazakhstan between 46 and 88."),
    "is neither a JPEG nor a PNG, whatever its name says": _(
        "This is neither a JPEG nor a PNG, whatever its name says. Take the photo as one of them."
    ),
    "is damaged: the file breaks off or contradicts itself": _("The file is damaged. Take or scan the photo again."),
    "is larger than the 8 MB that are kept": _("The file is larger than 8 MB. Make the photo smaller."),
}
"""A refusal of the deeds about a person -> what the form says of it, in the reader's language."""

GENERAL: Final[Mapping[str, Text]] = {
    "birth_date": _("The date of birth lies between 1900 and today."),
    "consented_on": _("The day of the consent lies between 1900 and today."),
    "responsible_name": _("The person is under 18: name the responsible adult."),
    "responsible_phone": _("The person is under 18: the responsible adult's phone is needed."),
    "more_phones": _("At most ten further phones are kept, one a line."),
    "photo": _("This photo cannot be kept."),
}
"""What is said of a field whose refusal has no words of its own."""

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
    "case_granted": Word(_("Case shown to a prosecutor or court"), "users"),
    "opened_outside": Word(_("Opened from outside the caseload"), "users"),
}
"""A line of the person's timeline -> what it is called."""
