"""What would keep a start from succeeding, found before anything is started, each as one line with what to do."""

import errno
import fcntl
import os
import socket
from collections.abc import Iterable
from pathlib import Path
from typing import Final

LEAST_FREE_MB: Final = 300
"""PostgreSQL's first write-ahead log and the stream's first block take half of it."""


class Obstacle(Exception):  # noqa: N818 - it is a line for the person at the terminal
    """A reason not to start, in one line that says what to do."""


def hold_lock(folder: Path) -> int:
    """Take the lock of `folder` for the life of this process and return its descriptor; `Obstacle` if another holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = os.open(folder / "supervisor.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(lock, 32).decode("ascii", "replace").strip()
        os.close(lock)
        raise Obstacle(f"another bilezik serves from {folder.parent} (process {holder}): stop it first") from None
    os.ftruncate(lock, 0)
    os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
    return lock


def check_disk(folder: Path, *, least_mb: int = LEAST_FREE_MB) -> None:
    """Raise `Obstacle` if the disk under `folder` has less than `least_mb` megabytes free, or cannot be written."""
    state = os.statvfs(folder)
    free_mb = state.f_bavail * state.f_frsize // 1_000_000
    if free_mb < least_mb:
        raise Obstacle(f"the disk of {folder} is full: {free_mb} MB free, {least_mb} MB needed; free some or set BILEZIK_VAR")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Obstacle(f"{folder} cannot be written by this user: change its owner or set BILEZIK_VAR")


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
