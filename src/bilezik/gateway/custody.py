"""What of a frame may be kept in clear: law 10 at the door.

1. A report belongs to whoever wore the device at its event time by an order in force then; without a time, at its arrival.
2. A frame whose reports all belong to one person is one envelope in clear.
3. A report of any other time keeps what the device says of itself (events, health, clock) and loses what says where it is. It goes
   to whoever wears the device now: a bracelet that has lost its clock must still be heard when its strap is cut (law 6).
4. A frame with such a report, or with reports of two people, is sealed. Its reports in clear travel in envelopes without wire;
   the bytes lie in the sealed envelope of the same session and `received_at`.
5. A frame without reports (login, heartbeat, undecodable) is judged by its arrival.
6. A report that cannot be encoded keeps what law 6 and the person's other duties hang on, and loses the rest.
"""

from collections.abc import Callable
from typing import Final

import msgspec

from bilezik.domain.envelope import FAULT, Envelope
from bilezik.domain.report import Report
from bilezik.gateway.register import Fitted

REFUSED: Final = "refused: "
"""How the error of an envelope begins whose request was turned away before a decoder saw it."""

UNENCODABLE: Final = (ValueError, OverflowError, TypeError, msgspec.MsgspecError)
"""What msgspec raises for a value it cannot encode."""

_VITAL: Final = ("at", "strap_locked", "battery_pct", "charging", "status")


def part(envelope: Envelope, fitted: Fitted, seal: Callable[[bytes], bytes]) -> list[Envelope]:
    """Return the envelopes by which `envelope` (of the device `fitted`, in clear, without a person) may be kept."""
    now = envelope.received_at
    person_now = fitted.person_at(now)
    outside: list[Report] = []
    inside: dict[int, list[Report]] = {}
    for report in envelope.reports:
        person = fitted.person_at(now if report.at is None else report.at)
        if person is None:
            outside.append(without_place(report))
        else:
            inside.setdefault(person, []).append(report)
    if not outside and (len(inside) == 1 or (not inside and person_now is not None)):
        (person,) = inside or (person_now,)
        return [msgspec.structs.replace(envelope, person=person)]
    clear = [
        msgspec.structs.replace(envelope, person=person, wire=b"", error=None, reports=tuple(reports))
        for person, reports in inside.items()
    ]
    sealed = msgspec.structs.replace(
        envelope, person=person_now, wire=seal(envelope.wire), sealed=True, error=said(envelope.error), reports=tuple(outside)
    )
    return [*clear, sealed]


def without_place(report: Report) -> Report:
    """Return `report` without anything that says where the device is: position, movement over ground, radio neighbours."""
    return msgspec.structs.replace(
        report,
        valid=None, lat=None, lon=None, altitude_m=None, speed_mps=None, course_deg=None, accuracy_m=None,
        satellites=None, hdop=None, source=None, network=None,
    )  # fmt: skip


def said(error: str | None) -> str | None:
    """Return of an error what may stand in clear beside sealed bytes: a decoder's may quote the frame, our own quotes nothing."""
    return error if error is None or error.startswith((FAULT, REFUSED)) else "could not be decoded"


def rescued(envelope: Envelope, error: str) -> Envelope:
    """Return `envelope`, which cannot be encoded, as one that can, with the reason: what is whole stays whole."""
    reports = tuple(report if _is_encodable(report) else _vital(report) for report in envelope.reports)
    return msgspec.structs.replace(envelope, reports=reports, error=error)


def _vital(report: Report) -> Report:
    kept = {name: value for name in _VITAL if _is_encodable(value := getattr(report, name))}
    return Report(events=tuple(event for event in report.events if _is_encodable(event)), **kept)


def _is_encodable(value: object) -> bool:
    try:
        msgspec.msgpack.encode(value)
    except UNENCODABLE:
        return False
    return True
