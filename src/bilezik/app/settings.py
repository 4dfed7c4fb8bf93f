"""What an installation may say: one frozen struct from the environment and an optional `bilezik.toml`.

1. A key `x` is `BILEZIK_X` in the environment and `x` in the file; the environment wins. The file is `bilezik.toml` in the
   working directory, or what `BILEZIK_CONFIG` names.
2. An unknown key is an error that names the nearest known one: a misspelt limit must not be silently no limit.
3. A secret has no default and no `repr`. What the installation makes for itself lies in `var/secrets.json` (`secrets_file`).
4. `environment()` is the way back: what a parent hands its children, so that every process of a run has the same settings.
"""

import difflib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from urllib.parse import quote, urlsplit, urlunsplit

import msgspec

from bilezik.app import secrets_file
from bilezik.app.engines import place

Role = Literal["admin", "owner", "web", "door", "monitor", "gateway"]
"""Who connects to PostgreSQL. `admin` makes the others and runs nothing; `owner` owns the schema; `door` signs people in."""

LogLevel = Literal["debug", "info", "warning", "error"]

PREFIX: Final = "BILEZIK_"
_CONFIG: Final = "BILEZIK_CONFIG"
_DATABASE: Final = "bilezik"
_PAIRS: Final = frozenset({"ports", "tls_ports", "networks"})


class SettingsError(Exception):
    """A setting is wrong; the text is one line that names it and says what would be right."""


class Secret:
    """A text that does not show itself in logs and tracebacks."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        """Keep `text`; an empty one raises `ValueError`: an empty password is a mistake, not a choice."""
        if not text:
            raise ValueError("is empty; leave the key out instead")
        self._text = text

    def reveal(self) -> str:
        """Return the text itself."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(…)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All settings; a field is a key. Paths are absolute."""

    var: Path = Path("var")
    """Where everything lives that the installation makes: data of the embedded engines, secrets, logs."""
    database_url: Secret | None = None
    """An external PostgreSQL 18 as a role that may create roles; none: embedded."""
    nats_url: Secret | None = None
    """An external NATS with JetStream; none: embedded."""
    engine_user: str | None = None
    """The OS user of the embedded engines when started as root; none: `bilezik`, `postgres` or `nobody`, the first that exists."""
    web_host: str = "127.0.0.1"
    web_port: int = 8420
    web_url: str | None = None
    """The address people see, for links in notices; none: made of host and port."""
    gateway_host: str = "127.0.0.1"
    """Where devices connect; `0.0.0.0` for all networks of the machine."""
    ports: dict[str, int] = {}
    """Device ports that differ from the protocol's own, as `gt06=15023,watch=15093` in the environment; 0: any free one."""
    tls_ports: dict[str, int] = {}
    """Ports on which protocols are spoken inside TLS, besides their own, written as `ports`."""
    tls_certificate: Path | None = None
    """The certificate shown there, PEM, with the chain."""
    tls_key: Path | None = None
    """Its private key, PEM; none: it is in the same file."""
    mqtt_port: int = 0
    """Where telephones speak MQTT, inside TLS where there is a certificate; 0: nowhere. Needs the embedded NATS."""
    networks: dict[str, str] = {}
    """Networks from which devices of a kind speak, as `bracelet=10.14.0.0/16 10.15.0.0/16,phone=0.0.0.0/0`."""
    keys_needed: bool = False
    """Whether every device that speaks HTTP must have a key of its own."""
    gateways: Annotated[int, msgspec.Meta(ge=1, le=16)] = 1
    """How many gateways share the device ports of this machine."""
    gateway_max_connections: int = 15_000
    gateway_idle_s: float = 1_800.0
    """A device connection that says nothing for so long is closed."""
    monitors: Annotated[int, msgspec.Meta(ge=0, le=64)] = 0
    """How many monitors share the judging on this machine; 0: one a processor, at most four."""
    mail_url: Secret | None = None
    """The mail server for notices, as an apprise URL (`mailtos://user:password@host?from=…`)."""
    audit_mail: str | None = None
    """Who gets the head of the audit log by mail each day, outside the reach of whoever runs this installation."""
    notice_timeout_s: float = 15.0
    log_level: LogLevel = "info"

    def __post_init__(self) -> None:
        """Make `var` absolute: a child may run elsewhere."""
        try:
            msgspec.structs.force_setattr(self, "var", self.var.expanduser().absolute())
        except RuntimeError:  # ~somebody, and there is nobody of that name
            raise ValueError(f"names a home folder that is not there: {self.var}") from None

    @classmethod
    def load(cls, environment: Mapping[str, str] | None = None, file: Path | None = None) -> "Settings":
        """Read the environment and the file; raises `SettingsError` for an unknown key, a wrong value or an unreadable file."""
        given = os.environ if environment is None else environment
        if file is None:
            file = Path(given[_CONFIG]) if _CONFIG in given else Path("bilezik.toml")
            if _CONFIG not in given and not file.exists():
                file = None
        values = {} if file is None else _from_file(file)
        values |= _from_environment(given)
        try:
            return msgspec.convert(values, cls, strict=False, dec_hook=_tame)
        except msgspec.ValidationError as error:
            raise SettingsError(f"setting {str(error).replace(' - at `$.', ' in `')}") from None

    def environment(self) -> dict[str, str]:
        """Return the variables that make `load` build these settings again, secrets included."""
        default = Settings()
        written = {}
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if value == getattr(default, name) and name != "var":
                continue
            if isinstance(value, dict):
                text = ",".join(f"{key}={item}" for key, item in value.items())
            else:
                text = value.reveal() if isinstance(value, Secret) else str(value)
            written[PREFIX + name.upper()] = text
        return written

    def secrets(self) -> secrets_file.Secrets:
        """Return the installation's own secrets; made on the first call for this `var`."""
        return secrets_file.load(self.var)

    def dsn(self, role: Role) -> str:
        """Return the URL by which `role` connects to PostgreSQL, embedded or external."""
        user, password = f"bilezik_{role}", self.secrets().passwords
        if self.database_url is None:
            where = quote(str(place.find(self.var, self.engine_user).sockets), safe="")
            return f"postgresql://{user}:{password[role]}@/{_DATABASE}?host={where}"
        if role == "admin":
            return self.database_url.reveal()
        url = urlsplit(self.database_url.reveal())
        return urlunsplit(url._replace(netloc=f"{user}:{password[role]}@{url.netloc.rpartition('@')[2]}"))

    def nats(self) -> str:
        """Return the URL of NATS, embedded or external; raises `engines.EngineError` while an embedded one never ran."""
        if self.nats_url is not None:
            return self.nats_url.reveal()
        port = place.remembered_port(self.var)
        return f"nats://bilezik:{self.secrets().nats_password}@127.0.0.1:{port}"

    def port_of(self, protocol: str, own: int) -> int:
        """Return the port on which `protocol` listens; `own` is the protocol's own."""
        return self.ports.get(protocol, own)


def _from_file(file: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(file.read_text())
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{file}: {error}") from None
    for key in values:
        if key not in Settings.__struct_fields__:
            raise SettingsError(f"{file}: unknown key {key!r}{_nearest(key, Settings.__struct_fields__)}")
    return values


def _from_environment(given: Mapping[str, str]) -> dict[str, Any]:
    known = {PREFIX + name.upper(): name for name in Settings.__struct_fields__}
    values: dict[str, Any] = {}
    for variable, text in given.items():
        if not variable.startswith(PREFIX) or variable == _CONFIG:
            continue
        if variable not in known:
            raise SettingsError(f"unknown environment variable {variable}{_nearest(variable, tuple(known))}")
        name = known[variable]
        values[name] = _pairs(variable, text) if name in _PAIRS else text
    return values


def _pairs(variable: str, text: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in text.split(",") if part]
    if any(not sign for _, sign, _ in pairs):
        raise SettingsError(f"{variable} is written as gt06=15023,watch=15093, not {text!r}")
    return {key.strip(): value.strip() for key, _, value in pairs}


def _nearest(key: str, known: tuple[str, ...]) -> str:
    close = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
    return f"; did you mean {close[0]}?" if close else ""


def _tame(kind: type, value: object) -> object:
    if kind in (Path, Secret) and isinstance(value, str):
        return kind(value)
    raise ValueError(f"Expected a text, got {value!r}")
