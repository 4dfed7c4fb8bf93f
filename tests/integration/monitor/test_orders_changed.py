"""What a deed changes of an order holds for the monitor within two seconds; an order ends though nothing is heard of its device."""

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from tests.integration.monitor.conftest import Stage, at_home, away, every, now

from bilezik.domain.instant import Instant, hours, minutes, seconds
from bilezik.domain.order import Docket

HOLDS_S = 2.0
"""From a deed's return to what the monitor says of it: a bar of the project."""


async def deed(act: Callable[[], Any]) -> Any:
    """Do a deed where Django may speak to its database, as the web process does: in a thread."""

    def run() -> Any:
        from django.db import connections

        try:
            return act()
        finally:
            connections.close_all()

    return await asyncio.to_thread(run)


async def leave_home(stage: Stage, person: int) -> None:
    """Let the order be known since two hours ago, and the person be away since half an hour."""
    ((content,),) = stage.rows("SELECT content FROM dockets WHERE person = %s ORDER BY id DESC LIMIT 1", person)
    stage.record(msgspec.structs.replace(msgspec.convert(content, Docket), recorded_at=Instant(now() - hours(2))))
    begin = Instant(now() - minutes(40))
    for at in every(minutes(1), begin, 5):
        await stage.say(person, at_home(at), at)
    for at in every(minutes(1), Instant(begin + minutes(5)), 34):
        await stage.say(person, away(at), at)


async def test_what_a_deed_changes_of_an_order_holds_for_the_monitor_within_two_seconds(stage: Stage, office: Any) -> None:
    from bilezik.deeds import orders, permissions, suspensions

    def newest() -> tuple[object, ...]:
        found = stage.rows("SELECT state, reason FROM violations ORDER BY began_at DESC, id DESC LIMIT 1")
        return found[0] if found else ("none", "")

    by = office.aliya

    async def holds(act: Callable[[], Any], expected: tuple[str, str]) -> Any:
        made = await deed(act)
        await stage.until(lambda: newest() == expected, HOLDS_S)
        return made

    async def report() -> None:
        while True:
            await stage.say(office.person, away(now()))
            await asyncio.sleep(0.2)

    await leave_home(stage, office.person)
    async with stage.running():
        reporting = asyncio.create_task(report())
        await stage.until(lambda: stage.count("violations WHERE state = 'closed'") == 1)  # the order's own entry, docket by docket
        await stage.until(lambda: newest() == ("open", ""))
        leave = permissions.NewPermission(from_at=Instant(now() - minutes(1)), to_at=Instant(now() + hours(3)), reason="doctor")
        permission = await holds(lambda: permissions.grant(by, office.condition, leave, why="x"), ("closed", "a permission began"))
        await holds(lambda: permissions.withdraw(by, permission, why="x"), ("open", ""))
        until = Instant(now() + hours(3))
        suspension = await holds(
            lambda: suspensions.suspend(by, office.order, from_at=None, to_at=until, why="x"),
            ("closed", "the order was suspended"),
        )
        await holds(lambda: suspensions.lift(by, suspension, why="x"), ("open", ""))
        await holds(lambda: orders.end(by, office.order, why="x"), ("closed", "the order ended"))
        reporting.cancel()


@pytest.mark.parametrize("how", ["by time", "ended", "revoked"])
async def test_an_order_ends_while_its_device_is_silent(stage: Stage, office: Any, how: str) -> None:
    """The silence is told, ends with the order, and nothing is waited for or raised any more; no word of the device is needed."""
    from bilezik.deeds import conditions, orders

    by = office.aliya
    contact = conditions.NewCondition(kind="keep_contact", silence_after=seconds(4))

    def enter() -> int:
        stated = orders.NewOrder(
            legal_basis="CPC 137", issuer="Court", number="9", starts_at=Instant(now() - hours(24)),
            ends_at=Instant(now() + (seconds(9) if how == "by time" else hours(24))),
        )  # fmt: skip
        order = orders.enter(by, office.person, stated, why="x")
        conditions.add(by, order, contact, why="x")
        return order

    def silences() -> list[tuple[object, ...]]:
        return stage.rows("SELECT state, reason FROM violations WHERE kind = 'silence'")

    async with stage.running():
        await stage.say(office.person, at_home(now()))
        order = await deed(enter)
        await stage.until(lambda: silences() == [("open", "")])
        if how != "by time":
            act = orders.end if how == "ended" else orders.revoke
            await deed(lambda: act(by, order, why="x"))
        await stage.until(lambda: silences() == [("closed", "the order ended")])
        await asyncio.sleep(1.5)
        assert silences() == [("closed", "the order ended")]
        assert stage.rows("SELECT count(*) FROM alerts WHERE kind = 'silence'") == [(1,)]
