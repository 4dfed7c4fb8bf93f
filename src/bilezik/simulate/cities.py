"""Three cities with invented homes, places of work and shopping centres.

1. A city is real in name, centre and size; nothing in it is anybody's address. Quarters are loose discs in which homes are
   scattered by a seed; shopping centres are rectangles with made-up names.
2. The border is a coarse polygon of our own around the built-up area: good for a simulation, for nothing else.
"""

import math
import random
from dataclasses import dataclass

from bilezik.domain.zone import Circle, Polygon, Zone

METRES_A_DEGREE = 111_195.0
"""Length of a degree of latitude on a sphere of 6,371,008.8 m."""


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the earth in degrees WGS 84."""

    lat: float
    lon: float

    def moved(self, east_m: float, north_m: float) -> "Point":
        """Return the point so many metres east and north of this one (flat earth; good to 1 m over 30 km)."""
        lat = self.lat + north_m / METRES_A_DEGREE
        return Point(lat, self.lon + east_m / (METRES_A_DEGREE * math.cos(math.radians((self.lat + lat) / 2))))

    def metres_to(self, other: "Point") -> tuple[float, float]:
        """Return (east, north) metres from here to `other`."""
        north = (other.lat - self.lat) * METRES_A_DEGREE
        return (other.lon - self.lon) * METRES_A_DEGREE * math.cos(math.radians((self.lat + other.lat) / 2)), north


@dataclass(frozen=True, slots=True)
class Quarter:
    """A disc in which people live or work, by its offset from the city's centre."""

    east_m: float
    north_m: float
    radius_m: float


@dataclass(frozen=True, slots=True)
class Mall:
    """A shopping centre: a rectangle turned by `turn_deg`, by its offset from the city's centre."""

    name: str
    east_m: float
    north_m: float
    width_m: float
    depth_m: float
    turn_deg: float


@dataclass(frozen=True, slots=True)
class City:
    """A city of the simulation. `border` holds the corners' offsets from the centre in metres."""

    name: str
    timezone: str
    centre: Point
    border: tuple[tuple[float, float], ...]
    homes: tuple[Quarter, ...]
    works: tuple[Quarter, ...]
    malls: tuple[Mall, ...]

    def area(self, zone_id: int) -> Zone:
        """Return the city as a zone for `stay_in_area`; its edge is known to 150 m."""
        ring = tuple((p.lat, p.lon) for p in (self.centre.moved(e, n) for e, n in self.border))
        return Zone(id=zone_id, name=self.name, shape=Polygon(parts=((ring,),)), tolerance_m=150.0, category="area")

    def places(self, first_id: int) -> tuple[Zone, ...]:
        """Return the shopping centres as zones for `keep_out`, with ids from `first_id` on."""
        return tuple(
            Zone(id=first_id + i, name=mall.name, shape=_rectangle(self.centre, mall), category="place")
            for i, mall in enumerate(self.malls)
        )

    def mall_door(self, index: int) -> Point:
        """Return the middle of a shopping centre."""
        return self.centre.moved(self.malls[index].east_m, self.malls[index].north_m)


def home_zone(zone_id: int, home: Point, radius_m: float = 100.0) -> Zone:
    """Return the circle around a home for `stay_home`."""
    return Zone(id=zone_id, name="Home", shape=Circle(home.lat, home.lon, radius_m), category="home")


def scatter(rng: random.Random, centre: Point, quarters: tuple[Quarter, ...]) -> Point:
    """Return a point drawn evenly from one of the quarters, larger quarters more often."""
    quarter = rng.choices(quarters, weights=[q.radius_m**2 for q in quarters])[0]
    r, turn = quarter.radius_m * math.sqrt(rng.random()), rng.uniform(0, 2 * math.pi)
    return centre.moved(quarter.east_m + r * math.cos(turn), quarter.north_m + r * math.sin(turn))


def _rectangle(centre: Point, mall: Mall) -> Polygon:
    middle, turn = centre.moved(mall.east_m, mall.north_m), math.radians(mall.turn_deg)
    corners = []
    for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        east, north = x * mall.width_m / 2, y * mall.depth_m / 2
        p = middle.moved(east * math.cos(turn) - north * math.sin(turn), east * math.sin(turn) + north * math.cos(turn))
        corners.append((p.lat, p.lon))
    return Polygon(parts=((tuple(corners),),))


ASTANA = City(
    name="Astana",
    timezone="Asia/Almaty",
    centre=Point(51.128, 71.430),
    border=(
        (-15500, -9500),
        (-9000, -15500),
        (3500, -16500),
        (13500, -12500),
        (17500, -3500),
        (16500, 6500),
        (10500, 13500),
        (1500, 15500),
        (-8500, 13000),
        (-14500, 6500),
    ),
    homes=(
        Quarter(-3500, 5200, 2600),
        Quarter(4200, 6800, 2200),
        Quarter(1200, -4800, 2500),
        Quarter(-5600, -2600, 1800),
        Quarter(7200, 800, 2000),
    ),
    works=(Quarter(0, 0, 1500), Quarter(-1800, 3600, 1400), Quarter(5200, 4300, 1800)),
    malls=(
        Mall("Aq Terek", -1450, 2380, 190, 120, 12),
        Mall("Boz Dala", 2650, 4890, 150, 150, 40),
        Mall("Saryarqa Bazar", 320, -2950, 260, 140, 5),
        Mall("Tulpar", -4310, -1780, 140, 90, 75),
        Mall("Kokzhiek", 6240, 2170, 210, 110, 30),
        Mall("Meruert", -2680, 6030, 120, 120, 0),
    ),
)

ALMATY = City(
    name="Almaty",
    timezone="Asia/Almaty",
    centre=Point(43.245, 76.915),
    border=(
        (-17500, -6500),
        (-9500, -12500),
        (2500, -13500),
        (11500, -9500),
        (14500, -1500),
        (12500, 8500),
        (4500, 14500),
        (-5500, 15500),
        (-14500, 9500),
    ),
    homes=(
        Quarter(-8800, -1500, 2500),
        Quarter(-4200, 4200, 2400),
        Quarter(3200, -3600, 2100),
        Quarter(5400, 5600, 2300),
        Quarter(-1200, -6200, 1700),
    ),
    works=(Quarter(0, 0, 1700), Quarter(-5200, 800, 1500), Quarter(2800, 3900, 1600)),
    malls=(
        Mall("Alma Bagy", 1240, -1830, 180, 130, 20),
        Mall("Zhetysu Kalasy", -3620, 1460, 220, 120, 65),
        Mall("Tau Samaly", 2380, -5200, 140, 110, 10),
        Mall("Raiymbek Sauda", 820, 4450, 240, 160, 45),
        Mall("Ushkonyr", -8100, -2900, 200, 140, 0),
        Mall("Kerbulaq", 5120, 4050, 130, 130, 30),
    ),
)

SHYMKENT = City(
    name="Shymkent",
    timezone="Asia/Almaty",
    centre=Point(42.320, 69.595),
    border=(
        (-14500, -7500),
        (-6500, -13500),
        (5500, -13500),
        (14500, -6500),
        (15500, 3500),
        (9500, 12500),
        (-1500, 14500),
        (-11500, 9500),
    ),
    homes=(Quarter(-4800, 2900, 2300), Quarter(3900, 4600, 2200), Quarter(2600, -4700, 2400), Quarter(-5200, -3900, 1900)),
    works=(Quarter(0, 0, 1500), Quarter(4600, 900, 1400), Quarter(-2600, -1800, 1300)),
    malls=(
        Mall("Qyzghaldaq", -1120, 1240, 160, 120, 15),
        Mall("Ordabasy Bazar", 1830, -1520, 250, 170, 50),
        Mall("Sairam Zholy", 5230, 3050, 180, 110, 5),
        Mall("Keruen Sarai", -4400, -2250, 150, 140, 35),
        Mall("Badam", 2950, -6150, 170, 100, 80),
    ),
)

CITIES = (ASTANA, ALMATY, SHYMKENT)
