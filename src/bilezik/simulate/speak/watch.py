"""The "3G" watch and bracelet family from the device's side: `[3G*id*length*KIND,…]`.

1. Positions are `UD` (live) and `UD2` (from the buffer), alarms `AL`, the link check `LK,steps,rolls,battery`.
2. The server answers `LK` and `AL` only; an unanswered `UD` counts as sent when written.
3. The status word is 32 bits in hex: bit 0 battery low, bit 16 SOS, bit 20 taken off, bit 21 fall.
4. `CR` from the server asks for a position now: the device repeats the word and reports.
"""

from typing import Final

from bilezik.domain.instant import to_datetime
from bilezik.simulate.speak.saying import Frame, Heard, Saying

STATUS_BITS: Final = {"low_battery": 0, "sos": 16, "strap_open": 20, "fall": 21}


class WatchTalk:
    """One connection of a watch."""

    def __init__(self, identity: str) -> None:
        """`identity` is the ten digits the watch calls itself by."""
        self._identity = identity
        self._rest = b""

    def hello(self) -> Frame:
        """Return the link check."""
        return Frame(self._wrap("LK,0,0,100"), "LK")

    def say(self, saying: Saying) -> tuple[Frame, ...]:
        """Return one `AL` when there are events, `UD2` from the buffer, `UD` otherwise."""
        kind = "AL" if saying.events else "UD2" if saying.replayed else "UD"
        return (Frame(self._wrap(f"{kind},{self._fields(saying)}"), "AL" if kind == "AL" else None),)

    def hear(self, data: bytes) -> Heard:
        """Return what was answered; `CR` asks for a position."""
        self._rest += data
        answered, locate, back = [], False, b""
        while (end := self._rest.find(b"]")) >= 0:
            text, self._rest = self._rest[: end + 1].decode("ascii", "replace"), self._rest[end + 1 :]
            word = text.rstrip("]").split("*")[-1].split(",")[0]
            if word in ("LK", "AL"):
                answered.append(word)
            elif word in ("CR", "UPLOAD"):
                locate = locate or word == "CR"
                back += self._wrap(word)
        return Heard(tuple(answered), locate, back)

    def _wrap(self, content: str) -> bytes:
        return f"[3G*{self._identity}*{len(content):04X}*{content}]".encode("ascii")

    def _fields(self, saying: Saying) -> str:
        moment = to_datetime(saying.at)
        fixed = "A" if saying.lat is not None and saying.source == "gnss" else "V"
        lat, lon = saying.lat or 0.0, saying.lon or 0.0
        status = 0 if saying.strap_locked else 1 << STATUS_BITS["strap_open"]
        for event in saying.events:
            status |= 1 << STATUS_BITS[event] if event in STATUS_BITS else 0
        place = f"{fixed},{abs(lat):.6f},{'N' if lat >= 0 else 'S'},{abs(lon):.7f},{'E' if lon >= 0 else 'W'}"
        motion = f"{saying.speed_mps * 3.6:.2f},{saying.course_deg:.1f},0.0,{saying.satellites}"
        return f"{moment:%d%m%y,%H%M%S},{place},{motion},70,{saying.battery_pct},0,0,{status:08X},1,1,401,1,6699,15437,100,0"
