"""What a form shows and takes: fields with what was typed, and what is wrong with each.

1. Everything that is wrong is told at once, each at its field; the first of them gets the focus.
2. What was typed is shown again as it was typed, right or wrong. A file cannot be: the browser forgets it.
3. Times are those of the person's clock. A time that was not touched stays the instant that it is, to the second.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal, TypeVar
from zoneinfo import ZoneInfo

from django.http import Http404
from django.utils.translation import gettext as _

from bilezik.console.forms.refusals import told
from bilezik.console.words.kinds import Text
from bilezik.deeds import Conflict, Invalid, NotFound, OperatorError
from bilezik.domain.instant import Instant, Micros, from_datetime, minutes, to_datetime

Made = TypeVar("Made")
Kind = Literal["text", "long", "day", "time", "choice", "file", "photo", "minutes", "tick", "given"]
_MOST_MINUTES: Final = 6 * 60


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form. `given` is carried and not shown."""

    name: str
    label: Text
    kind: Kind = "text"
    hint: Text = ""
    needed: bool = False
    choices: Sequence[tuple[str, Text]] = ()
    longest: int = 300
    said: str = ""
    problem: Text = ""
    has_focus: bool = False

    @property
    def described_by(self) -> str:
        """The ids of what is said beside it."""
        parts = [f"{self.name}-hint"] if self.hint else []
        return " ".join([*parts, f"{self.name}-problem"] if self.problem else parts)


@dataclass(slots=True)
class Form:
    """What was typed, and what is wrong with it. `refusal` is about no field."""

    said: Mapping[str, str]
    zone: str
    problems: dict[str, Text] = field(default_factory=dict)
    refusal: Text = ""
    is_conflict: bool = False

    def text(self, name: str, *, needed: bool = True) -> str:
        """Return what is written in a field, without blanks around it."""
        given = self._given(name)
        if needed and not given:
            self.problems[name] = _("Fill this in.")
        return given

    def number(self, name: str, *, needed: bool = True) -> int | None:
        """Return the id that is chosen in a field; None where nothing is, or what is no id."""
        given = self._given(name)
        if given.isascii() and given.isdecimal() and len(given) <= 18:
            return int(given)
        if given or needed:
            self.problems[name] = _("Choose one of the list.")
        return None

    def is_ticked(self, name: str) -> bool:
        """Return whether a box is ticked."""
        return bool(self._given(name))

    def day(self, name: str) -> dt.date | None:
        """Return the day in a field; None where there is none."""
        given = self._given(name)
        try:
            return dt.date.fromisoformat(given) if given else None
        except ValueError:
            self.problems[name] = _("This is no day of the calendar.")
            return None

    def instant(self, name: str, *, needed: bool = True, was: Instant | None = None) -> Instant | None:
        """Return the instant at which the person's clock shows what is written; `was` where that is what it shows already."""
        given = self._given(name)
        if not given:
            if needed:
                self.problems[name] = _("Fill this in.")
            return None
        if was is not None and given == shown(was, self.zone):
            return was
        try:
            return from_datetime(dt.datetime.fromisoformat(given).replace(tzinfo=ZoneInfo(self.zone)))
        except (ValueError, OverflowError):
            self.problems[name] = _("This is no day and time.")
            return None

    def minutes(self, name: str) -> Micros:
        """Return a length that is written in minutes; nothing is none."""
        given = self._given(name)
        if not given:
            return Micros(0)
        if not given.isascii() or not given.isdecimal() or len(given) > 4 or int(given) > _MOST_MINUTES:
            self.problems[name] = _("Write whole minutes, %(most)s at most.") % {"most": _MOST_MINUTES}
            return Micros(0)
        return Micros(minutes(int(given)))

    def does(self, act: Callable[[], Made], **names: str) -> Made | None:
        """Do a deed, unless something is wrong already; None where it was refused. `names`: a deed's field -> the form's."""
        if self.problems:
            return None
        try:
            return act()
        except NotFound:  # a page that is not there
            raise Http404 from None
        except Invalid as error:
            self.problems[names.get(error.field, error.field)] = told(error.problem, self.zone)
        except OperatorError as error:
            self.refusal, self.is_conflict = told(str(error), self.zone), isinstance(error, Conflict)
        return None

    @property
    def is_refused(self) -> bool:
        """Whether anything is wrong."""
        return bool(self.problems or self.refusal)

    @property
    def status(self) -> int:
        """The status of an answer that shows this form."""
        return 409 if self.is_conflict else 422 if self.is_refused else 200

    def fields(self, *fields: Field) -> tuple[Field, ...]:
        """Return the fields with what was typed and what is wrong; what is wrong with none of them is told above all."""
        names = [one.name for one in fields if one.kind != "given"]
        for name in [name for name in self.problems if name not in names]:
            self.refusal = self.refusal or self.problems[name]
        first = next((name for name in names if name in self.problems), None)
        return tuple(
            replace(
                one, said=self.said.get(one.name, ""), problem=self.problems.get(one.name, ""), has_focus=one.name == first
            )
            for one in fields
        )  # fmt: skip

    def _given(self, name: str) -> str:
        return self.said.get(name, "").replace("\r\n", "\n").strip()


@dataclass(frozen=True, slots=True)
class Act:
    """What is about to be done, on a page of its own (`forms/act.html`): its name, what follows, the button's words.

    `of`: of whom or what it is done, and `back` the address of that page; `about`: what exactly.
    """

    title: Text
    follows: tuple[Text, ...]
    go: Text
    is_grave: bool = False
    about: Text = ""
    of: str = ""
    back: str = ""


def why(label: Text) -> Field:
    """Return the field of the reason."""
    return Field("why", label, "long", hint=_("It stands in the log."), needed=True, longest=4_000)


def shown(at: Instant | None, zone: str) -> str:
    """Return an instant as a field of day and time shows it."""
    return "" if at is None else f"{to_datetime(at).astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}"
