"""Commands: asked for within an order, queued for the gateway, ended when their time is over."""

from typing import Any

import pytest

from bilezik.domain.instant import Instant, hours, seconds

pytestmark = pytest.mark.engines


def test_a_command_is_a_deed_on_the_timeline_and_a_row_in_the_queue(office: Any) -> None:
    from bilezik.deeds import commands

    alert = office.raise_alert()
    made = commands.locate_now(office.aliya, office.device, why="to be sure", alert=alert)
    interval = commands.set_interval(office.aliya, office.device, 30, why="watch closely")
    queue = office.rows("SELECT id, kind, params, state, person FROM commands ORDER BY id")
    assert queue == [
        (made, "locate_now", {}, "queued", office.person),
        (interval, "set_interval", {"seconds": 30}, "queued", office.person),
    ]
    line = office.rows(
        "SELECT d.kind, d.why FROM commands c JOIN deeds d ON d.id = c.deed WHERE c.id = %s AND d.alert = %s", made, alert
    )
    assert line == [("locate_now", "to be sure")]


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
    for every_s in (0, 9, 86_401):
        with pytest.raises(Invalid) as refusal:
            commands.set_interval(office.aliya, office.device, every_s, why="x")
        assert refusal.value.field == "seconds"
    assert office.counts() == before


def test_a_command_whose_time_is_over_has_timed_out(office: Any) -> None:
    from bilezik.deeds import commands

    made = commands.locate_now(office.aliya, office.device, why="x", valid_for=seconds(60))
    assert commands.expire(office.now) == 0
    later = Instant(office.now + hours(1))
    assert commands.expire(later) == 1
    assert commands.expire(later) == 0
    assert office.rows("SELECT state, detail FROM commands WHERE id = %s", made) == [("timed_out", "no gateway had its session")]
    assert office.rows("SELECT body->>'state' FROM feed WHERE kind = 'command' ORDER BY id") == [("queued",), ("timed_out",)]
