"""Who needs attention, each with every reason, the most urgent first.

1. Only people under an order in force now: nobody else is supervised.
2. A reason is what the register and the fold say already: unresolved alerts, silence, no device, a battery that runs out. Being
   outside in free hours is none.
3. How somebody stands is told to who may see alerts; a registrar is told of orders without a device.
4. One query, whatever the caseload: the list is cut and the rest is counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bilezik.console.ground.standing import MARK, SUPERVISED, WORK, tone
from bilezik.console.words.kinds import ALERTS, MARKS, Text, Tone, Word
from bilezik.domain.violation import AlertKind

MOST: Final = 50
LOW_PCT: Final = 20.0
"""Below this a bracelet has some hours left."""

_NEEDING: Final = f"""
WITH {WORK}, mine AS (
    SELECT p.id, p.family_name || ' ' || p.given_name AS name, p.timezone,
           CASE WHEN %(standing)s THEN {MARK} ELSE 'unsure' END AS mark,
           CASE WHEN %(standing)s THEN coalesce(work.urgency, 0) ELSE 0 END AS urgency,
           CASE WHEN %(standing)s THEN coalesce(work.unresolved, 0) ELSE 0 END AS unresolved,
           CASE WHEN %(standing)s THEN (
               SELECT kind FROM alerts WHERE person = p.id AND state <> 'resolved' ORDER BY priority, raised_at, id LIMIT 1
           ) END AS worst,
           CASE WHEN %(standing)s THEN s.heard_at END AS heard_at, CASE WHEN %(standing)s THEN s.battery_pct END AS battery_pct,
           EXISTS (SELECT FROM assignments a WHERE a.person = p.id AND a.from_at <= now() AND a.to_at > now()) AS is_fitted
    FROM people p LEFT JOIN person_states s ON s.person = p.id LEFT JOIN work ON work.person = p.id
    WHERE (%(departments)s::bigint[] IS NULL OR p.department = ANY (%(departments)s)) AND {SUPERVISED}
)
SELECT id, name, timezone, mark, urgency, unresolved, worst, heard_at, battery_pct, is_fitted,
       count(*) OVER () AS needing, (SELECT count(*) FROM mine) AS supervised
FROM mine
WHERE NOT is_fitted OR unresolved > 0 OR mark IN ('silent', 'tamper') OR battery_pct < %(low)s
ORDER BY CASE WHEN urgency = 0 THEN 9 ELSE urgency END, is_fitted, array_position(ARRAY['tamper', 'silent'], mark), name, id
LIMIT %(most)s
"""
_COUNT: Final = f"""
SELECT count(*) FROM people p WHERE (%(departments)s::bigint[] IS NULL OR p.department = ANY (%(departments)s)) AND {SUPERVISED}
"""


@dataclass(frozen=True, slots=True)
class Needing:
    """One person who needs attention, and why. `worst`: the kind of the most urgent of the `unresolved` alerts."""

    id: int
    name: str
    timezone: str
    mark: str
    urgency: int
    unresolved: int
    worst: AlertKind | None
    heard_at: datetime | None
    battery_pct: float | None
    is_fitted: bool

    @property
    def word(self) -> Word:
        """What the mark is called."""
        return MARKS.get(self.mark, MARKS["unsure"])

    @property
    def tone(self) -> Tone:
        """How urgent it is, as a colour."""
        return tone(self.urgency, self.mark)

    @property
    def is_silent(self) -> bool:
        """Whether a device is on, and says nothing."""
        return self.is_fitted and self.mark == "silent"

    @property
    def reasons(self) -> tuple[Text, ...]:
        """Why this person is on the list; how long a silence lasts is said beside it."""
        said: list[Text] = []
        if self.worst is not None:
            said.append(ALERTS[self.worst].text)
        if self.unresolved > 1:
            said.append(ngettext("and %(count)s more", "and %(count)s more", self.unresolved - 1) % {"count": self.unresolved - 1})
        if not self.is_fitted:
            said.append(_("no device is on"))
        elif self.mark == "silent" and self.heard_at is None:
            said.append(_("the device has never spoken"))
        if self.is_fitted and self.battery_pct is not None and self.battery_pct < LOW_PCT:
            said.append(_("battery at %(pct)d %%") % {"pct": round(self.battery_pct)})
        return tuple(said)


@dataclass(frozen=True, slots=True)
class Attention:
    """The list, how many there are beyond it, and how many are supervised at all."""

    people: tuple[Needing, ...]
    needing: int
    supervised: int

    @property
    def more(self) -> int:
        """How many are not listed."""
        return self.needing - len(self.people)


def attention(departments: Sequence[int] | None, *, with_standing: bool) -> Attention:
    """Return who needs attention of these departments' people; None: of all that the reader sees."""
    asked = {
        "departments": None if departments is None else list(departments),
        "low": LOW_PCT,
        "most": MOST,
        "standing": with_standing,
    }
    with connection.cursor() as cursor:
        cursor.execute(_NEEDING, asked)
        rows = cursor.fetchall()
        if rows:
            return Attention(tuple(Needing(*row[:-2]) for row in rows), rows[0][-2], rows[0][-1])
        cursor.execute(_COUNT, asked)
        return Attention((), 0, cursor.fetchone()[0])
