"""What proves a second factor: a code of an authenticator app, a passkey, a recovery code. Nothing is kept here.

1. The secret of an app is sealed with a key of the installation before it is kept: the database alone gives nobody a code.
2. A code holds for its half minute and the ones beside it, because clocks differ (RFC 6238 §5.2). It is the caller's to take each
   step once.
3. A passkey is asked to verify its holder (PIN, finger, face): so it is two factors, and good without a password.
4. A recovery code has 80 random bits, so a plain hash of it cannot be turned round.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
import pyotp
import segno
from django.conf import settings
from fido2.server import Fido2Server
from fido2.utils import websafe_decode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

ISSUER: Final = "Bilezik"
STEP_S: Final = 30
CODES: Final = 10
"""Recovery codes of a set."""
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""None that is taken for another."""


Asked = tuple[Mapping[str, Any], Mapping[str, Any]]
"""What the browser is asked, and what must be remembered of it."""


class Unproved(ValueError):  # noqa: N818 - an answer
    """What was shown proves nothing; the text says why, for the log."""


class Signed(msgspec.Struct, frozen=True):
    """What a passkey proved: which one it is, and how often it has signed (0: it does not count)."""

    credential: bytes
    counter: int


class Passkey(msgspec.Struct, frozen=True):
    """A passkey as it is kept."""

    credential: bytes
    data: bytes
    counter: int


# ── An authenticator app ────────────────────────────────────────────────────────────────────────────────────────────────────────


def new_secret() -> bytes:
    """Return a new secret for an app, sealed."""
    return bytes(_box().encrypt(pyotp.random_base32().encode()))


def opened(sealed: bytes) -> str:
    """Return the secret itself, in base 32; `Unproved` where another installation sealed it."""
    try:
        return _box().decrypt(sealed).decode()
    except CryptoError:
        raise Unproved("the secret was sealed by another installation") from None


def address(sealed: bytes, username: str) -> str:
    """Return what an app reads from a picture: an `otpauth:` address."""
    return pyotp.TOTP(opened(sealed)).provisioning_uri(name=username, issuer_name=ISSUER)


def picture(text: str) -> str:
    """Return a QR code as SVG."""
    return str(segno.make(text, error="m").svg_inline(scale=5, border=3, dark="#000", light="#fff"))


def step_of(sealed: bytes, code: str, now: float) -> int | None:
    """Return the time step that a code belongs to, None where it belongs to none near `now` (seconds since 1970)."""
    given = "".join(code.split())
    if len(given) != 6 or not given.isascii() or not given.isdigit():
        return None
    app = pyotp.TOTP(opened(sealed))
    present = int(now) // STEP_S
    for step in (present, present - 1, present + 1):
        if hmac.compare_digest(app.generate_otp(step), given):
            return step
    return None


# ── Recovery codes ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def new_codes() -> tuple[str, ...]:
    """Return a set of recovery codes, each of 16 letters in fours."""
    return tuple("-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4)) for _ in range(CODES))


def new_password() -> str:
    """Return a password that can be read out, of 64 random bits: good for one sign-in."""
    return "-".join(secrets.token_hex(2) for _ in range(4))


def code_digest(code: str) -> bytes:
    """Return what is kept of a recovery code; blanks, lines and capitals do not matter."""
    return hashlib.sha256("".join(letter for letter in code.casefold() if letter.isalnum()).encode()).digest()


# ── Passkeys ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


class Door:
    """The address at which passkeys are used: one made for another address proves nothing here."""

    def __init__(self, origin: str, host: str) -> None:
        """Keep the origin (`https://bilezik.example`) and its host."""
        self._server = Fido2Server(PublicKeyCredentialRpEntity(name=ISSUER, id=host), verify_origin=lambda said: said == origin)

    def ask_for_new(
        self, user: int, username: str, name: str, held: Sequence[bytes]
    ) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """Return what the browser is asked and what must be remembered; `held`: passkeys that the user has already."""
        asked, state = self._server.register_begin(
            PublicKeyCredentialUserEntity(name=username, id=user.to_bytes(8, "big"), display_name=name),
            [AttestedCredentialData(one) for one in held],
            resident_key_requirement=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return dict(asked), state

    def new(self, state: Mapping[str, Any], answer: str) -> Passkey:
        """Return the passkey that the browser made; `Unproved` for anything else."""
        try:
            made = self._server.register_complete(state, msgspec.json.decode(answer))
            data = made.credential_data
        except Exception as error:  # noqa: BLE001 - whatever stumbles over a stranger's bytes refuses them
            raise Unproved(f"{type(error).__name__}: {error}") from None
        if data is None:
            raise Unproved("no passkey came with the answer")
        return Passkey(bytes(data.credential_id), bytes(data), made.counter)

    def ask(self, held: Sequence[bytes] | None) -> Asked:
        """Return what the browser is asked and what must be remembered; `held` None: any passkey of this address."""
        known = None if held is None else [AttestedCredentialData(one) for one in held]
        asked, state = self._server.authenticate_begin(known, user_verification=UserVerificationRequirement.REQUIRED)
        return dict(asked), state

    def signed(self, state: Mapping[str, Any], held: Sequence[bytes], answer: str) -> Signed:
        """Return which of the held passkeys signed; `Unproved` for anything else."""
        try:
            given = msgspec.json.decode(answer)
            found = self._server.authenticate_complete(state, [AttestedCredentialData(one) for one in held], given)
            counter = AuthenticationResponse.from_dict(given).response.authenticator_data.counter
        except Exception as error:  # noqa: BLE001 - the same
            raise Unproved(f"{type(error).__name__}: {error}") from None
        return Signed(bytes(found.credential_id), counter)


def holder(answer: str) -> tuple[int, bytes] | None:
    """Return whose passkey an answer says it is, and which; nothing is proved by that."""
    try:
        given = msgspec.json.decode(answer)
        handle = websafe_decode(given["response"]["userHandle"])
        credential = websafe_decode(given["rawId"])
    except Exception:  # noqa: BLE001 - a stranger's bytes
        return None
    return (int.from_bytes(handle, "big"), credential) if len(handle) == 8 else None


def _box() -> SecretBox:
    return SecretBox(hashlib.blake2b(str(settings.SECRET_KEY).encode(), person=b"bilezik factors", digest_size=32).digest())
