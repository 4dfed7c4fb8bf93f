"""What a stated error is worth.

1. A device states a radius that should hold 68 % of its fixes. Indoors a GPS fix lies inside it 46 % of the time, and a single
   spike is covered by its own statement in 39 % of cases: the statement is scaled by source and never taken below a floor.
2. A network position that states the least it can comes from one access point: where that was moved, so is the person (`lone`).
3. Where the report does not say how it was found, the stated error tells: satellites state 3 to 15 m, networks 20 and more.
4. Where satellites state no error, their geometry or their number tells.
5. A receiver that measures a speed is seldom the victim of an error that only moved the place: it is judged apart (`walking`).
"""

from typing import Final

from bilezik.domain.report import Source
from bilezik.tracking.parameters import Parameters, SourceWorth

CELL_FROM_M: Final = 300.0
"""No Wi-Fi position is stated so badly: it is a cell's, whatever it is called."""


LONE_M: Final = 22.0
"""Network positions never state less than 20 m: what states that was given by one access point, seen clearly."""
WALKING_MPS: Final = 1.0
"""A receiver at rest measures less; one that walks away measures this and more."""
SATELLITES_M: Final = 15.0
"""What states no more than this and measures a speed was found by satellites."""
HDOP_M: Final = 6.0
"""Metres of error for each unit of horizontal dilution: what a code receiver's ranges err by among buildings."""
HDOP_LEAST: Final = 0.5
HDOP_UNKNOWN: Final = 50.0
"""Receivers write 99.9 where they have no figure, and 0 where they never have one."""
MANY: Final = 7
MANY_M: Final = 11.0
FEW: Final = 4
FEW_M: Final = 40.0
"""Four satellites are the least that give a position: nothing is left over to see an error by."""


def worth_of(
    parameters: Parameters, source: Source, accuracy_m: float | None, speed_mps: float | None = None, *, is_striding: bool = False
) -> SourceWorth:
    """Return what is known of the errors of `source`; Wi-Fi and network are one class, until one states a cell's error.

    `is_striding`: the way since the last fix agrees with `speed_mps` (`track.is_striding`).
    """
    if speed_mps is not None and speed_mps >= WALKING_MPS and _is_satellites(source, accuracy_m):
        return parameters.striding if is_striding else parameters.walking
    if source == "gnss":
        return parameters.gnss
    if source == "cell" or (accuracy_m is not None and accuracy_m > CELL_FROM_M):
        return parameters.cell
    match source:
        case "wifi" | "network":
            return parameters.network if accuracy_m is None or accuracy_m > LONE_M else parameters.lone
        case "beacon":
            return parameters.beacon
        case "unknown":
            return parameters.unknown


def _is_satellites(source: Source, accuracy_m: float | None) -> bool:
    return source == "gnss" or (source == "unknown" and accuracy_m is not None and accuracy_m <= SATELLITES_M)


def scale_m(worth: SourceWorth, accuracy_m: float | None, satellites: int | None = None, hdop: float | None = None) -> float:
    """Return the scale of a fix's error in metres; where no error is stated, the geometry or number of satellites tells."""
    if accuracy_m is None or not accuracy_m > 0.0:
        if hdop is not None and HDOP_LEAST <= hdop < HDOP_UNKNOWN:
            return max(worth.least_m, HDOP_M * hdop)
        if satellites is not None and satellites > 0:
            return MANY_M if satellites >= MANY else FEW_M if satellites <= FEW else worth.unstated_m
        return worth.unstated_m
    scale = worth.factor * accuracy_m
    return max(worth.least_m, scale)
