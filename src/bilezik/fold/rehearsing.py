"""A condition that is thought of, judged against time that has passed: what it would have found, by the fold itself.

1. Nothing is stored and nobody is told. The condition is taken as the only one of an order that was in force all that time, without
   its suspensions: the question is what the hours and the places do, not when the paper begins.
2. Positions and words of the device are judged as ever. Silence is about arrival and is not told again (`fold.refolding`): so
   `keep_contact` is not rehearsed, nor what no rule judges yet.
"""

from collections.abc import Iterable
from typing import Final

import msgspec

from bilezik.domain.instant import NEVER, Instant
from bilezik.domain.order import Condition, Docket, Order
from bilezik.domain.violation import Violation
from bilezik.fold.inputs import GRACE, Arrival
from bilezik.fold.refolding import History, PlanFor, in_order
from bilezik.fold.state import Timeline

REHEARSED: Final = frozenset({"stay_home", "stay_in_area", "keep_out", "wear_device", "keep_charged"})


def rehearse(
    plan_for: PlanFor, person: int, condition: Condition, arrivals: Iterable[Arrival], from_at: Instant, to_at: Instant
) -> tuple[Violation, ...]:
    """Return the violations of `condition` that would have begun from `from_at` to before `to_at`, in order of their begin.

    The arrivals before `from_at` are what presence is made of when that time begins.
    """
    reports = [one for one in in_order(arrivals, Timeline()) if one[0] < to_at]
    begin = Instant(min([from_at, *(at for at, _, _ in reports)]) - 1)
    order = Order(id=0, legal_basis="", issuer="", number="", starts_at=begin, ends_at=NEVER, conditions=(condition,))
    history = History(plan_for, person, Timeline(), [Docket(person=person, recorded_at=begin, orders=(order,))])
    for at, doubt, arrival in reports:
        history.report(at, doubt, arrival)
    history.pass_time(Instant(to_at - GRACE))
    found = {one.id: one for one in (*history.line.open, *history.found.changed)}
    about = (one for one in found.values() if one.condition == condition.id and one.state in {"open", "closed"})
    within = [msgspec.structs.replace(one, order=None) for one in about if from_at <= one.began_at < to_at]
    return tuple(sorted(within, key=lambda one: (one.began_at, one.id)))
