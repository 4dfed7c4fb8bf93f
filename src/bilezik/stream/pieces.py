"""An envelope too large for a message becomes several that fit.

1. The wire is cut, never shortened: the pieces follow each other in the partition, and joined in order they are the wire.
2. Every report is in exactly one piece. A single report that fits nowhere loses its radio neighbours and long event lists: they
   stay readable in the wire.
"""

from itertools import zip_longest
from typing import Final

import msgspec

from bilezik.domain.envelope import Envelope
from bilezik.domain.report import Report

_encode: Final = msgspec.msgpack.Encoder().encode
_EVENTS: Final = 64
_WORD: Final = 64


def pieces(envelope: Envelope, *, size: int, reports: int) -> list[Envelope]:
    """Return envelopes of at most about `size` bytes and `reports` reports each that together say what `envelope` says."""
    half = size // 2
    wires = [envelope.wire[start : start + half] for start in range(0, len(envelope.wire), half)]
    groups: list[list[Report]] = []
    room = count = 0
    for report in envelope.reports:
        fitting, length = _fitting(report, half)
        if length > room or count == 0:
            groups.append([])
            room, count = half, reports
        groups[-1].append(fitting)
        room -= length
        count -= 1
    joined = zip_longest(wires, groups)
    return [msgspec.structs.replace(envelope, wire=wire or b"", reports=tuple(group or ())) for wire, group in joined]


def _fitting(report: Report, size: int) -> tuple[Report, int]:
    length = len(_encode(report))
    if length <= size:
        return report, length
    short = msgspec.structs.replace(report, network=None, events=tuple(word[:_WORD] for word in report.events[:_EVENTS]))
    return short, len(_encode(short))
