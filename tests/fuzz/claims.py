"""What must hold for any bytes a peer may send: the claims that the fuzzer tries to break.

1. Framer: nothing raises, nothing is lost or invented, never more than `limit` bytes are held. However a stream is cut, its frames
   are the same; past the limit, where what is too long is junk by how much had come, only the bytes are.
2. Decoder: nothing raises, the same frame in the same session says the same, an error is never beside reports, and what has
   neither is of a protocol in `QUIET`.
3. What is said can be written down: as the JSON of `bilezik decode`, as the log's MessagePack, as the store's columns.
4. `explain` does not raise either, and its fields cover the frame without gap or overlap; it is asked of few: it asks thousands.
5. A place beyond the globe is no fault: the doubt about it comes later.
"""

import itertools
import math
import random
import re
from typing import Any, Final

import msgspec
from tests.frames.reading import NOW
from tests.fuzz.inputs import Input

from bilezik.cli.decode import as_json
from bilezik.domain.decoded import Decoded, HttpReply, Session
from bilezik.domain.report import EVENTS, Report
from bilezik.protocols.contract import Frame, Protocol
from bilezik.protocols.explaining import explain
from bilezik.wire.http import request_of

QUIET: Final = frozenset({"gt06"})
"""Those some of whose frames are answered and say nothing: a login, the question for the time."""
MOST_FRAMES: Final = 4
"""How many frames of a stream are decoded."""
LONGEST_MEMORY: Final = 4_096
"""What a connection may cost while nobody sends on it."""
EXPLAINED: Final = 160
"""Longer frames are not explained here: thousands of questions about each."""

_WORD: Final = re.compile(r"[a-z0-9]+:[\w.+-]{1,64}")
_INT64: Final = 2**63
_REPORT_NUMBERS: Final = tuple(
    name for name, kind in Report.__annotations__.items() if name != "network" and ("int" in str(kind) or "float" in str(kind))
)
_SINGLE: Final = ("accuracy_m", "speed_mps", "altitude_m", "course_deg", "hdop", "battery_pct")
"""Columns and figures of single precision: they end at 3.4e38."""


def check(protocol: Protocol, given: Input, *, explained: bool) -> None:
    """Raise where a claim does not hold for this input; this is one execution of framer and decoder."""
    frames = [frame.frame for frame in check_framer(protocol, given) if frame.frame]
    session = given.session()
    check_decoded(protocol, given.stream, session, twice=given.is_repeated)
    for frame in frames[:MOST_FRAMES]:
        if frame != given.stream:
            session = check_decoded(protocol, frame, session, twice=given.is_repeated).session
    if explained and len(given.stream) <= EXPLAINED:
        check_explained(protocol, given)


def check_framer(protocol: Protocol, given: Input) -> list[Frame]:
    framer, stream = protocol.framer(), given.stream
    frames = framer.feed(stream)
    assert framer.pending <= framer.limit, "more than the limit is held"
    frames += framer.close()
    _check_kept(frames, stream)
    assert framer.pending == 0, "bytes are held behind the end"
    if len(stream) > 1:
        cuts = range(1, len(stream)) if given.is_bytewise else _cuts(given)
        pieces = _in_pieces(protocol, stream, [0, *cuts, len(stream)])
        _check_kept(pieces, stream)
        assert pieces == frames or len(stream) > framer.limit, "the frames hang on the pieces"
    return frames


def _cuts(given: Input) -> list[int]:
    dice = random.Random(given.cuts)
    return sorted(dice.randrange(1, len(given.stream)) for _ in range(1 + given.cuts % 5))


def _in_pieces(protocol: Protocol, stream: bytes, edges: list[int]) -> list[Frame]:
    framer, found = protocol.framer(), list[Frame]()
    for start, end in itertools.pairwise(edges):
        found += framer.feed(stream[start:end])
        assert framer.pending <= framer.limit, "more than the limit is held"
    return found + framer.close()


def _check_kept(frames: list[Frame], stream: bytes) -> None:
    assert b"".join([frame.wire for frame in frames]) == stream, "bytes are lost or invented"
    assert all(type(frame.wire) is bytes and type(frame.frame) is bytes for frame in frames), "a frame is no bytes"


def check_decoded(protocol: Protocol, frame: bytes, session: Session, *, twice: bool) -> Decoded:
    decoded = protocol.decode(frame, session, NOW)
    assert not twice or protocol.decode(frame, session, NOW) == decoded, "the same frame says another thing"
    check_said(protocol, decoded)
    if "http" in protocol.transports:
        request = request_of(frame)
        if request is not None:
            assert protocol.decode_http(request, NOW) == decoded, "a request says another thing than its bytes"
            assert len(decoded.replies) == 1, "a request has not one answer"
    return decoded


def check_said(protocol: Protocol, decoded: Decoded) -> None:
    assert decoded.error is None or not decoded.reports, "an error stands beside reports"
    assert decoded.error != "", "an error says nothing"
    assert decoded.reports or decoded.error is not None or protocol.name in QUIET, "neither a report nor an error"
    assert decoded.integrity in ("ok", "failed", "none"), "an integrity that is none"
    kind = HttpReply if "http" in protocol.transports else bytes
    assert all(type(reply) is kind for reply in decoded.replies), "a reply of another kind"
    _check_session(decoded.session)
    for report in decoded.reports:
        _check_report(protocol, report)
    msgspec.json.encode(as_json(decoded))
    msgspec.msgpack.encode(decoded)


def _check_session(session: Session) -> None:
    names = [name for name, _ in session.memory]
    assert names == sorted(set(names)), "a memory out of order"
    assert sum(len(str(value)) for _, value in session.memory) <= LONGEST_MEMORY, "a memory without bound"


def _check_report(protocol: Protocol, report: Report) -> None:
    for name in _REPORT_NUMBERS:
        value = getattr(report, name)
        if value is not None:
            assert _is_storable(value), f"{name} cannot be stored"
    for name in _SINGLE:
        value = getattr(report, name)
        assert value is None or abs(value) < 1e30, f"{name} is beyond single precision"
    assert (report.lat is None) == (report.lon is None), "half a place"
    for event in report.events:
        assert event in EVENTS or (event.startswith(f"{protocol.name}:") and _WORD.fullmatch(event)), "an event that is no word"
    assert len(set(report.events)) == len(report.events), "an event twice"
    if report.network is not None:
        for one in (*report.network.cells, *report.network.wifi):
            for value in msgspec.structs.astuple(one):
                assert value is None or isinstance(value, str) or _is_storable(value), "a neighbour's number cannot be stored"


def _is_storable(value: Any) -> bool:
    return -_INT64 <= value < _INT64 if isinstance(value, int) else math.isfinite(value)


def check_explained(protocol: Protocol, given: Input) -> None:
    session = given.session()
    told = explain(lambda frame: protocol.decode(frame, session, NOW), given.stream)
    at = 0
    for field in told.fields:
        assert field.start == at, "fields overlap or leave a gap"
        at = field.end
    assert at == len(given.stream), "fields do not reach the end"
