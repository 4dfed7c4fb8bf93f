"""Logarithm and exponential that give the same bits on every processor.

1. `math.log` and `math.exp` come from the platform's C library and differ in the last bit between platforms; here only
   `+ - * /`, `frexp` and `ldexp` are used, which IEEE 754 rounds exactly one way.
2. Accuracy is better than 1e-12, far below the thousandth of a nat to which `presence` rounds.
"""

from math import frexp, ldexp
from typing import Final

LN2: Final = 0.6931471805599453
_SQRT_HALF: Final = 0.7071067811865476


def ln(x: float) -> float:
    """Return the natural logarithm of `x` > 0, by 2 artanh((m-1)/(m+1)) of the mantissa m in [√½, √2)."""
    mantissa, exponent = frexp(x)
    if mantissa < _SQRT_HALF:
        mantissa *= 2.0
        exponent -= 1
    s = (mantissa - 1.0) / (mantissa + 1.0)
    q = s * s
    tail = 1 / 13 + q * (1 / 15 + q * (1 / 17 + q * (1 / 19)))
    series = 1.0 + q * (1 / 3 + q * (1 / 5 + q * (1 / 7 + q * (1 / 9 + q * (1 / 11 + q * tail)))))
    return exponent * LN2 + 2.0 * s * series


def exp(x: float) -> float:
    """Return e to the `x`, for -700 < x < 700, by 2**k times the Taylor series of the rest in [-ln 2 / 2, ln 2 / 2]."""
    k = round(x / LN2)
    r = x - k * LN2
    term = total = 1.0
    for n in range(1, 14):
        term *= r / n
        total += term
    return ldexp(total, k)
