"""The file of a recording: JSON lines, the first says when and where, each other is one piece that came.

1. The first line: `recording` (1, the edition), `started_at`, `transport`, `port`, and `forward` where there was one.
2. A piece: `seconds` since the start, `connection`, `from` (device or server), `peer` (its address), `hex`. A datagram says so.
3. Only its owner may read the file: it holds positions of people. It is never written over unless that is asked for.
4. `bilezik decode --stream` reads it: what a server said and the first line are passed over.
"""

import os
import re
from pathlib import Path
from typing import IO, Final, Literal, Self, TypeVar

import msgspec

EDITION: Final = 1
Side = Literal["device", "server"]
T = TypeVar("T")

_HEX: Final = re.compile("(?:[0-9a-f]{2})+")


class RecordingError(Exception):
    """A file is no recording; the text is one line with the number of the line."""


class Head(msgspec.Struct, frozen=True, omit_defaults=True):
    """The first line."""

    recording: int
    started_at: str
    transport: Literal["tcp", "udp"]
    port: int
    forward: str | None = None


class Piece(msgspec.Struct, frozen=True, omit_defaults=True, rename={"side": "from"}):
    """One piece, as it came."""

    seconds: float
    connection: int
    side: Side
    peer: str
    hex: str
    transport: Literal["udp"] | None = None

    @property
    def data(self) -> bytes:
        """Its bytes."""
        return bytes.fromhex(self.hex)


class RecordingFile:
    """A recording while it is written; every piece is in the hands of the operating system when `write` returns."""

    def __init__(self, path: Path, head: Head, *, force: bool = False) -> None:
        """Open the file; `FileExistsError` where it is there and `force` is not."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | (os.O_TRUNC if force else os.O_EXCL)
        number = os.open(path, flags, 0o600)
        os.fchmod(number, 0o600)  # also one that was there
        self._file: IO[bytes] = os.fdopen(number, "wb", buffering=0)
        self._line(head)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, piece: Piece) -> None:
        """Append a piece; `OSError` where it cannot be."""
        self._line(piece)

    def _line(self, said: Head | Piece) -> None:
        line: object = said
        if isinstance(said, Piece):  # six decimals also where a number needs fewer
            line = msgspec.to_builtins(said) | {"seconds": msgspec.Raw(f"{said.seconds:.6f}".encode())}
        self._file.write(msgspec.json.encode(line) + b"\n")


def read(path: Path) -> tuple[Head, list[Piece]]:
    """Return what a recording holds; `RecordingError` where it is none, `OSError` where it cannot be read."""
    lines = path.read_bytes().splitlines()
    if not lines:
        raise RecordingError("1: the file is empty")
    head = _read(1, lines[0], Head)
    if head.recording != EDITION:
        raise RecordingError(f"1: a recording of edition {head.recording}; this program knows edition {EDITION}")
    pieces = [_read(number, line, Piece) for number, line in enumerate(lines[1:], 2) if line.strip()]
    for number, piece in enumerate(pieces, 2):
        if _HEX.fullmatch(piece.hex) is None or piece.seconds < 0:
            raise RecordingError(f"{number}: a piece without bytes, or before the start")
    return head, pieces


def _read(number: int, line: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(line, type=kind)
    except (msgspec.DecodeError, RecursionError) as error:
        raise RecordingError(f"{number}: no line of a recording: {error}") from None
