"""The rules that presence is compared with, each as a family: what the peers do, and what is usually done against its alarms.

1. Each takes an episode and returns the seconds at which it would alert.
2. A family varies the one number that such a rule has, so that the whole curve of false rate against delay can be seen.
"""

from collections.abc import Callable, Iterable
from typing import Final

from bilezik.app.bench.traces import RADIUS_M, Episode

Rule = Callable[[Episode], list[float]]

BUFFERS_M: Final = (0, 50, 100, 200, 300, 400, 500)
GATES_M: Final = (20, 30, 50, 100, 200)
RUNS: Final = (1, 2, 3, 4)


def geofence(buffer_m: float = 0.0) -> Rule:
    """Alert at the first fix outside the zone and its buffer; again after one inside."""

    def rule(episode: Episode) -> list[float]:
        return _edges((fix.t_s, fix.distance_m > RADIUS_M + buffer_m) for fix in episode.fixes)

    return rule


def accuracy_gate(limit_m: float) -> Rule:
    """The plain geofence, without fixes that state a larger error."""

    def rule(episode: Episode) -> list[float]:
        return _edges((fix.t_s, fix.distance_m > RADIUS_M) for fix in episode.fixes if (fix.accuracy_m or 0.0) <= limit_m)

    return rule


def in_a_row(fixes: int) -> Rule:
    """Alert at so many fixes in a row whose whole circle of error lies outside."""

    def rule(episode: Episode) -> list[float]:
        run, found = 0, []
        for fix in episode.fixes:
            run = run + 1 if fix.distance_m - (fix.accuracy_m or 0.0) > RADIUS_M else 0
            if run == fixes:
                found.append(fix.t_s)
        return found

    return rule


RULES: Final[tuple[tuple[str, Rule], ...]] = (
    ("plain geofence", geofence()),
    ("drop fixes with accuracy over 50 m", accuracy_gate(50)),
    ("two fixes in a row clear of the zone", in_a_row(2)),
)
FAMILIES: Final[tuple[tuple[str, tuple[tuple[str, Rule], ...]], ...]] = (
    ("geofence and a buffer", tuple((f"{metres} m", geofence(metres)) for metres in BUFFERS_M)),
    ("accuracy gate", tuple((f"{metres} m", accuracy_gate(metres)) for metres in GATES_M)),
    ("clear fixes in a row", tuple((f"{count}", in_a_row(count)) for count in RUNS)),
)


def _edges(seen: Iterable[tuple[float, bool]]) -> list[float]:
    was_out, found = False, []
    for t_s, is_out in seen:
        if is_out and not was_out:
            found.append(t_s)
        was_out = is_out
    return found
