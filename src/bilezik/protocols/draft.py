"""A report while its decoder still fills it: a frame that ends too early still says what was read before its end."""

from bilezik.domain.instant import Instant
from bilezik.domain.report import Network, Report, Source


class Draft:
    """The fields of `domain.report.Report`, writable."""

    at: Instant | None = None
    valid: bool | None = None
    lat: float | None = None
    lon: float | None = None
    altitude_m: float | None = None
    speed_mps: float | None = None
    course_deg: float | None = None
    accuracy_m: float | None = None
    satellites: int | None = None
    hdop: float | None = None
    source: Source | None = None
    battery_pct: float | None = None
    battery_v: float | None = None
    external_v: float | None = None
    charging: bool | None = None
    strap_locked: bool | None = None
    moving: bool | None = None
    replayed: bool | None = None
    signal: int | None = None
    network: Network | None = None
    status: int | None = None

    def __init__(self) -> None:
        """Begin with nothing stated."""
        self.happened: list[str] = []

    def say(self, *events: str) -> None:
        """Add events, each once."""
        for event in events:
            if event not in self.happened:
                self.happened.append(event)

    def stated(self) -> bool:
        """Return whether anything has been found yet."""
        return self.report() != Report()

    def report(self) -> Report:
        """Return the report."""
        return Report(
            at=self.at, valid=self.valid, lat=self.lat, lon=self.lon, altitude_m=self.altitude_m, speed_mps=self.speed_mps,
            course_deg=self.course_deg, accuracy_m=self.accuracy_m, satellites=self.satellites, hdop=self.hdop,
            source=self.source, battery_pct=self.battery_pct, battery_v=self.battery_v, external_v=self.external_v,
            charging=self.charging, strap_locked=self.strap_locked, moving=self.moving, replayed=self.replayed,
            signal=self.signal, network=self.network, events=tuple(self.happened), status=self.status,
        )  # fmt: skip
