"""The numbers of the presence filter that recorded stays and departures tell: those of version 3, fitted by hand and by search.

What each number means says `parameters.py`; m metres, s seconds, the rest shares, factors and powers.
"""

from collections.abc import Mapping
from typing import Final

NUMBERS: Final[Mapping[str, float]] = {
    "gnss.outliers": 0.0144,
    "gnss.outlier_m": 300.0,
    "gnss.wild": 0.0025,
    "network.factor": 0.66,
    "network.least_m": 20.0,
    "network.outliers": 0.0036,
    "network.outlier_m": 330.0,
    "network.wild": 0.00015,
    "network.cutoff": 4,
    "network.same_spot_s": 540,
    "network.correlation_s": 120,
    "lone.outliers": 0.0036,
    "lone.outlier_m": 530.0,
    "lone.wild": 0.00015,
    "lone.cutoff": 4,
    "cell.factor": 0.5,
    "cell.least_m": 200.0,
    "cell.outliers": 0.029,
    "cell.outlier_m": 1540.0,
    "cell.wild": 0.003,
    "cell.cutoff": 3,
    "cell.same_spot_s": 21_600,
    "cell.correlation_s": 180,
    "unknown.factor": 1.0,
    "unknown.least_m": 15.0,
    "unknown.outliers": 0.0146,
    "unknown.outlier_m": 180.0,
    "unknown.wild": 0.0011,
    "unknown.cutoff": 3,
    "unknown.same_spot_s": 1_200,
    "unknown.correlation_s": 180,
    "stay.leaves_s": 86_400,
    "stay.returns_s": 10_800,
}
