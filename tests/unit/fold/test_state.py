"""The packed state: exact, small, and refused when it is of another shape."""

import msgspec
import pytest

from bilezik.domain.instant import DAWN, NEVER, Instant
from bilezik.fold.inputs import GRACE
from bilezik.fold.state import LAYOUT, Hearing, State, Timeline, WrongLayoutError, fresh, pack, unpack


def test_a_fresh_state_waits_for_its_first_input() -> None:
    state = fresh(7)
    assert state.wake_at == NEVER
    standing = state.standing
    assert (standing.fixed_at, standing.lat, standing.mark, standing.heard_at) == (None, None, "unsure", None)


def test_packing_is_exact() -> None:
    state = State(7, clock=Instant(5), hearing=Hearing(heard_at=Instant(3)), recent=(2**63 - 1, 0))
    assert unpack(pack(state)) == state


def test_the_next_wake_up_is_the_earliest_of_the_timelines_and_a_refold() -> None:
    line = Timeline(head_at=Instant(1), wake_at=Instant(100))
    assert State(7, line=line).wake_at == 100 + GRACE
    assert State(7, line=line, hearing=Hearing(due_at=Instant(50))).wake_at == 50
    assert State(7, line=line, late_due_at=Instant(20)).wake_at == 20
    assert State(7, line=Timeline(), hearing=Hearing(due_at=DAWN)).wake_at == NEVER


@pytest.mark.parametrize(
    "packed", [b"", b"\x00", b"\xc1", pack(msgspec.structs.replace(fresh(7), layout=LAYOUT + 1)), pack(fresh(7))[:-3]]
)
def test_another_shape_is_refused(packed: bytes) -> None:
    with pytest.raises(WrongLayoutError):
        unpack(packed)
