"""Real frames beside the checkout, against their reference; skipped where they are not."""

import zoneinfo
from collections import defaultdict
from datetime import datetime
from typing import Any

import pytest
from tests.frames.reading import HERE, OPEN, cases_of, decode_case, difference, told

from bilezik.domain.decoded import Session
from bilezik.protocols import PROTOCOLS
from bilezik.protocols.h02 import commands as h02
from bilezik.protocols.watch import commands
from bilezik.protocols.xexun2 import commands as xexun2

pytestmark = pytest.mark.skipif(not OPEN.is_dir(), reason=f"no real frames at {OPEN}")

LISTED = {(line["protocol"], line["case"]) for line in cases_of(HERE / "reference_is_wrong.jsonl")}


def real(kind: str) -> list[Any]:
    names = PROTOCOLS if OPEN.is_dir() else ()
    return [
        pytest.param(case, id=f"{name} {case['case']}")
        for name in names
        for case in cases_of(OPEN / f"{name}.jsonl")
        if case["kind"] == kind
    ]


@pytest.mark.parametrize("name", PROTOCOLS)
def test_every_real_frame_is_equal_or_listed_with_its_reason(name: str) -> None:
    cases = [case for case in cases_of(OPEN / f"{name}.jsonl") if case["kind"] == "report"]
    known: dict[str, set[str]] = defaultdict(set)
    for case in cases:
        if case["expect"]["device"]:
            known[case["session"]].add(case["expect"]["device"])
    sessions: dict[str, Session] = defaultdict(Session)
    different = {}
    for case in cases:
        decoded = decode_case(case, sessions[case["session"]])
        sessions[case["session"]] = Session(decoded.device)
        fault = difference(case, told(decoded), known[case["session"]])
        if fault is not None:
            different[name, case["case"]] = fault
    assert {key: fault for key, fault in different.items() if key not in LISTED} == {}
    assert {key for key in LISTED if key[0] == name} <= different.keys(), "a listed case is equal now: take it off the list"


@pytest.mark.parametrize("case", real("framing"))
def test_real_streams_are_cut_where_the_reference_cuts(case: dict[str, Any]) -> None:
    whole, single = PROTOCOLS[case["protocol"]].framer(), PROTOCOLS[case["protocol"]].framer()
    stream = bytes.fromhex(case["stream_hex"])
    frames = whole.feed(stream) + whole.close()
    assert case["expect"]["frame_hex"] in [frame.frame.hex() for frame in frames]
    assert [frame for byte in stream for frame in single.feed(bytes((byte,)))] + single.close() == frames
    assert b"".join(frame.wire for frame in frames) == stream


NOT_OFFERED = frozenset({("meitrack", "sendSms"), ("minifinder", "setTimezone")})
"""Commands of the reference that Bilezik has no use for."""


@pytest.mark.parametrize("case", real("command"))
def test_real_commands_are_written_as_the_reference_writes_them(case: dict[str, Any]) -> None:
    session, asked = Session(case["device"]), case["command"]
    if (case["protocol"], asked["type"]) in NOT_OFFERED:
        return
    if case["protocol"] == "h02":
        written = h02.set_interval(session, asked["attributes"]["frequency"], 3723)  # 01:02:03
        assert written is not None
        assert written.decode() == case["expect"]["frame_text"]
        return
    if case["protocol"] == "xexun2":
        if asked["type"] == "powerOff":
            written = xexun2.written(session, "of=1", 1)
        else:
            written = xexun2.set_interval(session, asked["attributes"]["frequency"], 1)
        assert written is not None
    elif asked["type"] == "positionSingle":
        written = PROTOCOLS[case["protocol"]].locate_now(session, 1) or b""
    elif asked["type"] == "rebootDevice":
        written = commands.reset(session)
    else:
        assert asked["type"] == "setTimezone", "a command nobody wrote a test for"
        given = asked["attributes"]
        written = commands.set_timezone(session, standard_offset_min(given["timezone"]), given.get("language"))
    expected = case["expect"]
    assert written.hex() == (expected.get("frame_hex") or expected["frame_text"].encode().hex())


def standard_offset_min(zone: str) -> int:
    """The zone's offset outside summer time: a device has no calendar."""
    if zone.startswith("GMT") and len(zone) > 3:
        hours, minutes = zone[4:].split(":")
        return (-1 if zone[3] == "-" else 1) * (int(hours) * 60 + int(minutes))
    offset = datetime(2026, 1, 1, tzinfo=zoneinfo.ZoneInfo(zone)).utcoffset()
    assert offset is not None
    return round(offset.total_seconds() / 60)
