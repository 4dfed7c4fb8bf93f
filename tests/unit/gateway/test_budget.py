"""How many half-received bytes all connections may hold."""

from bilezik.gateway.budget import SMALL, Budget


def test_what_is_given_back_can_be_taken_again() -> None:
    budget = Budget(10_000)
    assert budget.take(9_000, 0)
    assert not budget.take(2_000, 0)
    assert budget.used == 9_000
    budget.give(9_000)
    assert budget.take(2_000, 0)


def test_bulk_leaves_a_quarter_to_reports() -> None:
    budget = Budget(1_000_000)
    held = 0
    while budget.take(50_000, held):
        held += 50_000
    assert held == 750_000
    assert budget.take(2_000, 0)
    assert not budget.take(1, SMALL)
