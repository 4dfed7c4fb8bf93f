"""What is sealed can be opened with the private key alone."""

import pytest
from nacl.public import PrivateKey

from bilezik.gateway.seal import Sealer, unseal


def test_only_the_private_key_opens_what_was_sealed() -> None:
    private = PrivateKey.generate()
    sealed = Sealer(bytes(private.public_key).hex()).seal(b"51.1280 71.4304")
    assert b"51.1280" not in sealed
    assert unseal(bytes(private).hex(), sealed) == b"51.1280 71.4304"
    with pytest.raises(ValueError, match="another key"):
        unseal(bytes(PrivateKey.generate()).hex(), sealed)
    with pytest.raises(ValueError, match="changed"):
        unseal(bytes(private).hex(), sealed[:-1] + bytes((sealed[-1] ^ 1,)))


def test_what_is_no_key_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Sealer("00" * 31)
