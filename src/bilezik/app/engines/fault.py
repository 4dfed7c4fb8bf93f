"""What went wrong with an engine, in one line with what to do."""

from pathlib import Path
from typing import Final


class EngineError(Exception):
    """An engine cannot run; the text is one line for the person at the terminal."""


_SIGNS: Final = (
    ("no space left on device", "the disk is full: free space under {where} and start again"),
    ("could not write", "the disk is full or broken: look at {where} and start again"),
    ("insufficient storage", "the disk is full: free space under {where} and start again"),
    ("address already in use", "its port is taken: stop what listens there or choose another"),
    ("permission denied", "it may not read or write {where}: give that folder back to the user who runs Bilezik"),
    ("read-only file system", "{where} is read-only: choose another BILEZIK_VAR"),
    ("incompatible with server", "{where} is of another version of PostgreSQL: start that one, or restore a backup elsewhere"),
    ("cannot allocate memory", "the machine has no memory left for it"),
    ("out of memory", "the machine has no memory left for it"),
    ("could not resize shared memory", "shared memory is too small: give the container at least 64 MB of /dev/shm"),
)  # fmt: skip
"""Words engines use in their logs, and what a person can do about each."""


def explain(engine: str, log: Path, where: Path, *, since: int = 0) -> EngineError:
    """Return the error that the log of `engine` from byte `since` on describes; its last line where no known sign is in it."""
    try:
        with log.open("rb") as opened:
            opened.seek(since)
            said = opened.read(64_000).decode(errors="replace")
    except OSError as error:
        return EngineError(f"{engine} did not start and its log cannot be read: {error}")
    for sign, advice in _SIGNS:
        if sign in said.lower():
            return EngineError(f"{engine} did not start: {advice.format(where=where)} (log: {log})")
    lines = [line for line in said.splitlines() if line.strip()]
    last = lines[-1].strip() if lines else "it said nothing"
    return EngineError(f"{engine} did not start: {last} (log: {log})")


def refused(engine: str, error: OSError, where: Path) -> EngineError:
    """Return what a refusal of the operating system means for `engine`."""
    said = (error.strerror or str(error)).lower()
    advice = next((advice for sign, advice in _SIGNS if sign in said), f"{said} ({error.filename}): choose another BILEZIK_VAR")
    return EngineError(f"{engine} did not start: {advice.format(where=error.filename or where)}")
