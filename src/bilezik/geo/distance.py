"""Metres on the earth.

1. The earth is the WGS 84 ellipsoid: on a mean sphere a zone of a hundred metres is wrong by half a metre.
2. Up to half a degree apart: the plane at the middle latitude, within 0.001 % of the geodesic. Farther: Lambert's formula for
   long lines, within 0.01 % up to 15,000 km; near the antipode within 0.5 %, as its base, the haversine, is there.
3. Longitudes may be given in any turn: the shorter way round is meant.
"""

from math import asin, atan, cos, radians, sin, sqrt, tan

EQUATOR_M = 6_378_137.0
"""Half axis of WGS 84 (NGA.STND.0036, table 3.1)."""
FLATTENING = 1.0 / 298.257223563
"""The same table."""
LEAST_M_PER_DEGREE = 110_570.0
"""A degree of latitude is nowhere shorter (110,574 m at the equator)."""

_E2 = FLATTENING * (2.0 - FLATTENING)
_A_DEGREE = radians(EQUATOR_M)
_B_DEGREE = _A_DEGREE * (1.0 - _E2)
_DEGREE = radians(1.0)
_NEAR_DEGREES = 0.5
_POLAR_DEGREES = 80.0


def distance_m(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Return the metres between two points."""
    dlat = lat2 - lat1
    dlon = lon2 - lon1
    if dlon > 180.0 or dlon < -180.0:
        dlon -= 360.0 * round(dlon / 360.0)
    if -_NEAR_DEGREES < dlat < _NEAR_DEGREES and -_NEAR_DEGREES < dlon < _NEAR_DEGREES and -_POLAR_DEGREES < lat1 < _POLAR_DEGREES:
        middle = (lat1 + 0.5 * dlat) * _DEGREE
        sine = sin(middle)
        w = 1.0 / (1.0 - _E2 * sine * sine)
        north = dlat * _B_DEGREE * w
        east = dlon * _A_DEGREE * cos(middle)
        return sqrt((north * north + east * east) * w)
    return _long_line_m(lat1, lat2, dlon)


def scale(lat: float) -> tuple[float, float, float]:
    """Return what a degree is worth at `lat`: metres north, metres east, and by what share the latter grows a metre north."""
    angle = lat * _DEGREE
    sine = sin(angle)
    w = 1.0 / (1.0 - _E2 * sine * sine)
    root = sqrt(w)
    meridian = _B_DEGREE * w * root
    east = EQUATOR_M * cos(angle) * root
    return meridian, east * _DEGREE, -sine / east


def _long_line_m(lat1: float, lat2: float, dlon: float) -> float:
    """Lambert 1942: the great circle between reduced latitudes, corrected for the flattening to the first order."""
    a = atan((1.0 - FLATTENING) * tan(lat1 * _DEGREE))
    b = atan((1.0 - FLATTENING) * tan(lat2 * _DEGREE))
    half = sin(0.5 * (b - a)) ** 2 + cos(a) * cos(b) * sin(0.5 * dlon * _DEGREE) ** 2
    arc = 2.0 * asin(min(1.0, sqrt(half)))
    if half <= 0.0:
        return 0.0
    if half > 0.998:  # less than 5 degrees from the antipode the correction has a pole
        return EQUATOR_M * (1.0 - FLATTENING / 3.0) * arc
    p = sin(0.5 * (a + b)) ** 2 * cos(0.5 * (b - a)) ** 2 / (1.0 - half)
    q = cos(0.5 * (a + b)) ** 2 * sin(0.5 * (b - a)) ** 2 / half
    x = (arc - sin(arc)) * p
    y = (arc + sin(arc)) * q
    return EQUATOR_M * (arc - 0.5 * FLATTENING * (x + y))
