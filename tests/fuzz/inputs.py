"""One input of the fuzzer: a stream of bytes, how it is cut, and what the session knows before it.

1. As bytes, which is how a fuzzer has it: what the session knows, where to cut, then the stream.
2. As a line of `found/NAME.jsonl`: the same by name, and what the input broke when it was found.
3. Models are told by name: a table that grows changes no line.
"""

import json
from pathlib import Path
from typing import Any, Final

import msgspec
from tests.frames.forge import IMEI
from tests.frames.reading import HERE, cases_of

from bilezik.domain.decoded import Session

FOUND: Final = Path(__file__).parent / "found"
HEAD: Final = 2
"""Bytes before the stream."""
LONGEST_BYTEWISE: Final = 256
_KNOWN: Final = 0x80
"""The bit of the first byte: the session knows its device."""


class Input(msgspec.Struct, frozen=True):
    """An input. `hint`: a (name, value) of the session's memory from outside; `cuts`: seed of the cuts, 0 to 255."""

    stream: bytes
    hint: tuple[str, str] | None = None
    is_known: bool = False
    cuts: int = 0

    @property
    def is_bytewise(self) -> bool:
        """Whether the stream comes byte by byte: one in thirty-two, and none that is long."""
        return self.cuts % 32 == 0 and len(self.stream) <= LONGEST_BYTEWISE

    @property
    def is_repeated(self) -> bool:
        """Whether each frame is decoded twice."""
        return self.cuts % 4 == 0

    def session(self) -> Session:
        """Return what the connection is known to be."""
        return Session(IMEI if self.is_known else None, () if self.hint is None else (self.hint,))


def hints_of(name: str) -> list[tuple[str, str] | None]:
    """Return what a session may know from outside: nothing, that it is datagrams, and each model of the protocol's own frames."""
    models = sorted({str(case["model"]) for case in cases_of(HERE / f"{name}.jsonl") if case.get("model")})
    return [None, ("transport", "udp"), *(("model", model) for model in models)]


def unpacked(data: bytes, hints: list[tuple[str, str] | None]) -> Input:
    """Return the input that a fuzzer's bytes are."""
    first, cuts = (*data[:HEAD], 0, 0)[:HEAD]
    return Input(data[HEAD:], hints[(first & ~_KNOWN) % len(hints)], bool(first & _KNOWN), cuts)


def line_of(given: Input, breaks: str) -> str:
    """Return the line of an input that broke something."""
    said: dict[str, Any] = {"breaks": breaks, "hex": given.stream.hex(), "cuts": given.cuts, "known": given.is_known}
    return json.dumps(said | ({} if given.hint is None else {"hint": given.hint}))


def found_of(name: str) -> list[tuple[str, Input]]:
    """Return what was found of a protocol: what each input broke, and the input."""
    path = FOUND / f"{name}.jsonl"
    return [_of(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def _of(said: dict[str, Any]) -> tuple[str, Input]:
    hint = (said["hint"][0], said["hint"][1]) if "hint" in said else None
    return said["breaks"], Input(bytes.fromhex(said["hex"]), hint, said["known"], said["cuts"])
