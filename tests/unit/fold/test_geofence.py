"""What simpler rules would have said."""

from bilezik.domain.instant import Instant
from bilezik.fold.geofence import Stand, careful, plain


def stands(text: str) -> list[Stand]:
    """Read positions: `.` on the right side, `o` wrong, `O` wrong and clear of the edge, `r` wrong while the condition rests."""
    return [Stand(Instant(n), sign in "oOr", sign in "Or", sign != "r") for n, sign in enumerate(text)]


def test_a_plain_geofence_alarms_at_each_first_position_on_the_wrong_side() -> None:
    assert plain(stands("..oO.O..")) == (2, 5)
    assert plain(stands("oo")) == (0,)
    assert plain(stands("....")) == ()


def test_when_the_condition_begins_to_hold_a_position_on_the_wrong_side_is_a_new_one() -> None:
    assert plain(stands("orrooro")) == (0, 3, 6)
    assert careful(stands("rrOrOO")) == (5,)


def test_the_careful_one_wants_two_in_a_row_clear_of_the_edge_and_alarms_once_a_run() -> None:
    assert careful(stands("O.OoOO.")) == (5,)
    assert careful(stands("OOOO.OO")) == (1, 6)
    assert careful(stands("oooo")) == ()
