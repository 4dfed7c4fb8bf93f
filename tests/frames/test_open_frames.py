"""Real frames beside the checkout, against their reference; skipped where they are not."""

import zoneinfo
from collections import defaultdict
from datetime import datetime
from typing import Any

import pytest
from tests.frames.reading import HERE, OPEN, cases_of, decode_case, difference, told

from bilezik.domain.command import LocateNow, Reboot, SetInterval
from bilezik.domain.decoded import Session
from bilezik.protocols import PROTOCOLS
from bilezik.protocols.jt808 import commands as jt808
from bilezik.protocols.watch import commands
from bilezik.protocols.xexun2 import commands as xexun2

pytestmark = pytest.mark.skipif(not OPEN.is_dir(), reason=f"no real frames at {OPEN}")

LISTED = cases_of(HERE / "reference_is_wrong.jsonl")


def line_of(case: dict[str, Any]) -> int | None:
    """Return which line lists a case. Where cases of two files have one name, `begins` says how the frame meant begins."""
    for number, line in enumerate(LISTED):
        is_named = (line["protocol"], line["case"]) == (case["protocol"], case["case"])
        if is_named and case["hex"].startswith(line.get("begins", "")):
            return number
    return None


RECORDED = [name for name in PROTOCOLS if (OPEN / f"{name}.jsonl").exists()]


def real(kind: str) -> list[Any]:
    names = RECORDED
    return [
        pytest.param(case, id=f"{name} {case['case']}")
        for name in names
        for case in cases_of(OPEN / f"{name}.jsonl")
        if case["kind"] == kind
    ]


@pytest.mark.parametrize("name", RECORDED)
def test_every_real_frame_is_equal_or_listed_with_its_reason(name: str) -> None:
    cases = [case for case in cases_of(OPEN / f"{name}.jsonl") if case["kind"] == "report"]
    known: dict[str, set[str]] = defaultdict(set)
    for case in cases:
        if case["expect"]["device"]:
            known[case["session"]].add(case["expect"]["device"])
    sessions: dict[str, Session] = defaultdict(Session)
    different: dict[tuple[str, str], str] = {}
    found: set[int | None] = set()
    for case in cases:
        decoded = decode_case(case, sessions[case["session"]])
        sessions[case["session"]] = Session(decoded.device)
        fault = difference(case, told(decoded), known[case["session"]])
        if fault is not None and (line := line_of(case)) is not None:
            found.add(line)
        elif fault is not None:
            different[case["case"], case["hex"]] = fault
    assert different == {}
    listed = {number for number, line in enumerate(LISTED) if line["protocol"] == name}
    assert listed <= found, "a listed case is equal now: take it off the list"


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
        written = PROTOCOLS["h02"].command(SetInterval(asked["attributes"]["frequency"]), session, 3723)  # 01:02:03
        assert written is not None
        assert written.decode() == case["expect"]["frame_text"]
        return
    if case["protocol"] == "jt808":  # a text for the device's screen or its ears, as a frame that the reference hands through
        written = jt808.message(session, jt808.TEXT, bytes.fromhex(asked["attributes"]["data"])[13:-2], 0)
        assert written is not None
        assert written.hex() == case["expect"]["frame_hex"]
        return
    if case["protocol"] == "xexun2":
        if asked["type"] == "powerOff":
            written = xexun2.written(session, "of=1", 1)
        else:
            written = PROTOCOLS["xexun2"].command(SetInterval(asked["attributes"]["frequency"]), session, 1)
        assert written is not None
    elif asked["type"] == "positionSingle":
        written = PROTOCOLS[case["protocol"]].command(LocateNow(), session, 1)
        assert written is not None
    elif asked["type"] == "rebootDevice":
        written = PROTOCOLS[case["protocol"]].command(Reboot(), session, 1)
        assert written is not None
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
