"""The sentence on top of an explanation: what an officer and a judge read first.

1. It names the positions that made it likely or certain, how far they lay, how sure they made it, and what a plain geofence would
   have done. Every figure in it is in the table.
2. "The person": the sentence is read out about men and women, and translated.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bilezik.console.alert.reading import percent
from bilezik.console.words import numbers, times
from bilezik.console.words.kinds import CERTAINTIES, Text
from bilezik.domain.instant import Instant, to_datetime
from bilezik.domain.violation import Violation
from bilezik.fold.explaining import Explanation, Step
from bilezik.geo.area import LIMIT_M
from bilezik.store.explaining import Judged

NUMBERS: Final[tuple[Text, ...]] = (
    gettext_lazy("one"), gettext_lazy("two"), gettext_lazy("three"), gettext_lazy("four"), gettext_lazy("five"),
    gettext_lazy("six"), gettext_lazy("seven"), gettext_lazy("eight"), gettext_lazy("nine"),
)  # fmt: skip
"""Written out as in a report; from ten on, in figures."""


def sentences(one: Judged, places: str, zone: str, now: datetime) -> list[str]:
    """Return a sentence for each violation that stands and is found again, and one about the plain geofence."""
    told = one.explanation
    if not told.steps:
        return []
    again = {violation.id: violation for violation in told.found}
    standing = [again[violation.id] for violation in one.stored if violation.state in ("open", "closed") and violation.id in again]
    return [*(_decided(told, violation, places, zone, now) for violation in standing), _plain(len(told.plain))]


def _plain(alerts: int) -> str:
    return ngettext(
        "In these hours a plain geofence would have raised %(count)s alert.",
        "In these hours a plain geofence would have raised %(count)s alerts.",
        alerts,
    ) % {"count": _number(alerts) if alerts else _("no")}


def _decided(told: Explanation, violation: Violation, places: str, zone: str, now: datetime) -> str:
    reached = _reached(told, violation)
    begin = min([violation.began_at, *(witness.at for witness in violation.evidence)])
    until = reached.at if reached else violation.decided_at
    spoke = [step for step in told.steps if begin <= step.at <= until and step.weight > 0 and step.lat is not None]
    words = {
        "place": places,
        "sure": str(CERTAINTIES[reached.certainty if reached else violation.certainty].text).lower(),
        "percent": percent(reached.probability if reached else violation.probability),
    }
    is_edge = violation.began_at == violation.decided_at and all(step.at != violation.decided_at for step in told.steps)
    if is_edge or not spoke:
        return _already(told) % {**words, "when": when(violation.began_at, violation.began_at, zone, now)}
    far = _range([abs(step.distance_m or 0.0) for step in spoke])
    words |= {"when": when(spoke[0].at, spoke[-1].at, zone, now), "count": _number(len(spoke)), "far": far}
    return _put(told, len(spoke)) % words


def _reached(told: Explanation, violation: Violation) -> Step | None:
    """Return the position with which it became certain, or likely where it never did."""
    end = max(violation.closed_at if violation.closed_at is not None else told.to_at, violation.decided_at)
    during = [step for step in told.steps if violation.began_at <= step.at <= end and step.holds and not step.doubt]
    certain = next((step for step in during if step.certainty == "certain"), None)
    return certain or next((step for step in during if step.certainty == "likely"), None)


def _already(told: Explanation) -> str:
    if told.wrong == "inside":
        return _("%(when)s the condition began to hold, and the person was inside %(place)s already: %(sure)s (%(percent)s).")
    return _("%(when)s the condition began to hold, and the person was outside %(place)s already: %(sure)s (%(percent)s).")


def _put(told: Explanation, count: int) -> str:
    if told.wrong == "inside":
        return ngettext(
            "%(when)s %(count)s position put the person %(far)s inside %(place)s; it makes it %(sure)s (%(percent)s) that the"
            " person was inside.",
            "%(when)s %(count)s positions put the person %(far)s inside %(place)s; together they make it %(sure)s (%(percent)s)"
            " that the person was inside.",
            count,
        )
    return ngettext(
        "%(when)s %(count)s position put the person %(far)s outside %(place)s; it makes it %(sure)s (%(percent)s) that the"
        " person was outside.",
        "%(when)s %(count)s positions put the person %(far)s outside %(place)s; together they make it %(sure)s (%(percent)s)"
        " that the person was outside.",
        count,
    )


def _number(count: int) -> str:
    return str(NUMBERS[count - 1]) if 0 < count <= len(NUMBERS) else str(count)


def when(from_at: Instant, to_at: Instant, zone: str, now: datetime) -> str:
    """Return a stretch of time as a sentence begins with it; the date only where it is not today's."""
    begin, end = (to_datetime(at).astimezone(ZoneInfo(zone)) for at in (from_at, to_at))
    first, last = begin.strftime("%H:%M"), end.strftime("%H:%M")
    if first == last:
        first, last = begin.strftime("%H:%M:%S"), end.strftime("%H:%M:%S")
    words = {"day": times.day(begin), "from": first, "to": last}
    if begin.date() == now.astimezone(ZoneInfo(zone)).date():
        return _("At %(from)s") % words if first == last else _("Between %(from)s and %(to)s") % words
    return _("On %(day)s at %(from)s") % words if first == last else _("On %(day)s between %(from)s and %(to)s") % words


def far_text(metres: float) -> str:
    """Return a distance from an edge; beyond its limit nobody measures it."""
    if metres >= LIMIT_M:
        return _("over %(n)s km") % {"n": round(LIMIT_M / 1000)}
    return numbers.distance(metres)


def _range(metres: Sequence[float]) -> str:
    near, far = far_text(min(metres)), far_text(max(metres))
    if near == far:
        return far
    if max(metres) < numbers.KILOMETRE:
        near = numbers.decimal(min(metres), 0)
    return _("%(near)s to %(far)s") % {"near": near, "far": far}
