"""Who does a deed, and from where."""

from typing import Final

import msgspec


class Actor(msgspec.Struct, frozen=True):
    """Somebody who acts: the user's id (`None`: the system itself), the name as text, and from where (`console 10.0.0.7`)."""

    user_id: int | None
    name: str
    from_where: str


SYSTEM: Final = Actor(None, "Bilezik", "system")
"""The system itself: it escalates, expires and tells; it never finds a breach (law 11)."""
