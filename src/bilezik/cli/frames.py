"""`bilezik frames`: for who meets a new device: what a frame says byte by byte, what a device sends, and sending it again."""

import re
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from bilezik.cli.refusal import Refusal

if TYPE_CHECKING:
    from bilezik.protocols.contract import Protocol

group = typer.Typer(help="A new device: explain its frames, record what it sends, play it again.", no_args_is_help=True)

_BETWEEN_HEX: Final = re.compile(r"0x|[\s:,-]")
"""What people write between bytes."""


@group.command()
def explain(
    protocol: Annotated[str, typer.Argument(help="The protocol, as gt06.")],
    frame: Annotated[str, typer.Argument(metavar="HEX", help="The frame in hex, a line of a recording, or - for standard input.")],
    transport: Annotated[str | None, typer.Option(help="udp: it came as a datagram.")] = None,
    model: Annotated[str | None, typer.Option(help="The model, where its frames differ from its protocol's others.")] = None,
    *,
    text: Annotated[
        bool, typer.Option("--text", help="The frame is given as text; of HTTP the address or the JSON is enough.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line a frame, for machines.")] = False,
) -> None:
    """Tell what each byte of a frame is for, as the decoder reads it.

    Bytes may come as they were on the wire: they are cut into frames first.
    """
    import os
    import time

    import msgspec

    from bilezik.cli import frames_table
    from bilezik.domain.decoded import Session
    from bilezik.domain.instant import Instant
    from bilezik.protocols import PROTOCOLS
    from bilezik.protocols.explaining import explain as told_by

    spoken = PROTOCOLS.get(protocol)
    if spoken is None:
        raise Refusal(f"no protocol {protocol!r}; there are {', '.join(PROTOCOLS)}", exit_code=2)
    if transport is not None and transport not in spoken.transports:
        raise Refusal(f"{protocol} is not spoken over {transport!r}, but over {', '.join(spoken.transports)}", exit_code=2)
    hints = tuple((name, value) for name, value in (("model", model), ("transport", transport)) if value is not None)
    now, session = Instant(time.time_ns() // 1000), Session(memory=hints)
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    for number, data in enumerate(_framed(spoken, _bytes(spoken, frame, is_text=text))):
        told = told_by(lambda one, within=session: spoken.decode(one, within, now), data)  # type: ignore[misc]
        if as_json:
            sys.stdout.write(msgspec.json.encode(frames_table.as_object(protocol, told)).decode() + "\n")
        else:
            sys.stdout.write(("\n" if number else "") + frames_table.as_table(protocol, told, colour=colour))
        session = told.decoded.session


def _framed(protocol: "Protocol", data: bytes) -> list[bytes]:
    """Return the frames of bytes from the wire; bytes in which no frame is found are one as they are."""
    framer = protocol.framer()
    pieces = [*framer.feed(data), *framer.close()]
    frames = [piece for piece in pieces if piece.frame]
    if not frames:
        return [data]
    for piece in pieces:
        if not piece.frame:
            _say(f"{len(piece.wire)} bytes belong to no frame: {piece.wire[:40].hex(' ')}")
        elif piece.frame != piece.wire.lstrip():
            _say(f"{len(piece.wire)} bytes of the wire are {len(piece.frame)} without marks or escapes: places count in those")
    return [piece.frame for piece in frames]


def _bytes(protocol: "Protocol", said: str, *, is_text: bool) -> bytes:
    """Return the bytes that the command line or standard input gives."""
    if is_text:
        data = sys.stdin.buffer.read().removesuffix(b"\n") if said == "-" else said.encode()
        return _request(data) if protocol.transports == ("http",) else data
    written = sys.stdin.read() if said == "-" else said
    if written.lstrip().startswith("{"):
        written = _recorded(written)
    try:
        data = bytes.fromhex(_BETWEEN_HEX.sub("", written))
    except ValueError:
        raise Refusal(f"{written.strip()[:40]!r} is no hex; a frame of text wants --text", exit_code=2) from None
    if not data:
        raise Refusal("there is no frame: give its bytes in hex", exit_code=2)
    return data


def _recorded(line: str) -> str:
    """Return the hex of a line of a recording."""
    import msgspec

    try:
        said = msgspec.json.decode(line)
    except msgspec.DecodeError:
        raise Refusal(f"{line.strip()[:40]!r} is neither hex nor a line of a recording", exit_code=2) from None
    if not isinstance(said, dict) or not isinstance(said.get("hex"), str):
        raise Refusal("the line of a recording holds no hex", exit_code=2)
    return str(said["hex"])


def _request(data: bytes) -> bytes:
    """Return an address or JSON as the request that a telephone would send; a whole request as it is."""
    if data.startswith((b"/", b"?")):
        return b"GET /" + data.removeprefix(b"/") + b" HTTP/1.1\r\n\r\n"
    if data.startswith(b"{"):
        head = f"POST / HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
        return head.encode() + data
    return data


@group.command()
def record(
    port: Annotated[int, typer.Argument(min=0, max=65_535, help="The port to listen on; 0: any that is free.")],
    to: Annotated[Path, typer.Option(metavar="FILE", help="Where to write: JSON lines, readable by their owner alone.")],
    host: Annotated[str, typer.Option(help="The address to listen on; 0.0.0.0: all networks of the machine.")] = "127.0.0.1",
    forward: Annotated[
        str | None, typer.Option(metavar="HOST:PORT", help="Hand on everything, and record what comes back.")
    ] = None,
    *,
    udp: Annotated[bool, typer.Option("--udp", help="Datagrams instead of connections.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over a recording that is there.")] = False,
) -> None:
    """Write down each piece that a device on your own bench sends. Ctrl-C ends it; progress goes to standard error.

    The file holds the positions of whoever carries the device: record your own, and delete the file when you are done.
    """
    import asyncio
    from datetime import UTC, datetime

    from bilezik.cli import frames_address, frames_recorder
    from bilezik.cli.frames_file import EDITION, Head, RecordingFile

    target = None if forward is None else frames_address.parsed(forward)
    with frames_address.bound(host, port, is_udp=udp) as bound:
        taken = bound.getsockname()[1]
        head = Head(EDITION, f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}", "udp" if udp else "tcp", taken, forward)
        try:
            file = RecordingFile(to, head, force=force)
        except FileExistsError:
            raise Refusal(f"{to} is there already: give another name, or --force to write over it") from None
        except OSError as error:
            raise Refusal(f"{to} cannot be written: {error.strerror}") from None

        async def run() -> "frames_recorder.Tape":
            stop = asyncio.Event()
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, stop.set)
            tape = frames_recorder.Tape(file, _say, stop)
            _say(_PRIVATE.format(file=to))
            ready = f"listening on {frames_address.written((host, taken))} ({head.transport}); Ctrl-C ends it"
            recorded = frames_recorder.record_udp if udp else frames_recorder.record_tcp
            await recorded(tape, bound, target, lambda: _say(ready))
            return tape

        with file:
            tape = asyncio.run(run())
    _say(f"connections {tape.connections}, pieces {tape.pieces}, bytes {tape.size} in {to}")
    if tape.failed is not None:
        raise Refusal(f"{to} cannot be written any more: {tape.failed.strerror}")


@group.command()
def play(
    file: Annotated[Path, typer.Argument(help="A recording.")],
    to: Annotated[str, typer.Argument(metavar="HOST:PORT", help="Where to: a gateway of a test installation.")],
    speed: Annotated[float, typer.Option(min=0, help="How many times faster than it was; 0: as fast as it goes.")] = 1,
    wait: Annotated[float, typer.Option(min=0.01, help="How many seconds to wait for a last answer.")] = 1,
) -> None:
    """Send again what devices sent: each connection one of its own, in the same rhythm. Prints what comes back.

    The exit code is 1 if the port refuses.
    """
    import asyncio

    from bilezik.cli import frames_address, frames_file, frames_player

    target = frames_address.parsed(to)
    try:
        head, pieces = frames_file.read(file)
    except frames_file.RecordingError as error:
        raise Refusal(f"{file}:{error}", exit_code=2) from None
    except OSError as error:
        raise Refusal(f"{file}: {error.strerror}", exit_code=2) from None

    def heard(connection: int, data: bytes) -> None:
        sys.stdout.write(f"{connection} {data.hex()}\n")
        sys.stdout.flush()

    is_udp = head.transport == "udp"
    try:
        played = asyncio.run(frames_player.play(pieces, target, is_udp=is_udp, speed=speed, wait_s=wait, heard=heard))
    except frames_player.RefusedError as error:
        raise Refusal(str(error)) from None
    _say(f"connections {played.connections}, pieces {played.pieces}, bytes {played.size}, bytes back {played.size_back}")


_PRIVATE: Final = (
    "{file} will hold the positions of people: record devices of your own, on a test bench, and delete it when you are done"
)


def _say(line: str) -> None:
    sys.stderr.write(f"frames: {line}\n")
