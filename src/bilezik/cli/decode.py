"""`bilezik decode`: frames in, one JSON line a frame out.

1. Nothing but the decoder runs: no database, no network, no loop. It starts in a fraction of a second.
2. A line that is no frame is answered by a line with its error, said on standard error with file, line and reason, and makes
   the exit code 2. The other lines are decoded.
3. A recording of `bilezik frames record` is read as it is: a connection is a session, and what is no device's is passed over.
"""

import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from bilezik.cli.refusal import Refusal

if TYPE_CHECKING:
    from bilezik.domain.decoded import Decoded, Session
    from bilezik.domain.instant import Instant
    from bilezik.protocols.contract import Framer, Protocol

HINTS = ("model", "transport", "variant")
"""What a line may add that the wire does not say."""


class BadLineError(Exception):
    """A line of input that is no frame."""


def command(
    protocol: Annotated[str, typer.Argument(help="The protocol, as gt06; a name that is none prints them all.")],
    file: Annotated[
        Path | None, typer.Argument(help="Lines of hex, or of JSON objects with `hex`; standard input if absent.")
    ] = None,
    *,
    stream: Annotated[bool, typer.Option("--stream", help="Each line is a piece of the byte stream: frame it first.")] = False,
) -> None:
    """Decode frames: one JSON line a frame out.

    An object may hold hex, session, received_at, model, transport, variant, and for HTTP input, method, url, headers.
    """
    from bilezik.protocols import PROTOCOLS

    spoken = PROTOCOLS.get(protocol)
    if spoken is None:
        raise Refusal(f"no protocol {protocol!r}; there are {', '.join(PROTOCOLS)}", exit_code=2)
    try:
        with sys.stdin if file is None else file.open(encoding="utf-8", errors="replace") as lines:
            bad = _decode_all(spoken, lines, str(file or "-"), sys.stdout, stream=stream)
    except OSError as error:
        raise Refusal(f"{file}: {error.strerror}", exit_code=2) from None
    if bad:
        raise typer.Exit(2)


def _decode_all(protocol: "Protocol", lines: Iterable[str], name: str, out: IO[str], *, stream: bool) -> int:
    """Decode line by line; return how many lines were no frames."""
    import msgspec

    decoder, bad = _Streams(protocol) if stream else _Frames(protocol), 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            said = _object(line)
            answers = [] if _is_nobodys(said) else [as_json(decoded) for decoded in decoder.take(said)]
        except BadLineError as error:
            bad += 1
            sys.stderr.write(f"{name}:{number}: {error}\n")
            answers = [_line(None, [], [], "none", str(error))]
        for answer in answers:
            out.write(msgspec.json.encode(answer).decode() + "\n")
        out.flush()
    for decoded in decoder.close():
        out.write(msgspec.json.encode(as_json(decoded)).decode() + "\n")
    out.flush()
    return bad


class _Frames:
    """Frames one by one, each in its session."""

    def __init__(self, protocol: "Protocol") -> None:
        self._protocol = protocol
        self._sessions: dict[str, Session] = {}

    def take(self, said: dict[str, Any]) -> "Iterator[Decoded]":
        """Decode the frame of one line."""
        received_at = _received_at(said.get("received_at"))
        if said.get("input") == "http":
            yield self._http(said, received_at)
        else:
            yield self.decode(_bytes(said), said, received_at)

    def decode(self, frame: bytes, said: dict[str, Any], received_at: "Instant") -> "Decoded":
        """Decode a frame in its session, with the line's hints; the session keeps what the frame taught, not the hints."""
        from bilezik.domain.decoded import Session

        key = str(said.get("session", ""))
        before = self._sessions.get(key, Session())
        hints = tuple((name, str(said[name])) for name in HINTS if said.get(name) is not None)
        session = Session(before.device, tuple(sorted({**dict(before.memory), **dict(hints)}.items()))) if hints else before
        decoded = self._protocol.decode(frame, session, received_at)
        kept = tuple(pair for pair in decoded.session.memory if pair not in hints) if hints else decoded.session.memory
        self._sessions[key] = Session(decoded.session.device, kept)
        return decoded

    def _http(self, said: dict[str, Any], received_at: "Instant") -> "Decoded":
        from bilezik.domain.decoded import HttpRequest

        headers = said.get("headers") or {}
        if not isinstance(headers, dict):
            raise BadLineError("headers is no object")
        request = HttpRequest(
            str(said.get("method") or "GET"),
            str(said.get("url") or "/"),
            {str(name).lower(): str(value) for name, value in headers.items()},
            _bytes(said) if said.get("hex") else b"",
        )
        return self._protocol.decode_http(request, received_at)

    def close(self) -> "Iterator[Decoded]":
        """Nothing waits."""
        return iter(())


class _Streams(_Frames):
    """Pieces of byte streams, one stream a session."""

    def __init__(self, protocol: "Protocol") -> None:
        super().__init__(protocol)
        self._framers: dict[str, Framer] = {}

    def take(self, said: dict[str, Any]) -> "Iterator[Decoded]":
        """Decode the frames that one piece completes."""
        received_at = _received_at(said.get("received_at"))
        framer = self._framers.setdefault(str(said.get("session", "")), self._protocol.framer())
        for piece in framer.feed(_bytes(said)):
            yield self.decode(piece.frame, said, received_at) if piece.frame else self._junk(said, piece.wire)

    def close(self) -> "Iterator[Decoded]":
        """Return what no further bytes complete."""
        for key, framer in self._framers.items():
            said = {"session": key}
            for piece in framer.close():
                yield self.decode(piece.frame, said, _received_at(None)) if piece.frame else self._junk(said, piece.wire)

    def _junk(self, said: dict[str, Any], wire: bytes) -> "Decoded":
        from bilezik.domain.decoded import Decoded, Session

        session = self._sessions.get(str(said.get("session", "")), Session())
        return Decoded(session, session.device, error=f"{len(wire)} bytes that are no frame: {wire[:32].hex()}")


def _object(line: str) -> dict[str, Any]:
    """Return a line as an object; bare hex is its `hex`."""
    import msgspec

    text = line.strip()
    if not text.startswith("{"):
        return {"hex": text}
    try:
        said = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadLineError(f"no JSON: {error}") from None
    if not isinstance(said, dict):
        raise BadLineError("no JSON object")
    if "connection" in said:
        said.setdefault("session", said["connection"])
    return said


def _is_nobodys(said: dict[str, Any]) -> bool:
    """Return whether a line of a recording is not a device's: its first, or what the other side said."""
    return "recording" in said or said.get("from") == "server"


def _bytes(said: dict[str, Any]) -> bytes:
    text = said.get("hex")
    if not isinstance(text, str):
        raise BadLineError("no hex")
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise BadLineError(f"{text[:40]!r} is no hex") from None


def _received_at(said: object) -> "Instant":
    """Return the decoder's now: the line's, or the clock's."""
    from bilezik.domain.instant import Instant, parse

    if said is None:
        return Instant(time.time_ns() // 1000)
    try:
        return parse(str(said))
    except ValueError as error:
        raise BadLineError(f"received_at: {error}") from None


def as_json(decoded: "Decoded") -> dict[str, Any]:
    """Return the line for one decoded frame; unknown values are left out."""
    import msgspec

    from bilezik.domain.instant import rfc3339

    reports = []
    for report in decoded.reports:
        said = msgspec.to_builtins(report)
        said["events"] = list(report.events)
        if report.at is not None:
            said["at"] = rfc3339(report.at)
        reports.append(said)
    replies = [reply.hex() if isinstance(reply, bytes) else f"http:{reply.status}:{reply.body.hex()}" for reply in decoded.replies]
    return _line(decoded.device, reports, replies, decoded.integrity, decoded.error)


def _line(device: str | None, reports: list[Any], replies: list[str], integrity: str, error: str | None) -> dict[str, Any]:
    return {"device": device, "reports": reports, "replies": replies, "integrity": integrity, "error": error}
