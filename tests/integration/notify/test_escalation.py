"""A night of alerts that nobody takes: who is told, when, by what, and what happens when telling fails."""

import json
from email import message_from_string
from typing import Any

import pytest

from bilezik.alerts import escalation
from bilezik.domain.instant import Instant, minutes, seconds
from bilezik.notify.channels import Failed, Message, Sent, Ways, address, send

pytestmark = [
    pytest.mark.engines,
    # apprise looks for PGP with a module that Python 3.13 no longer has; it has its own there.
    pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning"),
]
URL = "https://bilezik.example.kz"


def at(office: Any, length: int) -> Instant:
    return Instant(office.now + length)


def on_duty(office: Any, level: int, name: str, channel: str, city: str | None = None) -> None:
    from bilezik.deeds import SYSTEM, duties

    duty = duties.NewDuty(level=level, name=name, channel=channel, from_at=Instant(office.now - minutes(60)), city=city)
    duties.add(SYSTEM, duty, why="roster")


def notices(office: Any) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = office.rows("SELECT level, recipient, outcome FROM notices ORDER BY id")
    return found


class Sender:
    """A channel that does what it is told, and remembers."""

    def __init__(self, *answers: Sent | Failed | Exception) -> None:
        self.answers = list(answers)
        self.told: list[str] = []

    def __call__(self, channel: str, message: Message, ways: Ways) -> Sent | Failed:  # noqa: ARG002 - the shape of `send`
        self.told.append(channel)
        answer = self.answers.pop(0) if self.answers else Sent()
        if isinstance(answer, Exception):
            raise answer
        return answer


def play(now: Instant, sender: Any) -> None:
    from bilezik.notify import rounds

    rounds.escalate_due(now)
    rounds.send_due(now, Ways(), web_url=URL, sender=sender)


def test_an_alert_goes_up_the_chain_and_is_repeated_at_the_top(office: Any) -> None:
    from bilezik.store.models import Alert

    for level, name in ((1, "Chief"), (2, "Officer"), (3, "Service")):
        on_duty(office, level, name, f"{name.lower()}@example.kz")
    alert = office.raise_alert(priority=1, wait_s=300)
    sender = Sender()
    wait = escalation.wait("not_home", 1)
    play(at(office, minutes(4)), sender)
    assert notices(office) == []
    told = []
    for number in range(5):
        now = at(office, minutes(5) + number * wait)
        play(now, sender)
        play(Instant(now + seconds(10)), sender)  # a second round at the same time does nothing twice
        told.append(office.rows("SELECT level, escalate_at FROM alerts WHERE id = %s", alert)[0])
    assert [level for level, _ in told] == [1, 2, 3, 3, 3]
    assert all(until == at(office, minutes(5) + (number + 1) * wait) for number, (_, until) in enumerate(told))
    assert sender.told == ["chief@example.kz", "officer@example.kz", *["service@example.kz"] * 3]
    assert {outcome for _, _, outcome in notices(office)} == {"sent"}
    kinds = [kind for (kind,) in office.rows("SELECT kind FROM deeds WHERE alert = %s ORDER BY id", alert)]
    assert kinds == ["escalate", "notice"] * 5
    assert Alert.objects.get(pk=alert).state == "open"


def test_who_takes_it_ends_it(office: Any) -> None:
    from bilezik.deeds import alerts
    from bilezik.notify import rounds

    on_duty(office, 1, "Chief", "chief@example.kz")
    alert = office.raise_alert()
    rounds.escalate_due(at(office, minutes(6)))
    alerts.take(office.aliya, alert)
    sender = Sender()
    play(at(office, minutes(60)), sender)
    assert sender.told == []
    assert notices(office) == [(1, "Chief", "not_needed")]


def test_only_those_on_duty_for_the_city_are_told(office: Any) -> None:
    from bilezik.deeds import duties
    from bilezik.store.models import Duty

    on_duty(office, 1, "Here", "here@example.kz", city="Astana")
    on_duty(office, 1, "Elsewhere", "there@example.kz", city="Almaty")
    on_duty(office, 1, "Ended", "ended@example.kz")
    duties.end(office.aliya, Duty.objects.get(name="Ended").pk, why="sick")
    office.raise_alert()
    sender = Sender()
    play(at(office, minutes(6)), sender)
    assert sender.told == ["here@example.kz"]


def test_nobody_on_duty_is_said_and_the_next_level_is_told(office: Any) -> None:
    on_duty(office, 2, "Officer", "officer@example.kz")
    alert = office.raise_alert()
    sender = Sender()
    play(at(office, minutes(6)), sender)
    assert notices(office) == [(1, "nobody", "given_up")]
    play(at(office, minutes(12)), sender)
    assert sender.told == ["officer@example.kz"]
    assert office.rows("SELECT content->'told' FROM deeds WHERE alert = %s AND kind = 'escalate' ORDER BY id", alert) == [
        ([],),
        (["Officer"],),
    ]


def test_a_failure_is_tried_again_later_each_time_and_at_last_is_an_alert(office: Any) -> None:
    from bilezik.notify.rounds import BACKOFF

    on_duty(office, 1, "Chief", "chief@example.kz")
    office.raise_alert(priority=4)
    sender = Sender(*[Failed("451 try again later")] * 4)
    now = at(office, minutes(6))
    play(now, sender)
    for pause in BACKOFF:
        play(Instant(now + pause - seconds(1)), sender)
        tried = len(sender.told)
        now = Instant(now + pause)
        play(now, sender)
        assert len(sender.told) == tried + 1
    assert notices(office) == [(1, "Chief", "failed")] * 3 + [(1, "Chief", "given_up")]
    faults = office.rows("SELECT kind, state, text FROM alerts WHERE kind = 'fault'")
    assert faults == [("fault", "open", "Notices do not get out: 451 try again later")]
    assert office.rows("SELECT count(*) FROM feed WHERE kind = 'alert' AND body->>'kind' = 'fault'") == [(1,)]


def test_law_05_a_notifier_that_raises_is_a_visible_fault_and_stops_nobody(office: Any) -> None:
    on_duty(office, 1, "Broken", "broken@example.kz")
    on_duty(office, 1, "Chief", "chief@example.kz")
    office.raise_alert()
    office.raise_alert(kind="strap")
    sender = Sender(ZeroDivisionError("a bug"))
    play(at(office, minutes(6)), sender)
    assert len(sender.told) == 4
    assert sorted(outcome for _, _, outcome in notices(office) if outcome != "planned") == ["failed", "sent", "sent", "sent"]
    assert office.rows("SELECT count(*) FROM alerts WHERE kind = 'fault' AND state = 'open'") == [(1,)]
    # Another failure joins the one that stands; a second alert would drown it.
    sender.answers = [ZeroDivisionError("a bug")] * 20
    play(at(office, minutes(12)), sender)
    assert office.rows("SELECT count(*) FROM alerts WHERE kind = 'fault'") == [(1,)]


def break_alert(office: Any, alert: int, table: str = "alerts", column: str = "id") -> None:
    """Make every change to this alert fail, as a bug of ours or a broken row would."""
    with office.database.connect("owner") as owner:
        owner.execute("CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$")
        owner.execute(
            f"CREATE TRIGGER broken BEFORE UPDATE ON {table} FOR EACH ROW WHEN (old.{column} = {alert}) EXECUTE FUNCTION fail()"
        )


def test_law_05_an_alert_that_cannot_be_sent_on_is_a_visible_fault_and_the_others_have_their_turn(office: Any) -> None:
    on_duty(office, 1, "Chief", "chief@example.kz")
    broken = office.raise_alert(wait_s=60)  # the longest overdue: it is first in every round
    others = [office.raise_alert(kind="strap", wait_s=120), office.raise_alert(kind="sos", wait_s=180)]
    break_alert(office, broken)
    sender = Sender()
    play(at(office, minutes(6)), sender)
    assert len(sender.told) == 2
    assert office.rows("SELECT id, level FROM alerts WHERE kind <> 'fault' ORDER BY id") == [(broken, 0), *((n, 1) for n in others)]
    ((kind, state, text),) = office.rows("SELECT kind, state, text FROM alerts WHERE kind = 'fault'")
    assert (kind, state) == ("fault", "open")
    assert text.startswith(f"Notices do not get out: sending on alert {broken} raised ")
    play(at(office, minutes(7)), sender)  # it fails again, and the fault that stands is enough
    assert office.rows("SELECT count(*) FROM alerts WHERE kind = 'fault'") == [(1,)]


def test_a_notice_that_cannot_be_written_down_keeps_no_other_from_going_out(office: Any) -> None:
    on_duty(office, 1, "Chief", "chief@example.kz")
    broken, other = office.raise_alert(wait_s=60), office.raise_alert(kind="strap", wait_s=120)
    break_alert(office, broken, "notices", "alert")
    play(at(office, minutes(6)), Sender())
    assert office.rows("SELECT outcome FROM notices WHERE alert = %s", other) == [("sent",)]
    ((text,),) = office.rows("SELECT text FROM alerts WHERE kind = 'fault'")
    assert text.startswith(f"Notices do not get out: telling of alert {broken} raised ")


def test_an_escalation_is_one_with_its_audit_row(office: Any) -> None:
    from django.db import Error

    from bilezik.notify import rounds

    on_duty(office, 1, "Chief", "chief@example.kz")
    alert = office.raise_alert()
    before = office.counts()
    with office.database.connect("owner") as owner:
        owner.execute("CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$")
        owner.execute("CREATE TRIGGER broken BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION fail()")
    with pytest.raises(Error):
        rounds.escalate_due(at(office, minutes(6)))
    assert office.counts() == before
    assert office.rows("SELECT level FROM alerts WHERE id = %s", alert) == [(0,)]


def test_a_mail_goes_out_and_names_nobody(office: Any, mailbox: Any) -> None:
    from bilezik.notify import rounds

    box, mail_url = mailbox
    on_duty(office, 1, "Chief", "chief@example.kz")
    alert = office.raise_alert()
    now = at(office, minutes(6))
    rounds.escalate_due(now)
    assert rounds.send_due(now, Ways(mail_url, 5.0), web_url=URL) == 1
    ((recipients, content),) = box.received
    assert recipients == ["chief@example.kz"]
    mail = message_from_string(content)
    parts = [part.get_payload(decode=True) for part in mail.walk() if not part.is_multipart()]
    body = b" ".join(part for part in parts if isinstance(part, bytes)).decode()
    assert f"{URL}/console/alerts/{alert}/" in body
    assert "not_home" in body
    assert "Сейтов" not in content + body
    assert "Seitov" not in content + body


def test_a_mail_server_that_refuses_is_tried_again(office: Any, mailbox: Any) -> None:
    from bilezik.notify import rounds

    box, mail_url = mailbox
    box.refusals = 1
    on_duty(office, 1, "Chief", "chief@example.kz")
    office.raise_alert(priority=4)
    now = at(office, minutes(6))
    rounds.escalate_due(now)
    assert rounds.send_due(now, Ways(mail_url, 5.0), web_url=URL) == 0
    assert rounds.send_due(Instant(now + rounds.BACKOFF[0]), Ways(mail_url, 5.0), web_url=URL) == 1
    assert notices(office) == [(1, "Chief", "failed"), (1, "Chief", "sent")]
    assert len(box.received) == 1


def test_a_webhook_is_called(office: Any, hook: Any) -> None:
    from bilezik.notify import rounds

    received, channel = hook
    on_duty(office, 1, "Control room", channel)
    alert = office.raise_alert()
    now = at(office, minutes(6))
    rounds.escalate_due(now)
    assert rounds.send_due(now, Ways(None, 5.0), web_url=URL) == 1
    said = json.loads(received[0])
    assert "not_home in Astana" in said["title"]
    assert f"/console/alerts/{alert}/" in said["message"]


def test_what_cannot_be_sent_says_why_without_the_secret() -> None:
    message = Message("t", "b")
    assert send("chief@example.kz", message, Ways()) == Failed("no mail server is set: BILEZIK_MAIL_URL", is_final=True)
    failed = send("json://user:hunter2@127.0.0.1:1/hook", message, Ways(None, 1.0))
    assert isinstance(failed, Failed)
    assert not failed.is_final
    assert "hunter2" not in failed.detail
    assert send("nonsense://x", message, Ways()) == Failed("the channel's address cannot be read", is_final=True)
    assert address("a@b.kz", Ways("mailtos://u:p@h?from=x", 5.0)) == "mailtos://u:p@h?from=x&to=a%40b.kz&cto=5&rto=5"
