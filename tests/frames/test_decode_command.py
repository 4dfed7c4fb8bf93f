"""`bilezik decode` from the outside."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.frames import forge

from bilezik.protocols import PROTOCOLS

BEAT = forge.short(0x13, bytes((0x40, 3, 4, 0, 2))).hex()
LOGIN = forge.short(0x01, bytes.fromhex("0" + forge.IMEI)).hex()


def run(*arguments: str, text: str = "") -> tuple[int, list[dict[str, Any]], str]:
    command = [sys.executable, "-m", "bilezik", "decode", *arguments]
    done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603 - our own
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def test_bare_hex_shares_one_session() -> None:
    code, lines, _ = run("gt06", text=f"{LOGIN}\n\n{BEAT}\n")
    assert code == 0
    assert [line["device"] for line in lines] == [forge.IMEI] * 2
    assert lines[1] == {
        "device": forge.IMEI,
        "reports": [{"battery_pct": 50.0, "charging": False, "signal": 4, "status": 0x4000, "events": []}],
        "replies": [forge.short(0x13, b"").hex()],
        "integrity": "ok",
        "error": None,
    }


def test_objects_have_sessions_models_and_a_clock(tmp_path: Path) -> None:
    file = tmp_path / "frames.jsonl"
    objects = [
        {"hex": LOGIN, "session": "a"},
        {"hex": BEAT, "session": "b"},
        {"hex": BEAT, "session": "a", "model": "SEEWORLD"},
        {"hex": BEAT, "session": "a"},
        {"hex": forge.short(0x8A, b"").hex(), "received_at": forge.RECEIVED},
    ]
    file.write_text("".join(json.dumps(line) + "\n" for line in objects), encoding="utf-8")
    code, lines, _ = run("gt06", str(file))
    assert code == 0
    assert [line["device"] for line in lines] == [forge.IMEI, None, forge.IMEI, forge.IMEI, None]
    assert [line["reports"][0].get("external_v") for line in lines[1:4]] == [None, 0.0, None]
    assert lines[4]["replies"] == [forge.short(0x8A, bytes((26, 5, 20, 12, 30, 20))).hex()]


def test_http() -> None:
    line = {"input": "http", "method": "GET", "url": "/?id=1&lat=51.1&lon=71.4&timestamp=1779280215"}
    code, lines, _ = run("osmand", text=json.dumps(line) + "\n")
    assert code == 0
    assert lines[0]["replies"] == ["http:200:"]
    assert lines[0]["reports"][0]["at"] == forge.NOON_TEXT


def test_a_stream_in_pieces_with_junk() -> None:
    stream = b"junk".hex() + LOGIN + BEAT + "7878"
    pieces = [stream[at : at + 14] for at in range(0, len(stream), 14)]
    code, lines, _ = run("gt06", "--stream", text="\n".join(pieces))
    assert code == 0
    assert [line["error"] for line in lines] == [
        "4 bytes that are no frame: 6a756e6b",
        None,
        None,
        "2 bytes that are no frame: 7878",
    ]
    assert [line["device"] for line in lines] == [None, *[forge.IMEI] * 3]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("zz", "'zz' is no hex"),
        ("{", "no JSON"),
        ("{}", "no hex"),
        ('{"hex":"","received_at":"noon"}', "received_at"),
        ('{"input":"http","headers":[1]}', "headers is no object"),
        ("[" * 5000, "is no hex"),
        ('{"a":' * 5000, "no JSON"),
    ],
)
def test_a_bad_line_is_said_with_file_and_line_and_the_rest_is_decoded(line: str, reason: str) -> None:
    code, lines, errors = run("gt06", text=f"{BEAT}\n{line}\n{BEAT}\n")
    assert code == 2
    assert [one["error"] is None for one in lines] == [True, False, True]
    assert errors.startswith("-:2: ")
    assert reason in errors
    assert errors.count("\n") == 1


def test_what_is_asked_wrongly_is_one_line() -> None:
    code, _, errors = run("morse")
    assert (code, errors) == (2, f"bilezik: no protocol 'morse'; there are {', '.join(PROTOCOLS)}\n")
    code, _, errors = run("gt06", "/nowhere/frames.jsonl")
    assert (code, errors) == (2, "bilezik: /nowhere/frames.jsonl: No such file or directory\n")


def test_decoding_loads_neither_django_nor_numpy() -> None:
    probe = (
        "import sys; sys.argv = ['bilezik', 'decode', 'gt06', '/dev/null']\n"
        "from bilezik.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(sorted({'django', 'numpy', 'psycopg', 'nats', 'shapely'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, timeout=60, check=True)  # noqa: S603
    assert done.stdout.strip() == "[]"
