"""What `bilezik bench decode` decodes: recorded frames as a gateway would hear them, or what simulated devices say.

1. Recorded frames are frames after framing. To be framed again each needs its wire: itself, or itself and an end that framing takes
   away. It is found by trying: the framer must give back one frame that says the same.
2. A frame whose wire is not found (its escapes are gone, its length lies) is decoded without framing, and counted as such.
3. A connection begins where session or hints change, and where its framer would cut otherwise; it has the session of those before.
4. A request is decoded as the listener hands it over: parsed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import msgspec

from bilezik.domain.decoded import HttpRequest, Session
from bilezik.domain.instant import Instant, parse, seconds
from bilezik.protocols import PROTOCOLS
from bilezik.protocols.contract import Protocol
from bilezik.simulate.speak import TALKS, Saying
from bilezik.wire.http import request_of

ENDS: Final = (b"", b"\r\n", b"\n", b"$", b";", b"!", b"#")
"""What framing takes away, in one protocol or another."""
HINTS: Final = ("model", "transport", "variant")
"""What a recording may know that the wire does not say."""
SPOKEN: Final = tuple(TALKS)
"""What simulated devices speak."""
_DEVICES: Final = 20
_SAYINGS: Final = 50
_ALARM_EVERY: Final = 25
_BEGINS: Final = parse("2026-05-20T12:30:15Z")


class MixError(Exception):
    """A line holds no frame."""


class Heard(msgspec.Struct, frozen=True):
    """A frame as it was recorded, or the request it came as."""

    frame: bytes
    request: HttpRequest | None
    session: str
    hints: tuple[tuple[str, str | int], ...]
    received_at: Instant


class Connection(msgspec.Struct, frozen=True):
    """Wires in their order, each one frame, and the session they come in."""

    session: Session
    wires: tuple[bytes, ...]
    received_at: Instant


class Loose(msgspec.Struct, frozen=True):
    """A frame without its wire."""

    session: Session
    frame: bytes
    received_at: Instant


class Mix(msgspec.Struct, frozen=True):
    """The material of one protocol."""

    protocol: str
    connections: tuple[Connection, ...]
    loose: tuple[Loose, ...]
    requests: tuple[tuple[HttpRequest, Instant], ...]

    @property
    def framed(self) -> int:
        """How many frames are framed and decoded."""
        return sum(len(one.wires) for one in self.connections)

    @property
    def frames(self) -> int:
        """How many frames there are, requests included."""
        return self.framed + len(self.loose) + len(self.requests)


def recorded(files: Iterable[Path], names: Iterable[str] = ()) -> list[Mix]:
    """Return the mixes of the lines of `files`, all protocols or those named. Raises `MixError`, `OSError`."""
    wanted, heard = set(names), defaultdict[str, list[Heard]](list)
    for file in files:
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            try:
                for name, one in _heard(line, wanted):
                    heard[name].append(one)
            except (msgspec.DecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
                raise MixError(f"{file}:{number}: no frame: {error!r}") from None
    return [staged(PROTOCOLS[name], heard[name]) for name in PROTOCOLS if heard[name]]


def _heard(line: str, wanted: set[str]) -> Iterator[tuple[str, Heard]]:
    """Yield the frame of a line and its protocol, if it is one and asked for."""
    said: dict[str, Any] = msgspec.json.decode(line)
    name = said["protocol"]
    if said.get("kind", "report") != "report" or name not in PROTOCOLS or (wanted and name not in wanted):
        return
    frame, request = bytes.fromhex(said.get("hex") or ""), None
    if said.get("input") == "http":
        headers = {header.lower(): value for header, value in (said.get("headers") or {}).items()}
        request = HttpRequest(said.get("method") or "GET", said["url"], headers, frame)
    hints = tuple((hint, str(said[hint])) for hint in HINTS if said.get(hint) is not None)
    at = parse(said["received_at"]) if "received_at" in said else _BEGINS
    yield name, Heard(frame, request, str(said.get("session", "")), hints, at)


def spoken(name: str) -> Mix:
    """Return what simulated devices say in a protocol of `SPOKEN`: hellos, positions, some of them old, some alarms."""
    connections, requests = [], list[tuple[HttpRequest, Instant]]()
    for device in range(_DEVICES):
        talk = TALKS[name](f"{860_000_000_000_000 + device}")
        hello = talk.hello()
        frames = [] if hello is None else [hello]
        for number in range(_SAYINGS):
            frames += talk.say(_saying(device, number))
        wires = tuple(frame.data for frame in frames)
        if "http" in PROTOCOLS[name].transports:
            requests += [(request, _BEGINS) for wire in wires if (request := request_of(wire)) is not None]
        else:
            connections.append(Connection(Session(), wires, _BEGINS))
    return checked(Mix(name, tuple(connections), (), tuple(requests)))


def _saying(device: int, number: int) -> Saying:
    at = Instant(_BEGINS + seconds(60 * number))
    return Saying(
        at=at, lat=51.128 + device / 1_000 + number / 10_000, lon=71.43 + number / 9_000, accuracy_m=8.0, speed_mps=number % 4,
        course_deg=7.0 * number, satellites=9, hdop=0.9, battery_pct=100 - number // 2, replayed=number % 7 == 0,
        events=("sos",) if number % _ALARM_EVERY == _ALARM_EVERY - 1 else (),
    )  # fmt: skip


def staged(protocol: Protocol, heard: Iterable[Heard]) -> Mix:
    """Return recorded frames as connections, each begun in the session it was recorded in."""
    connections, loose, requests = list[Connection](), list[Loose](), list[tuple[HttpRequest, Instant]]()
    known = dict[str, Session]()
    key: tuple[str, tuple[tuple[str, str | int], ...]] | None = None
    for one in heard:
        if one.request is not None:
            requests.append((one.request, one.received_at))
            continue
        before = known.get(one.session, Session())
        session = Session(before.device, tuple(sorted({**dict(before.memory), **dict(one.hints)}.items())))
        decoded = protocol.decode(one.frame, session, one.received_at)
        kept = tuple(pair for pair in decoded.session.memory if pair not in one.hints)
        known[one.session] = Session(decoded.session.device, kept)
        last = connections[-1] if key == (one.session, one.hints) else None
        wire = None if last is None else _wire(protocol, last.wires, one, session)
        if last is not None and wire is not None:
            connections[-1] = Connection(last.session, (*last.wires, wire), last.received_at)
        elif (wire := _wire(protocol, (), one, session)) is not None:
            connections.append(Connection(session, (wire,), one.received_at))
        else:
            loose.append(Loose(session, one.frame, one.received_at))
            continue
        key = (one.session, one.hints)
    return checked(Mix(protocol.name, tuple(connections), tuple(loose), tuple(requests)))


def _wire(protocol: Protocol, before: tuple[bytes, ...], one: Heard, session: Session) -> bytes | None:
    """Return the wire of a frame behind the wires `before`, or None: a framer would cut otherwise there.

    What a framer remembers is how the connection began and what came last; `checked` looks at the whole.
    """
    for end in ENDS:
        framer = protocol.framer()
        for wire in (*before[:1], *before[-1:]):
            framer.feed(wire)
        pieces = framer.feed(one.frame + end)
        if len(pieces) == 1 and pieces[0].frame and not framer.pending:
            again = protocol.decode(pieces[0].frame, session, one.received_at)
            if again == protocol.decode(one.frame, session, one.received_at):
                return one.frame + end
    return None


def checked(mix: Mix) -> Mix:
    """Return the mix, once every wire has given one frame. Raises `MixError`."""
    for one in mix.connections:
        framer = PROTOCOLS[mix.protocol].framer()
        found = [piece for wire in one.wires for piece in framer.feed(wire)]
        if len(found) != len(one.wires) or framer.pending or not all(piece.frame for piece in found):
            raise MixError(f"{mix.protocol}: {len(one.wires)} wires gave {len(found)} frames")
    return mix
