"""What satellites say with only a number of them and a speed: who walks away is found soon, outliers raise nothing."""

from bilezik.domain.instant import Instant, minutes, seconds
from bilezik.domain.order import Condition, Docket, Order
from bilezik.domain.report import Report
from bilezik.domain.violation import Violation
from bilezik.domain.zone import Circle, Zone
from bilezik.fold import Arrival, digest_of
from bilezik.fold.story import Story

T0 = Instant(1_790_000_000_000_000)
LAT, LON = 51.128, 71.43
DEGREE_M = 111_195.0
STAY = Condition(id=1, kind="stay_home", zones=(Zone(id=1, name="home", shape=Circle(LAT, LON, 100.0)),))
KEEP_OUT = Condition(id=2, kind="keep_out", zones=(Zone(id=2, name="mall", shape=Circle(LAT, LON, 70.0)),), dwell=seconds(90))


def raised(condition: Condition, *fixes: tuple[float, float, float], satellites: int = 9) -> list[Violation]:
    """Fold fixes of (second, metres north of the middle of the zone, speed)."""
    order = Order(
        id=1, legal_basis="art. 44", issuer="court", number="1-26", starts_at=Instant(T0 - minutes(60)),
        ends_at=Instant(T0 + minutes(6_000)), conditions=(condition,),
    )  # fmt: skip
    story = Story(Docket(person=7, orders=(order,)))
    for n, (second, north_m, speed_mps) in enumerate(fixes):
        at = Instant(T0 + seconds(second))
        said = Report(
            at=at, valid=True, lat=LAT + north_m / DEGREE_M, lon=LON, source="gnss", satellites=satellites, speed_mps=speed_mps
        )
        story.feed(Arrival(1, at, at, n << 16, digest_of(said), said))
    return list(story.violations.values())


def at_rest(north_m: float, until: int, step: int = 60) -> list[tuple[float, float, float]]:
    return [(float(second), north_m, 0.0) for second in range(0, until, step)]


def test_who_walks_away_is_found_within_three_minutes_of_the_edge() -> None:
    walk = [(3600.0 + n, 1.4 * n, 1.4) for n in range(0, 570, 15)]
    found = raised(STAY, *at_rest(0.0, 3600), *walk)
    edge_at = T0 + seconds(3600 + 100 / 1.4)
    assert [violation.kind for violation in found] == ["not_home"]
    assert 0 < found[0].raised_at - edge_at <= minutes(3)


def test_a_visit_is_raised_within_two_minutes_of_the_end_of_the_dwell() -> None:
    visit = [(3600.0 + n, 20.0, 0.0) for n in range(0, 600, 30)]
    found = raised(KEEP_OUT, *at_rest(500.0, 3600), *visit, satellites=6)
    assert [violation.kind for violation in found] == ["entered_place"]
    assert seconds(90) <= found[0].raised_at - (T0 + seconds(3600)) <= seconds(90) + minutes(2)


def test_two_outliers_with_a_gap_between_them_raise_nothing() -> None:
    assert not raised(STAY, *at_rest(0.0, 3600), (3600, 345.0, 0.0), (3720, -942.0, 0.0), (3780, 3.0, 0.0), (3840, 0.0, 0.0))


def test_one_outlier_as_the_first_word_of_a_person_raises_nothing() -> None:
    assert not raised(STAY, (0, 2_500.0, 0.0), (60, 3.0, 0.0), (120, 0.0, 0.0))
