"""`bilezik frames record` and `play` on real sockets: what is recorded is what came, and is played as it came."""

import asyncio
import json
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import pytest
from tests.frames.reading import HERE, cases_of

from bilezik.cli import frames_address, frames_recorder
from bilezik.cli.frames_file import EDITION, Head, Piece, RecordingError, RecordingFile, read
from bilezik.cli.frames_player import Played, RefusedError, play
from bilezik.cli.refusal import Refusal

LOGIN, ALARM = (bytes.fromhex(case["hex"]) for case in cases_of(HERE / "gt06.jsonl") if case["case"] in ("login", "alarm sos"))
HEAD = '{"recording":1,"started_at":"","transport":"tcp","port":1}\n'


class Recording:
    """A recorder that runs: its port, its file, what it said."""

    def __init__(self, port: int, path: Path, said: list[str], tape: frames_recorder.Tape) -> None:
        self.port, self.path, self.said, self.tape = port, path, said, tape

    def pieces(self, side: str = "device") -> list[tuple[int, bytes]]:
        return [(piece.connection, piece.data) for piece in read(self.path)[1] if piece.side == side]

    async def until(self, count: int = 0, size: int = 0) -> None:
        """Wait until so many pieces or bytes are written."""
        async with asyncio.timeout(5):
            while self.tape.pieces < count or self.tape.size < size:  # noqa: ASYNC110 - a recorder tells nobody of a piece
                await asyncio.sleep(0.01)


@asynccontextmanager
async def recording(path: Path, forward: int | None = None, *, is_udp: bool = False) -> AsyncIterator[Recording]:
    said: list[str] = []
    stop, ready = asyncio.Event(), asyncio.Event()
    with frames_address.bound("127.0.0.1", 0, is_udp=is_udp) as bound:
        port = bound.getsockname()[1]
        with RecordingFile(path, Head(EDITION, "2026-05-20T12:30:15.000000Z", "udp" if is_udp else "tcp", port)) as file:
            tape = frames_recorder.Tape(file, said.append, stop)
            run = frames_recorder.record_udp if is_udp else frames_recorder.record_tcp
            task = asyncio.create_task(run(tape, bound, None if forward is None else ("127.0.0.1", forward), ready.set))
            await ready.wait()
            try:
                yield Recording(port, path, said, tape)
            finally:
                stop.set()
                await task


@asynccontextmanager
async def answering(port: int = 0) -> AsyncIterator[tuple[int, list[bytes]]]:
    """A tiny server that answers each piece with its bytes turned round, until the other side has said all."""
    heard: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(4096):
            heard.append(data)
            writer.write(data[::-1])
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", port)
    try:
        yield server.sockets[0].getsockname()[1], heard
    finally:
        server.close()


class Mirror(asyncio.DatagramProtocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.transport.sendto(data[::-1], addr)


async def send(port: int, *pieces: bytes, answers: bool = True) -> list[bytes]:
    """Send pieces as a device does, each after the answer to the one before; return the answers."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    back = []
    for piece in pieces:
        writer.write(piece)
        await writer.drain()
        back.append(await reader.readexactly(len(piece)) if answers else b"")
        await asyncio.sleep(0.05)
    writer.close()
    return back


async def test_what_comes_is_handed_on_and_played_again_as_it_came(tmp_path: Path) -> None:
    async with answering() as (server, heard), recording(tmp_path / "first", server) as first:
        assert await send(first.port, LOGIN, ALARM) == [LOGIN[::-1], ALARM[::-1]]
        assert await send(first.port, ALARM) == [ALARM[::-1]]
        await first.until(6)
    assert heard == [LOGIN, ALARM, ALARM]
    sent = [(1, LOGIN), (1, ALARM), (2, ALARM)]
    assert first.pieces() == sent
    assert first.pieces("server") == [(number, data[::-1]) for number, data in sent]
    assert first.said[0].startswith("connection 1 from 127.0.0.1:")
    assert f"connection 1 ends: {len(LOGIN + ALARM)} bytes, {len(LOGIN + ALARM)} bytes back" in first.said

    head, pieces = read(first.path)
    assert (head.transport, head.port) == ("tcp", first.port)
    assert [piece.seconds for piece in pieces] == sorted(piece.seconds for piece in pieces)
    back: list[tuple[int, bytes]] = []
    size = len(LOGIN + ALARM + ALARM)
    async with answering() as (server, _), recording(tmp_path / "second", server) as second:
        to = ("127.0.0.1", second.port)
        played = await play(pieces, to, is_udp=False, speed=1, wait_s=0.3, heard=lambda number, data: back.append((number, data)))
        await second.until(6)
    assert played == Played(2, 3, size, size)
    assert second.pieces() == sent
    assert back == first.pieces("server")


@pytest.mark.parametrize(("speed", "least_s"), [(0, 0.0), (100, 0.4)])
async def test_as_fast_as_it_goes_and_many_times_faster(tmp_path: Path, speed: int, least_s: float) -> None:
    pieces = [Piece(float(10 * at), 1, "device", "p", bytes((at, at)).hex()) for at in range(5)]
    loop = asyncio.get_running_loop()
    async with recording(tmp_path / "file") as recorded, asyncio.timeout(5):
        start = loop.time()
        played = await play(pieces, ("127.0.0.1", recorded.port), is_udp=False, speed=speed, wait_s=0.05, heard=print)
        assert loop.time() - start >= least_s
        await recorded.until(size=10)
    assert played == Played(1, 5, 10, 0)
    assert b"".join(data for _, data in recorded.pieces()) == b"".join(piece.data for piece in pieces)


async def test_datagrams(tmp_path: Path) -> None:
    loop = asyncio.get_running_loop()
    mirror, _ = await loop.create_datagram_endpoint(Mirror, local_addr=("127.0.0.1", 0))
    server = mirror.get_extra_info("sockname")[1]
    async with recording(tmp_path / "first", server, is_udp=True) as first:
        devices = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2)]
        for number, device in enumerate(devices):
            device.setblocking(False)
            device.connect(("127.0.0.1", first.port))
            for piece in (b"a%d" % number, b"b%d" % number):
                await loop.sock_sendall(device, piece)
                async with asyncio.timeout(5):
                    assert await loop.sock_recv(device, 99) == piece[::-1]
            device.close()
    sent = [(1, b"a0"), (1, b"b0"), (2, b"a1"), (2, b"b1")]
    assert first.pieces() == sent
    assert first.pieces("server") == [(number, data[::-1]) for number, data in sent]
    assert json.loads((tmp_path / "first").read_text().splitlines()[1])["transport"] == "udp"

    back: list[bytes] = []
    async with recording(tmp_path / "second", server, is_udp=True) as second:
        to, pieces = ("127.0.0.1", second.port), read(first.path)[1]
        await play(pieces, to, is_udp=True, speed=1, wait_s=0.3, heard=lambda _, data: back.append(data))
    assert sorted(second.pieces()) == sorted(sent)
    assert sorted(back) == sorted(data[::-1] for _, data in sent)
    mirror.close()


async def test_where_the_other_side_refuses_the_device_is_recorded_all_the_same(tmp_path: Path) -> None:
    async with recording(tmp_path / "file", free_port()) as recorded:
        await send(recorded.port, LOGIN, answers=False)
        await recorded.until(1)
    assert recorded.pieces() == [(1, LOGIN)]
    assert any("is recorded only" in line and "Connection refused" in line for line in recorded.said)


async def test_a_file_that_cannot_be_written_ends_the_recording_and_nothing_is_handed_on(tmp_path: Path) -> None:
    async with answering() as (server, heard), recording(tmp_path / "file", server) as recorded:
        recorded.tape._file._file.close()
        recorded.tape._file._file = os.fdopen(os.open("/dev/full", os.O_WRONLY), "wb", buffering=0)
        await send(recorded.port, LOGIN, answers=False)
        async with asyncio.timeout(5):
            await recorded.tape.stop.wait()
        assert heard == []
        assert recorded.tape.failed is not None
        assert recorded.tape.failed.strerror == "No space left on device"


async def test_a_port_that_refuses_is_told() -> None:
    piece = Piece(0.0, 1, "device", "p", "00")
    for is_udp in (False, True):
        with pytest.raises(RefusedError, match="Connection refused"):
            await play([piece], ("127.0.0.1", free_port()), is_udp=is_udp, speed=0, wait_s=0.3, heard=print)


async def test_what_a_server_said_is_not_sent(tmp_path: Path) -> None:
    pieces = [Piece(0.0, 1, "server", "p", "ff"), Piece(0.1, 1, "device", "p", "00")]
    async with recording(tmp_path / "file") as recorded:
        played = await play(pieces, ("127.0.0.1", recorded.port), is_udp=False, speed=0, wait_s=0.05, heard=print)
        await recorded.until(1)
    assert played == Played(1, 1, 1, 0)
    assert recorded.pieces() == [(1, b"\x00")]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "1: the file is empty"),
        ("78780d01\n", "1: no line of a recording"),
        ('{"recording":2,"started_at":"","transport":"tcp","port":1}\n', "1: a recording of edition 2"),
        (HEAD + '{"hex":"00"}\n', "2: no line of a recording"),
        (HEAD + '{"seconds":0.1,"connection":1,"from":"device","peer":"p","hex":"0"}\n', "2: a piece without bytes"),
    ],
)
def test_what_is_no_recording_is_told_with_its_line(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "file").write_text(text)
    with pytest.raises(RecordingError, match=reason):
        read(tmp_path / "file")


def test_addresses() -> None:
    assert frames_address.parsed("[::1]:5023") == ("::1", 5023)
    assert frames_address.written(("::1", 5023, 0, 0)) == "[::1]:5023"
    for wrong in ("", "5023", ":5023", "a:0", "a:70000", "a:b"):
        with pytest.raises(Refusal, match="is no HOST:PORT"):
            frames_address.parsed(wrong)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def start(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "bilezik", "frames", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # noqa: S603 - our own


def run(*arguments: str) -> tuple[int, str, str]:
    process = start(*arguments)
    out, errors = process.communicate(timeout=60)
    return process.returncode, out, errors


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_commands_from_the_outside(tmp_path: Path, number: signal.Signals) -> None:
    file = tmp_path / "bench.jsonl"
    process = start("record", "0", "--to", str(file))
    assert process.stderr is not None
    assert "will hold the positions of people: record devices of your own" in process.stderr.readline()
    port = int(process.stderr.readline().partition("127.0.0.1:")[2].partition(" ")[0])
    with socket.create_connection(("127.0.0.1", port)) as device:
        device.sendall(LOGIN)
        assert process.stderr.readline().startswith("frames: connection 1 from 127.0.0.1:")
    assert process.stderr.readline() == f"frames: connection 1 ends: {len(LOGIN)} bytes\n"
    process.send_signal(number)
    _, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (0, f"frames: connections 1, pieces 1, bytes {len(LOGIN)} in {file}\n")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    head, piece = (json.loads(line) for line in file.read_text().splitlines())
    assert (head["recording"], head["transport"], head["port"]) == (1, "tcp", port)
    assert (piece["connection"], piece["from"], piece["hex"]) == (1, "device", LOGIN.hex())
    assert len(file.read_text().splitlines()[1].partition('"seconds":')[2].partition(",")[0].partition(".")[2]) == 6

    code, _, errors = run("record", "0", "--to", str(file))
    assert (code, errors) == (1, f"bilezik: {file} is there already: give another name, or --force to write over it\n")
    code, out, errors = run("play", str(file), f"127.0.0.1:{free_port()}")
    assert (code, out) == (1, "")
    assert errors.endswith(": Connection refused\n")
    assert errors.count("\n") == 1


def test_a_taken_port_is_one_line_and_leaves_no_file(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, _, errors = run("record", str(port), "--to", str(tmp_path / "file"))
    assert code == 1
    assert errors.startswith(f"bilezik: port {port} on 127.0.0.1 is taken by another program: stop it (ss -ltnp")
    assert errors.count("\n") == 1
    assert not (tmp_path / "file").exists()


def test_force_writes_over_and_closes_the_file_to_others(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("old\n")
    file.chmod(0o644)
    head = Head(EDITION, "2026-05-20T12:30:15.000000Z", "tcp", 1)
    with pytest.raises(FileExistsError):
        RecordingFile(file, head)
    assert file.read_text() == "old\n"
    with RecordingFile(file, head, force=True):
        pass
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert read(file) == (head, [])


def test_decode_reads_a_recording_as_a_stream(tmp_path: Path) -> None:
    file = tmp_path / "file"
    with RecordingFile(file, Head(EDITION, "2026-05-20T12:30:15.000000Z", "tcp", 1)) as one:
        for seconds, connection, side, data in (
            (0.1, 1, "device", LOGIN[:7]),
            (0.2, 2, "device", ALARM),
            (0.3, 1, "server", b"\xff"),
            (0.4, 1, "device", LOGIN[7:] + ALARM),
        ):
            one.write(Piece(seconds, connection, "device" if side == "device" else "server", "p", data.hex()))
    command = [sys.executable, "-m", "bilezik", "decode", "gt06", "--stream", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)  # noqa: S603 - our own
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["device"] for line in lines] == [None, "860000000000017", "860000000000017"]
    assert [len(line["reports"]) for line in lines] == [1, 0, 1]
