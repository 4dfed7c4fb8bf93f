"""Each word of doubt that one report alone can earn, and which comes first."""

import pytest

from bilezik.domain.fix import Doubt
from bilezik.domain.report import Integrity, Report
from bilezik.tracking.plausibility import position_doubt


@pytest.mark.parametrize(
    ("report", "integrity", "doubt"),
    [
        (Report(lat=51.1, lon=71.4, valid=True, speed_mps=3.0), "ok", ""),
        (Report(lat=51.1, lon=71.4), "none", ""),
        (Report(lat=51.1, lon=71.4), "failed", "bad_checksum"),
        (Report(lat=51.1, lon=71.4, valid=False), "ok", "invalid"),
        (Report(lat=0.0, lon=0.0), "ok", "null_island"),
        (Report(lat=0.0009, lon=-0.0009), "ok", "null_island"),
        (Report(lat=0.002, lon=0.0), "ok", ""),
        (Report(lat=90.1, lon=0.0), "ok", "out_of_range"),
        (Report(lat=0.0, lon=-180.1), "ok", "out_of_range"),
        (Report(lat=float("nan"), lon=71.4), "ok", "out_of_range"),
        (Report(lat=51.1, lon=71.4, speed_mps=833.0), "ok", "out_of_range"),
        (Report(lat=51.1, lon=71.4, speed_mps=-1.0), "ok", "out_of_range"),
        (Report(lat=0.0, lon=0.0, valid=False), "failed", "bad_checksum"),
    ],
)
def test_a_position_is_doubted_by_name(report: Report, integrity: Integrity, doubt: Doubt) -> None:
    assert position_doubt(report, integrity) == doubt
