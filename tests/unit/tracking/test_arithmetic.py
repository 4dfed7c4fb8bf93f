"""Logarithm and exponential made of exactly rounded steps: right to 1e-12, and the same bits everywhere."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilezik.tracking.arithmetic import exp, ln


@given(st.floats(1e-12, 1e12))
def test_ln_is_the_natural_logarithm(x: float) -> None:
    assert ln(x) == pytest.approx(math.log(x), rel=1e-12, abs=1e-12)


@given(st.floats(-600, 600))
def test_exp_is_the_exponential(x: float) -> None:
    assert exp(x) == pytest.approx(math.exp(x), rel=1e-12)


def test_the_bits_are_written_down_so_that_another_processor_can_be_held_to_them() -> None:
    assert [ln(x).hex() for x in (0.001, 0.3, 2.0, 10.0)] == [
        "-0x1.ba18a998fffa0p+2",
        "-0x1.34378fcbda720p+0",
        "0x1.62e42fefa39efp-1",
        "0x1.26bb1bbb55515p+1",
    ]
    assert [exp(x).hex() for x in (-7.0, -0.1, 0.5, 3.0)] == [
        "0x1.de16b9c24a98ep-11",
        "0x1.cf46d99d52b3bp-1",
        "0x1.a61298e1e069bp+0",
        "0x1.415e5bf6fb106p+4",
    ]
