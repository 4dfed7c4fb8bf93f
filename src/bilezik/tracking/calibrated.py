"""The numbers of the presence filter that recorded stays and departures tell, written by a command and not by hand.

    bilezik bench presence open.csv.gz --fit --steps 200 --seed 1 --folds 5 --write

The traces, 35 people, derive from public research data:
StudentLife (Wang et al. 2014), the InterSCity open data challenge 2017,
the e-mission and MobilityNet samples, published logs of receivers at rest.
The doubt that other people pass the bars (`app/bench/bars.py`, 0: none) was 3.08 for numbers fitted without
those they judged, and 1.40 for the numbers in use.
Those stay: nothing that was fitted was better on others. With them, on the traces:

- likely or certain: 7 false in 622 person-days (bar 0.012 a day),
  0 missed and 1 early of 580, delay 10.00 and 21.33 minutes (bars 10.5 and 22)
- certain: 2 false in 622 person-days (bar 0.0035 a day),
  2 missed and 1 early of 580, delay 19.98 and 21.68 minutes (bars 20.5 and 22)

What each number means says `parameters.py`; m metres, s seconds, the rest shares, factors and powers.
"""

from collections.abc import Mapping
from typing import Final

FITTED_ON: Final = "2026-11-25"
TRACES: Final = "104d402de526573e5902b23b7388ef3c519d930456ba186c6ef21f5cbbe18eff"
"""SHA-256 of the file of the traces."""

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
    "cell.same_spot_s": 21600,
    "cell.correlation_s": 180,
    "unknown.factor": 1.0,
    "unknown.least_m": 15.0,
    "unknown.outliers": 0.0146,
    "unknown.outlier_m": 180.0,
    "unknown.wild": 0.0011,
    "unknown.cutoff": 3,
    "unknown.same_spot_s": 1200,
    "unknown.correlation_s": 180,
    "stay.leaves_s": 72000,
    "stay.returns_s": 10800,
}
