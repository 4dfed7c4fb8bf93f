"""The comparison of presence with simple rules: what is false, missed and late; and, beside the real traces, that the bars hold."""

from math import nan
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bilezik.app.bench.bars import SEEN, added, margins, missed
from bilezik.app.bench.presence import alerts_at, feed, filtered, interval, judge, ruled, score, tallies
from bilezik.app.bench.presence_tables import judged_all, measure
from bilezik.app.bench.reliability import reliability
from bilezik.app.bench.simple_rules import FAMILIES, accuracy_gate, geofence, in_a_row
from bilezik.app.bench.traces import Episode, Seen, TraceError, digest, read
from bilezik.cli.bench import group
from bilezik.cli.refusal import Refusal
from bilezik.tracking.calibrated import TRACES
from bilezik.tracking.presence import CERTAIN, LIKELY

OPEN = Path(__file__).parents[4] / "shared" / "traces" / "open.csv.gz"
PAGE = Path(__file__).parents[3] / "docs" / "reference" / "presence.md"
HEAD = "episode,person,label,t_s,east_m,north_m,accuracy_m,source,departed_s\n"


def episode(number: int, label: str, *fixes: tuple[float, float, float], departed_s: float = nan, who: str = "a") -> Episode:
    seen = tuple(Seen(60 * minute, east_m, 0.0, accuracy_m, "network") for minute, east_m, accuracy_m in fixes)
    return Episode(number, who, label, departed_s, seen)


HOURS = [(20.0 * n, 0.0, 30.0) for n in range(12)]
STAY = episode(1, "stay", *HOURS, (240, 545, 20), (260, 0, 30), (280, 140, 90), (300, 0, 30))
GONE = episode(2, "departure", *HOURS, (240, 700, 40), (260, 2_000, 30), (280, 2_000, 30), departed_s=14_400)


def test_the_simple_rules_do_what_they_say() -> None:
    assert geofence()(STAY) == [14_400, 16_800]
    assert geofence(100)(STAY) == [14_400]
    assert geofence(445)(STAY) == []
    assert accuracy_gate(50)(STAY) == [14_400]
    assert accuracy_gate(19)(STAY) == []
    assert in_a_row(1)(STAY) == [14_400]
    assert in_a_row(2)(STAY) == []
    assert in_a_row(2)(GONE) == [15_600]
    assert in_a_row(3)(GONE) == [16_800]


def test_each_rule_of_a_family_has_its_own_number() -> None:
    """A closure over the variable of a loop would make all rules the last one."""
    walk = episode(9, "stay", *((5.0 * n, 60.0 * n, 300.0 - 18.0 * n) for n in range(16)))
    for name, family in FAMILIES:
        assert len({tuple(rule(walk)) for _, rule in family}) > 2, name


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


def test_a_mean_delay_counts_a_missed_departure_as_an_hour() -> None:
    found = score([GONE, episode(4, "departure", *HOURS, departed_s=14_400, who="b")], {2: [15_000.0], 4: []})
    assert found.mean_min == 35.0
    assert found.mean_interval == (10.0, 60.0)


def test_an_interval_holds_nine_draws_of_ten() -> None:
    assert interval([]) == (0.0, 0.0)
    assert interval([(1.0, 2.0)] * 5) == (0.5, 0.5)
    low, high = interval([(0.0, 1.0)] * 10 + [(1.0, 1.0)] * 10)
    assert 0.25 < low < 0.4
    assert 0.6 < high < 0.75


def test_the_filter_lets_a_misplaced_access_point_pass_and_finds_who_left() -> None:
    at_home, gone = judged_all([STAY, GONE])
    assert alerts_at(at_home, LIKELY) == []
    assert alerts_at(gone, LIKELY) == [14_400]
    assert alerts_at(gone, CERTAIN) == [15_600]
    said = measure([STAY, GONE], [at_home, gone])
    assert "| plain geofence | 9.6000" in said
    assert "| **Bilezik, likely or certain, when raised** | 0.0000" in said
    assert "others" not in said
    assert "| Bilezik fitted on others, certain, when it became certain | 0.0000" in measure(
        [STAY, GONE], [at_home, gone], [at_home, gone]
    )


def test_fed_short_the_alerts_are_the_same() -> None:
    coming_back = episode(
        5, "departure", *HOURS, (240, 700, 40), (260, 2_000, 30), (310, 0, 30), (400, 2_000, 30), departed_s=14_400
    )
    for one in (STAY, GONE, coming_back):
        (whole,), (short,) = judge(feed([one])), judge(feed([one], is_short=True))
        assert len(short.odds) <= len(whole.odds)
        until_s = 18_000.0
        assert alerts_at(short, LIKELY) == [at for at in alerts_at(whole, LIKELY) if at <= until_s]
    assert len(next(judge(feed([coming_back], is_short=True))).odds) == 14


def test_reliability_counts_what_was_said_and_leaves_out_the_way_out() -> None:
    bins, called = reliability(judged_all([STAY, GONE, episode(3, "ambiguous", (0, 0, 30), (20, 900, 30))]))
    assert sum(one.fixes for one in bins) == len(STAY.fixes) + len(GONE.fixes) - 1  # the one at -20 minutes is on the way
    assert sum(one.outside for one in bins) == 3
    assert (bins[-1].fixes, bins[-1].share, bins[-1].interval) == (3, 1.0, (1.0, 1.0))
    assert bins[-1].said > 0.995
    assert [one.fixes for one in called] == [3, 3]


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


@pytest.fixture(scope="module")
def real() -> list[Episode]:
    if not OPEN.is_file():
        pytest.skip(f"no real traces at {OPEN}")
    return read(OPEN)


def test_the_bars_hold_on_the_real_traces(real: list[Episode]) -> None:
    plain = score(real, ruled(real, geofence()))
    assert plain.rate == pytest.approx(0.88, abs=0.005)
    assert (plain.missed, plain.early) == (3, 48)
    judged = judged_all(real)
    for bars in SEEN:
        total = added(margins(tally, bars) for tally in tallies(real, filtered(judged, bars.threshold)))
        assert missed(total) == (), bars.word


def test_the_numbers_were_fitted_on_the_real_traces(real: list[Episode]) -> None:
    assert real
    assert digest(OPEN) == TRACES


def test_the_page_shows_what_is_measured_now(real: list[Episode]) -> None:
    """Whoever changes what presence says prints the page again, by the command it names."""
    page = PAGE.read_text()
    rows = [line for line in measure(real, judged_all(real)).splitlines() if line.startswith(("| plain geofence", "| **Bilezik"))]
    assert len(rows) == 3
    assert [row for row in rows if row not in page] == []
