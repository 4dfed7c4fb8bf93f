"""How an alert was judged, for the page that an officer opens and a judge may be shown.

1. The numbers are `store.explaining`'s: told again by the fold from the record whenever the page is asked for. Here they get words.
2. The first sentence says it all; the chart, the map and the table say the same with more in it.
3. Where the record does not give again what is stored, the page says so in place of the sentence.
4. An alert about no place, or about nobody alone, gets its rule in words and what the device said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bilezik import __version__
from bilezik.console.alert import reading
from bilezik.console.alert.chart import STILL, Chart, chart
from bilezik.console.alert.reading import Opened, Piece, percent
from bilezik.console.alert.rule_words import PLACES, RULES
from bilezik.console.alert.sentence import far_text, sentences
from bilezik.console.words import times
from bilezik.console.words.kinds import CERTAINTIES, CONDITIONS, DOUBTS, SOURCES, Text, Word, event_word
from bilezik.domain.instant import from_datetime, to_datetime
from bilezik.fold.explaining import Explanation, Step
from bilezik.store.borrowed import borrowed
from bilezik.store.explaining import Agreement, Judged, judged
from bilezik.tracking.parameters import PARAMETERS
from bilezik.tracking.presence import KEPT

MOST_ROWS: Final = 300
"""Of positions that only confirm: a receiver that speaks every ten seconds has a thousand of them in four hours."""
AGREEMENTS: Final[dict[Agreement, Word]] = {
    "same": Word(
        gettext_lazy("Told again from the record just now, it comes out as it was decided, to the last digit."),
        "circle-check",
        "green",
    ),
    "close": Word(
        gettext_lazy(
            "Told again from the record just now, it is the same violation with slightly other numbers. Those of the alert count."
        ),
        "triangle-alert",
        "amber",
    ),
    "other": Word(
        gettext_lazy(
            "Told again from the record just now, it does not come out as it is stored: another version judged it, or part of the"
            " record is gone. What is stored with the alert counts."
        ),
        "triangle-alert",
        "amber",
    ),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One position of the table."""

    piece: Piece
    sure: Word | None
    """Likely, certain or unsure; None where it is sure that nothing is wrong."""
    is_wrong: bool
    geofence: Text
    holds: bool


@dataclass(frozen=True, slots=True)
class Section:
    """How one condition was judged at one place."""

    condition: Text
    places: str
    sentences: tuple[str, ...]
    chart: Chart | None
    chart_said: str
    lines: tuple[Line, ...]
    rest: tuple[Line, ...]
    more: int
    """How many of the rest are not listed."""
    from_at: datetime
    to_at: datetime
    plain: tuple[datetime, ...]
    careful: tuple[datetime, ...]
    agreement: Word
    reports: int
    is_forbidden: bool


@dataclass(frozen=True, slots=True)
class Explained:
    """All the page shows."""

    alert: Opened
    sections: tuple[Section, ...]
    rules: tuple[Text, ...]
    why_empty: Text
    code: str
    parameters: int


def explained(alert_id: int, by: int) -> Explained | None:
    """Return how an alert was judged, or None where there is no such alert."""
    alert = reading.opened(alert_id, by)
    if alert is None:
        return None
    sections: tuple[Section, ...] = ()
    if alert.row.person is not None:
        now = datetime.now(UTC)
        found = judged(borrowed(), alert_id, from_datetime(now))
        tracked = reading.track(alert_id)
        numbers = tracked[3] if tracked else {}
        sections = tuple(_section(one, numbers, alert.row.timezone, now) for one in found)
    return Explained(
        alert=alert,
        sections=sections,
        rules=RULES.get(alert.row.kind, ()),
        why_empty=_why_empty(alert, sections),
        code=__version__,
        parameters=PARAMETERS.version,
    )


def _why_empty(alert: Opened, sections: Sequence[Section]) -> Text:
    """Return why there is no chart, in a sentence; empty where there is one."""
    if any(section.chart for section in sections):
        return ""
    if alert.row.person is None:
        return _("This alert concerns nobody alone: there is no person whose record could be told again.")
    if alert.row.kind not in PLACES:
        return _("No position is weighed for this alert, so there is no probability to draw.")
    if not sections:
        return _("No violation is stored with this alert, so there is nothing to tell again.")
    return _("No position of these hours is left in the record, so nothing can be told again.")


def _section(one: Judged, numbers: dict[int, int], zone: str, now: datetime) -> Section:
    told = one.explanation
    lines = [_line(step, numbers.get(step.seq), told) for step in told.steps]
    spoken = [(line.piece.number, _said(step, line, zone)) for step, line in zip(told.steps, lines, strict=True)]
    moved = [_is_telling(step, numbers) for step in told.steps]
    rest = tuple(line for line, telling in zip(lines, moved, strict=True) if not telling)
    condition = CONDITIONS.get(one.stored[0].condition_kind)  # type: ignore[call-overload]  # a text of the database
    places = ", ".join(told.zones)
    return Section(
        condition=condition.text if condition else one.stored[0].condition_kind,
        places=places,
        sentences=tuple(sentences(one, places, zone, now)),
        chart=chart(told, one.stored, spoken, zone) if told.steps else None,
        chart_said=_chart_said(told, zone, now),
        lines=tuple(line for line, telling in zip(lines, moved, strict=True) if telling),
        rest=rest[:MOST_ROWS],
        more=max(0, len(rest) - MOST_ROWS),
        from_at=to_datetime(told.from_at),
        to_at=to_datetime(told.to_at),
        plain=tuple(to_datetime(at) for at in told.plain),
        careful=tuple(to_datetime(at) for at in told.careful),
        agreement=AGREEMENTS[one.agreement],
        reports=one.reports,
        is_forbidden=told.wrong == "inside",
    )


def _is_telling(step: Step, numbers: dict[int, int]) -> bool:
    """Return whether a position belongs into the short table: it moved the odds, is numbered, or is not believed.

    Of those that a home unit outranks, only those that say something else are worth a line.
    """
    contradicts = step.outranked and step.distance_m is not None and (step.distance_m > 0) != (step.odds > 0)
    return step.seq in numbers or bool(step.doubt) or contradicts or abs(step.weight) >= STILL


def _line(step: Step, number: int | None, told: Explanation) -> Line:
    piece = Piece(
        number=number,
        at=to_datetime(step.at),
        received_at=to_datetime(step.received_at),
        said=SOURCES.get(step.source, step.source)
        if step.lat is not None
        else ", ".join(str(event_word(one)) for one in step.words),
        lat=step.lat,
        lon=step.lon,
        accuracy_m=step.accuracy_m,
        distance_m=step.distance_m,
        doubt=_("a home unit is in reach: not weighed") if step.outranked else DOUBTS.get(step.doubt, ""),
        percent=percent(step.probability),
        weight=None if step.doubt else step.weight / 1000,
    )
    sides: dict[str, Text] = {
        "outside": _("outside"),
        "inside": _("inside"),
        "": _("not a position") if step.lat is not None else "",
    }
    sure = None if step.odds <= -KEPT else CERTAINTIES[step.certainty]
    return Line(piece, sure, step.geofence == told.wrong, sides[step.geofence], step.holds)


def _said(step: Step, line: Line, zone: str) -> str:
    """Return what a dot says when it is pointed at."""
    clock = line.piece.at.astimezone(ZoneInfo(zone)).strftime("%H:%M:%S")
    if step.distance_m is None:
        where: Text = line.piece.said
    else:
        far = {"far": far_text(abs(step.distance_m))}
        where = _("%(far)s outside") % far if step.distance_m >= 0 else _("%(far)s inside") % far
    return " · ".join(str(part) for part in (clock, where, line.piece.speaks or line.piece.doubt, line.piece.percent))


def _chart_said(told: Explanation, zone: str, now: datetime) -> str:
    if not told.steps:
        return ""
    top = max(told.steps, key=lambda step: step.odds)
    return _(
        "From %(from)s to %(to)s: %(count)s positions; the probability is %(first)s at first, %(top)s at its highest at %(at)s and"
        " %(last)s in the end. The table has every figure."
    ) % {
        "from": times.local(to_datetime(told.from_at), zone, now),
        "to": times.local(to_datetime(told.to_at), zone, now),
        "count": len(told.steps),
        "first": percent(told.steps[0].probability),
        "top": percent(top.probability),
        "at": times.local(to_datetime(top.at), zone, now),
        "last": percent(told.steps[-1].probability),
    }  # fmt: skip
