"""The system's own question to a device: where are you? Asked when a presence is unsure and a condition hangs on it.

1. Not more often than `EVERY` a device, whatever several conditions want: each answer costs the bracelet's battery.
2. Only about now: a refold that wonders about yesterday asks nobody.
3. Not at a person's first fix ever: nothing is known yet, and the next report is the witness. Otherwise a thousand devices that are
   switched on together would all be asked (`writing`). And not more than `MOST` a batch, for the same reason.
4. A command like any other: the gateway sends it if the device is connected and its protocol can, and says what became of it.
"""

from collections.abc import Iterable
from typing import Final

from bilezik.domain.instant import Instant, minutes
from bilezik.fold.effects import WitnessWanted
from bilezik.store import Connection
from bilezik.store.connection import moment

EVERY: Final = minutes(10)
MOST: Final = 100
NOW: Final = minutes(5)
LIFE: Final = minutes(5)
"""An answer that comes later is a fix like any other."""

_ASK: Final = """
INSERT INTO commands (device, person, kind, params, expires_at)
SELECT fitted.device, fitted.person, 'locate_now', '{"by": "system"}', %(expires_at)s
FROM assignments AS fitted
WHERE fitted.person = ANY (%(people)s) AND fitted.from_at <= %(now)s AND fitted.to_at > %(now)s
  AND NOT EXISTS (SELECT FROM commands WHERE commands.device = fitted.device AND kind = 'locate_now' AND queued_at > %(since)s)
GROUP BY fitted.device, fitted.person
"""


def ask(connection: Connection, wanted: Iterable[tuple[int, WitnessWanted]], now: Instant) -> None:
    """Queue `locate_now` for the devices of these people, inside the batch's transaction."""
    people = sorted({person for person, want in wanted if want.at >= now - NOW})[:MOST]
    if people:
        parameters = {
            "people": people,
            "now": moment(now),
            "since": moment(Instant(now - EVERY)),
            "expires_at": moment(Instant(now + LIFE)),
        }
        connection.execute(_ASK, parameters)
