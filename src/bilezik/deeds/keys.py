"""The key of a device that speaks HTTP or MQTT: its password, made here, shown once, typed into the telephone.

An id alone is weak: whoever knows it could report for somebody. The database keeps the digest; a newer key replaces the older.
"""

import secrets
from typing import Final

from bilezik.deeds.actor import Actor
from bilezik.deeds.record import perform
from bilezik.deeds.refusal import Conflict, NotFound
from bilezik.domain.key import digest
from bilezik.protocols import PROTOCOLS
from bilezik.store.models import Device

_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are mistaken for one another on a small screen."""
_GROUPS, _LONG = 6, 4


def takes_keys(protocol: str) -> bool:
    """Return whether devices of a protocol can show a key."""
    known = PROTOCOLS.get(protocol)
    return known is not None and not known.is_forwarded and "http" in known.transports


def has(device: int) -> bool:
    """Return whether a device has a key."""
    return Device.objects.filter(pk=device, key_digest__isnull=False).exists()


def make(by: Actor, device: int, *, why: str) -> str:
    """Make a key of a device and return it: this is the only time it can be read. From now on it must be shown."""
    key = "-".join("".join(secrets.choice(_LETTERS) for _ in range(_LONG)) for _ in range(_GROUPS))  # 118 random bits
    with perform(by, "keys.make", why=why) as doing:
        found = _held(device)
        if not takes_keys(found.protocol):
            raise Conflict("Devices of this kind cannot show a key.")
        found.key_digest = digest(key)
        found.save(update_fields=["key_digest"])
        doing.touched("device", device, {"key": "made"})
    return key


def take_away(by: Actor, device: int, *, why: str) -> None:
    """Take the key of a device away: it is believed by its id again, unless the installation wants keys of all."""
    with perform(by, "keys.take_away", why=why) as doing:
        found = _held(device)
        if found.key_digest is None:
            raise Conflict("This device has no key.")
        found.key_digest = None
        found.save(update_fields=["key_digest"])
        doing.touched("device", device, {"key": "taken away"})


def _held(device: int) -> Device:
    found = Device.objects.select_for_update(of=("self",)).filter(pk=device).first()
    if found is None:
        raise NotFound("device", device)
    return found
