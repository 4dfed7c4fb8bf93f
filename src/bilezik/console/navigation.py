"""The sections of the console, in the order of a day's work: what stands in the header of every page.

1. A section is shown to who has the right its route names: nobody is led to a door that does not open.
2. The section whose address begins the page's own is the current one; the longest such address wins.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bilezik.console.words.kinds import Text
from bilezik.deeds import rights
from bilezik.store.models import User

SECTIONS: Final[Sequence[tuple[str, Text]]] = (
    ("console:today", _("My people")),
    ("console:desk", _("Operations")),
    ("console:devices", _("Devices")),
    ("console:unknown_devices", _("Unknown devices")),
    ("console:places", _("Places")),
    ("console:sight", _("Who sees whom")),
    ("console:staff", _("Staff")),
    ("console:departments", _("Departments")),
    ("console:audit", _("Audit log")),
)
"""Name of a route, and what its section is called."""


@dataclass(frozen=True, slots=True)
class Section:
    """One link of the header."""

    address: str
    name: Text
    is_current: bool


def sections(user: User, path: str) -> tuple[Section, ...]:
    """Return the sections that `user` may open; `path` is the address of the page they stand on."""
    held = rights.held(user)
    found = [(reverse(route), name) for route, name in SECTIONS if rights.of_route(route) in held]
    current = max((address for address, _name in found if path.startswith(address)), key=len, default="")
    return tuple(Section(address, name, address == current) for address, name in found)
