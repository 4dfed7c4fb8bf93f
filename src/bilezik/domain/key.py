"""What is kept of a key: its digest. A key of ours has so many random bits that a plain hash cannot be turned round."""

import hashlib


def digest(key: str) -> bytes:
    """Return the SHA-256 of a key."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()
