"""What an earlier, killed supervisor left: found by process id and start time, and stopped.

1. A process id alone names nobody: the kernel gives it away again. With its start time (field 22 of proc(5) stat, in clock
   ticks since boot) and the boot it does.
2. A file that names a process that is gone is removed without a word.
3. A role is a whole process group: a web server's workers go with it.
"""

import contextlib
import os
import signal
import time
from pathlib import Path

import msgspec

_POLL_S = 0.05


class Mark(msgspec.Struct, frozen=True):
    """Which process a role is: its id, the instant the kernel started it, and the boot it belongs to."""

    pid: int
    started: int
    boot: str


def mark_of(pid: int) -> Mark | None:
    """Return the mark of a living process, or None if there is none (a zombie is none)."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    fields = stat[stat.rindex(")") + 2 :].split()  # the name in brackets may hold spaces and brackets
    if fields[0] in "ZX":
        return None
    return Mark(pid=pid, started=int(fields[19]), boot=_boot())


def write_mark(file: Path, pid: int) -> None:
    """Note in `file` which process `pid` is."""
    mark = mark_of(pid)
    if mark is not None:
        file.write_bytes(msgspec.json.encode(mark))


def stop_leftovers(folder: Path, *, grace_s: float) -> list[str]:
    """Stop every process that a file `*.role` of `folder` still names; return the names of the roles that were stopped."""
    living: dict[str, Mark] = {}
    for file in sorted(folder.glob("*.role")):
        mark = _read(file)
        if mark is not None and mark_of(mark.pid) == mark:
            living[file.stem] = mark
            _signal_group(mark.pid, signal.SIGTERM)
        else:
            file.unlink(missing_ok=True)
    deadline = time.monotonic() + grace_s
    while time.monotonic() < deadline and any(mark_of(mark.pid) == mark for mark in living.values()):
        time.sleep(_POLL_S)
    for name, mark in living.items():
        _signal_group(mark.pid, signal.SIGKILL)
        (folder / f"{name}.role").unlink(missing_ok=True)
    return list(living)


def _signal_group(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)  # every role leads its own group


def _read(file: Path) -> Mark | None:
    try:
        return msgspec.json.decode(file.read_bytes(), type=Mark)
    except (OSError, msgspec.DecodeError):
        return None


def _boot() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
