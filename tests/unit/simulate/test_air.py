"""Coverage and touches: what is sent when, and that one thing can be told from the next."""

from itertools import pairwise
from random import Random

import pytest

from bilezik.domain.instant import Instant, days, in_seconds, minutes
from bilezik.simulate import touches as touching
from bilezik.simulate.air import APART, Gap, Kept, Order, gaps, sent
from bilezik.simulate.device import Span
from bilezik.simulate.touches import touches

DAY = Instant(days(20_000))


@pytest.mark.parametrize(
    ("order", "arrived"),
    [
        ("oldest first", "0 1 2 3 4 5 6 7 8 9"),
        ("live first", "0 1 2 7 3 4 5 6 8 9"),
        ("newest first", "0 1 2 6 5 4 3 7 8 9"),
    ],
)
def test_an_upload_has_its_order(order: Order, arrived: str) -> None:
    kept = [Kept(Instant(minutes(n)), n) for n in range(10)]
    gap = Gap(Span(Instant(minutes(2.5)), Instant(minutes(6.5))), order)
    told = sent(kept, (gap,))
    assert " ".join(str(n) for _, n in told) == arrived
    assert [at for at, _ in told] == sorted(at for at, _ in told)
    assert all(not gap.span.holds(at) for at, _ in told)


def test_what_is_kept_back_waits_for_its_time_and_then_for_coverage() -> None:
    late, live = Kept(Instant(minutes(4)), "late"), Kept(Instant(minutes(1)), "live")
    assert [what for _, what in sent([late, live], ())] == ["live", "late"]
    (_, (at, _)) = sent([late, live], (Gap(Span(Instant(minutes(3)), Instant(minutes(9))), "oldest first"),))
    assert in_seconds(at) == 9 * 60 + 2


def test_stretches_and_touches_of_a_kind_are_apart() -> None:
    until_at = Instant(DAY + days(200))
    stretches = gaps(Random("air"), (), DAY, until_at)
    assert len(stretches) > 40
    assert all(b.span.from_at - a.span.to_at >= APART for a, b in pairwise(stretches))
    found = touches(Random("touch"), [gap.span for gap in stretches], DAY, until_at)
    for kind in ("strap", "tamper"):
        those = [touch for touch in found if touch.kind == kind]
        assert len(those) > 60
        assert all(b.at - a.until >= touching.APART for a, b in pairwise(those))
    assert any(touch.is_undated for touch in found)
    assert not any(touch.resent for touch in found if touch.is_undated)
