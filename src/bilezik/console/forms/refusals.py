"""What the deeds say when they refuse something about an order, in the language of who reads.

1. A deed speaks English, because its words stand in logs and in the API; here each sentence is known as a pattern.
2. `%(at)s` and `%(end)s` are instants in UTC: they are told as the person's clock shows them.
3. A sentence that is not known is shown as it is: an English answer is better than none.
"""

import re
from functools import cache
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from bilezik.console.words import times
from bilezik.domain.instant import parse, to_datetime

SENTENCES: Final = (
    # Of any field.
    _("must not be empty"),
    _("say why"),
    _("must lie between 1990 and 2100"),
    _("holds a control character"),
    _("has %(letters)s letters, at most %(most)s are kept"),
    _("at most %(most)s letters"),
    _("must lie between %(least)s and %(most)s"),
    _("must be after %(first)s (%(end)s UTC)"),
    # Of an order.
    _("is one of %(codes)s"),
    _("is after the order's end (%(end)s)"),
    _("must lie between the order's start (%(first)s) and its end (%(last)s)"),
    _("is in force from %(first)s until %(last)s: the order starts on %(day)s"),
    _("is in force from %(first)s: the order starts on %(day)s"),
    _("is before the order starts"),
    _("is before a device was fitted for this order"),
    _("is after a device was fitted for this order"),
    _("has passed: end the order instead"),
    _("is before a suspension of this order ends: lift that first"),
    _("Nothing would change."),
    _("Somebody else has changed this order meanwhile. Read it again."),
    _("Order %(number)s was ended: it is not changed any more. Enter a new one."),
    _("Order %(number)s was revoked: it is not changed any more. Enter a new one."),
    _("Order %(number)s is over: it is not changed any more. Enter a new one."),
    _("Order %(number)s was ended already, at %(at)s."),
    _("Order %(number)s was revoked already, at %(at)s."),
    _("Order %(number)s ends by itself at %(at)s."),
    # Of a suspension.
    _("has passed: a suspension holds from now on at the earliest"),
    _("Order %(number)s is over then: there is nothing to suspend."),
    _("Order %(number)s is suspended already for part of that time."),
    _("This suspension is over already."),
    # Of a condition.
    _("Order %(number)s is over: its conditions stay as they were."),
    _("This condition was ended already."),
    _("A device is worn for this condition: record its removal first, or change the condition instead."),
    # Of a permission.
    _("The time that was asked for is over: it cannot be approved any more."),
    _("The condition was ended: there is nothing to be permitted."),
    _("This permission was denied already."),
    _("This permission was withdrawn already."),
    _("This permission is over."),
    _("%(name)s withdrew this already."),
    _("%(name)s has approved this already."),
    _("%(name)s has denied this already."),
    # Of a scan.
    _("is empty"),
    _("is kept with this order already"),
    _("An order keeps %(most)s scans at most."),
    _("is larger than the %(most)s MB that are kept"),
    _("is neither a PDF nor a JPEG nor a PNG, whatever its name says"),
    _("is damaged: the PDF breaks off"),
    _("is encrypted: what is in it cannot be looked at. Print it, or scan the paper"),
    _("holds %(what)s, which a decision does not need. Print it, or scan the paper"),
    _("packs its objects in a way that cannot be looked into. Print it, or scan the paper"),
    # Of a signature for a memo.
    _("has not come yet: a signature is recorded when it is given"),
    _("is before this paper could be printed"),
    _("is no paper of this person"),
    # Of anything.
    _("This is not yours to change."),
    _("Somebody else is changing the same thing right now. Try again."),
)
PARTS: Final = (
    _("a script"), _("a command that starts a program"), _("an embedded file"), _("embedded files"), _("a film"),
    _("a form that sends"), _("a form that reads files"),
)  # fmt: skip
"""What a sentence may have in it that is itself a word of ours."""
_INSTANTS: Final = frozenset({"at", "end"})
_HOLE: Final = re.compile(r"%\\?\((\w+)\\?\)s")


def told(text: str, zone: str) -> str:
    """Return a refusal as who reads understands it; at a field, it begins as a sentence does."""
    for sentence, pattern in _patterns():
        found = pattern.fullmatch(text)
        if found:
            said = gettext(sentence) % {name: _part(name, part, zone) for name, part in found.groupdict().items()}
            return _sentence(said)
    return _sentence(text)


def is_known(text: str) -> bool:
    """Return whether a refusal can be told in every language."""
    return any(pattern.fullmatch(text) for _sentence_, pattern in _patterns())


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((one, re.compile(_HOLE.sub(lambda hole: f"(?P<{hole[1]}>.+?)", re.escape(one)))) for one in SENTENCES)


def _part(name: str, part: str, zone: str) -> str:
    if part in PARTS:
        return gettext(part)
    if name not in _INSTANTS:
        return part
    try:
        return times.local(to_datetime(parse(part)), zone, timezone.now())
    except ValueError:  # a day alone
        return part


def _sentence(said: str) -> str:
    whole = said[:1].upper() + said[1:]
    return whole if whole.endswith((".", "!", "?")) else f"{whole}."
