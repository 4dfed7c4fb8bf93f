"""Static files under /static/, from memory: small, few, the same for everybody.

1. A file whose name holds the hash of its content may be kept for ever; any other is asked for again with its ETag.
2. Text is compressed once, at the first request that wants it.
3. A file changed on disk (a rebuild) is read again; nothing outside the applications' static folders can be named.
"""

import asyncio
import gzip
import hashlib
import mimetypes
import re
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any, Final

import msgspec
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousOperation

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

PREFIX: Final = "/static/"
_HASHED: Final = re.compile(r"-[A-Za-z0-9_-]{8}\.\w+$")
"""As Vite names what it builds."""
_COMPRESSED: Final = ("text/", "application/javascript", "application/json", "application/manifest+json", "image/svg+xml")
_LARGEST: Final = 32_000_000

mimetypes.add_type("text/javascript", ".mjs")
mimetypes.add_type("font/woff2", ".woff2")


class _Kept(msgspec.Struct, frozen=True):
    stamp: tuple[int, int]
    content: bytes
    squeezed: bytes | None
    etag: str
    kind: str
    lasting: bool


class StaticFiles:
    """Answers for /static/, and passes everything else on."""

    def __init__(self, app: Application) -> None:
        """Begin with nothing read."""
        self._app = app
        self._kept: dict[str, _Kept] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or pass on."""
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            await self._app(scope, receive, send)
            return
        if scope["method"] not in {"GET", "HEAD"}:
            await _answer(send, 405, [(b"allow", b"GET, HEAD")], b"")
            return
        kept = await asyncio.to_thread(self._read, scope["path"].removeprefix(PREFIX))
        if kept is None:
            await _answer(send, 404, [(b"content-type", b"text/plain")], b"There is no such file.\n")
            return
        await self._send(kept, scope, send)

    async def _send(self, kept: _Kept, scope: Scope, send: Send) -> None:
        asked = dict(scope["headers"])
        headers = [
            (b"etag", kept.etag.encode()),
            (b"cache-control", b"public, max-age=31536000, immutable" if kept.lasting else b"no-cache"),
            (b"x-content-type-options", b"nosniff"),
            (b"vary", b"accept-encoding"),
        ]
        if kept.etag.encode() in asked.get(b"if-none-match", b""):
            await _answer(send, 304, headers, b"")
            return
        body = kept.content
        if kept.squeezed is not None and b"gzip" in asked.get(b"accept-encoding", b""):
            body = kept.squeezed
            headers.append((b"content-encoding", b"gzip"))
        headers += [(b"content-type", kept.kind.encode()), (b"content-length", str(len(body)).encode())]
        await _answer(send, 200, headers, b"" if scope["method"] == "HEAD" else body)

    def _read(self, name: str) -> _Kept | None:
        try:
            found = finders.find(name)
        except (SuspiciousOperation, ValueError):
            return None
        if not isinstance(found, str) or not Path(found).is_file():
            return None
        file = Path(found)
        status = file.stat()
        stamp = (status.st_mtime_ns, status.st_size)
        kept = self._kept.get(name)
        if kept is not None and kept.stamp == stamp:
            return kept
        if status.st_size > _LARGEST:
            return None
        kept = _keep(file, name, stamp)
        self._kept[name] = kept
        return kept


def _keep(file: Path, name: str, stamp: tuple[int, int]) -> _Kept:
    content = file.read_bytes()
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    is_text = kind.startswith(_COMPRESSED)
    squeezed = gzip.compress(content, 6, mtime=0) if is_text and len(content) > 500 else None
    digest = hashlib.sha256(content).hexdigest()[:20]
    return _Kept(stamp, content, squeezed, f'"{digest}"', f"{kind}; charset=utf-8" if is_text else kind, bool(_HASHED.search(name)))


async def _answer(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
