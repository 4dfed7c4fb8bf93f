"""Addresses as the commands of `bilezik frames` read and write them, and why one cannot be used, in one line."""

import errno
import os
import socket

from bilezik.cli.refusal import Refusal

Address = tuple[str, int]


def parsed(text: str) -> Address:
    """Return HOST:PORT as an address; a refusal where it is none."""
    host, _, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not (port.isascii() and port.isdigit() and 0 < int(port) < 65_536):
        raise Refusal(f"{text!r} is no HOST:PORT", exit_code=2)
    return host, int(port)


def written(address: object) -> str:
    """Return an address, as a socket gives it, as HOST:PORT."""
    if not isinstance(address, tuple) or len(address) < 2:
        return "nobody"
    host, port = address[:2]
    return f"[{host}]:{port}" if ":" in str(host) else f"{host}:{port}"


def reason(error: BaseException) -> str:
    """Return why something with a socket failed."""
    number = getattr(error, "errno", None)
    return os.strerror(number) if isinstance(number, int) and number > 0 else str(error) or type(error).__name__


def bound(host: str, port: int, *, is_udp: bool) -> socket.socket:
    """Return a socket bound to an address of this machine; a refusal of one line where that cannot be."""
    kind = socket.SOCK_DGRAM if is_udp else socket.SOCK_STREAM
    try:
        family = socket.getaddrinfo(host, port, type=kind, flags=socket.AI_PASSIVE)[0][0]
        made = socket.socket(family, kind)
        try:
            made.setblocking(False)
            if not is_udp:
                made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            made.bind((host, port))
        except BaseException:
            made.close()
            raise
    except OSError as error:
        raise Refusal(_refused(host, port, error, is_udp=is_udp)) from None
    return made


def _refused(host: str, port: int, error: OSError, *, is_udp: bool) -> str:
    where = f"port {port} on {host}"
    if error.errno == errno.EADDRINUSE:
        tool = f"ss -l{'u' if is_udp else 't'}np 'sport = :{port}'"
        return f"{where} is taken by another program: stop it ({tool} names it) or give another port"
    if error.errno == errno.EACCES:
        return f"{where} needs rights this user has not: give one above 1023"
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return f"{where} cannot be opened: {host} is no address of this machine"
    return f"{where} cannot be opened: {reason(error)}"
