"""`bilezik bench decode`: what it decodes is what was recorded, and what it says is said of that."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.frames.reading import HERE, cases_of

from bilezik.app.bench import decoding, mixes
from bilezik.cli import main
from bilezik.domain.decoded import Session
from bilezik.protocols import PROTOCOLS

LOGIN = "78780d01086000000000001701024f1b0d0a"


def line(**said: Any) -> str:
    return json.dumps({"protocol": "gt06", "hex": LOGIN, **said}) + "\n"


def staged(tmp_path: Path, *lines: str) -> mixes.Mix:
    file = tmp_path / "frames.jsonl"
    file.write_text("".join(lines))
    (mix,) = mixes.recorded([file])
    return mix


@pytest.mark.parametrize("name", PROTOCOLS)
def test_every_frame_of_ours_is_decoded_and_nearly_every_one_framed(name: str) -> None:
    (mix,) = mixes.recorded([HERE / f"{name}.jsonl"])
    assert mix.frames == len(cases_of(HERE / f"{name}.jsonl"))
    assert len(mix.loose) <= mix.frames // 5, [one.frame for one in mix.loose]
    decoding.work_of(mix)()


@pytest.mark.parametrize("name", mixes.SPOKEN)
def test_what_simulated_devices_say_is_read_without_a_fault(name: str) -> None:
    mix = mixes.spoken(name)
    assert mix.frames >= 1_000
    for one in mix.connections:
        session, framer = one.session, PROTOCOLS[name].framer()
        for wire in one.wires:
            (piece,) = framer.feed(wire)
            decoded = PROTOCOLS[name].decode(piece.frame, session, one.received_at)
            assert (decoded.error, decoded.integrity) in ((None, "ok"), (None, "none"))
            session = decoded.session
    assert all(PROTOCOLS[name].decode_http(request, at).error is None for request, at in mix.requests)


def test_a_connection_keeps_its_session_and_another_model_is_another_connection(tmp_path: Path) -> None:
    one, other = line(session="a"), line(session="a", model="R11")
    mix = staged(tmp_path, one, one, line(session="b"), other)
    device = PROTOCOLS["gt06"].decode(bytes.fromhex(LOGIN), Session(), mix.connections[0].received_at).device
    assert [len(each.wires) for each in mix.connections] == [2, 1, 1]
    assert [each.session for each in mix.connections] == [Session(), Session(), Session(device, (("model", "R11"),))]


def test_a_frame_that_no_framer_gives_back_is_decoded_alone(tmp_path: Path) -> None:
    mix = staged(tmp_path, line(), line(hex="7878"))
    assert (mix.framed, len(mix.loose), mix.frames) == (1, 1, 2)


def test_a_wire_that_is_no_frame_is_not_measured() -> None:
    mix = mixes.Mix("gt06", (mixes.Connection(Session(), (b"xx",), mixes.spoken("gt06").connections[0].received_at),), (), ())
    with pytest.raises(mixes.MixError, match="1 wires gave 0 frames"):
        mixes.checked(mix)


def test_what_is_no_report_or_of_another_protocol_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "frames.jsonl"
    file.write_text(line() + line(kind="command") + line(protocol="none") + line(protocol="watch"))
    assert [mix.protocol for mix in mixes.recorded([file], ["gt06"])] == ["gt06"]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["bilezik", "bench", "decode", "--seconds", "0.01", *arguments])
        with pytest.raises(SystemExit) as stopped:
            main()
    said = capsys.readouterr()
    return int(stopped.value.code or 0), said.out, said.err


def test_the_table_and_the_json(capsys: pytest.CaptureFixture[str]) -> None:
    code, table, _ = run(capsys, "gt06", "osmand")
    assert code == 0
    assert [row.split(" | ")[0] for row in table.splitlines() if row.startswith("| ")] == ["| protocol", "| gt06", "| osmand"]
    code, said, _ = run(capsys, "--frames", str(HERE / "xexun2.jsonl"), "--frames", str(HERE / "osmand.jsonl"), "--json")
    figures = {one["protocol"]: one for one in json.loads(said)["figures"]}
    assert (code, set(figures)) == (0, {"xexun2", "osmand"})
    assert figures["osmand"]["is_http"]
    assert all(one["frames_a_second"] > 0 and 0 <= one["spread"] < 1 for one in figures.values())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nosuch"], "no protocol 'nosuch'"),
        (["h02"], "do not speak h02: give recorded frames with --frames"),
        (["--frames", "/nowhere.jsonl"], "nowhere.jsonl"),
        (["--frames", str(HERE / "watch.jsonl"), "gt06"], "no frames of gt06"),
    ],
)
def test_what_cannot_be_measured_is_refused_in_a_line(capsys: pytest.CaptureFixture[str], arguments: list[str], said: str) -> None:
    code, _, error = run(capsys, *arguments)
    assert code == 2
    assert said in error
    assert error.count("\n") == 1


@pytest.mark.parametrize("bad", ["{", "[]", "{}", '{"protocol": "gt06", "hex": "7"}', '{"protocol": "osmand", "input": "http"}'])
def test_a_bad_line_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path, bad: str) -> None:
    file = tmp_path / "frames.jsonl"
    file.write_text(line() + bad + "\n")
    code, _, error = run(capsys, "--frames", str(file))
    assert code == 2
    assert f"{file}:2: no frame" in error
