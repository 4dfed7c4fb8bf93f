"""The operator's certificate for devices that speak inside TLS: read at the start, read again when its files change.

A certificate is renewed every few weeks by a program that only writes files: nobody restarts a gateway for that. One that cannot be
read any more is said, and the last good one serves.
"""

import asyncio
import ssl
from pathlib import Path
from typing import Final

import structlog

_log = structlog.get_logger("gateway")

LOOK_S: Final = 30.0
HANDSHAKE_S: Final = 20.0
"""A device on 2G takes seconds for a handshake; one that takes longer is none."""


class CertificateError(Exception):
    """The certificate or its key cannot be used; the text is one line that says why and which setting it is."""


class Certificate:
    """A certificate with its key, as new connections are shown it."""

    def __init__(self, certificate: str, key: str) -> None:
        """Read it; raises `CertificateError`."""
        self._certificate, self._key = Path(certificate), Path(key or certificate)
        self._read_at = self._changed_at()
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        try:
            self._read()
        except (OSError, ValueError) as error:
            raise CertificateError(
                f"the certificate {self._certificate} with the key {self._key} cannot be used: {_said(error)};"
                " set BILEZIK_TLS_CERTIFICATE and BILEZIK_TLS_KEY to PEM files"
            ) from None

    async def keep(self) -> None:
        """Read the files again when they have changed, for ever."""
        while True:
            await asyncio.sleep(LOOK_S)
            self.look()

    def look(self) -> None:
        """Read the files again if they have changed."""
        changed_at = self._changed_at()
        if changed_at == self._read_at:
            return
        self._read_at = changed_at
        try:
            self._read()
        except (OSError, ValueError) as error:
            _log.error("the certificate cannot be read again; the last one serves", error=_said(error))
        else:
            _log.info("the certificate was renewed", file=str(self._certificate))

    def _read(self) -> None:
        self.context.load_cert_chain(self._certificate, self._key)

    def _changed_at(self) -> tuple[int, ...]:
        return tuple(file.stat().st_mtime_ns if file.exists() else 0 for file in (self._certificate, self._key))


def _said(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return error.reason or str(error)
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
