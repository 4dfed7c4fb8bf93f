"""The embedded NATS server with JetStream.

1. Acknowledged is on disk: `sync_interval: always`.
2. It listens on one loopback port, chosen once outside the range the kernel gives to outgoing connections, and remembered, so
   that clients find it again after a restart.
3. Its configuration holds the password, so it is a file of mode 0600.
4. Where telephones speak MQTT it is their broker, and asks the gateway who may connect (`stream.callout`).
"""

import os
import pwd
import random
import signal
import socket
import time
from pathlib import Path
from typing import Final, NamedTuple

from bilezik.app import secrets_file
from bilezik.app.engines import place as places
from bilezik.app.engines.fault import EngineError, refused
from bilezik.app.engines.process import Child, Lock, stop_orphan, wait_tick
from bilezik.stream.callout import Issuer

_NAME: Final = "NATS"
_STOP: Final = ((signal.SIGTERM, 10.0),)
_START_S: Final = 60.0
_MQTT_CLIENTS: Final = 16_000
_PORTS: Final = range(15_000, 30_000)
"""Below 32768, where Linux begins to take ports for outgoing connections (ip(7), ip_local_port_range)."""

_CONF: Final = """\
# Written by Bilezik at every start.
server_name: "bilezik"
listen: "127.0.0.1:{port}"
pid_file: "{root}/nats.pid"
max_payload: 1MB
max_connections: {most}
write_deadline: "10s"
jetstream {{
  store_dir: "{root}"
  sync_interval: {sync}
  max_memory_store: 64MB
  max_file_store: {max_file_store}
}}
{mqtt}authorization {{
  users: [ {{ user: "bilezik", password: "{password}" }} ]
{callout}}}
"""
_CALLOUT: Final = """\
  auth_callout {{
    issuer: "{issuer}"
    auth_users: [ "bilezik" ]
  }}
"""


class Mqtt(NamedTuple):
    """Where MQTT clients connect; `certificate` and `key`: PEM files, for TLS."""

    host: str
    port: int
    certificate: Path | None = None
    key: Path | None = None


class Nats:
    """One embedded NATS. `durable=False` is for tests only."""

    def __init__(
        self,
        var: Path,
        *,
        engine_user: str | None = None,
        durable: bool = True,
        max_file_store: str = "50GB",
        port: int | None = None,
        mqtt: Mqtt | None = None,
    ) -> None:
        """Remember where; nothing is touched before `start`. `port`: insist on this one."""
        self._mqtt = mqtt
        self.var, self._engine_user, self._durable, self._max_file_store = var, engine_user, durable, max_file_store
        self._port = port
        self._lock = Lock(var / "nats.lock", _NAME)
        self._child: Child | None = None

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._child.pid if self._child is not None and self._child.alive() else None

    def alive(self) -> bool:
        """Return whether our server runs."""
        return self.pid is not None

    @property
    def url(self) -> str:
        """The URL with which our own roles connect; raises `EngineError` while it never ran."""
        port = self._port or places.remembered_port(self.var)
        return f"nats://bilezik:{secrets_file.load(self.var).nats_password}@127.0.0.1:{port}"

    def start(self) -> None:
        """Run NATS; raises `EngineError` in one line."""
        if self.alive():
            return
        self._lock.take()
        try:
            place = places.settle(self.var, self._engine_user)
            root = place.root / "nats"
            places.make_folder(root, place.user)
            _stop_orphan(root)
            binary = places.nats_binary(place)
            port = self._choose_port()
            file = self._write_configuration(place, root, port)
            self._child = Child(_NAME, [binary, "-c", file], place, self.var / "log" / "nats.log")
            self._await(self._child, port)
            self._port = port  # from now on clients hold on to it: a restart must have the same
            places.remember_port(self.var, port)
        except BaseException as error:
            self.stop()
            if isinstance(error, OSError):
                raise refused(_NAME, error, self.var) from None
            raise

    def stop(self) -> None:
        """Stop it; without a running one, do nothing."""
        if self._child is not None:
            self._child.stop(_STOP)
            self._child = None
        self._lock.release()

    def _choose_port(self) -> int:
        if self._port is not None:
            if not _is_free(self._port):
                raise EngineError(f"{_NAME} cannot listen: port {self._port} is taken by another program; stop it and start again")
            return self._port
        try:
            port = places.remembered_port(self.var)
        except EngineError:
            port = 0
        if port and _is_free(port):
            return port
        for candidate in random.sample(_PORTS, 100):
            if _is_free(candidate):
                return candidate
        raise EngineError(f"{_NAME} cannot listen: no port of the loopback between {_PORTS.start} and {_PORTS.stop} is free")

    def _write_configuration(self, place: places.Place, root: Path, port: int) -> Path:
        file = root / "nats.conf"
        file.touch(0o600)
        file.write_text(
            _CONF.format(
                port=port,
                root=root,
                sync="always" if self._durable else '"2m"',
                max_file_store=self._max_file_store,
                password=secrets_file.load(self.var).nats_password,
                most=1_000 if self._mqtt is None else _MQTT_CLIENTS,
                mqtt="" if self._mqtt is None else _listener(self._mqtt, root, place.user),
                callout="" if self._mqtt is None else _CALLOUT.format(issuer=self._issuer()),
            )
        )
        if place.user is not None:
            os.chown(file, pwd.getpwnam(place.user).pw_uid, -1)
        return file

    def _issuer(self) -> str:
        return Issuer(bytes.fromhex(secrets_file.load(self.var).mqtt_seed)).public

    def _await(self, child: Child, port: int) -> None:
        until = time.monotonic() + _START_S
        while child.alive() and time.monotonic() < until:
            if _greets(port):
                return
            wait_tick()
        if child.alive():
            raise EngineError(f"{_NAME} is still not ready after {_START_S:.0f} s: see {child.log}")
        raise child.fault()


def _listener(mqtt: Mqtt, root: Path, user: str | None) -> str:
    """Return the lines of the MQTT listener; the certificate is copied to where the engine's user may read it."""
    tls = ""
    if mqtt.certificate is not None:
        copies = []
        for name, source in (("mqtt.pem", mqtt.certificate), ("mqtt.key", mqtt.key or mqtt.certificate)):
            copy = root / name
            copy.touch(0o600)
            copy.write_bytes(source.read_bytes())
            if user is not None:
                os.chown(copy, pwd.getpwnam(user).pw_uid, -1)
            copies.append(copy)
        tls = f'  tls {{\n    cert_file: "{copies[0]}"\n    key_file: "{copies[1]}"\n  }}\n'
    return f'mqtt {{\n  listen: "{mqtt.host}:{mqtt.port}"\n{tls}}}\n'


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _greets(port: int) -> bool:
    """Return whether a server sends its INFO there: the listener opens only after JetStream has recovered its streams."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1.0) as link:
            return link.recv(5) == b"INFO "
    except OSError:
        return False


def _stop_orphan(root: Path) -> None:
    try:
        pid = int((root / "nats.pid").read_text())
    except (FileNotFoundError, ValueError):
        return
    stop_orphan(pid, ("nats-server", str(root)), _STOP, _NAME)
    (root / "nats.pid").unlink(missing_ok=True)
