"""Sealing: bytes that the gateway can close and no running role can open.

1. A sealed box (X25519, XSalsa20-Poly1305: libsodium `crypto_box_seal`) for the installation's public key. The private key is
   carried away when the installation is made; only a person who holds it opens what a court asks for.
2. In front stands which key it was: `BZ1` and the first eight bytes of the public key's SHA-256, so that keys can change.
"""

import hashlib
from typing import Final

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

_MARK: Final = b"BZ1"
_KEY_ID: Final = 8


class Sealer:
    """Seals with a public key given in hexadecimal; raises `ValueError` for what is no key."""

    def __init__(self, public_key: str) -> None:
        key = bytes.fromhex(public_key)
        if len(key) != PublicKey.SIZE:
            raise ValueError(f"a sealing key has {PublicKey.SIZE} bytes, not {len(key)}")
        self._box = SealedBox(PublicKey(key))
        self._head = _MARK + _id_of(key)

    def seal(self, plain: bytes) -> bytes:
        """Return `plain`, closed."""
        return self._head + self._box.encrypt(plain)


def unseal(private_key: str, sealed: bytes) -> bytes:
    """Return what was sealed; raises `ValueError` if it was sealed for another key or changed since."""
    private = PrivateKey(bytes.fromhex(private_key))
    head = len(_MARK) + _KEY_ID
    if sealed[:head] != _MARK + _id_of(bytes(private.public_key)):
        raise ValueError("sealed for another key, or not sealed at all")
    try:
        return SealedBox(private).decrypt(sealed[head:])
    except CryptoError:
        raise ValueError("the sealed bytes were changed") from None


def _id_of(public_key: bytes) -> bytes:
    return hashlib.sha256(public_key).digest()[:_KEY_ID]
