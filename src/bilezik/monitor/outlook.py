"""Who else is silent: a silence that many share is told once, not once a person (`alerts.outage`).

1. Asked only when somebody is found silent. The violation is found and stored for every person all the same (law 7): what is
   shared is the work.
2. Of the people of one city who had reported in the hour before, those share it of whom nothing was heard from then on and who have
   used up half of the silence that their own order allows: who reports once an hour and may, says nothing by saying nothing.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from bilezik.alerts.outage import is_common
from bilezik.domain.instant import Instant, hours, in_seconds, minutes
from bilezik.domain.violation import Violation
from bilezik.rules.keep_contact import SILENCE_AFTER
from bilezik.store import Connection
from bilezik.store.connection import moment

_HOUR: Final = hours(1)
_TOGETHER: Final = minutes(5)
"""The network of a city does not go for everybody at the same second; and devices report every few minutes."""

_COUNT: Final = f"""
SELECT count(*) FILTER (WHERE stood.heard_at <= %(until)s AND stood.heard_at <= %(now)s - allowed.s * interval '0.5 second'),
    count(*) FILTER (WHERE stood.heard_at > %(until)s)
FROM person_states AS stood JOIN people ON people.id = stood.person
CROSS JOIN LATERAL (
    SELECT min(coalesce(nullif(silence_after_s, 0), {round(in_seconds(SILENCE_AFTER))})) AS s
    FROM conditions WHERE conditions.person = stood.person AND kind = 'keep_contact') AS allowed
WHERE people.city = %(city)s AND stood.heard_at >= %(since)s AND allowed.s IS NOT NULL
"""


def silent_together(connection: Connection, silences: Iterable[Violation], cities: Mapping[int, str]) -> set[int]:
    """Return which of these silences, by id, began with those of many others in the same city."""
    answers: dict[tuple[str, int, int], bool] = {}
    found: set[int] = set()
    for silence in silences:
        city, since = cities.get(silence.person, ""), silence.began_at
        together = min(_TOGETHER, (silence.decided_at - since) // 2)  # who has spoken in the later half is not silent
        key = (city, together, since // max(1, together))  # thousands fall silent within minutes: they ask the same question
        if key not in answers:
            begin, until = Instant(since - _HOUR), Instant(since + together)
            parameters = {"city": city, "since": moment(begin), "until": moment(until), "now": moment(silence.decided_at)}
            quiet, live = connection.execute(_COUNT, parameters).fetchall()[0]
            answers[key] = is_common(quiet, live)
        if answers[key]:
            found.add(silence.id)
    return found
