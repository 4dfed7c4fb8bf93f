"""Reading what apps and servers write in the words of Traccar: numbers, yes and no, times, alarms."""

import math
import re
from datetime import UTC, datetime
from typing import Final

from bilezik.domain.instant import Instant, from_datetime
from bilezik.domain.report import EVENTS
from bilezik.wire.moments import instant_of

KNOT_MPS: Final = 0.514444

ALARMS: Final = {
    "sos": "sos", "removing": "strap_open", "tampering": "tamper", "lowbattery": "low_battery", "lowpower": "low_battery",
    "powercut": "power_cut", "powerrestored": "power_restored", "poweroff": "power_off", "poweron": "power_on",
    "jamming": "jamming", "gpsantennacut": "antenna_cut", "falldown": "fall",
}  # fmt: skip
"""The words of the public protocol page, letters only; our own event words are taken as they stand."""

_OURS: Final = {event.replace("_", ""): event for event in EVENTS}
_NUMBER: Final = re.compile(r"\s*[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?\s*")
_YEAR_1: Final = -62_135_596_800 * 1_000_000
_YEAR_10000: Final = 253_402_300_800 * 1_000_000
"""The calendar's ends: a time beyond them cannot be written."""
_PLAIN_TIME: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)")


BOUNDS: Final = {
    "accuracy_m": (0.0, 2.1e7), "altitude_m": (-1e6, 1e6), "speed_mps": (-1e5, 1e5), "course_deg": (-1e4, 1e4), "hdop": (0.0, 1e4),
    "satellites": (0.0, 1e3), "battery": (-1e3, 1e3), "signal": (-1e6, 1e6), "cell": (-1e12, 1e12),
}  # fmt: skip
"""Far beyond what any receiver means (half the way round the earth, a thousand satellites), and within what every column takes: an
absurd number beside an alarm must not cost the alarm (law 6). What is merely implausible is for `tracking` to doubt."""


class Unreadable(Exception):  # noqa: N818 - what the request is
    """A value is not what its name promises."""


def number(text: object) -> float:
    """Return a finite number, or raise `Unreadable`."""
    if isinstance(text, bool) or not isinstance(text, str | int | float):
        raise Unreadable("is no number")
    if isinstance(text, str) and (len(text) > 40 or not _NUMBER.fullmatch(text)):
        raise Unreadable("is no number")
    try:
        value = float(text)
    except (ValueError, OverflowError):
        raise Unreadable("is no number") from None
    if not math.isfinite(value):
        raise Unreadable("is no number")
    return value


def within(what: str, text: object) -> float | None:
    """Return a number, or None where nothing that is measured as `what` can be so large: then it is as good as not stated."""
    value = number(text)
    least, most = BOUNDS[what]
    return value if least <= value <= most else None


def whole(what: str, text: object) -> int | None:
    """Return a number without its fraction, or None as `within` does."""
    value = within(what, text)
    return None if value is None else int(value)


def yes(text: object) -> bool:
    """Return whether a value says yes: `true`, `1`, `yes`, `on`."""
    return text is True or str(text).strip().lower() in ("true", "1", "1.0", "yes", "on")


def per_cent(value: float) -> float | None:
    """Return a battery charge, or None: no charge is below 0 or above 100."""
    return value if 0 <= value <= 100 else None


def moment(text: object) -> Instant | None:
    """Return a time written as seconds or milliseconds of the epoch, as RFC 3339, or as `yyyy-MM-dd HH:mm:ss` in UTC."""
    written = str(text).strip()
    if _NUMBER.fullmatch(written) and not isinstance(text, bool):
        return _of_epoch(number(written))
    plain = _PLAIN_TIME.fullmatch(written)
    if plain is not None:
        at = instant_of(*(int(part) for part in plain.groups()))
        if at is None:
            raise Unreadable("is no time")
        return at
    return _of_rfc3339(written)


def _of_epoch(value: float) -> Instant:
    """Seconds fit in 31 bits until 2038; larger numbers are milliseconds, and much larger ones microseconds."""
    scale = 1_000_000 if abs(value) < 2**33 else 1_000 if abs(value) < 1e14 else 1
    at = round(value * scale)
    if not _YEAR_1 <= at < _YEAR_10000:
        raise Unreadable("is no time")
    return Instant(at)


def _of_rfc3339(written: str) -> Instant:
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        raise Unreadable("is no time") from None
    return from_datetime(found if found.tzinfo is not None else found.replace(tzinfo=UTC))


def alarms(text: object, speaker: str) -> tuple[str, ...]:
    """Return the events of an `alarm` value; several are separated by commas. An unknown word is `speaker:word`."""
    found: dict[str, None] = {}
    for part in str(text).split(",")[:16]:
        letters = re.sub(r"[^a-z]", "", part.lower())
        if not letters:
            continue
        found[_OURS.get(letters) or ALARMS.get(letters) or f"{speaker}:{letters[:32]}"] = None
    return tuple(found)
