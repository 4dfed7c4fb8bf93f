"""Who may come in, and who is closed for silence."""

import asyncio
import time

import pytest

from bilezik.gateway.doors import Doors, Line, Stop


class Wire(asyncio.Transport):
    """A transport that writes down what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []

    def is_closing(self) -> bool:
        return "close" in self.told

    def pause_reading(self) -> None:
        self.told.append("pause")

    def resume_reading(self) -> None:
        self.told.append("resume")

    def close(self) -> None:
        self.told.append("close")


def line(source: str = "10.0.0.1") -> Line:
    made = Line()
    made.source = source
    made.transport = Wire()
    return made


def told(of: Line) -> list[str]:
    assert isinstance(of.transport, Wire)
    return of.transport.told


def doors(**changed: float) -> Doors:
    limits = {"most": 4, "most_of_source": 2, "idle_s": 100.0, "stranger_s": 10.0} | changed
    return Doors(
        most=int(limits["most"]),
        most_of_source=int(limits["most_of_source"]),
        idle_s=limits["idle_s"],
        stranger_s=limits["stranger_s"],
    )


def test_an_address_has_its_share_and_all_together_theirs() -> None:
    made = doors()
    inside = [line(), line()]
    assert all(made.enter(one) for one in inside)
    extra = line()
    assert not made.enter(extra)
    made.leave(extra)
    assert made.enter(line("10.0.0.2"))
    assert made.enter(line("10.0.0.3"))
    assert not made.enter(line("10.0.0.4"))
    assert made.refused == 2
    made.leave(inside[0])
    assert made.enter(line("10.0.0.4"))


def test_a_silent_line_and_a_stranger_are_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    made, device, stranger = doors(), line(), line()
    made.enter(device)
    made.enter(stranger)
    device.device = 7
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 11)
    made.sweep()
    assert told(stranger)[-1:] == ["close"]
    assert "close" not in told(device)
    monkeypatch.setattr(time, "monotonic", lambda: now + 101)
    made.sweep()
    assert told(device)[-1:] == ["close"]


def test_nobody_is_closed_for_a_silence_that_is_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    made, device = doors(), line()
    made.enter(device)
    device.device = 7
    made.hold()
    assert told(device) == ["pause"]
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 500)
    made.sweep()
    made.release()
    assert told(device) == ["pause", "resume"]
    made.sweep()
    assert "close" not in told(device)


def test_who_comes_while_nothing_is_read_waits_too() -> None:
    made, late = doors(), line()
    made.hold()
    made.enter(late)
    assert told(late) == ["pause"]


def test_a_line_is_read_again_when_the_last_reason_is_gone() -> None:
    made = line()
    made.stop(Stop.STREAM)
    made.pause_writing()
    made.go(Stop.STREAM)
    assert told(made) == ["pause"]
    made.go(Stop.ANSWER)
    made.resume_writing()
    assert told(made) == ["pause", "resume"]
