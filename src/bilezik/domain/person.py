"""Words about a supervised person: the ground of supervision, the language, what to look at before a device is fitted.

1. Health is kept as flags, not as a record: an officer needs to know that something must be looked at, not what a doctor wrote.
   Which flags there are is judgement, after what makers of bracelets warn of; the medical check before fitting is practice of the
   anti-corruption service's pilot.
2. Whoever is under 18 has a responsible adult in the register.
"""

from datetime import date
from typing import Final, Literal, get_args

PersonKind = Literal[
    "probation",                   # the probation service: restriction of liberty, Criminal Code article 44
    "parole",                      # released before the end of the term
    "conditional_sentence",        # a sentence that is not served as long as its conditions are kept
    "recognizance",                # a suspect or accused: house arrest, own recognizance, bail
    "administrative_supervision",  # after release, Law of 15 July 1996
    "volunteer",                   # of a pilot: by own consent, under no court's order of supervision
]  # fmt: skip

Language = Literal["kk", "ru", "en"]

HealthFlag = Literal[
    "implant",        # a pacemaker or another electronic implant
    "pregnancy",
    "circulation",    # swelling, varicose veins, thrombosis of the legs
    "diabetes",       # small wounds do not heal
    "skin",           # a wound or a disease where the strap would be
    "allergy",        # to metal, silicone or rubber
    "epilepsy",
    "mental_health",
    "disability",     # a prosthesis, a plaster, a wheelchair
    "other",          # told in the health note
]  # fmt: skip

KINDS: Final[tuple[PersonKind, ...]] = get_args(PersonKind)
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
HEALTH_FLAGS: Final[tuple[HealthFlag, ...]] = get_args(HealthFlag)
FULL_AGE: Final = 18


def age(born: date, today: date) -> int:
    """Return the age in full years; who is born on 29 February has the birthday on 1 March of other years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
