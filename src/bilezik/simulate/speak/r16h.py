"""The R16H ankle bracelet from the device's side ("R16H Ankle Bracelet Protocol Document").

1. `@GPSD,imei,R|S,date,time,lat,N|S,lon,E|W,speed,course,altitude,battery,strap L|R,flags$`; `S` is from the buffer.
2. The server never answers: what was written counts as delivered, and the bracelet keeps a copy until the link is up.
3. Flags: SOS, LBT (low battery), ULK (unlocked).
"""

from typing import Final

from bilezik.domain.instant import to_datetime
from bilezik.simulate.speak.saying import Frame, Heard, Saying

FLAGS: Final = {"sos": "SOS", "low_battery": "LBT", "strap_open": "ULK"}


class R16hTalk:
    """One connection of an R16H bracelet."""

    def __init__(self, identity: str) -> None:
        """`identity` is the IMEI."""
        self._identity = identity

    def hello(self) -> Frame:
        """Return the link frame."""
        return Frame(f"@LINK,{self._identity}$".encode("ascii"), None)

    def say(self, saying: Saying) -> tuple[Frame, ...]:
        """Return a position, or a cell report when there is no satellite fix."""
        moment = to_datetime(saying.at)
        kind = "S" if saying.replayed else "R"
        strap = "L" if saying.strap_locked else "R"
        flags = "|".join(FLAGS[event] for event in saying.events if event in FLAGS)
        if saying.lat is None or saying.lon is None or saying.source != "gnss":
            text = (
                f"@LBSD,{self._identity},{kind},{moment:%Y%m%d,%H%M%S},401-1-1a2b-3c4d:-71,,,{saying.battery_pct},{strap},{flags}$"
            )
        else:
            place = (
                f"{abs(saying.lat):.5f},{'N' if saying.lat >= 0 else 'S'},{abs(saying.lon):.5f},{'E' if saying.lon >= 0 else 'W'}"
            )
            motion = f"{saying.speed_mps * 3.6:.0f},{saying.course_deg:.0f},350"
            text = f"@GPSD,{self._identity},{kind},{moment:%Y%m%d,%H%M%S},{place},{motion},{saying.battery_pct},{strap},{flags}$"
        return (Frame(text.encode("ascii"), None),)

    def hear(self, data: bytes) -> Heard:  # noqa: ARG002 - the bracelet is deaf by protocol
        """Return nothing: the server has no answers in this protocol."""
        return Heard()
