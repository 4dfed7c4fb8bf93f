"""A zone: a named area of the earth. Geometry only; what it means is the condition's."""

from typing import Final, Literal, get_args

import msgspec

from bilezik.domain.hours import Schedule

Ring = tuple[tuple[float, float], ...]
"""Corners as (lat, lon) in degrees WGS 84, closed or not, at least three different ones."""


PlaceKind = Literal[
    "school",     # schools, kindergartens, playgrounds
    "shop",       # malls, markets
    "drinking",   # bars, restaurants that sell alcohol
    "nightlife",  # clubs, karaoke
    "gambling",   # casinos, betting shops
    "transport",  # stations, airports
    "sport",      # stadiums, halls
    "park",       # parks, squares
    "other",
]  # fmt: skip
"""What a public place is, as orders name them: "not to visit places of entertainment"."""
PLACE_KINDS: Final[tuple[PlaceKind, ...]] = get_args(PlaceKind)


class Circle(msgspec.Struct, frozen=True, tag="circle"):
    """A circle on the earth's surface; `radius_m` > 0."""

    lat: float
    lon: float
    radius_m: float


class Polygon(msgspec.Struct, frozen=True, tag="polygon"):
    """One or more outer rings, each followed by its holes: a district may have exclaves."""

    parts: tuple[tuple[Ring, ...], ...]


Shape = Circle | Polygon


class Zone(msgspec.Struct, frozen=True, kw_only=True):
    """A named area. `tolerance_m` widens the edge where the border itself is not known better (district lines)."""

    id: int
    name: str
    shape: Shape
    tolerance_m: float = 0.0
    category: Literal["home", "area", "place", ""] = ""
    opening: Schedule | None = None
    """When a public place is open; None: always. To be in a closed one is no visit."""
