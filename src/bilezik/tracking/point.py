"""A fix as the track takes it in: read forty times and never kept, so a plain class, whose fields compiled code reads directly."""

from bilezik.domain.instant import Instant


class Point:
    """`is_still`: the device says that it does not move, by the speed it measures, by its motion sensor, or from its charger.

    `is_satellites`: it is said to come from satellites. `scale_m`: how far it may err. Not to be changed once made.
    """

    __slots__ = ("accuracy_m", "at", "device", "is_satellites", "is_still", "lat", "lon", "scale_m", "seq", "speed_mps")

    def __init__(  # noqa: PLR0913, PLR0917 - a value, not a call with options
        self,
        at: Instant,
        lat: float,
        lon: float,
        scale_m: float,
        accuracy_m: float | None,
        seq: int,
        speed_mps: float | None,
        is_still: bool = False,  # noqa: FBT001, FBT002 - by position: keywords cost the most here
        is_satellites: bool = False,  # noqa: FBT001, FBT002
        device: int = 0,
    ) -> None:
        """Keep what is given."""
        self.at, self.lat, self.lon, self.scale_m, self.accuracy_m = at, lat, lon, scale_m, accuracy_m
        self.seq, self.speed_mps, self.is_still, self.is_satellites, self.device = seq, speed_mps, is_still, is_satellites, device
