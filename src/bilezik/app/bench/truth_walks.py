"""Two short stories at a fix each fifteen seconds, as bracelets report in violation: one walks away and stays, one visits a shop.

1. One walks 800 m away from home; the delay counts from the edge of the home zone.
2. The other enters a shopping centre that is forbidden to him; the delay counts from the end of the dwell inside.
"""

from collections.abc import Iterator
from random import Random
from typing import Final

from bilezik.app.bench.truth_people import T0, docket_of, report_of
from bilezik.domain.instant import Instant, hours, in_seconds, seconds
from bilezik.domain.order import Condition, Docket
from bilezik.fold import Arrival, Clock, Plan, ViolationChanged, compile_docket, digest_of, fold, fresh
from bilezik.simulate.cities import ASTANA, Point, home_zone
from bilezik.simulate.life import Life, Outing
from bilezik.simulate.receiver import Receiver

DWELL: Final = seconds(90)
STEP: Final = seconds(15)
LEAVES_AT: Final = Instant(T0 + hours(1))
BACK_AT: Final = Instant(T0 + hours(3))
UNTIL_AT: Final = Instant(T0 + hours(2))


def walks_away(seed: int, number: int) -> float | None:
    """Return the seconds from the edge of the zone until somebody who walks away is told; None: never."""
    dice, home = _begin(number, seed)
    life = Life(seed, number, ASTANA, home, home, True, (Outing(LEAVES_AT, home.moved(800.0, 0.0), BACK_AT),))
    docket = docket_of(number, Condition(id=1, kind="stay_home", zones=(home_zone(1, home),)))
    return _delay(docket, life, "gt06", dice, 0)


def visits(seed: int, number: int) -> float | None:
    """Return the seconds from the end of the dwell until a visitor of a forbidden place is told; None: never."""
    dice, home = _begin(number, seed)
    outing = Outing(LEAVES_AT, ASTANA.mall_door(number % 2), BACK_AT, indoors=True)
    life = Life(seed, number, ASTANA, home, home, True, (outing,))
    docket = docket_of(number, Condition(id=2, kind="keep_out", zones=ASTANA.places(10), dwell=DWELL))
    return _delay(docket, life, "watch", dice, number % 2)


def _begin(number: int, seed: int) -> tuple[Random, Point]:
    dice = Random(f"walk/{seed}/{number}")  # noqa: S311 - a simulation wants repeatable dice
    return dice, ASTANA.mall_door(number % 2).moved(dice.uniform(500, 900), dice.uniform(500, 900))


def _delay(docket: Docket, life: Life, kind: str, dice: Random, zone: int) -> float | None:
    plan = compile_docket(docket)
    crossed_at = _crossed_at(plan, life, zone)
    since_at = crossed_at + (plan.duties[0].condition.dwell or 0)
    told = [at for at in _told(plan, life, kind, Receiver(dice)) if at >= crossed_at]
    return in_seconds(min(told) - since_at) if told else None


def _told(plan: Plan, life: Life, kind: str, receiver: Receiver) -> Iterator[Instant]:
    """Yield when violations were raised; what the receiver would send late is left out."""
    state, known = fresh(plan.person), set[int]()
    for at in range(T0, UNTIL_AT, STEP):
        moment = Instant(at)
        place = life.at(moment)
        reading = receiver.read(place, moment)
        if reading is None or reading.delay:
            continue
        said = report_of(kind, reading, place, moment)
        for given in (Clock(moment), Arrival(1, moment, moment, (at - T0) // STEP << 16, digest_of(said), said)):
            folded = fold(plan, state, given)
            state = folded.state
            for effect in folded.effects:
                if isinstance(effect, ViolationChanged) and effect.violation.id not in known:
                    known.add(effect.violation.id)
                    yield effect.violation.raised_at


def _crossed_at(plan: Plan, life: Life, zone: int) -> Instant:
    """Return the second in which the person leaves the home zone or enters the place."""
    area, leaves = plan.duties[0].areas[zone], plan.duties[0].condition.kind == "stay_home"
    for at in range(LEAVES_AT, BACK_AT, seconds(1)):
        point = life.at(Instant(at)).point
        if (area.signed_distance_m(point.lat, point.lon) > 0) == leaves:
            return Instant(at)
    raise ValueError("the way crosses no edge")
