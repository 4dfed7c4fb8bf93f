"""A home unit or beacon outranks the other receivers."""

import msgspec

from bilezik.domain.instant import DAWN, Instant, days, minutes, seconds
from bilezik.domain.order import Condition, Docket, Order
from bilezik.domain.report import Report, Source
from bilezik.domain.zone import Circle, Zone
from bilezik.fold import Arrival, digest_of
from bilezik.fold.story import Story

T0 = Instant(1_790_000_000_000_000)
HOME = (51.128, 71.43)


def story() -> Story:
    home = Zone(id=1, name="home", shape=Circle(*HOME, 100.0))
    order = Order(
        id=1, legal_basis="b", issuer="i", number="1", starts_at=Instant(T0 - days(1)), ends_at=Instant(T0 + days(40)),
        conditions=(Condition(id=1, kind="stay_home", zones=(home,)),),
    )  # fmt: skip
    return Story(Docket(person=7, orders=(order,)))


def tell(told: Story, *reports: Report) -> Story:
    for report in reports:
        assert report.at is not None
        at = Instant(report.at + seconds(1))
        told.feed(Arrival(1, at, at, report.at & 0xFFFF, digest_of(report), report))
    return told


def fix(minute: float, north_m: float, source: Source = "gnss") -> Report:
    lat = HOME[0] + north_m / 111_320.0 + minute % 3 * 1e-6
    return Report(at=Instant(T0 + minutes(minute)), lat=lat, lon=HOME[1], accuracy_m=8.0, source=source)


def word(minute: float, event: str) -> Report:
    return Report(at=Instant(T0 + minutes(minute)), events=(event,))


def test_satellites_far_away_move_nothing_while_the_home_unit_hears_the_bracelet() -> None:
    told = tell(story(), *(fix(n, 3) for n in range(5)), word(5, "beacon_found"), *(fix(6 + n, 900) for n in range(9)))
    assert not told.violations
    without = tell(story(), *(fix(n, 3) for n in range(5)), *(fix(6 + n, 900) for n in range(9)))
    assert len(without.violations) == 1


def test_out_of_reach_leaves_it_to_the_satellites() -> None:
    told = tell(story(), *(fix(n, 3) for n in range(5)), word(5, "beacon_found"), word(6, "beacon_lost"))
    assert not told.violations, "the cellar is no departure"
    assert told.state.line.beacon_at == DAWN
    tell(told, *(fix(7 + n, 900) for n in range(6)))
    assert len(told.violations) == 1


def test_a_home_unit_that_falls_silent_is_not_believed_for_ever() -> None:
    told = tell(story(), word(1, "beacon_found"), *(fix(2 + n, 900) for n in range(20)))
    (violation,) = told.violations.values()
    assert violation.began_at > T0 + minutes(11)


def test_the_home_unit_ends_a_violation_at_once() -> None:
    told = tell(story(), *(fix(n, 3) for n in range(5)), *(fix(5 + n, 900) for n in range(9)))
    assert [v.state for v in told.violations.values()] == ["open"]
    tell(told, word(15, "beacon_found"))
    (violation,) = told.violations.values()
    assert (violation.state, violation.closed_at, violation.reason) == ("closed", T0 + minutes(15), "returned")


def test_a_position_from_a_beacon_counts_as_being_in_its_reach() -> None:
    told = tell(story(), *(fix(n, 3, "beacon") for n in range(3)), *(fix(3 + n, 900) for n in range(9)))
    assert not told.violations


def test_a_fix_in_the_report_that_says_out_of_reach_counts() -> None:
    """Whoever leaves with the bracelet is out of reach and far away in one report; time passes for both words together, once."""
    home = [fix(n, 3) for n in range(5)]
    lost = msgspec.structs.replace(fix(8, 900), events=("beacon_lost",))
    told = tell(story(), *home, word(5, "beacon_found"), lost)
    apart = tell(story(), *home, word(5, "beacon_found"), word(8, "beacon_lost"), fix(8.01, 900))
    assert abs(told.state.line.presences[0].odds - apart.state.line.presences[0].odds) < 50
