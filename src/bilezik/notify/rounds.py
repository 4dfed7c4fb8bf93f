"""The two rounds of the steward: alerts whose time has come are sent on, planned notices are sent.

1. `now` is an argument: a whole night can be played in a test.
2. A notice that fails is tried again after `BACKOFF`, as long as nobody has taken the alert; then it is given up, and that is an
   alert of its own (law 5). A channel that raises is one at once.
3. One alert that cannot be dealt with does not keep the others from their turn: what it raises is a visible fault (law 5). Where
   that cannot be written down either, it is raised when all have had their turn, so that the steward says it and comes again.
"""

import logging
from collections.abc import Callable, Iterable
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from bilezik.deeds import notices
from bilezik.domain.instant import Instant, after, from_datetime, in_seconds, minutes, seconds
from bilezik.notify.channels import Failed, Message, Sent, Ways, send
from bilezik.store.models import Alert, Notice

_log = logging.getLogger("bilezik.notify")
BACKOFF: Final = (seconds(30), minutes(2), minutes(10))
"""Before the second, third and fourth attempt: a mail server restarts within the first two, a night's outage is given up."""

Send = Callable[[str, Message, Ways], Sent | Failed]


def escalate_due(now: Instant) -> int:
    """Send on every alert that nobody took in its time; return how many."""
    return _in_turn(now, "sending on", ((number, partial(_escalate, number, now)) for number in notices.due_alerts(now)))


def send_due(now: Instant, ways: Ways, *, web_url: str, sender: Send = send) -> int:
    """Send every planned notice whose time has come; return how many went out."""
    due = notices.due_notices(now)
    return _in_turn(now, "telling of", ((notice.alert_id, partial(_send, notice, now, ways, web_url, sender)) for notice in due))


def _in_turn(now: Instant, what: str, turns: Iterable[tuple[int, Callable[[], bool]]]) -> int:
    """Let every alert have its turn, whatever another one raises; return how many turns did something."""
    count = 0
    untold: Exception | None = None
    for alert, turn in turns:
        try:
            count += turn()
        except Exception as error:  # noqa: BLE001 - the border of one alert: the others still wait, and somebody must be told
            _log.error("%s alert %s failed", what, alert, exc_info=error)
            try:
                notices.raise_fault(Alert.objects.get(pk=alert), f"{what} alert {alert} raised {type(error).__name__}", now)
            except Exception as silence:  # noqa: BLE001 - whatever broke the alert has broken the fault too
                _log.error("the fault of alert %s cannot be told", alert, exc_info=silence)
                untold = untold or error
    if untold is not None:
        raise untold
    return count


def _escalate(alert: int, now: Instant) -> bool:
    notices.escalate(alert, now)
    return True


def _send(notice: Notice, now: Instant, ways: Ways, web_url: str, sender: Send) -> bool:
    if notice.alert.state != "open":
        notices.record(notice, now, "not_needed", "")
        return False
    return _attempt(notice, now, ways, web_url, sender)


def _attempt(notice: Notice, now: Instant, ways: Ways, web_url: str, sender: Send) -> bool:
    try:
        outcome = sender(notice.channel, message(notice.alert, now, web_url), ways)
    except Exception as error:  # noqa: BLE001 - the border of a channel: whatever it raises is a visible fault (law 5)
        _log.error("the channel of notice %s raised", notice.pk, exc_info=error)
        outcome = Failed(f"{type(error).__name__}: {error}"[:300])
        _fault(notice, f"sending raised {type(error).__name__}", now)
    if isinstance(outcome, Sent):
        notices.record(notice, now, "sent", "")
        return True
    tried = notices.attempts(notice)
    if outcome.is_final or tried >= len(BACKOFF):
        notices.record(notice, now, "given_up", outcome.detail)
        _fault(notice, outcome.detail, now)
    else:
        notices.record(notice, now, "failed", outcome.detail, retry_at=after(now, BACKOFF[tried]))
    return False


def _fault(notice: Notice, text: str, now: Instant) -> None:
    notices.raise_fault(notice.alert, text, now)


def message(alert: Alert, now: Instant, web_url: str) -> Message:
    """Return what is told of an alert: nothing that names the person, for mail is read on the way."""
    waited_min = round(in_seconds(now - from_datetime(alert.raised_at)) / 60)
    raised = alert.raised_at.astimezone(ZoneInfo(alert.timezone))
    return Message(
        title=f"Bilezik: {alert.kind}{f' in {alert.city}' if alert.city else ''} waits since {raised:%H:%M}",
        body=(
            f"Alert {alert.pk} ({alert.kind}, priority {alert.priority}, {alert.certainty}) has waited {waited_min} minutes.\n"
            f"Raised {raised:%Y-%m-%d %H:%M %z}, sent on to level {alert.level}.\n"
            f"{web_url}/console/alerts/{alert.pk}/\n"
        ),
        urgency="failure" if alert.priority == 1 else "warning",
    )
