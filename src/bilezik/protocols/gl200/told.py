"""How positions and what is true now become reports: the same in all three forms.

1. A device that finds no position repeats its last one, with the time of that one. It is then a report of its own, of its own
   time; what is true now (events, charging, cells, that there is no position) is another report, without a time: the time of
   sending is local time, and the frame does not say where.
2. A position found for this message is one report with what else the message says. Of several the last is that one.
3. The battery's level stands in both: the frame states it beside the position.
4. What comes from the device's memory is `replayed`, all of it.
"""

import msgspec

from bilezik.domain.report import Report
from bilezik.protocols.draft import Draft

_NOW: tuple[str, ...] = ("battery_pct", "battery_v", "external_v", "charging", "moving", "signal", "status", "satellites")


class Told(msgspec.Struct):
    """What a message says: positions in order, whether the last was found for it, what is true now, and whether it is old news."""

    places: list[Draft] = msgspec.field(default_factory=list)
    is_found: bool = False
    now: Draft = msgspec.field(default_factory=Draft)
    is_replayed: bool = False

    def reports(self) -> tuple[Report, ...]:
        """Return the reports; one that says nothing but that the device is there, where there is nothing."""
        drafts, now = list(self.places), self.now
        if drafts and self.is_found:
            _join(drafts[-1], now)
        elif drafts:
            drafts[-1].battery_pct = now.battery_pct
            if now.stated():
                drafts.append(now)
        else:
            drafts.append(now)
        if self.is_replayed:
            for draft in drafts:
                draft.replayed = True
        return tuple(draft.report() for draft in drafts)


def _join(place: Draft, now: Draft) -> None:
    for name in _NOW:
        value = getattr(now, name)
        if value is not None:
            setattr(place, name, value)
    place.at = now.at if place.at is None else place.at
    place.network = now.network or place.network
    place.happened = now.happened
