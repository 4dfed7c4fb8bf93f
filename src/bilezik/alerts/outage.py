"""When many fall silent together: one piece of work instead of thousands.

1. What is silent with many others is silent for a common reason: the network of a city, a power cut. It is told once (`is_common`).
2. Nobody is lost in it: who is still silent when the others are back (`is_over`) is an alert of his own.
3. `about` names what an outage is about: our own side, or the devices of a city; and whether it is over: then it takes nothing in.
"""

from typing import Final

OWN: Final = "own"
"""Our own side: no gateway was heard."""
_DEVICES: Final = "devices:"
_OVER: Final = "over:"

LEAST: Final = 10
"""Fewer are told one by one: an officer can call ten people."""
SHARE: Final = 0.3
"""Of those who had reported shortly before. Every device of an order that allows a silence has reported since, or is silent."""
BACK: Final = 0.7
"""When so many report again, the reason is gone: who is still silent has one of his own."""


def is_common(quiet: int, live: int) -> bool:
    """Return whether `quiet` silent beside `live` people of one place have a common reason."""
    return quiet >= LEAST and quiet >= SHARE * (quiet + live)


def is_over(silent: int, total: int) -> bool:
    """Return whether an outage of `total` people, of whom `silent` still are, is over."""
    return silent <= (1.0 - BACK) * total


def about_devices(city: str) -> str:
    """Return what an outage of the devices of a city is about."""
    return _DEVICES + city


def ended(about: str) -> str:
    """Return `about` of an outage that is over."""
    return about if has_ended(about) else _OVER + about


def has_ended(about: str) -> bool:
    """Return whether the outage is over."""
    return about.startswith(_OVER)


def abouts(city: str) -> tuple[str, str]:
    """Return every `about` of a city's devices."""
    return about_devices(city), ended(about_devices(city))


def city_of(about: str) -> str:
    """Return the city whose devices an outage is about; empty for any other matter."""
    matter = about.removeprefix(_OVER)
    return matter.removeprefix(_DEVICES) if matter.startswith(_DEVICES) else ""


def many_silent(city: str) -> str:
    """Return what an outage of devices says when it is opened."""
    return f"Many devices{f' in {city}' if city else ''} fell silent together"
