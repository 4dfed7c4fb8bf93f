"""Commands: asked for within an order, queued for the gateway, confirmed by a second person, withdrawn, ended in time."""

from typing import Any

import pytest

from bilezik.domain.command import LocateNow, Message, Ring, SetServer
from bilezik.domain.instant import Instant, days, hours, seconds

pytestmark = pytest.mark.engines
AWAY = SetServer("other.example", 5023)


def test_a_command_is_a_deed_on_the_timeline_and_a_row_in_the_queue(office: Any) -> None:
    from bilezik.deeds import commands

    alert = office.raise_alert()
    made = commands.locate_now(office.aliya, office.device, why="to be sure", alert=alert)
    interval = commands.set_interval(office.aliya, office.device, 30, why="watch closely")
    queue = office.rows("SELECT id, kind, params, state, person, asked_by FROM commands ORDER BY id")
    assert queue == [
        (made, "locate_now", {}, "queued", office.person, office.aliya.user_id),
        (interval, "set_interval", {"seconds": 30}, "queued", office.person, office.aliya.user_id),
    ]
    line = office.rows(
        "SELECT d.kind, d.why FROM commands c JOIN deeds d ON d.id = c.deed WHERE c.id = %s AND d.alert = %s", made, alert
    )
    assert line == [("locate_now", "to be sure")]
    waits = "SELECT extract(epoch FROM expires_at - queued_at)::int FROM commands WHERE id = %s"
    assert [office.rows(waits, one) for one in (made, interval)] == [[(300,)], [(86_400,)]]


def test_what_is_refused(office: Any) -> None:
    from bilezik.deeds import Conflict, Invalid, NotFound, commands, devices

    spare = devices.add(office.aliya, devices.NewDevice(identity="spare", protocol="gt06", kind="bracelet"), why="x")
    before = office.counts()
    with pytest.raises(Conflict):
        commands.locate_now(office.aliya, spare, why="curious")  # law 10: it is on nobody
    with pytest.raises(NotFound):
        commands.locate_now(office.aliya, 2**60, why="curious")
    with pytest.raises(NotFound):
        commands.locate_now(office.aliya, office.device, why="to be sure", alert=2**60)
    for unable in (Ring(), Message("text")):  # a gt06 has no words for these
        with pytest.raises(Conflict, match="cannot be asked"):
            commands.ask(office.aliya, office.device, unable, why="x")
    for valid_for in (seconds(59), days(8)):
        with pytest.raises(Invalid) as refusal:
            commands.ask(office.aliya, office.device, LocateNow(), why="x", valid_for=valid_for)
        assert refusal.value.field == "valid_for_s"
    assert office.counts() == before


@pytest.mark.parametrize(
    ("kind", "said", "field"),
    [
        ("sing", {}, "kind"), ("power_off", {}, "kind"), ("custom", {"text": "x"}, "kind"),
        ("set_interval", {}, "seconds"), ("set_interval", {"seconds": 9}, "seconds"),
        ("set_interval", {"seconds": 86_401}, "seconds"),
        ("message", {}, "text"), ("message", {"text": " "}, "text"), ("message", {"text": "a\r\n#B"}, "text"),
        ("message", {"text": "a" * 121}, "text"), ("save_power", {}, "on"),
        ("set_server", {"port": 1}, "host"), ("set_server", {"host": "a,b", "port": 1}, "host"),
        ("set_server", {"host": "a#\n", "port": 1}, "host"), ("set_server", {"host": "a.example", "port": 65_536}, "port"),
    ],
)  # fmt: skip
def test_a_command_names_the_field_that_is_wrong(kind: str, said: dict[str, Any], field: str) -> None:
    from bilezik.deeds import Invalid, commands

    with pytest.raises(Invalid) as refusal:
        commands.command(kind, said)
    assert refusal.value.field == field


def test_what_can_silence_a_device_waits_for_a_second_person(office: Any) -> None:
    from bilezik.deeds import SYSTEM, Actor, Conflict, NotFound, commands

    made = commands.ask(office.aliya, office.device, AWAY, why="the bureau moves")
    assert office.rows("SELECT state FROM commands WHERE id = %s", made) == [("to_confirm",)]
    for one in (office.aliya, SYSTEM, Actor(None, "root", "here")):
        with pytest.raises(Conflict, match="Another person"):
            commands.confirm(one, made, why="me too")
    commands.confirm(office.bolat, made, why="called the bureau")
    assert office.rows("SELECT state, confirmed_by FROM commands WHERE id = %s", made) == [("queued", office.bolat.user_id)]
    assert office.rows("SELECT kind, why FROM deeds WHERE person = %s ORDER BY id DESC LIMIT 1", office.person) == [
        ("command_confirmed", "called the bureau")
    ]
    with pytest.raises(Conflict, match="nobody's confirmation"):
        commands.confirm(office.bolat, made, why="again")
    with pytest.raises(NotFound):
        commands.confirm(office.bolat, 2**60, why="x")


def test_postgresql_sends_nothing_that_silences_without_a_second_person(office: Any) -> None:
    import psycopg

    row = {"device": office.device, "person": office.person, "kind": "set_server", "params": "{}", "expires_at": "2099-01-01Z"}
    columns = ", ".join(row)
    with office.database.connect("monitor") as monitor:
        for more, value in (("state", "queued"), ("state", "sent"), ("confirmed_by", office.bolat.user_id)):
            with pytest.raises(psycopg.errors.CheckViolation) as caught:
                monitor.execute(
                    f"INSERT INTO commands ({columns}, {more}) VALUES ({', '.join(['%s'] * 6)})", [*row.values(), value]
                )
            assert caught.value.diag.constraint_name == "command_confirmed"
    from bilezik.deeds import commands

    made = commands.ask(office.aliya, office.device, AWAY, why="the bureau moves")
    with office.database.connect("owner") as owner:
        for change in (
            "state = 'queued'", "params = '{}'", "kind = 'locate_now'", "asked_by = NULL",
            f"state = 'queued', confirmed_by = {office.aliya.user_id}",
        ):  # fmt: skip
            with pytest.raises(psycopg.errors.CheckViolation):
                owner.execute(f"UPDATE commands SET {change} WHERE id = %s", (made,))


def test_what_is_not_sent_yet_can_be_withdrawn(office: Any) -> None:
    from bilezik.deeds import Conflict, commands

    made = commands.set_interval(office.aliya, office.device, 30, why="watch closely")
    asked = commands.ask(office.aliya, office.device, AWAY, why="a slip")
    for one in (made, asked):
        commands.withdraw(office.bolat, one, why="wrong person")
    assert office.rows("SELECT DISTINCT state FROM commands") == [("withdrawn",)]
    with pytest.raises(Conflict, match="too late"):
        commands.withdraw(office.bolat, made, why="again")
    with pytest.raises(Conflict):
        commands.confirm(office.bolat, asked, why="x")


def test_a_command_whose_time_is_over_ends(office: Any) -> None:
    from bilezik.deeds import commands

    made = commands.locate_now(office.aliya, office.device, why="x", valid_for=seconds(60))
    asked = commands.ask(office.aliya, office.device, AWAY, why="x", valid_for=seconds(60))
    assert commands.expire(office.now) == 0
    later = Instant(office.now + hours(1))
    assert commands.expire(later) == 2
    assert commands.expire(later) == 0
    assert office.rows("SELECT id, state, detail FROM commands ORDER BY id") == [
        (made, "not_connected", "no gateway had its session"), (asked, "timed_out", "nobody confirmed it"),
    ]  # fmt: skip
    states = [state for (state,) in office.rows("SELECT body->>'state' FROM feed WHERE kind = 'command' ORDER BY id")]
    assert states == ["queued", "to_confirm", "not_connected", "timed_out"]
