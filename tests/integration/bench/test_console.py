"""The bench of the screens clicks on pages that answer, as staff who see only theirs."""

import pytest

pytestmark = pytest.mark.engines


def test_a_small_country_is_clicked_through_and_every_page_answers() -> None:
    from bilezik.app.bench import console, office

    country = office.Wanted(people=400, fitted=200, departments=20, staff=60, hours=1)
    said: list[str] = []
    figures = console.run(console.Wanted(country=country, users=30, pause_s=0.8, seconds=4.0), said.append)
    assert figures.failures == 0
    assert set(figures.groups) == {"search", "list", "person"}
    assert sum(one.clicks for one in figures.clicks.values()) > 80
    officer, operator = (figures.policies[f"people by IIN, {role}"] for role in ("officer", "operator"))
    assert (officer.rows_without, operator.rows_with, operator.rows_without) == (1, 1, 1)
    mine = figures.policies["how many are under an order, officer"]
    assert mine.with_ms > 0
    assert len(said) == 3
