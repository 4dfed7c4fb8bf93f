"""Begin a protocol: its folder and its forge, small and whole, to be changed into what the manual says.

Usage: `make protocol NAME=acme PORT=5301`. Nothing that is there is written over. What stands in the files reads `*id,lat,lon#`;
the lines to add to the tables of the family are printed.
"""

import argparse
import re
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
FILES: Final = {
    "src/bilezik/protocols/{name}/__init__.py": '''"""{Name}: say what its devices are. See the README beside this file."""

from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.instant import Instant
from bilezik.protocols.contract import Framer, Protocol, Transport
from bilezik.protocols.{name}.decode import decode
from bilezik.protocols.{name}.framing import {Name}Framer

__all__ = ["{Name}"]


class {Name}(Protocol):
    """The protocol's place in the family. No command is documented at hand."""

    name: str = "{name}"
    version: int = 1
    port: int = {port}
    transports: tuple[Transport, ...] = ("tcp",)

    def framer(self) -> Framer:
        """Return the framer of a new connection."""
        return {Name}Framer()

    def decode(self, frame: bytes, session: Session, received_at: Instant) -> Decoded:  # noqa: ARG002 - say why it is not needed
        """Return what a frame says."""
        return decode(frame, session)
''',
    "src/bilezik/protocols/{name}/framing.py": '''"""Frames of {Name}: `*…#`."""

from typing import Final

from bilezik.wire.framing import DelimitedFramer

LONGEST: Final = 1024


class {Name}Framer(DelimitedFramer):
    """The framer of one connection."""

    __slots__ = ()

    def __init__(self) -> None:
        """Hold at most one longest frame."""
        super().__init__(b"*", b"#", LONGEST)
''',
    "src/bilezik/protocols/{name}/decode.py": '''"""A frame of {Name}: what it says.

1. Say here, in numbered rules, what a reader of the code must know of the protocol.
"""

import re
from typing import Final

from bilezik.domain.decoded import Decoded, Session
from bilezik.protocols.draft import Draft

_DEGREES: Final = r"(-?[0-9]{{1,3}}\\\\.[0-9]{{1,7}})"
_FRAME: Final = re.compile(rf"\\\\*([0-9A-Za-z]{{{{1,20}}}}),{{_DEGREES}},{{_DEGREES}}#?", re.ASCII)


def decode(frame: bytes, session: Session) -> Decoded:
    """Return what the frame says. Never raises."""
    found = _FRAME.fullmatch(frame.decode("utf-8", "replace"))
    if found is None:
        return Decoded(session, session.device, error="not a frame of {Name}")
    draft = Draft()
    draft.valid, draft.lat, draft.lon, draft.source = True, float(found[2]), float(found[3]), "gnss"
    return Decoded(Session(found[1], session.memory), found[1], (draft.report(),))
''',
    "src/bilezik/protocols/{name}/README.md": """# {name}

Say in one line how a frame looks.

## Source
The manual, its edition, or the published frames, exactly.

## Devices
Which.

## What is read
What.

## What it cannot say
- What an officer must not expect of it.
""",
    "tests/frames/forge_{name}.py": '''"""{Name}: frames of our own, after the manual, each with its whole report."""

from collections.abc import Iterator
from typing import Any

Case = dict[str, Any]
ID = "860000000000017"


def case(name: str, frame: bytes, *reports: dict[str, Any], **expect: Any) -> Case:
    outcome = {{"device": ID, "reports": list(reports), "replies": [], "integrity": "none", "error": None}}
    said = {{"protocol": "{name}", "case": name, "received_at": "2026-05-20T12:30:20Z", "hex": frame.hex()}}
    return said | {{"expect": outcome | expect}}


def {name}_cases() -> Iterator[Case]:
    yield case(
        "place", f"*{{ID}},51.128,71.4304".encode(),
        {{"events": [], "valid": True, "lat": 51.128, "lon": 71.4304, "source": "gnss"}},
    )  # fmt: skip
    yield case("no frame", b"*x", device=None, error="not a frame of {Name}")
''',
}
NEXT: Final = """\
Add to the tables (docs/howto/add-a-protocol.md, steps 2 to 4):
  src/bilezik/protocols/__init__.py      from bilezik.protocols.{name} import {Name}      and      {Name}(),
  tests/frames/forge.py                  from tests.frames.forge_{name} import {name}_cases      and      "{name}": {name}_cases,
  tests/frames/test_own_frames.py        STREAMED: "{name}"      TAILS: "{name}": b"#"      BEGINNINGS: "{name}": b"*1,"
  docs/reference/protocols.md            | `{name}` | {port} | tcp | `*…#` | none documented | nothing |
then write the frames: .venv/bin/python -m tests.frames.forge
"""


def write(root: Path, name: str, port: int) -> list[Path]:
    """Write the files of a protocol under `root` and return them; `FileExistsError` where one is there."""
    words = {"name": name, "Name": name[:1].upper() + name[1:], "port": port}
    files = {root / path.format(**words): text.format(**words) for path, text in FILES.items()}
    for file in files:
        if file.exists():
            raise FileExistsError(f"{file} is there already")
    for file, text in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.replace("\\\\", "\\"), encoding="utf-8")
    return list(files)


def main() -> None:
    """Write the files and say what is next."""
    parser = argparse.ArgumentParser(description="Begin a protocol.")
    parser.add_argument("name", help="lower case letters and digits")
    parser.add_argument("port", type=int)
    said = parser.parse_args()
    if re.fullmatch(r"[a-z][a-z0-9]{1,15}", said.name) is None or not 1 <= said.port <= 65_535:
        parser.error("a name has 2 to 16 lower case letters and digits, a port is between 1 and 65535")
    for file in write(ROOT, said.name, said.port):
        sys.stdout.write(f"{file.relative_to(ROOT)}\n")
    sys.stdout.write(NEXT.format(name=said.name, Name=said.name[:1].upper() + said.name[1:], port=said.port))


if __name__ == "__main__":
    main()
