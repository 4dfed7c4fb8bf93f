"""The filter: what a fix is worth, what time does, which side is believed since when."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilezik.domain.instant import DAWN, NEVER, Instant, hours, minutes, seconds
from bilezik.domain.violation import Witness
from bilezik.tracking.arithmetic import ln
from bilezik.tracking.memory import LIMIT, UNKNOWN, Presence, Rates
from bilezik.tracking.parameters import PARAMETERS
from bilezik.tracking.presence import (
    CERTAIN,
    KEPT,
    LIKELY,
    RUN,
    SETTLED,
    certainty,
    drift,
    is_unmoved,
    mark,
    rates,
    see,
    thousandths,
    weight,
)


def m(minute: float) -> Instant:
    return Instant(minutes(minute))


STAY = rates(PARAMETERS.stay_leaves, PARAMETERS.stay_returns)
NETWORK = PARAMETERS.network
INSIDE = Presence(odds=-LIMIT, side="inside", turned_at=Instant(0), inside_at=Instant(0))


def told(before: Presence, *fixes: tuple[float, float], moving: Rates = STAY, start: float = 0.0) -> Presence:
    """See fixes of (minute, metres from the edge), network ones of stated error 30 m, each at a spot of its own."""
    last = start
    for n, (minute, distance_m) in enumerate(fixes):
        at = m(minute)
        said = Witness(at, n, "fix network", 51.0 + 0.01 * n, 71.0, 30.0, distance_m, weight=weight(distance_m, 30.0, NETWORK))
        before = see(before, said, m(minute - last), m(last), moving, NETWORK)
        last = minute
    return before


def test_the_words_are_made_by_the_thresholds() -> None:
    assert [certainty(odds) for odds in (0, LIKELY - 1, LIKELY, CERTAIN - 1, CERTAIN)] == [
        "unsure", "unsure", "likely", "likely", "certain",
    ]  # fmt: skip
    assert [mark(odds) for odds in (LIKELY, LIKELY - 1, 0, 1 - KEPT, -KEPT)] == ["outside", "unsure", "unsure", "unsure", "inside"]
    assert KEPT < LIKELY < CERTAIN < SETTLED < LIMIT


def test_probabilities_are_whole_thousandths() -> None:
    assert [thousandths(odds) for odds in (0, 1386, -1386, LIMIT, -LIMIT)] == [500, 800, 200, 1000, 0]


@given(st.floats(0, 2000), st.floats(0, 2000), st.floats(5, 3000))
def test_farther_is_worth_more_and_the_sides_are_equals(one: float, other: float, scale_m: float) -> None:
    near, far = sorted((one, other))
    assert weight(near, scale_m, NETWORK) <= weight(far, scale_m, NETWORK)
    assert weight(-far, scale_m, NETWORK) == -weight(far, scale_m, NETWORK)


@given(st.floats(0, 1e6), st.sampled_from(["gnss", "network", "cell", "beacon", "unknown"]))
def test_no_single_fix_is_worth_more_than_wild_fixes_are_rare(distance_m: float, source: str) -> None:
    worth = getattr(PARAMETERS, source)
    assert weight(distance_m, 10.0, worth) <= round(1000 * 0.6932) + round(-1000 * ln(worth.wild)) + 1


def test_a_fix_on_the_edge_says_nothing_and_a_worse_one_says_less() -> None:
    assert weight(0.0, 30.0, NETWORK) == 0
    assert weight(150.0, 200.0, NETWORK) < weight(150.0, 30.0, NETWORK)


@given(st.integers(-LIMIT, LIMIT), st.floats(0, 1e6))
def test_time_alone_only_forgets(odds: int, gap_minutes: float) -> None:
    after = drift(odds, m(gap_minutes), STAY)
    resting = drift(0, hours(100_000), STAY)
    low, high = sorted((odds, resting))
    assert low - 1 <= after <= high + 1


def test_time_forgets_at_the_rates_of_leaving_and_returning() -> None:
    assert drift(-LIMIT, 0, STAY) == -LIMIT
    gone = thousandths(drift(-LIMIT, m(20), STAY))
    assert gone == pytest.approx(1000 * m(20) / PARAMETERS.stay_leaves, abs=2)
    assert drift(LIMIT, hours(100_000), STAY) == drift(-LIMIT, hours(100_000), STAY)


def test_one_far_fix_is_not_certain_and_two_are() -> None:
    one = told(INSIDE, (20, 450))
    assert certainty(one.odds) != "certain"
    two = told(INSIDE, (20, 450), (40, 450))
    assert certainty(two.odds) == "certain"
    assert two.side == "outside"
    assert two.turned_at == m(20), "outside since the first fix outside, not since it was sure"


def test_two_fixes_ten_seconds_apart_are_not_two_witnesses() -> None:
    one = told(INSIDE, (20, 150))
    echo = told(INSIDE, (20, 150), (20 + 1 / 6, 150))
    witness = told(INSIDE, (20, 150), (40, 150))
    assert echo.odds - one.odds < 0.1 * (witness.odds - one.odds)


def test_the_same_spot_again_is_worth_less_than_another() -> None:
    def seen_twice(lon: float) -> int:
        state = INSIDE
        for n, at in enumerate((m(20), m(30))):
            said = Witness(Instant(at), n, "fix", 51.0, 71.0 + n * lon, 30.0, 300.0, weight=weight(300.0, 30.0, NETWORK))
            state = see(state, said, m(20 - 10 * n), Instant(at - m(10)), STAY, NETWORK)
        return state.odds

    assert seen_twice(0.00005) < seen_twice(0.01) - 500


def test_a_doubt_that_is_dispelled_leaves_no_trace() -> None:
    doubted = told(INSIDE, (20, 200))
    assert (doubted.side, doubted.doubt_at) == ("inside", m(20))
    assert [witness.seq for witness in doubted.run] == [0]
    again = told(doubted, (40, -90), (60, -90), start=20)
    assert (again.side, again.doubt_at, again.run) == ("inside", NEVER, ())
    assert again.turned_at == 0


def test_the_way_there_is_kept_as_evidence_with_what_each_fix_moved() -> None:
    gone = told(INSIDE, *((20.0 + 10 * n, 100.0 + 60 * n) for n in range(9)))
    assert gone.side == "outside"
    assert len(gone.run) <= RUN
    assert gone.run[0].at == m(20)
    probabilities = [witness.probability for witness in gone.run if witness.probability is not None]
    assert probabilities == sorted(probabilities)
    assert all(witness.weight is not None and witness.weight > 0 for witness in gone.run)


def test_the_first_fix_decides_for_a_person_nothing_is_known_of() -> None:
    assert told(UNKNOWN, (0, -90)).side == "inside"
    first = told(UNKNOWN, (0, 1_500))
    assert (first.side, first.turned_at) == ("outside", 0)


def test_a_settled_presence_is_left_alone_by_fixes_deep_on_its_side() -> None:
    assert is_unmoved(INSIDE, -50.0, 30.0)
    assert not is_unmoved(INSIDE, -20.0, 30.0)
    assert not is_unmoved(INSIDE, 50.0, 30.0)
    assert not is_unmoved(Presence(odds=-SETTLED + 1, side="inside"), -50.0, 30.0)
    assert not is_unmoved(Presence(odds=-LIMIT, side="inside", doubt_at=Instant(5)), -50.0, 30.0)
    assert is_unmoved(Presence(odds=LIMIT, side="outside"), 50.0, 30.0)


def test_a_settled_presence_was_seen_inside_until_the_last_fix() -> None:
    settled = Presence(odds=-LIMIT, side="inside", inside_at=DAWN)
    said = Witness(m(60), 1, "fix", 51.0, 71.0, weight=weight(-10.0, 30.0, NETWORK))
    fresh = see(settled, said, seconds(10), Instant(m(60) - seconds(10)), STAY, NETWORK)
    assert fresh.odds > drift(-LIMIT, seconds(10), STAY) - 100, "ten seconds after the last one it is no new witness"


@given(st.lists(st.tuples(st.floats(0.1, 600), st.floats(-100, 2000)), max_size=30))
def test_odds_stay_whole_and_bounded(steps: list[tuple[float, float]]) -> None:
    minute, fixes = 0.0, []
    for gap, distance_m in steps:
        minute += gap
        fixes.append((minute, distance_m))
    state = told(UNKNOWN, *fixes)
    assert isinstance(state.odds, int)
    assert -LIMIT <= state.odds <= LIMIT
    assert state.side in {"inside", "outside", "unsure"}


def by_satellites(before: Presence, *fixes: tuple[float, float], start: float = 0.0) -> Presence:
    """See satellite fixes of (second, metres from the edge), scale 11 m, each at a spot of its own."""
    last = start
    for n, (second, distance_m) in enumerate(fixes):
        said = Witness(
            Instant(seconds(second)), n, "fix gnss", 51.0 + 0.01 * n, 71.0, None, distance_m,
            weight=weight(distance_m, 11.0, PARAMETERS.gnss),
        )  # fmt: skip
        before = see(before, said, seconds(second - last), Instant(seconds(last)), STAY, PARAMETERS.gnss)
        last = second
    return before


def test_a_poor_fix_over_the_edge_does_not_use_up_the_clear_one_after_it() -> None:
    both = by_satellites(INSIDE, (60, 2), (75, 150))
    alone = by_satellites(INSIDE, (75, 150))
    assert both.odds > alone.odds - 300


def test_a_poor_fix_between_two_clear_ones_does_not_make_the_second_news() -> None:
    two = by_satellites(INSIDE, (60, 150), (62, 150))
    three = by_satellites(INSIDE, (60, 150), (61, 2), (62, 150))
    assert three.odds == pytest.approx(two.odds, abs=30)
    assert three.outside_said == pytest.approx(two.outside_said, abs=30)


def test_a_network_that_only_states_a_better_radius_is_no_news() -> None:
    better = told(INSIDE, (20, 40), (20 + 1 / 60, 400))
    once = told(INSIDE, (20, 40))
    assert better.odds - once.odds < 0.02 * weight(400, 30.0, NETWORK)


def test_no_satellite_fix_is_likely_by_itself_when_nothing_is_known() -> None:
    assert certainty(by_satellites(UNKNOWN, (0, 900_000)).odds) == "unsure"
    assert certainty(by_satellites(UNKNOWN, (0, 600), (60, 600)).odds) == "certain"
    assert mark(by_satellites(UNKNOWN, (0, -80)).odds) == "inside"
