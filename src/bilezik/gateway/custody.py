"""What of a frame may be kept in clear: law 10 at the door.

1. A report belongs to whoever wore the device at its event time by an order in force then; without a time, at its arrival.
2. A frame whose reports all belong to one person is one envelope in clear.
3. A report of any other time keeps what the device says of itself (events, health, clock) and loses what says where it is. It goes
   to whoever wears the device now: a bracelet that has lost its clock must still be heard when its strap is cut (law 6).
4. A frame with such a report, or with reports of two people, is sealed. Its reports in clear travel in envelopes without wire;
   the bytes lie in the sealed envelope of the same session and `received_at`.
5. A frame without reports (login, heartbeat, undecodable) is judged by its arrival.
"""

from collections.abc import Callable

import msgspec

from bilezik.domain.envelope import Envelope
from bilezik.domain.report import Report
from bilezik.gateway.register import Fitted


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
        envelope, person=person_now, wire=seal(envelope.wire), sealed=True, error=_said(envelope), reports=tuple(outside)
    )
    return [*clear, sealed]


def without_place(report: Report) -> Report:
    """Return `report` without anything that says where the device is: position, movement over ground, radio neighbours."""
    return msgspec.structs.replace(
        report,
        valid=None, lat=None, lon=None, altitude_m=None, speed_mps=None, course_deg=None, accuracy_m=None,
        satellites=None, hdop=None, source=None, network=None,
    )  # fmt: skip


def _said(envelope: Envelope) -> str | None:
    """A decoder's complaint may quote the frame: only that there was one stays in clear."""
    return None if envelope.error is None else "could not be decoded"


def received_only(envelope: Envelope, error: str) -> Envelope:
    """Return `envelope` as one whose reports cannot be kept, with the reason."""
    return msgspec.structs.replace(envelope, reports=(), error=error)
