"""What an installation makes for itself and nobody else may read: `var/secrets.json`, mode 0600.

1. Made once, at the first need, and never changed here; two processes that make it at once end up with one file.
2. The private key that opens sealed envelopes is not in it: no running role holds that key (law 10). It is written beside it
   as `sealing.private`, to be carried away; only `bilezik` commands that are told where it is can open what was sealed.
"""

import hashlib
import os
import secrets
import tempfile
from pathlib import Path
from typing import Final

import msgspec
from nacl.public import PrivateKey

_ROLES: Final = ("admin", "owner", "web", "door", "monitor", "gateway")


class Secrets(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The installation's own secrets. `sealing_key`: the public key (hex) with which the gateway seals."""

    passwords: dict[str, str]
    nats_password: str
    django_key: str
    sealing_key: str

    @property
    def forward_key(self) -> str:
        """The key that a server which forwards positions shows; it tells nothing about the password it follows from."""
        return _derived(self.passwords["owner"], "forwarded positions")

    @property
    def mqtt_seed(self) -> str:
        """32 bytes (hexadecimal) with which the gateway lets MQTT clients in."""
        return hashlib.blake2b(b"mqtt clients", key=self.passwords["owner"].encode()[:64], digest_size=32).hexdigest()

    def __repr__(self) -> str:
        return "Secrets(…)"


def load(var: Path) -> Secrets:
    """Return the secrets of `var`, made if they do not exist; raises `PermissionError` where they may not be read."""
    file = var / "secrets.json"
    if not file.exists():
        _make(var, file)
    known = msgspec.json.decode(file.read_bytes(), type=Secrets)
    # A role that came after this file was made: its password follows from the owner's, so that every process knows the same.
    later = {role: _derived(known.passwords["owner"], role) for role in _ROLES if role not in known.passwords}
    return msgspec.structs.replace(known, passwords=known.passwords | later)


def _derived(owner: str, role: str) -> str:
    return hashlib.blake2b(role.encode(), key=owner.encode()[:64], digest_size=24).hexdigest()


def _make(var: Path, file: Path) -> None:
    var.mkdir(parents=True, exist_ok=True)
    private = PrivateKey.generate()
    made = Secrets(
        passwords={role: secrets.token_urlsafe(24) for role in _ROLES},
        nats_password=secrets.token_urlsafe(24),
        django_key=secrets.token_urlsafe(48),
        sealing_key=bytes(private.public_key).hex(),
    )
    handle, name = tempfile.mkstemp(dir=var)  # mode 0600
    with os.fdopen(handle, "wb") as out:
        out.write(msgspec.json.format(msgspec.json.encode(made)) + b"\n")
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(name, file)  # refuses where another process was first
    except FileExistsError:
        return
    finally:
        Path(name).unlink()
    key = os.open(var / "sealing.private", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(key, "w") as out:
        out.write(bytes(private).hex() + "\n")
