"""`bilezik frames explain` from the outside, and its table over every own frame."""

import json
import re
import subprocess
import sys

import pytest
from tests.frames import forge
from tests.frames.reading import HERE, NOW, cases_of, frame_of

from bilezik.cli.frames_table import WIDTH, as_object, as_table
from bilezik.domain.decoded import Session
from bilezik.protocols import PROTOCOLS
from bilezik.protocols.explaining import explain

ALARM = next(case["hex"] for case in cases_of(HERE / "gt06.jsonl") if case["case"] == "alarm sos")


def run(*arguments: str, text: str = "") -> tuple[int, str, str]:
    command = [sys.executable, "-m", "bilezik", "frames", "explain", *arguments]
    done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603 - our own
    return done.returncode, done.stdout, done.stderr


def without_reply(table: str) -> list[str]:
    """The reply of this protocol holds the clock."""
    return [line for line in table.splitlines() if not line.startswith("reply")]


def test_the_table_of_an_alarm() -> None:
    code, out, errors = run("gt06", ALARM)
    assert (code, errors) == (0, "")
    lines = out.splitlines()
    assert lines[:9] == [
        "gt06, 42 bytes",
        "at  bytes              text  what           value                 meaning",
        " 0  78 78                    mark                                 without it nothing is read",
        " 2  25                       length                               how many bytes follow",
        " 3  16                       kind or count                        how others are read hangs on it",
        " 4  1a 05 14 0c 1e 0f        at             2026-05-20T12:30:15Z  when, by the device's clock, in UTC",
        "10  c9                       satellites     9                     how many satellites",
        "11  05 7c 45 c0              lat            51.128 °              latitude, north of the equator above nought",
        "15  07 a9 e5 00              lon            71.4304 °             longitude, east of Greenwich above nought",
    ]
    assert "34  01                       events         sos                   the button for help" in lines
    assert "38  77 f5                    checksum       right                 CRC-16/X-25 of 2 to 37" in lines
    assert lines[-5:] == ["", "device     not stated", "integrity  ok", "reply      787805160102fb0f0d0a", "reports    1"]
    assert "\x1b" not in out, "no colour where nobody looks"


@pytest.mark.parametrize("name", PROTOCOLS)
def test_every_table_fits_and_every_object_has_all_bytes(name: str) -> None:
    for case in cases_of(HERE / f"{name}.jsonl")[::3]:
        frame = frame_of(case)
        told = explain(lambda one: PROTOCOLS[name].decode(one, Session(), NOW), frame)
        table = as_table(name, told)
        assert max(map(len, table.splitlines())) <= WIDTH, case["case"]
        assert re.sub(r"\x1b\[\dm", "", as_table(name, told, colour=True)) == table
        said = json.loads(json.dumps(as_object(name, told)))
        assert "".join(field["hex"] for field in said["fields"]) == frame.hex() == said["hex"]


def test_for_machines() -> None:
    code, out, _ = run("gt06", "--json", ALARM[:-8] + "00000d0a")
    assert code == 0
    said = json.loads(out)
    assert said["decoded"]["integrity"] == "failed"
    assert said["checksum"] == {"start": 38, "end": 40, "name": "CRC-16/X-25", "covers": [2, 38], "should_be": "77f5"}
    (lat,) = [field for field in said["fields"] if field["start"] == 11]
    assert lat == {
        "start": 11, "end": 15, "hex": "057c45c0", "text": None, "role": "value", "report": 0, "says": [], "could_say": [],
        "parts": [
            {"path": "reports[0].lat", "value": 51.128, "unit": "°", "meaning": "latitude, north of the equator above nought"}
        ],
    }  # fmt: skip
    assert [field["parts"][0]["value"] for field in said["fields"] if field["start"] == 4] == [forge.NOON_TEXT]


def test_hex_as_people_write_it_and_lines_of_recordings() -> None:
    told = run("gt06", ALARM)
    spaced = " ".join(f"0x{ALARM[at : at + 2]}" for at in range(0, len(ALARM), 2))
    assert run("gt06", spaced) == told
    assert run("gt06", "-", text=":".join(ALARM[at : at + 2] for at in range(0, len(ALARM), 2)) + "\n") == told
    assert run("gt06", "-", text=json.dumps({"seconds": 0.1, "connection": 1, "from": "device", "hex": ALARM})) == told


def test_bytes_from_the_wire_are_cut_into_frames_first() -> None:
    login = forge.short(0x01, bytes.fromhex("0" + forge.IMEI)).hex()
    code, out, errors = run("gt06", "ffff" + login + ALARM)
    assert code == 0
    assert errors == "frames: 2 bytes belong to no frame: ff ff\n"
    first, _, second = out.partition("\ngt06, 42 bytes\n")
    assert first.startswith("gt06, 18 bytes")
    assert f"device     {forge.IMEI}\n" in second, "of the connection whose login came before"
    code, out, errors = run("r16h", "--text", "@GPSD,860000000000017,R,20260520,123015,51.12800,N,071.43040,E,36,271,350,82,L,$")
    assert errors == "frames: 80 bytes of the wire are 79 without marks or escapes: places count in those\n"
    assert "51.128 °" in out


def test_text() -> None:
    frame = "*HQ,8600000017,V1,123015,A,5107.6800,N,07125.8240,E,019.44,271,200526,FFFFFBFF#"
    told = run("h02", "--text", frame)
    assert told[0] == 0
    assert "27  35 31 30 37 2e 36 38 …2  5107.6800   lat           51.128 °" in told[1]
    assert "between them: , at 3 14 17 24 26 36 38 49 51 58 62 69" in told[1]
    assert without_reply(run("h02", "--text", "-", text=frame + "\n")[1]) == without_reply(told[1])
    address = run("osmand", "--text", "/?id=phone-17&lat=51.128&lon=71.4304&timestamp=1779280215")
    assert "device     phone-17" in address[1]
    body = run("owntracks", "--text", '{"_type":"location","topic":"owntracks/a/b","tst":1779280215,"lat":51.128,"lon":71.43}')
    assert "device     owntracks/a/b" in body[1]


def test_model_and_transport_change_what_is_read() -> None:
    beat = forge.short(0x13, bytes((0x40, 3, 4, 0, 2))).hex()
    assert "external_v" not in run("gt06", beat)[1]
    assert "external_v" in run("gt06", beat, "--model", "SEEWORLD")[1]
    datagram = next(frame_of(case) for case in cases_of(HERE / "wialon.jsonl") if case["case"] == "a datagram, edition 2.0")
    assert "memory.version" in run("wialon", datagram.hex(), "--transport", "udp")[1]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("morse", "00"), "no protocol 'morse'; there are gt06"),
        (("gt06", "zz"), "'zz' is no hex; a frame of text wants --text"),
        (("gt06", ""), "there is no frame: give its bytes in hex"),
        (("gt06", "{"), "'{' is neither hex nor a line of a recording"),
        (("gt06", "{}"), "the line of a recording holds no hex"),
        (("gt06", "00", "--transport", "udp"), "gt06 is not spoken over 'udp', but over tcp"),
    ],
)
def test_what_is_asked_wrongly_is_one_line(arguments: tuple[str, ...], reason: str) -> None:
    code, out, errors = run(*arguments)
    assert (code, out) == (2, "")
    assert errors.startswith(f"bilezik: {reason}")
    assert errors.count("\n") == 1


def test_explaining_loads_neither_django_nor_numpy() -> None:
    probe = (
        "import sys; sys.argv = ['bilezik', 'frames', 'explain', 'gt06', '78780d0108600000000000170102f4a90d0a']\n"
        "from bilezik.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(sorted({'django', 'numpy', 'psycopg', 'nats', 'shapely'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, timeout=60, check=True)  # noqa: S603
    assert done.stdout.splitlines()[-1] == "[]"
