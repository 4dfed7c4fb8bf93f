"""The table of moves: every state can be reached and, but for what is written off, left."""

import typing

from bilezik.domain import device


def test_the_tables_are_those_of_the_types() -> None:
    assert typing.get_args(device.DeviceKind) == device.KINDS
    assert typing.get_args(device.DeviceState) == device.STATES
    assert typing.get_args(device.RemovalReason) == device.REMOVAL_REASONS


def test_every_state_is_reached_and_only_retired_is_for_good() -> None:
    reached = {move.to for move in device.MOVES.values()} | set(device.AFTER_REMOVAL.values())
    assert reached == set(device.STATES)
    left = {state for move in device.MOVES.values() for state in move.sources}
    assert set(device.STATES) - left == {"retired"}


def test_what_is_on_somebody_is_moved_by_its_removal_alone() -> None:
    assert [deed for deed, move in device.MOVES.items() if "fitted" in move.sources] == ["devices.remove"]
    assert device.moves_from("fitted") == ()


def test_what_can_be_done_from_a_state_is_in_the_tables_order() -> None:
    assert device.moves_from("in_stock") == ("stock.issue", "stock.lose", "stock.damage", "stock.retire")
    assert device.moves_from("retired") == ()
