"""What a run found: one input for each claim and place it broke, and the file that keeps it.

1. Of several inputs that break one claim in one place the shortest is kept.
2. Files grow only: a line stays when its defect is mended, and every test run tries it again.
"""

import re
import time
import traceback
from collections.abc import Iterable

from tests.fuzz.claims import check
from tests.fuzz.inputs import FOUND, Input, line_of

from bilezik.protocols import PROTOCOLS

LONGEST_S = 5.0
"""An input takes a fraction of a millisecond; a thousand times that is a defect too."""
EXPLAINED = 4_000
"""One in so many inputs is explained: that asks the decoder thousands of times."""


class Findings:
    """What one run over one protocol tried and found."""

    def __init__(self, name: str) -> None:
        self._protocol = PROTOCOLS[name]
        self._lines: dict[str, str] = {}
        self.ran = 0

    @property
    def lines(self) -> list[str]:
        """One line for each thing that was found."""
        return list(self._lines.values())

    def attempt(self, given: Input) -> None:
        """Check an input, and keep it where a claim breaks."""
        self.ran += 1
        error = broken(self._protocol.name, given, explained=self.ran % EXPLAINED == 0)
        if error is not None:
            line, place = line_of(given, told(error)), _place_of(error)
            self._lines[place] = min(line, self._lines.get(place, line), key=len)


def broken(name: str, given: Input, *, explained: bool = True) -> Exception | None:
    """Return what an input breaks, or None: every claim holds. `explained`: its explanation is asked for, too."""
    began_s = time.process_time()
    try:
        check(PROTOCOLS[name], given, explained=explained)
        assert time.process_time() - began_s < LONGEST_S, "it takes too long"
    except Exception as error:  # noqa: BLE001 - that nothing raises is the first claim
        return error
    return None


def keep(name: str, lines: Iterable[str]) -> int:
    """Add lines to the protocol's file; return how many were new."""
    path = FOUND / f"{name}.jsonl"
    known = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    new = [line for line in lines if line not in known]
    if new:
        FOUND.mkdir(exist_ok=True)
        path.write_text("\n".join([*known, *new]) + "\n", encoding="utf-8")
    return len(new)


def told(error: Exception) -> str:
    """Return what broke, in a line."""
    return re.sub(r"\s+", " ", f"{type(error).__name__}: {error}")[:120]


def _place_of(error: Exception) -> str:
    """Return what tells one fault from another: the claim, or where in our code something raised."""
    if isinstance(error, AssertionError):
        return str(error)
    ours = [(one.filename, one.lineno) for one in traceback.extract_tb(error.__traceback__) if "bilezik" in one.filename]
    return f"{type(error).__name__} {ours[-1:]}"
