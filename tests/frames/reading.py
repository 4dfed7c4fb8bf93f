"""How the tests of frames read cases and decode them, and how they compare with a reference."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from bilezik.cli.decode import as_json
from bilezik.domain.decoded import Decoded, HttpRequest, Session
from bilezik.domain.instant import Instant, parse
from bilezik.domain.report import EVENTS
from bilezik.protocols import PROTOCOLS

HERE: Final = Path(__file__).parent
OPEN: Final = HERE.parents[1].parent / "shared" / "frames"
"""Real frames, where a checkout has them beside it."""
NOW: Final = parse("2026-05-20T12:30:20Z")

Case = dict[str, Any]


def cases_of(path: Path) -> list[Case]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def decode(protocol: str, frame: bytes, session: Session = Session(), received_at: Instant = NOW) -> Decoded:  # noqa: B008 - frozen
    return PROTOCOLS[protocol].decode(frame, session, received_at)


def decode_case(case: Case, session: Session = Session()) -> Decoded:  # noqa: B008 - frozen
    received_at = parse(case["received_at"])
    if case.get("input") == "http":
        headers = {name.lower(): value for name, value in (case.get("headers") or {}).items()}
        request = HttpRequest(case["method"], case["url"], headers, bytes.fromhex(case["hex"]))
        return PROTOCOLS[case["protocol"]].decode_http(request, received_at)
    if case.get("model"):
        session = Session(session.device, tuple(sorted({**dict(session.memory), "model": str(case["model"])}.items())))
    return decode(case["protocol"], bytes.fromhex(case["hex"]), session, received_at)


def frame_of(case: Case) -> bytes:
    """A case's frame as its decoder gets it; of HTTP the whole request."""
    body = bytes.fromhex(case["hex"])
    if case.get("input") != "http":
        return body
    headers = "".join(f"{name}: {value}\r\n" for name, value in (case.get("headers") or {}).items())
    return f"{case['method']} {case['url']} HTTP/1.1\r\n{headers}\r\n".encode() + body


def told(decoded: Decoded) -> Any:
    """The JSON of `bilezik decode`, its numbers rounded."""
    return rounded(as_json(decoded))


def rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, dict):
        return {name: rounded(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(inner) for inner in value]
    return value


def difference(case: Case, got: dict[str, Any], known: Iterable[str]) -> str | None:
    """Return how a decoded frame differs from the reference, or None.

    More events than the reference's are right, as long as at most two are documented words; a value the reference writes as 0
    may be left out; a frame that states no id may have its session's.
    """
    want = case["expect"]
    if got["error"] and want["reports"]:
        return f"error {got['error']}"
    if want["device"] and got["device"] != want["device"]:
        return f"device {got['device']} != {want['device']}"
    if not want["device"] and got["device"] and known and got["device"] not in known:
        return f"device {got['device']} was never named"
    return _reports_differ(want["reports"], got["reports"]) or _events_differ(want, got) or _replies_differ(case, got)


_TOLERANCES: Final = {"speed_mps": 0.06, "course_deg": 0.6, "satellites": 0, "battery_pct": 1.01, "accuracy_m": 0.6}


def _reports_differ(want: list[dict[str, Any]], got: list[dict[str, Any]]) -> str | None:
    if any(report.get("clock_dependent") and not report["positionless"] for report in want):
        return None
    placed = [report for report in want if not report["positionless"] and (report["lat"] or report["lon"])]
    left = [report for report in got if report.get("lat") is not None]
    if len(left) != len(placed):
        return f"{len(left)} positions, want {len(placed)}"
    for report in placed:
        near = next((one for one in left if _is_near(report, one)), None)
        if near is None:
            return "a position is missing"
        left.remove(near)
        if (fault := _values_differ(report, near)) is not None:
            return fault
    for report in want:
        if report not in placed and (fault := _health_lost(report, got)) is not None:
            return fault
    return None


def _is_near(want: dict[str, Any], got: dict[str, Any]) -> bool:
    same_time = not want["at"] or ("at" in got and abs(parse(got["at"]) - parse(want["at"])) <= 1_000_000)
    return same_time and abs(got["lat"] - want["lat"]) < 1e-5 and abs(got["lon"] - want["lon"]) < 1e-5


def _values_differ(want: dict[str, Any], got: dict[str, Any]) -> str | None:
    if bool(got.get("valid", True)) != bool(want["valid"]):
        return f"valid {got.get('valid')}"
    for name, tolerance in _TOLERANCES.items():
        value = want.get(name)
        if value is None or (value == 0 and got.get(name) is None) or (name == "battery_pct" and value > 100):
            continue
        if got.get(name) is None or abs(value - got[name]) > tolerance + 0.005 * abs(value):
            return f"{name} {got.get(name)} != {value}"
    for name in ("charging", "strap_locked", "replayed"):
        if name in want and bool(got.get(name)) != want[name] and not (name not in got and not want[name]):
            return f"{name} {got.get(name)} != {want[name]}"
    return None


def _health_lost(want: dict[str, Any], got: list[dict[str, Any]]) -> str | None:
    battery = want.get("battery_pct")
    if battery is not None and not any(abs(battery - report.get("battery_pct", -9)) <= 1.01 for report in got):
        return f"battery_pct {battery} is lost"
    for name in ("strap_locked", "charging"):
        if name in want and not any(report.get(name, False) == want[name] for report in got):
            return f"{name} {want[name]} is lost"
    return None


def _events_differ(want: dict[str, Any], got: dict[str, Any]) -> str | None:
    events = {event for report in got["reports"] for event in report["events"]}
    due = {alarm for report in want["reports"] for alarm in report.get("alarms") or ()}
    more = events - due
    if due - events:
        return f"events {sorted(due - events)} are missing"
    if any(event not in EVENTS and ":" not in event for event in more) or len(more & EVENTS) > 2:
        return f"events {sorted(more)} are too many"
    return None


def _replies_differ(case: Case, got: dict[str, Any]) -> str | None:
    mine, due = got["replies"], case["expect"]["replies"]
    if case["input"] == "http":
        mine, due = [reply[:8] for reply in mine], [reply[:8] for reply in due]
    elif case.get("reply_clock"):
        mine, due = [len(reply) for reply in mine], [len(reply) for reply in due]
    elif case["protocol"] == "jt808":  # recorded before it was escaped
        mine = [bytes.fromhex(one).replace(b"\x7d\x02", b"\x7e").replace(b"\x7d\x01", b"\x7d").hex() for one in mine]
    return None if mine == due else f"replies {mine} != {due}"
