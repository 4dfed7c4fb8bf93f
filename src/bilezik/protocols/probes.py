"""Asking a decoder what a byte is for: change it, and look what is decoded differently.

1. A decoded frame is flattened to parts: `device`, `reports[0].lat`, `reports[0].network.cells[1].lac`, `replies[0]`. What a frame
   does not state is no part of it. `integrity` is none either: where there is a checksum, every byte moves it.
2. A change breaks the frame where an error comes or goes, or the number of reports or replies is another. That a wrong sum goes
   unanswered says nothing of the byte that made it wrong.
"""

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

import msgspec

from bilezik.domain.decoded import Decoded
from bilezik.domain.report import Report

Ask = Callable[[bytes], Decoded]
"""A decoder with its session and its clock."""

FIELDS: Final = tuple(name for name in Report.__struct_fields__ if name != "network")
Parts = dict[str, object]


def flat(decoded: Decoded) -> Parts:
    """Return every part that a decoded frame states; events as one, also where there are none."""
    said = _frame(decoded)
    for number, report in enumerate(decoded.reports):
        said |= _report(number, report)
    return said


def _frame(decoded: Decoded) -> Parts:
    said: Parts = {"device": decoded.device, "answers": decoded.answers, "payload_dropped": decoded.payload_dropped}
    said |= {f"memory.{name}": value for name, value in decoded.session.memory}
    said |= {f"replies[{number}]": reply for number, reply in enumerate(decoded.replies)}
    return {path: value for path, value in said.items() if value is not None}


def _report(number: int, report: Report) -> Parts:
    said: Parts = {f"reports[{number}].{name}": getattr(report, name) for name in FIELDS}
    said |= _neighbours(f"reports[{number}].network", report)
    return {path: value for path, value in said.items() if value is not None}


def _neighbours(path: str, report: Report) -> Parts:
    found: Parts = {}
    cells, wifi = (report.network.cells, report.network.wifi) if report.network is not None else ((), ())
    for kind, heard in (("cells", cells), ("wifi", wifi)):
        for number, one in enumerate(heard):
            found |= {f"{path}.{kind}[{number}].{name}": getattr(one, name) for name in one.__struct_fields__}
    return found


class Move(NamedTuple):
    """What one change of a frame moves: parts that say something else, parts that are no longer said, events that go and come."""

    told: frozenset[str]
    lost: frozenset[str]
    is_broken: bool = False
    gone: frozenset[str] = frozenset()
    come: frozenset[str] = frozenset()

    @property
    def own(self) -> frozenset[str]:
        """The parts without replies, which repeat what a frame says."""
        return frozenset(path for path in self.told | self.lost if not path.startswith("replies["))


class Oracle:
    """A decoder and the frame that is asked about. `stated`: how many parts the frame has without its replies."""

    def __init__(self, ask: Ask, frame: bytes) -> None:
        """Decode the frame as it is."""
        self.frame = frame
        self.decoded = ask(frame)
        self.said = flat(self.decoded)
        self.stated = sum(not path.startswith("replies[") for path in self.said)
        self._ask = ask
        self._shape = _shape(self.decoded)
        self._wants_sum = self._goes_unanswered()

    def _goes_unanswered(self) -> bool:
        """Return whether a frame is answered only with a right sum: nearly wherever it is changed, there is no answer."""
        if not self.decoded.replies or self.decoded.integrity != "ok":
            return False
        size = len(self.frame)
        places = {size * part // 8 for part in range(4, 8)}  # a sum may leave out what stands in front
        spoiled = [self._ask(self.frame[:at] + bytes((self.frame[at] ^ 1,)) + self.frame[at + 1 :]) for at in places]
        return sum(one.integrity == "failed" and not one.replies for one in spoiled) >= len(spoiled) - 1

    def moved(self, frame: bytes) -> Move | None:
        """Return what is decoded differently from another frame; None: nothing."""
        decoded = self._ask(frame)
        if decoded == self.decoded:
            return None
        if self._wants_sum and decoded.integrity == "failed" and not decoded.replies:
            decoded = msgspec.structs.replace(decoded, replies=self.decoded.replies)
        if _shape(decoded) != self._shape:
            return Move(frozenset(), frozenset(), is_broken=True)
        changed = [(_frame(self.decoded), _frame(decoded))]
        for number, (old, new) in enumerate(zip(self.decoded.reports, decoded.reports, strict=True)):
            if old != new:
                changed.append((_report(number, old), _report(number, new)))
        other = {path: value for old, new in changed for path, value in new.items() if path not in old or old[path] != value}
        told = frozenset(path for path, value in other.items() if value != ())  # no event any more is an event lost
        lost = frozenset(path for old, new in changed for path in old if path not in new) | (other.keys() - told)
        was, now = _events(self.decoded), _events(decoded)
        return Move(told, lost, gone=was - now, come=now - was)

    def integrity(self, frame: bytes) -> str:
        """Return the integrity of another frame."""
        return self._ask(frame).integrity

    def changed(self, at: int, others: Iterable[int]) -> list[Move]:
        """Return what moves where the byte at `at` is each of the others; nothing for those with which nothing moves."""
        frame = bytearray(self.frame)
        found = []
        for other in others:
            frame[at] = other
            move = self.moved(bytes(frame))
            if move is not None:
                found.append(move)
        return found


def _shape(decoded: Decoded) -> tuple[bool, int, int]:
    return decoded.error is None, len(decoded.reports), len(decoded.replies)


def _events(decoded: Decoded) -> frozenset[str]:
    return frozenset(event for report in decoded.reports for event in report.events)
