"""One alert as the pane tells it: facts, inference and judgement, each in its own part.

1. Facts are what devices said, with their errors and with the time of arrival where it differs from the event's.
2. Inference is what the rules made of it: the violation, how sure, and what each position weighed.
3. Judgement is what people did: deeds, and the notices and commands that came of them.
4. A position keeps one number in the list and on the map.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import exp
from typing import Final, cast

import msgspec
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bilezik.console.alert.procedures import EMERGENCY, PROCEDURES, Call
from bilezik.console.operator.reading import LONGEST, Row, alerts, row_of
from bilezik.console.words import numbers, stored, times
from bilezik.console.words.kinds import (
    ALERTS,
    CAUSES,
    CERTAINTIES,
    CONDITIONS,
    DOUBTS,
    OUTCOMES,
    SOURCES,
    VIOLATION_STATES,
    Text,
    Word,
    event_word,
)
from bilezik.domain.instant import Instant, to_datetime
from bilezik.domain.violation import AlertKind, Witness
from bilezik.store import codes
from bilezik.store.models import Alert, Command, Deed, Department, Event, Fix, Notice, PersonState, Violation, Zone

LATE: Final = timedelta(seconds=60)
"""From here on the time of arrival is said beside the time of the event."""
BEFORE: Final = timedelta(minutes=30)
LONGEST_TRACK: Final = timedelta(hours=4)
EDITABLE: Final = timedelta(minutes=1)
MOST_WORDS: Final = 12
SAYS_WHY: Final = frozenset({"note", "release", "resolve", "reopen", "join", "outage_over"})
"""Deeds whose reason a person wrote, and the system's that carry one; those of the others are the console's own words."""
TOLD_OTHERWISE: Final = frozenset({"notice", "raised"})
"""Deeds whose line is drawn from something fuller: the notice itself, the alert itself."""

DEEDS: Final[dict[str, Word]] = {
    "take": Word(gettext_lazy("took the alert"), "hand"),
    "release": Word(gettext_lazy("gave the alert back"), "undo-2"),
    "note": Word(gettext_lazy("noted"), "message-square-text"),
    "resolve": Word(gettext_lazy("closed the alert"), "circle-check"),
    "reopen": Word(gettext_lazy("opened the alert again"), "rotate-ccw"),
    "escalate": Word(gettext_lazy("sent the alert on"), "bell"),
    "join": Word(gettext_lazy("joined something new to the alert"), "plus"),
    "outage_over": Word(gettext_lazy("saw it end"), "scale"),
    "violation_certain": Word(gettext_lazy("became certain"), "scale"),
    "violation_open": Word(gettext_lazy("saw it go on"), "scale"),
    "violation_closed": Word(gettext_lazy("saw it end"), "scale"),
    "violation_superseded": Word(gettext_lazy("replaced what later data changed"), "scale"),
    "violation_withdrawn": Word(gettext_lazy("withdrew what later data disproved"), "scale"),
    "locate_now": Word(gettext_lazy("asked the device for a position"), "locate-fixed"),
    "set_interval": Word(gettext_lazy("changed how often the device reports"), "clock"),
    "reboot": Word(gettext_lazy("restarted the device"), "rotate-ccw"),
    "ring": Word(gettext_lazy("let the device ring"), "bell"),
    "message": Word(gettext_lazy("sent the wearer a message"), "message-square-text"),
    "save_power": Word(gettext_lazy("changed how the device saves power"), "battery-warning"),
    "set_server": Word(gettext_lazy("asked to send the device to another server"), "radio-tower"),
}


NOTICES: Final[dict[str, Word]] = {
    "planned": Word(gettext_lazy("will be told"), "hourglass", "blue"),
    "sent": Word(gettext_lazy("was told"), "bell"),
    "failed": Word(gettext_lazy("could not be told"), "triangle-alert", "amber"),
    "given_up": Word(gettext_lazy("was not reached"), "triangle-alert", "red"),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence: what was said, and what it weighed."""

    number: int | None
    at: datetime
    received_at: datetime | None
    said: Text
    lat: float | None
    lon: float | None
    accuracy_m: float | None
    distance_m: float | None
    doubt: Text
    percent: str
    weight: float | None

    @property
    def is_late(self) -> bool:
        """Whether it arrived so much later that both times are said."""
        return self.received_at is not None and self.received_at - self.at >= LATE

    @property
    def fly(self) -> str:
        """Where the map goes for it."""
        return f"{self.lon},{self.lat},16" if self.lat is not None else ""

    @property
    def bar(self) -> int:
        """How strongly it spoke, 0 to 100, for the eye."""
        return min(100, round(abs(self.weight or 0.0) * 25))

    @property
    def speaks(self) -> str:
        """How it moved the odds, in words; the factor is e to the weight."""
        if self.weight is None:
            return ""
        factor = exp(min(abs(self.weight), 12.0))
        if factor < 1.1:
            return _("says little")
        said = numbers.decimal(factor, 1 if factor < 9.95 else 0)
        return (_("%(n)s× likelier") if self.weight > 0 else _("%(n)s× less likely")) % {"n": said}


@dataclass(frozen=True, slots=True)
class Finding:
    """What the system infers: one violation."""

    word: Word
    condition: Text
    zone: str
    began_at: datetime
    decided_at: datetime
    raised_at: datetime
    certain_at: datetime | None
    closed_at: datetime | None
    certainty: str
    sure: Word
    percent: str
    thousandths: int
    state: str
    state_text: Text
    reason: str
    pieces: tuple[Piece, ...]
    raised_at_percent: str
    """How sure it was when it was raised, where it became certain later."""

    @property
    def weighed(self) -> bool:
        """Whether its evidence was weighed, as it is for places."""
        return any(piece.weight is not None for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline."""

    at: datetime
    icon: str
    who: str
    what: Text
    text: str = ""
    tone: str = "plain"
    note: int | None = None


@dataclass(frozen=True, slots=True)
class Calling:
    """Somebody to call."""

    who: Text
    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Concerned:
    """A person whom an outage makes silent."""

    person: int
    name: str
    timezone: str
    began_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Opened:
    """All the pane shows of one alert."""

    row: Row
    address: str
    phone: str
    findings: tuple[Finding, ...]
    facts: tuple[Piece, ...]
    words: tuple[Piece, ...]
    newest: PersonState | None
    timeline: tuple[Entry, ...]
    steps: tuple[Text, ...]
    calls: tuple[Calling, ...]
    order: str
    locating: Command | None
    is_mine: bool
    concerned: tuple[Concerned, ...] = ()
    """Of an outage: whom it makes silent, who still is first; the longest list that is shown."""
    silent: int = 0
    total: int = 0

    @property
    def came_late(self) -> bool:
        """Whether it became known so much later that both times are said."""
        return self.row.raised_at - self.row.event_at >= LATE

    @property
    def delay(self) -> str:
        """How long after the event it became known."""
        return times.lasting(self.row.raised_at - self.row.event_at)

    @property
    def outcomes(self) -> tuple[tuple[str, Text, Text], ...]:
        """The outcomes an alert may be closed with: value, word, consequence."""
        return tuple((key, word, consequence) for key, (word, consequence) in OUTCOMES.items())

    @property
    def outcome(self) -> Text:
        """The outcome it was closed with."""
        return OUTCOMES[self.row.outcome][0] if self.row.outcome else ""  # type: ignore[index]  # written by the lifecycle


def opened(alert_id: int, by: int) -> Opened | None:
    """Return everything about an alert, or None where there is no such."""
    alert = alerts().filter(pk=alert_id).select_related("person__department").defer(None).first()
    if alert is None:
        return None
    row = row_of(alert)
    if alert.person is None or row.person is None:
        return _outage(alert, row, by)
    found = list(Violation.objects.filter(alerts=alert).order_by("began_at", "id"))
    witnesses = _witnesses(alert, found)
    numbers = numbered(witnesses)
    told = _fixes(row.person, witnesses)
    pieces = {id(witness): _piece(witness, told.get(witness.seq), numbers) for witness in witnesses}
    zones = dict(Zone.objects.filter(pk__in=[v.zone for v in found if v.zone]).values_list("id", "name"))
    findings = tuple(_finding(v, zones, tuple(pieces[id(w)] for w in own)) for v, own in _by_violation(found, witnesses))
    facts = sorted({(p.at, p.said, p.lat, p.lon): p for p in pieces.values()}.values(), key=lambda p: p.at)
    procedure = PROCEDURES[row.kind]
    return Opened(
        row=row, address=alert.person.address, phone=alert.person.phone, findings=findings, facts=tuple(facts),
        words=_words(row.person, row.event_at, {p.at for p in facts}),
        newest=PersonState.objects.filter(pk=row.person).defer("partition", "seq", "wake_at").first(),
        timeline=timeline(alert, by), steps=procedure.steps,
        calls=_calls(procedure.calls, alert.person.department, row.name, alert.person.phone),
        order=_order(found),
        locating=Command.objects.filter(person_id=row.person, kind="locate_now").order_by("-queued_at").first(),
        is_mine=row.state == "taken" and row.taken_by == by,
    )  # fmt: skip


def _outage(alert: Alert, row: Row, by: int) -> Opened:
    """Return an alert that concerns nobody alone: its words, and whom it makes silent."""
    silences = Violation.objects.filter(alerts=alert)
    total, silent = silences.count(), silences.filter(state="open").count()
    shown = silences.select_related("person").order_by(F("closed_at").desc(nulls_first=True), "began_at", "id")[:LONGEST]
    procedure = PROCEDURES[row.kind]
    return Opened(
        row=row, address="", phone="", findings=(), facts=(), words=(), newest=None, timeline=timeline(alert, by),
        steps=procedure.steps, calls=_calls(procedure.calls, None, "", ""), order="", locating=None,
        is_mine=row.state == "taken" and row.taken_by == by,
        concerned=tuple(
            Concerned(one.person_id, str(one.person), one.person.timezone, one.began_at, one.closed_at) for one in shown
        ),
        silent=silent, total=total,
    )  # fmt: skip


def numbered(witnesses: Iterable[Witness]) -> dict[int, int]:
    """Return the numbers of the positions among evidence: by `seq`, in order of time."""
    placed = {w.seq: w.at for w in witnesses if w.lat is not None}
    return {seq: number for number, (seq, _at) in enumerate(sorted(placed.items(), key=lambda item: item[1]), start=1)}


def track(alert_id: int) -> tuple[int, datetime, datetime, dict[int, int], int | None] | None:
    """Return what the map needs of an alert: person, from, to, the numbers of its evidence by `seq`, the zone; None: no such."""
    alert = Alert.objects.filter(pk=alert_id).only("person_id", "event_at", "evidence").first()
    if alert is None or alert.person_id is None:
        return None
    found = list(Violation.objects.filter(alerts=alert).order_by("began_at", "id"))
    witnesses = _witnesses(alert, found)
    numbers = numbered(witnesses)
    begin = min([alert.event_at, *(_at(w.at) for w in witnesses if w.seq in numbers)]) - BEFORE
    ends = [v.closed_at for v in found if v.closed_at]
    end = max(ends) + BEFORE if ends and len(ends) == len(found) else datetime.now(UTC) + BEFORE
    zone = next((v.zone for v in found if v.zone), None)
    return alert.person_id, begin, min(end, begin + LONGEST_TRACK), numbers, zone


def timeline(alert: Alert, by: int) -> tuple[Entry, ...]:
    """Return what people and the system did about an alert, the newest first."""
    now = datetime.now(UTC)
    deeds = list(Deed.objects.filter(alert=alert).order_by("at", "id"))
    corrected = {deed.content["corrects"]: deed.why for deed in deeds if deed.kind == "note" and "corrects" in deed.content}
    entries = [Entry(alert.raised_at, "triangle-alert", _("Bilezik"), _("raised the alert"), tone="grey")]
    for deed in deeds:
        if "corrects" in deed.content or deed.kind in TOLD_OTHERWISE:
            continue
        word = DEEDS.get(deed.kind, Word(deed.kind.replace("_", " "), "user"))
        outcome = deed.content.get("outcome")
        what: Text = f"{word.text}: {OUTCOMES[outcome][0]}" if outcome in OUTCOMES else word.text
        text = corrected.get(str(deed.pk), deed.why) if deed.kind in SAYS_WHY or deed.kind.startswith("violation_") else ""
        if deed.actor_id is None:
            text = stored.shown(text)
        if deed.kind == "escalate":
            text = ", ".join(deed.content.get("told", [])) or _("nobody is on duty")
        mine = deed.kind == "note" and deed.actor_id == by and now - deed.at < EDITABLE
        tone = "grey" if deed.actor_id is None else "plain"
        entries.append(Entry(deed.at, word.icon, deed.actor_name, what, text, tone, deed.pk if mine else None))
    for notice in Notice.objects.filter(alert=alert).exclude(outcome="not_needed"):
        word = NOTICES.get(notice.outcome, Word(notice.outcome, "bell"))
        entries.append(Entry(notice.at, word.icon, notice.recipient or _("Nobody"), word.text, notice.detail, word.tone))
    return tuple(sorted(entries, key=lambda entry: entry.at, reverse=True))


def _witnesses(alert: Alert, found: Sequence[Violation]) -> list[Witness]:
    said = [item for violation in found for item in violation.evidence] + list(alert.evidence or [])
    return msgspec.convert(said, list[Witness])


def _by_violation(found: Sequence[Violation], witnesses: Sequence[Witness]) -> Iterable[tuple[Violation, Sequence[Witness]]]:
    start = 0
    for violation in found:
        end = start + len(violation.evidence)
        yield violation, witnesses[start:end]
        start = end


def _fixes(person: int, witnesses: Sequence[Witness]) -> dict[int, Fix]:
    if not witnesses:
        return {}
    at = [_at(w.at) for w in witnesses]
    rows = Fix.objects.filter(person=person, fixed_at__gte=min(at), fixed_at__lte=max(at), seq__in=[w.seq for w in witnesses])
    return {fix.seq: fix for fix in rows.only("seq", "fixed_at", "received_at", "source", "doubt", "accuracy_m")}


def _piece(witness: Witness, fix: Fix | None, numbers: dict[int, int]) -> Piece:
    return Piece(
        number=numbers.get(witness.seq),
        at=_at(witness.at),
        received_at=fix.received_at if fix else None,
        said=told(witness.what),
        lat=witness.lat,
        lon=witness.lon,
        accuracy_m=witness.accuracy_m,
        distance_m=witness.distance_m,
        doubt=DOUBTS.get(codes.DOUBTS[fix.doubt], "") if fix else "",
        percent="" if witness.probability is None else percent(witness.probability),
        weight=None if witness.weight is None else witness.weight / 1000,
    )


def told(what: str) -> Text:
    """Return a witness's word as people read it: the fold writes `fix SOURCE` and `event KIND`."""
    sort, _space, word = what.partition(" ")
    if sort == "fix":
        return SOURCES.get(word, word)
    if sort == "cause":
        return CAUSES.get(word, word)
    return event_word(word or what)


def _words(person: int, event_at: datetime, known: set[datetime]) -> tuple[Piece, ...]:
    """Return what else the device said around the event: strap, power, battery."""
    rows = Event.objects.filter(person=person, occurred_at__gte=event_at - BEFORE, occurred_at__lt=event_at + BEFORE)
    pieces = []
    for event in rows.order_by("-occurred_at")[:MOST_WORDS]:
        if event.occurred_at in known:
            continue
        said = event_word(event.kind)
        value = f"{said} {event.value:.0f} %" if event.kind == "battery" and event.value is not None else said
        pieces.append(Piece(None, event.occurred_at, event.received_at, value, None, None, None, None, "", "", None))
    return tuple(pieces)


def _finding(violation: Violation, zones: dict[int, str], pieces: tuple[Piece, ...]) -> Finding:
    condition = CONDITIONS.get(violation.condition_kind)  # type: ignore[call-overload]  # a text of the database
    became_certain = violation.certain_at is not None and violation.certainty != "certain"
    certainty = "certain" if became_certain else violation.certainty
    return Finding(
        word=ALERTS[cast("AlertKind", violation.kind)],
        condition=condition.text if condition else _("No single condition"),
        zone=zones.get(violation.zone or 0, ""),
        began_at=violation.began_at,
        decided_at=violation.decided_at,
        raised_at=violation.raised_at,
        certain_at=violation.certain_at,
        closed_at=violation.closed_at,
        certainty=certainty,
        sure=CERTAINTIES[certainty],  # type: ignore[index]  # the database checks the value
        percent=_("over 99.5 %") if became_certain else percent(violation.probability),
        thousandths=_CERTAIN if became_certain else violation.probability,
        raised_at_percent=percent(violation.probability) if became_certain else "",
        state=violation.state,
        state_text=VIOLATION_STATES[violation.state],  # type: ignore[index]  # the database checks the value
        reason=stored.shown(violation.reason),
        pieces=pieces,
    )


def _calls(calls: Sequence[Call], department: Department | None, name: str, phone: str) -> tuple[Calling, ...]:
    made = []
    for call in calls:
        if call == "person":
            made.append(Calling(_("The person"), name, phone))
        elif call == "department":
            if department is not None:
                made.append(Calling(_("The department"), department.name, department.phone))
        elif call in EMERGENCY:
            made.append(Calling(EMERGENCY[call][0], "", EMERGENCY[call][1]))
        else:
            made.append(Calling(_("The engineer on duty"), "", ""))
    return tuple(made)


def _order(found: Sequence[Violation]) -> str:
    from bilezik.store.models import Order

    order = Order.objects.filter(pk__in=[v.order_id for v in found if v.order_id]).order_by("id").first()
    return "" if order is None else _("Order %(number)s, %(issuer)s") % {"number": order.number, "issuer": order.issuer}


_CERTAIN: Final = 995
"""What *certain* means at least (`tracking.presence.CERTAIN`)."""


def percent(thousandths: int) -> str:
    """Return a probability in words that do not promise more than thousandths can hold."""
    if thousandths >= 999:
        return _("over 99.8 %")
    if thousandths <= 1:
        return _("under 0.2 %")
    return f"{numbers.decimal(thousandths / 10, 1)} %"


def _at(instant: int) -> datetime:
    return to_datetime(Instant(instant))
