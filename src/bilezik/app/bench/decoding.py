"""`bilezik bench decode`: frames a second of one core, through the objects the gateway uses.

1. A frame is one read of a socket, as devices send them: fed to its connection's framer, decoded in its session, its reply made.
   Of an HTTP protocol requests are decoded that are parsed already.
2. What counts is the time of the processor that the process took, not the clock on the wall: who else uses the machine takes
   less of the figure. The best of three is closest to a quiet machine; how far the worst is away tells how quiet this one was.
3. The collector of cycles is set as the gateway sets it.
4. Before and after, a fixed loop is timed: between two machines, or two hours of one, compare frames a loop.
"""

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import msgspec

from bilezik.app.bench.mixes import Mix
from bilezik.gateway.service import settle_memory
from bilezik.protocols import PROTOCOLS
from bilezik.wire import framing

RUNS: Final = 3
_WARM_UP: Final = 0.1
"""Part of the time that is not measured."""
_LOOK_S: Final = 0.005
"""How much is done between two looks at the clock."""


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One protocol. `spread`: by how much the slowest run was slower than the best, as a part of it."""

    protocol: str
    frames: int
    framed: int
    """Of the frames, how many were framed; the rest were decoded only."""
    is_http: bool
    frames_a_second: float
    micros_a_frame: float
    spread: float


class Figures(msgspec.Struct, frozen=True):
    """All of them. `loop_ms`: what the fixed loop took before and after."""

    figures: list[Figure]
    loop_ms: tuple[float, float]


def measure(mixes: Sequence[Mix], seconds: float) -> Figures:
    """Return the figure of each mix, each measured for `seconds`."""
    threshold = gc.get_threshold()
    settle_memory()
    try:
        before_ms = _loop_ms()
        figures = [_measure(mix, seconds) for mix in mixes]
        return Figures(figures, (before_ms, _loop_ms()))
    finally:
        gc.unfreeze()
        gc.set_threshold(*threshold)


def _measure(mix: Mix, seconds: float) -> Figure:
    work = work_of(mix)
    rounds = _rounds(work, seconds * _WARM_UP)
    speeds = [mix.frames / _run(work, rounds, seconds / RUNS) for _ in range(RUNS)]
    best = max(speeds)
    return Figure(
        protocol=mix.protocol, frames=mix.frames, framed=mix.framed, is_http=bool(mix.requests), frames_a_second=best,
        micros_a_frame=1e6 / best, spread=1 - min(speeds) / best,
    )  # fmt: skip


def _rounds(work: Callable[[], None], seconds: float) -> int:
    """Warm up; return how often the mix goes through between two looks at the clock."""
    return max(1, round(_LOOK_S / _run(work, 1, seconds)))


def _run(work: Callable[[], None], rounds: int, seconds: float) -> float:
    """Return the seconds that one round takes."""
    began_s = now_s = time.process_time()
    done = 0
    while now_s - began_s < seconds or not done:
        for _ in range(rounds):
            work()
        done += rounds
        now_s = time.process_time()
    return (now_s - began_s) / done


def work_of(mix: Mix) -> Callable[[], None]:
    """Return what decodes every frame of the mix once."""
    protocol = PROTOCOLS[mix.protocol]
    new_framer, decode, decode_http = protocol.framer, protocol.decode, protocol.decode_http
    connections = [(one.session, one.wires, one.received_at) for one in mix.connections]
    loose = [(one.frame, one.session, one.received_at) for one in mix.loose]
    requests = mix.requests

    def once() -> None:
        for session, wires, now in connections:
            feed = new_framer().feed
            for wire in wires:
                for piece in feed(wire):
                    session = decode(piece.frame, session, now).session  # noqa: PLW2901 - as a connection goes on
        for frame, session, now in loose:
            decode(frame, session, now)
        for request, now in requests:
            decode_http(request, now)

    return once


def _loop_ms() -> float:
    """Return the milliseconds of a hundred thousand turns of a loop, the best of five."""
    times = []
    for _ in range(5):
        began_s, total = time.process_time(), 0
        for number in range(100_000):
            total += number & 7
        times.append(time.process_time() - began_s)
    return min(times) * 1e3


def as_table(figures: Figures) -> str:
    """Return the figures as a table in Markdown, and below it how fast the machine was."""
    return "\n".join(_lines(figures)) + "\n"


def _lines(figures: Figures) -> Iterator[str]:
    yield from ("| protocol | frames | frames/s | µs a frame | slowest of three |", "|---|---|---|---|---|")
    for one in figures.figures:
        notes = f", {one.frames - one.framed} without framing" if not one.is_http and one.framed < one.frames else ""
        kind = "" if not one.is_http else " request" if one.frames == 1 else " requests"
        yield (
            f"| {one.protocol} | {one.frames:,}{kind}{notes} | {one.frames_a_second:,.0f} | {one.micros_a_frame:.1f}"
            f" | {-100 * one.spread:.0f} % |"
        )
    before_ms, after_ms = figures.loop_ms
    how = "compiled" if framing.__file__.endswith((".so", ".pyd")) else "uncompiled"
    yield from ("", f"The core is {how}. A loop of 100,000 turns took {before_ms:.1f} ms before and {after_ms:.1f} ms after.")
