"""What would keep a start from succeeding, found before anything is started, each as one line with what to do.

1. The disk is looked at where it can be before a folder is made on it: a full one has no room for a lock file either.
2. What the operating system refuses all the same (`files_of`) is told by its number: ENOSPC is also said where bytes are left and
   no names, or where a quota is used up.
"""

import contextlib
import errno
import fcntl
import os
import socket
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

LEAST_FREE_MB: Final = 300
"""PostgreSQL's first write-ahead log and the stream's first block take half of it."""


class Obstacle(Exception):  # noqa: N818 - it is a line for the person at the terminal
    """A reason not to start, in one line that says what to do."""


_DISK: Final[Mapping[int, str]] = {
    errno.ENOSPC: "the disk of {} is full: free some or set BILEZIK_VAR",
    errno.EDQUOT: "the disk quota of {} is used up: free some or set BILEZIK_VAR",
    errno.EROFS: "{} is read-only: set BILEZIK_VAR to a folder that can be written",
    errno.EIO: "the disk of {} is broken: see the kernel's log (dmesg), or set BILEZIK_VAR",
}
_FILE: Final[Mapping[int, str]] = {
    errno.EACCES: "{} may not be read or written by this user: start as who owns it, or set BILEZIK_VAR",
    errno.EPERM: "{} may not be read or written by this user: start as who owns it, or set BILEZIK_VAR",
}
"""What a person can do about what the operating system says; anything else about a file is said in its own words."""


@contextlib.contextmanager
def files_of(var: Path) -> Iterator[None]:
    """Make an `Obstacle` of what the operating system refuses about the files of `var`.

    An error that names no file and is none of a disk (a connection, a time limit) is of another kind and passes as it is.
    """
    try:
        yield
    except OSError as error:
        number, where = error.errno, error.filename
        if number is None or (where is None and number not in _DISK):
            raise
        if number in _DISK:
            raise Obstacle(_DISK[number].format(where or var)) from None
        other = f"{{}} cannot be used: {os.strerror(number)}; set BILEZIK_VAR to a folder that can be made and written"
        raise Obstacle(_FILE.get(number, other).format(where)) from None


def hold_lock(folder: Path) -> int:
    """Take the lock of `folder` for the life of this process and return its descriptor.

    Raises `Obstacle` if another process holds it, or if there can be no such file.
    """
    with files_of(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder / "supervisor.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(lock, 32).decode("ascii", "replace").strip() or "unknown"
        os.close(lock)
        raise Obstacle(f"another bilezik serves from {folder.parent} (process {holder}): stop it first") from None
    with contextlib.suppress(OSError):  # on a full disk the lock holds all the same, without saying whose it is
        os.ftruncate(lock, 0)
        os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
    return lock


def check_disk(folder: Path, *, least_mb: int = LEAST_FREE_MB) -> None:
    """Raise `Obstacle` if the disk under `folder` has less than `least_mb` megabytes free, or cannot be written.

    Where `folder` is still to be made, the nearest one that exists is looked at.
    """
    with files_of(folder):
        nearest = next(path for path in (folder, *folder.parents) if path.exists())
        if not nearest.is_dir():
            raise Obstacle(f"{nearest} is no folder: set BILEZIK_VAR to one")
        state = os.statvfs(nearest)
    free_mb = state.f_bavail * state.f_frsize // 1_000_000
    # What has no blocks is no disk (/proc says nothing else): what may be made there, the kernel says.
    if state.f_blocks and free_mb < least_mb:
        raise Obstacle(f"the disk of {nearest} is full: {free_mb} MB free, {least_mb} MB needed; free some or set BILEZIK_VAR")
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise Obstacle(f"{nearest} cannot be written by this user: change its owner or set BILEZIK_VAR")


def check_ports(wanted: Iterable[tuple[str, str, int]]) -> None:
    """Raise `Obstacle` for the first (role, host, port) that cannot be bound; port 0 is always free."""
    for role, host, port in wanted:
        family, kind, proto, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(family, kind, proto) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(address)
            except OSError as error:
                raise Obstacle(_refused(role, host, port, error)) from None


def _refused(role: str, host: str, port: int, error: OSError) -> str:
    where = f"port {port} on {host} ({role})"
    if error.errno == errno.EADDRINUSE:
        return f"{where} is taken by another program: stop it (ss -ltnp 'sport = :{port}' names it) or choose another port"
    if error.errno == errno.EACCES:
        return f"{where} needs rights this user has not: choose a port above 1023"
    return f"{where} cannot be opened: {os.strerror(error.errno or 0)}"
