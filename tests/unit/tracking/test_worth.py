"""What a stated error is worth, by source and by what is stated."""

import pytest

from bilezik.tracking.parameters import PARAMETERS
from bilezik.tracking.worth import scale_m, worth_of


def test_a_statement_is_never_believed_below_the_floor_of_its_source() -> None:
    assert scale_m(PARAMETERS.gnss, 1.0) == PARAMETERS.gnss.least_m
    assert scale_m(PARAMETERS.gnss, 50.0) == PARAMETERS.gnss.factor * 50.0


@pytest.mark.parametrize("stated", [None, 0.0, -3.0, float("nan")])
def test_no_usable_statement_is_worth_what_the_source_is_worth(stated: float | None) -> None:
    assert scale_m(PARAMETERS.network, stated) == PARAMETERS.network.unstated_m


def test_wifi_and_network_are_one_class_until_the_error_is_a_cells() -> None:
    assert worth_of(PARAMETERS, "wifi", 40.0) is worth_of(PARAMETERS, "network", 40.0) is PARAMETERS.network
    assert worth_of(PARAMETERS, "network", 2_729.0) is PARAMETERS.cell
    assert worth_of(PARAMETERS, "unknown", 1_000.0) is PARAMETERS.cell
    assert worth_of(PARAMETERS, "gnss", 1_000.0) is PARAMETERS.gnss
    assert worth_of(PARAMETERS, "beacon", None) is PARAMETERS.beacon
    assert worth_of(PARAMETERS, "cell", None) is PARAMETERS.cell


@pytest.mark.parametrize(
    ("satellites", "hdop", "expected_m"),
    [(None, None, 20.0), (0, None, 20.0), (12, None, 11.0), (7, None, 11.0), (6, None, 20.0), (4, None, 40.0),
     (12, 3.0, 18.0), (12, 0.7, 8.0), (12, 99.9, 11.0), (12, 0.0, 11.0)],
)  # fmt: skip
def test_satellites_that_state_no_error_tell_it_by_geometry_or_number(
    satellites: int | None, hdop: float | None, expected_m: float
) -> None:
    assert scale_m(PARAMETERS.gnss, None, satellites, hdop) == pytest.approx(expected_m)
    assert scale_m(PARAMETERS.gnss, 30.0, satellites, hdop) == 30.0, "a statement goes before"


def test_a_network_position_that_states_the_least_it_can_comes_from_one_access_point() -> None:
    assert worth_of(PARAMETERS, "network", 20.0) is worth_of(PARAMETERS, "wifi", 21.0) is PARAMETERS.lone
    assert worth_of(PARAMETERS, "network", None) is PARAMETERS.network
    assert PARAMETERS.lone.outlier_m > PARAMETERS.network.outlier_m


def test_a_receiver_that_measures_a_speed_is_judged_apart_if_satellites_found_it() -> None:
    assert worth_of(PARAMETERS, "gnss", None, 1.4, is_striding=True) is PARAMETERS.striding
    assert worth_of(PARAMETERS, "gnss", None, 1.4) is PARAMETERS.walking
    assert worth_of(PARAMETERS, "gnss", None, 0.9) is PARAMETERS.gnss
    assert worth_of(PARAMETERS, "unknown", 9.0, 1.4) is PARAMETERS.walking
    assert worth_of(PARAMETERS, "unknown", 20.0, 1.4) is PARAMETERS.unknown
    assert worth_of(PARAMETERS, "unknown", None, 1.4) is PARAMETERS.unknown
    assert worth_of(PARAMETERS, "network", 30.0, 1.4) is PARAMETERS.network
