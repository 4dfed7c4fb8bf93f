"""Who else is silent: a silence that many share is told once, not once a person (`alerts.outage`).

1. Asked only when somebody is found silent. The violation is found and stored for every person all the same (law 7): what is
   shared is the work.
2. Of the people of one city who had reported in the hour before, those are silent of whom nothing was heard from then on.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from bilezik.alerts.outage import is_common
from bilezik.domain.instant import Instant, hours, minutes
from bilezik.domain.violation import Violation
from bilezik.store import Connection
from bilezik.store.connection import moment

_HOUR: Final = hours(1)
_TOGETHER: Final = minutes(5)
"""The network of a city does not go for everybody at the same second; and devices report every few minutes."""

_COUNT: Final = """
SELECT count(*) FILTER (WHERE stood.heard_at <= %(until)s), count(*) FILTER (WHERE stood.heard_at > %(until)s)
FROM person_states AS stood JOIN people ON people.id = stood.person
WHERE people.city = %(city)s AND stood.heard_at >= %(since)s
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
            parameters = {"city": city, "since": moment(begin), "until": moment(until)}
            quiet, live = connection.execute(_COUNT, parameters).fetchall()[0]
            answers[key] = is_common(quiet, live)
        if answers[key]:
            found.add(silence.id)
    return found
