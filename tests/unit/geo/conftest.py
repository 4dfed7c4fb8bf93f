"""A geodesic to measure against, from Vincenty 1975, which shares no formula with `bilezik.geo`."""

from collections.abc import Callable
from math import atan, atan2, cos, radians, sin, sqrt, tan

import pytest

Geodesic = Callable[[float, float, float, float], float]


def vincenty_m(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    a, f = 6_378_137.0, 1 / 298.257223563
    b = a * (1 - f)
    if (lat1, lon1) == (lat2, lon2):
        return 0.0
    u1, u2 = atan((1 - f) * tan(radians(lat1))), atan((1 - f) * tan(radians(lat2)))
    wanted = radians((lon2 - lon1 + 540.0) % 360.0 - 180.0)
    lam = wanted
    for _ in range(200):
        sin_s = sqrt((cos(u2) * sin(lam)) ** 2 + (cos(u1) * sin(u2) - sin(u1) * cos(u2) * cos(lam)) ** 2)
        cos_s = sin(u1) * sin(u2) + cos(u1) * cos(u2) * cos(lam)
        sigma = atan2(sin_s, cos_s)
        sin_alpha = cos(u1) * cos(u2) * sin(lam) / sin_s if sin_s else 0.0
        cos2_alpha = 1 - sin_alpha**2
        cos_2m = cos_s - 2 * sin(u1) * sin(u2) / cos2_alpha if cos2_alpha > 1e-15 else 0.0
        c = f / 16 * cos2_alpha * (4 + f * (4 - 3 * cos2_alpha))
        before = lam
        lam = wanted + (1 - c) * f * sin_alpha * (sigma + c * sin_s * (cos_2m + c * cos_s * (2 * cos_2m**2 - 1)))
        if abs(lam - before) < 1e-13:
            break
    else:
        raise ValueError("near the antipode Vincenty does not settle")
    u_sq = cos2_alpha * (a**2 - b**2) / b**2
    big_a = 1 + u_sq / 16384 * (4096 + u_sq * (-768 + u_sq * (320 - 175 * u_sq)))
    big_b = u_sq / 1024 * (256 + u_sq * (-128 + u_sq * (74 - 47 * u_sq)))
    inner = cos_s * (2 * cos_2m**2 - 1) - big_b / 6 * cos_2m * (4 * sin_s**2 - 3) * (4 * cos_2m**2 - 3)
    return b * big_a * (sigma - big_b * sin_s * (cos_2m + big_b / 4 * inner))


@pytest.fixture(scope="session")
def geodesic_m() -> Geodesic:
    return vincenty_m
