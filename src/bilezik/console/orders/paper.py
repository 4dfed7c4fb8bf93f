"""The form of an order as on paper: its fields, what was typed in them, and what it means.

1. The same form enters an order and changes one.
2. Whoever was slower is not asked to type again: what he left as it was takes over what the other said, what he changed stays, and
   what both changed is shown side by side (`merged`).
"""

import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from bilezik.console.forms.form import Field, Form, shown
from bilezik.console.words import times
from bilezik.console.words.kinds import Text
from bilezik.console.words.orders import FIELDS, ground_name, term
from bilezik.deeds.orders import NewOrder
from bilezik.domain.grounds import BY_CODE, GROUNDS, Ground
from bilezik.domain.instant import Instant, parse, to_datetime

TEXTS: Final = ("ground", "legal_basis", "issuer", "number", "kind", "notes")
DAYS: Final = ("decided_on", "review_on")
TIMES: Final = ("starts_at", "ends_at")
_LONGEST_NOTE: Final = 4_000


def fields(form: Form, *, changes: bool = False) -> tuple[Field, ...]:
    """Return the fields of an order, in the order of the paper."""
    clock = clock_of(form.zone)
    why = Field(
        "why", _("Reason for the change") if changes else _("Reason for this entry"), hint=_("It stands in the log."), needed=True,
        longest=4_000,
    )  # fmt: skip
    file = Field(
        "file", _("Scan of the decision"), "file", hint=_("PDF, JPEG or PNG, at most 10 MB. It can be added later, too."),
    )  # fmt: skip
    return form.fields(
        Field("ground", FIELDS["ground"], "choice", needed=True, choices=_grounds(form.said.get("ground", ""))),
        Field("issuer", FIELDS["issuer"], hint=_("The court or authority."), needed=True),
        Field("number", FIELDS["number"], needed=True),
        Field("decided_on", FIELDS["decided_on"], "day"),
        Field("starts_at", FIELDS["starts_at"], "time", hint=clock, needed=True),
        Field("ends_at", FIELDS["ends_at"], "time", hint=clock, needed=True),
        Field("review_on", FIELDS["review_on"], "day", hint=_("The day on which somebody looks whether it is still needed.")),
        Field("kind", FIELDS["kind"], hint=_("As the paper calls it, where it does.")),
        Field("legal_basis", FIELDS["legal_basis"], hint=_("Empty: the law of the ground.")),
        Field("notes", FIELDS["notes"], "long", longest=_LONGEST_NOTE),
        *(() if changes else (file,)),
        why,
        *((Field("version", "", "given"),) if changes else ()),
    )


def _grounds(said: str) -> Sequence[tuple[str, Text]]:
    def words(one: Ground) -> Text:
        longest = term(one)
        name = ground_name(one.code)
        return _("%(name)s – %(term)s at most") % {"name": name, "term": longest} if longest else name

    none: tuple[tuple[str, Text], ...] = (("", _("Choose the ground")), ("-", _("A ground that is not on the list")))
    known = tuple((one.code, words(one)) for one in GROUNDS)
    return none + known if said in BY_CODE or said in {"", "-"} else (*none, *known, (said, said))


def clock_of(zone: str) -> Text:
    """Say whose clock the times of a form are."""
    return _("By the person's clock: %(zone)s.") % {"zone": zone}


def read(form: Form, was: NewOrder | None = None) -> NewOrder | None:
    """Return the order that is typed; None, with every problem at its field, where it is none."""
    ground = form.text("ground")
    issuer, number = form.text("issuer"), form.text("number")
    legal_basis = form.text("legal_basis", needed=ground == "-")
    days = {name: form.day(name) for name in DAYS}
    starts_at = form.instant("starts_at", was=was.starts_at if was else None)
    ends_at = form.instant("ends_at", was=was.ends_at if was else None)
    form.text("why")
    if starts_at is not None and ends_at is not None:
        if ends_at <= starts_at:
            form.problems["ends_at"] = _("The end must be after the start.")
        elif ground in BY_CODE:
            _within(form, BY_CODE[ground], starts_at, ends_at)
    if form.problems or starts_at is None or ends_at is None:
        return None
    return NewOrder(
        ground="" if ground == "-" else ground, legal_basis=legal_basis, issuer=issuer, number=number,
        kind=form.text("kind", needed=False), notes=form.text("notes", needed=False), starts_at=starts_at, ends_at=ends_at, **days,
    )  # fmt: skip


def _within(form: Form, ground: Ground, starts_at: Instant, ends_at: Instant) -> None:
    """Refuse an end beyond the longest term, in words; the deed does it once more."""
    latest = _latest(ground, starts_at, form.zone)
    if latest is not None and ends_at > latest:
        form.problems["ends_at"] = _("This ground allows %(term)s at most: until %(last)s.") % {
            "term": term(ground), "last": written(latest, form.zone),
        }  # fmt: skip


def _latest(ground: Ground, starts_at: Instant, zone: str) -> Instant | None:
    try:
        return ground.latest_end(starts_at, zone)
    except (ValueError, OverflowError):  # a year that no calendar has
        return None


def written(at: Instant, zone: str) -> str:
    """Return a day with its year and its time."""
    local = to_datetime(at).astimezone(zoneinfo.ZoneInfo(zone))
    return f"{times.on(local.date())}, {local:%H:%M}"


@dataclass(frozen=True, slots=True)
class Term:
    """What the chosen ground allows from the chosen start; empty texts where there is nothing to say yet."""

    longest: Text = ""
    last: str = ""
    law: str = ""
    has_no_limit: bool = False


def allowed(form: Form) -> Term:
    """Return what the ground that is chosen allows."""
    ground = BY_CODE.get(form.said.get("ground", ""))
    if ground is None:
        return Term(has_no_limit=form.said.get("ground") == "-")
    own = Form(form.said, form.zone)
    starts_at = own.instant("starts_at", needed=False)
    latest = None if starts_at is None else _latest(ground, starts_at, form.zone)
    return Term(term(ground), "" if latest is None else written(latest, form.zone), ground.law, ground.months is None)


def typed(order: NewOrder, zone: str) -> dict[str, str]:
    """Return an order as the fields show it."""
    said = {name: str(getattr(order, name)) for name in TEXTS}
    said["ground"] = said["ground"] or "-"
    said |= {name: "" if (day := getattr(order, name)) is None else day.isoformat() for name in DAYS}
    return said | {name: shown(getattr(order, name), zone) for name in TIMES}


def typed_of(content: Mapping[str, Any], zone: str) -> dict[str, str]:
    """Return what a version said as the fields show it."""
    said = {name: str(content.get(name) or "") for name in (*TEXTS, *DAYS)}
    said["ground"] = said["ground"] or "-"
    return said | {name: shown(parse(content[name]), zone) for name in TIMES}


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that two people changed at once."""

    label: Text
    theirs: str
    mine: str


def merged(mine: Mapping[str, str], base: Mapping[str, str], now: Mapping[str, str]) -> tuple[dict[str, str], tuple[Clash, ...]]:
    """Return what the form shows after somebody was faster, and what both changed."""
    said, clashes = dict(mine), []
    for name in (*TEXTS, *DAYS, *TIMES):
        own = mine.get(name, "").replace("\r\n", "\n").strip()
        if own == base.get(name, ""):
            said[name] = now[name]
        elif now[name] not in {base.get(name, ""), own}:
            clashes.append(Clash(FIELDS[name], plain(name, now[name]), plain(name, own)))
    return said, tuple(clashes)


def plain(name: str, said: str) -> str:
    """Return what a field holds as who reads understands it."""
    if name == "ground":
        return str(ground_name(said)) if said in BY_CODE else "–"
    return said.replace("T", " ") if name in TIMES else said or "–"
