"""Recorded stays and departures: what is measured against and fitted on.

1. Traces are rows `episode,person,label,t_s,east_m,north_m,accuracy_m,source,departed_s`: metres from a home of 100 m around
   0, 0. In a `stay` or `rest` every alert is false. A `departure` is caught by an alert from 20 minutes before its first fix clear
   of home to an hour after; an earlier one is false too. `ambiguous` episodes are counted and not judged.
2. A row that cannot be read is told by its line; nothing is skipped.
"""

import csv
import gzip
import math
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final, cast

import msgspec

from bilezik.domain.report import Source

SOURCES: Final = (
    "StudentLife (Wang et al. 2014), the InterSCity open data challenge 2017,\n"
    "the e-mission and MobilityNet samples, published logs of receivers at rest"
)
"""The public research data the open traces derive from: to be named wherever figures or numbers of theirs are shown."""
RADIUS_M: Final = 100.0
EARLY_S: Final = 1_200.0
LATE_S: Final = 3_600.0
_LABELS: Final = frozenset({"stay", "rest", "departure", "ambiguous"})
_SOURCES: Final = frozenset({"gnss", "wifi", "cell", "network", "beacon", "unknown"})


class TraceError(ValueError):
    """A row cannot be read; `line` is its number."""

    def __init__(self, line: int, fault: str) -> None:
        """Keep the number of the line."""
        super().__init__(fault)
        self.line = line


class Seen(msgspec.Struct, frozen=True):
    """One fix: seconds since the episode's first, metres from home, as it was stated."""

    t_s: float
    east_m: float
    north_m: float
    accuracy_m: float | None
    source: Source

    @property
    def distance_m(self) -> float:
        """How far from home."""
        return math.hypot(self.east_m, self.north_m)


class Episode(msgspec.Struct, frozen=True):
    """One stay or departure of one person."""

    number: int
    person: str
    label: str
    departed_s: float
    fixes: tuple[Seen, ...]

    @property
    def is_home(self) -> bool:
        """Whether every alert is false."""
        return self.label in {"stay", "rest"}

    @property
    def has_left_zone(self) -> bool:
        """Whether any fix lies outside: without one nothing can ever be raised."""
        return any(fix.distance_m > RADIUS_M for fix in self.fixes)


def read(path: Path) -> list[Episode]:
    """Return the episodes of a file, gzipped or not; `TraceError` names the line that cannot be read."""
    found: dict[int, tuple[str, str, float, list[Seen]]] = {}
    with gzip.open(path, "rt", newline="") if path.suffix == ".gz" else path.open(newline="") as file:
        rows = csv.DictReader(file)
        for row in rows:
            try:
                fixes = found.setdefault(int(row["episode"]), (row["person"], *_label(row), []))[3]
                fixes.append(_fix(row))
            except KeyError as error:
                raise TraceError(rows.line_num, f"no column {error}") from None
            except (TypeError, ValueError) as error:
                raise TraceError(rows.line_num, str(error)) from None
    return [
        Episode(number, person, label, departed_s, tuple(sorted(fixes, key=lambda fix: fix.t_s)))
        for number, (person, label, departed_s, fixes) in found.items()
    ]


def _label(row: Mapping[str, str]) -> tuple[str, float]:
    if row["label"] not in _LABELS:
        raise ValueError(f"no such label: {row['label']}")
    return row["label"], float(row["departed_s"] or "nan")


def _fix(row: Mapping[str, str]) -> Seen:
    if row["source"] not in _SOURCES:
        raise ValueError(f"no such source: {row['source']}")
    accuracy_m = float(row["accuracy_m"]) if row["accuracy_m"] else None
    return Seen(float(row["t_s"]), float(row["east_m"]), float(row["north_m"]), accuracy_m, cast("Source", row["source"]))


def digest(path: Path) -> str:
    """Return the SHA-256 of the file as it lies there."""
    return sha256(path.read_bytes()).hexdigest()
