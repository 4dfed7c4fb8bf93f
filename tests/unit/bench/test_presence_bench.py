"""The comparison of presence with simple rules: what is false, missed and late; and, beside the real traces, that the bars hold."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bilezik.app.bench.presence import (
    Episode,
    Seen,
    TraceError,
    accuracy_gate,
    alerts_at,
    measure,
    odds_of,
    plain_geofence,
    read,
    score,
    two_in_a_row,
)
from bilezik.cli.bench import group
from bilezik.cli.refusal import Refusal
from bilezik.tracking.presence import CERTAIN, LIKELY

OPEN = Path(__file__).parents[4] / "shared" / "traces" / "open.csv.gz"
HEAD = "episode,person,label,t_s,east_m,north_m,accuracy_m,source,departed_s\n"


def episode(
    number: int, label: str, *fixes: tuple[float, float, float], departed_s: float = float("nan"), who: str = "a"
) -> Episode:
    seen = tuple(Seen(60 * minute, east_m, 0.0, accuracy_m, "network") for minute, east_m, accuracy_m in fixes)
    return Episode(number, who, label, departed_s, seen)


HOURS = [(20.0 * n, 0.0, 30.0) for n in range(12)]
STAY = episode(1, "stay", *HOURS, (240, 545, 20), (260, 0, 30), (280, 140, 90), (300, 0, 30))
GONE = episode(2, "departure", *HOURS, (240, 700, 40), (260, 2_000, 30), (280, 2_000, 30), departed_s=14_400)


def test_the_simple_rules_do_what_they_say() -> None:
    assert plain_geofence(STAY) == [14_400, 16_800]
    assert accuracy_gate(STAY) == [14_400]
    assert two_in_a_row(STAY) == []
    assert two_in_a_row(GONE) == [15_600]


def test_false_missed_early_and_late_are_told_apart() -> None:
    apart = [
        STAY,
        GONE,
        episode(3, "ambiguous", (0, 0, 30), (20, 900, 30)),
        episode(4, "departure", *HOURS, departed_s=14_400, who="b"),
    ]
    got = score(apart, {1: [5.0, 9.0], 2: [60.0, 14_000.0, 15_000.0], 3: [1.0], 4: []})
    assert (got.false, got.missed, got.departures, got.early) == (2, 1, 2, 1)
    assert got.delay_min == (0.0, 0.0)
    assert (got.of_ambiguous, got.ambiguous) == (1, 1)
    assert got.person_days == pytest.approx(300 / 1440)
    assert score([GONE], {2: [15_000.0]}).delay_min == (10.0, 10.0)


def test_the_filter_lets_a_misplaced_access_point_pass_and_finds_who_left() -> None:
    (_, at_home), (_, gone) = odds_of([STAY, GONE])
    assert alerts_at(STAY, at_home, LIKELY) == []
    assert alerts_at(GONE, gone, LIKELY) == [14_400]
    assert alerts_at(GONE, gone, CERTAIN) == [15_600]
    said = measure([STAY, GONE])
    assert "| plain geofence | 9.6000" in said
    assert "| **Bilezik, likely or certain, when raised** | 0.0000" in said


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1,a,gone,0,0,0,,gnss,", "no such label"),
        ("1,a,stay,0,0,0,,sky,", "no such source"),
        ("x,a,stay,0,0,0,,gnss,", "invalid literal"),
    ],
)
def test_a_bad_row_is_told_by_its_line(tmp_path: Path, row: str, reason: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"{HEAD}1,a,stay,0,0,0,,gnss,\n{row}\n")
    with pytest.raises(TraceError, match=reason) as caught:
        read(path)
    assert caught.value.line == 3
    refused = CliRunner().invoke(group, ["presence", str(path)]).exception
    assert isinstance(refused, Refusal)
    assert str(refused).startswith(f"{path}:3: {reason}")


@pytest.mark.skipif(not OPEN.is_file(), reason=f"no real traces at {OPEN}")
def test_the_bars_hold_on_the_real_traces() -> None:
    episodes = read(OPEN)
    judged = list(odds_of(episodes))
    plain, likely, certain = (
        score(episodes, {one.number: found for one, found in alerts})
        for alerts in (
            [(one, plain_geofence(one)) for one in episodes],
            [(one, alerts_at(one, odds, LIKELY)) for one, odds in judged],
            [(one, alerts_at(one, odds, CERTAIN)) for one, odds in judged],
        )
    )
    assert plain.false / plain.person_days == pytest.approx(0.88, abs=0.005)
    assert (plain.missed, plain.early) == (3, 48)
    assert likely.false / likely.person_days <= 0.012
    assert certain.false / certain.person_days <= 0.0035
    for ours, delay_min in ((likely, 10.5), (certain, 20.5)):
        assert ours.missed <= 3
        assert ours.early <= 5
        assert ours.delay_min[0] <= delay_min
        assert ours.delay_min[1] <= 22
