"""A refusal of the deeds, in the language of who reads (`words.refusals` knows the sentences).

1. `%(at)s` and `%(end)s` are instants in UTC: they are told as the person's clock shows them.
2. What a sentence holds may be a sentence or a word of ours itself: a fault, a ring of a border, a state of a device.
3. A sentence that is not known is shown as it is: an English answer is better than none.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from bilezik.console.devices.words import STATES
from bilezik.console.words import times
from bilezik.console.words.kinds import Text
from bilezik.console.words.people import HEALTH
from bilezik.console.words.refusals import AS_SAID, IN_OTHER_WORDS, PARTS
from bilezik.deeds import Invalid, OperatorError
from bilezik.domain.instant import parse, to_datetime

_INSTANTS: Final = frozenset({"at", "end"})
_SENTENCES: Final = frozenset({"fault", "ring"})
_HOLE: Final = re.compile(r"%\\?\((\w+)\\?\)s")
_WITHIN: Final = dict.fromkeys(("ring", "number"), "(?:(?!: ).)+?")
"""What these holes take in: never a part with its fault."""
_OF_PART: Final = re.compile(r"(?P<part>.+?): (?P<fault>.+)", re.DOTALL)
"""A part of what was given, and what is wrong with it: a column of a file, a shape."""


class _Known(NamedTuple):
    pattern: re.Pattern[str]
    said: Text


def refusal(error: OperatorError, zone: str = "") -> tuple[str, str]:
    """Return the field that is at fault (`''` where it is none) and what is said of it."""
    if isinstance(error, Invalid):
        return error.field, told(error.problem, zone)
    return "", told(str(error), zone)


def named(error: OperatorError, labels: Mapping[str, Text], zone: str = "") -> str:
    """Return what is said of a refusal above a form: the field's label, and what is wrong with it."""
    at, said = refusal(error, zone)
    return f"{labels[at]}: {said}" if at in labels else said


def told(text: str, zone: str = "") -> str:
    """Return a refusal as who reads understands it, as a sentence. `zone`: the clock of whom it is about; else the office's."""
    said = _told(text, zone or timezone.get_default_timezone_name())
    return _sentence(text if said is None else said)


def is_known(text: str) -> bool:
    """Return whether a refusal can be told in every language."""
    of_part = _OF_PART.fullmatch(text)
    return any(known.pattern.fullmatch(text) for known in _known()) or (of_part is not None and is_known(of_part["fault"]))


def _told(text: str, zone: str) -> str | None:
    for known in _known():
        found = known.pattern.fullmatch(text)
        if found:
            return str(known.said) % {name: _part(name, part, zone) for name, part in found.groupdict().items()}
    of_part = _OF_PART.fullmatch(text)
    fault = None if of_part is None else _told(of_part["fault"], zone)
    return None if of_part is None or fault is None else f"{_told(of_part['part'], zone) or of_part['part']}: {fault}"


@cache
def _known() -> tuple[_Known, ...]:
    """Return every sentence, those with the most letters of their own first: a general one never hides a special one."""
    every: dict[str, Text] = {one: gettext_lazy(one) for one in AS_SAID} | dict(IN_OTHER_WORDS)
    longest = sorted(every, key=lambda one: (-len(_HOLE.sub("", one)), one))
    return tuple(_Known(re.compile(_HOLE.sub(_taking, re.escape(one)), re.DOTALL), every[one]) for one in longest)


def _taking(hole: re.Match[str]) -> str:
    return f"(?P<{hole[1]}>{_WITHIN.get(hole[1], '.+?')})"


def _part(name: str, part: str, zone: str) -> str:
    if name in _SENTENCES:
        return _told(part, zone) or part
    if name in {"state", "states"}:
        return ", ".join(str(STATES[one].text).lower() if one in STATES else one for one in part.split(" or "))
    if name == "health":
        return ", ".join(str(HEALTH[one]).lower() if one in HEALTH else one for one in part.split(", "))  # type: ignore[index]
    if name not in _INSTANTS:
        return gettext(part) if part in PARTS else part
    try:
        return times.local(to_datetime(parse(part)), zone, timezone.now())
    except ValueError:  # a day alone
        return part


def _sentence(said: str) -> str:
    whole = said[:1].upper() + said[1:]
    return whole if whole.endswith((".", "!", "?")) else f"{whole}."
