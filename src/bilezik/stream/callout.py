"""Who may connect to NATS besides ourselves: the server asks us (auth callout), we answer with what the user may do.

1. The server's question and our answer are JSON Web Tokens signed by Ed25519 keys, which NATS writes in base 32 with a prefix for
   what they belong to and a CRC-16 (XMODEM, little endian). Source: docs.nats.io, "Auth Callout"; nats-io/nkeys, "README".
2. Only MQTT clients are let in this way: everything else that connects to NATS is ours and has a password in its configuration.
3. A user may publish to the subjects named, hear those named, and nothing else. NATS acknowledges a forbidden message to an MQTT
   client and drops it.
"""

import base64
import binascii
import hashlib
import time
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from nacl.signing import SigningKey

SUBJECT: Final = "$SYS.REQ.USER.AUTH"
_ACCOUNT: Final = 0
_DELIVERIES: Final = "$MQTT.sub.>"
"""Where NATS hands an MQTT client what it has subscribed to."""


class Question(msgspec.Struct, frozen=True):
    """Who wants to connect, and from which host. `server` and `nkey` go into the answer."""

    server: str
    nkey: str
    user: str
    password: str
    host: str
    is_mqtt: bool


class _Options(msgspec.Struct, frozen=True):
    user: str = ""
    password: str = msgspec.field(name="pass", default="")


class _Client(msgspec.Struct, frozen=True):
    host: str = ""
    type: str = ""


class _Server(msgspec.Struct, frozen=True):
    id: str = ""


class _Nats(msgspec.Struct, frozen=True):
    user_nkey: str
    server_id: _Server
    client_info: _Client = _Client()
    connect_opts: _Options = _Options()


class _Claims(msgspec.Struct, frozen=True):
    nats: _Nats


def read(token: bytes) -> Question | None:
    """Return what the server asks; None for what is no such question. The signature is the server's own: NATS carries it."""
    try:
        body = token.split(b".")[1]
        claims = msgspec.json.decode(base64.urlsafe_b64decode(body + b"=" * (-len(body) % 4)), type=_Claims)
    except (IndexError, binascii.Error, msgspec.DecodeError, ValueError):
        return None
    said = claims.nats
    options, client = said.connect_opts, said.client_info
    return Question(said.server_id.id, said.user_nkey, options.user, options.password, client.host, client.type == "mqtt")


class Issuer:
    """Signs the answers. `public` stands in the server's configuration."""

    def __init__(self, seed: bytes) -> None:
        """Take 32 secret bytes."""
        self._key = SigningKey(seed)
        self.public = _nkey(_ACCOUNT, bytes(self._key.verify_key))

    def allow(self, asked: Question, *, publish: Sequence[str], hear: Sequence[str]) -> bytes:
        """Return the answer that lets somebody in."""
        user = {
            "type": "user", "version": 2, "subs": -1, "data": -1, "payload": -1, "allowed_connection_types": ["MQTT"],
            "pub": {"allow": list(publish)}, "sub": {"allow": [*hear, _DELIVERIES]},
        }  # fmt: skip
        token = self._signed({"aud": "$G", "sub": asked.nkey, "name": asked.user, "nats": user})
        return self._answer(asked, {"jwt": token})

    def deny(self, asked: Question, why: str) -> bytes:
        """Return the answer that keeps somebody out."""
        return self._answer(asked, {"error": why})

    def _answer(self, asked: Question, said: dict[str, Any]) -> bytes:
        claims = {"aud": asked.server, "sub": asked.nkey, "nats": {"type": "authorization_response", "version": 2, **said}}
        return self._signed(claims).encode("ascii")

    def _signed(self, claims: dict[str, Any]) -> str:
        whole = {"iss": self.public, "iat": int(time.time()), **claims}
        whole["jti"] = base64.b32encode(hashlib.sha256(msgspec.json.encode(whole)).digest()).decode("ascii").rstrip("=")
        head = _part(msgspec.json.encode({"typ": "JWT", "alg": "ed25519-nkey"}))
        text = f"{head}.{_part(msgspec.json.encode(whole))}"
        return f"{text}.{_part(self._key.sign(text.encode('ascii')).signature)}"


def _part(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode("ascii").rstrip("=")


def _nkey(prefix: int, public: bytes) -> str:
    raw = bytes((prefix,)) + public
    return base64.b32encode(raw + binascii.crc_hqx(raw, 0).to_bytes(2, "little")).decode("ascii").rstrip("=")
