"""Who is meant by what somebody typed: words of a name in any spelling, digits of an IIN.

1. Every word must be found, each as a part of a word of the name; their order does not matter, nor the alphabet (`domain.names`).
2. A group of digits is looked for in the IIN.
3. What holds neither letters nor digits means nobody, and not everybody.
"""

import re
from typing import Final

from django.db.models import Q

from bilezik.domain import names

MOST: Final = 8
"""Words looked for: nobody's names have more, and each is a scan of the column."""
_DIGITS: Final = re.compile("[0-9]+")


def parts(text: str) -> tuple[str, ...]:
    """Return what is looked for: folded words and groups of digits. A word with a digit in it gives both."""
    found = [part for word in text.split() for part in (*names.words(word), *_DIGITS.findall(word))]
    return tuple(dict.fromkeys(found))[:MOST]


def has(part: str, prefix: str = "") -> Q:
    """Return the condition that a person has this part in the name or the IIN; `prefix` is the way to the person."""
    column = "iin" if part.isdecimal() else "name_key"
    return Q(**{f"{prefix}{column}__contains": part})


def sought(text: str, prefix: str = "") -> Q:
    """Return the condition that a person is meant by `text`; nobody is where there is nothing to look for."""
    found = parts(text)
    if not found:
        return Q(**{f"{prefix}pk__in": ()})
    condition = Q()
    for part in found:
        condition &= has(part, prefix)
    return condition
