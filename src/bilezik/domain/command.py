"""What a device may be asked to do. Nothing here listens, records, films, or switches a device off.

1. A command is a value: its kind and what it needs, held to bounds that every manual keeps.
2. As a row it is a kind and parameters (`parameters_of`), and comes back out of them (`command_of`).
3. `CONFIRMED`: those that can silence a device; a second person confirms them.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

LEAST_INTERVAL_S: Final = 10
MOST_INTERVAL_S: Final = 86_400
LONGEST_MESSAGE: Final = 120


class _Kind(msgspec.Struct, frozen=True, tag_field="kind", forbid_unknown_fields=False):
    pass


class LocateNow(_Kind, frozen=True, tag="locate_now"):
    """Say where you are, now."""


class SetInterval(_Kind, frozen=True, tag="set_interval"):
    """Report every so many seconds."""

    seconds: Annotated[int, Meta(ge=LEAST_INTERVAL_S, le=MOST_INTERVAL_S)]


class Reboot(_Kind, frozen=True, tag="reboot"):
    """Start anew."""


class Ring(_Kind, frozen=True, tag="ring"):
    """Vibrate or ring, so that the wearer looks."""


class Message(_Kind, frozen=True, tag="message"):
    """Show the wearer a text."""

    text: Annotated[str, Meta(min_length=1, max_length=LONGEST_MESSAGE, pattern=r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$")]


class SavePower(_Kind, frozen=True, tag="save_power"):
    """Save the battery, or stop to."""

    on: bool


class SetServer(_Kind, frozen=True, tag="set_server"):
    """Report to another server from now on."""

    host: Annotated[str, Meta(max_length=100, pattern=r"^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$")]
    port: Annotated[int, Meta(ge=1, le=65_535)]


Command = LocateNow | SetInterval | Reboot | Ring | Message | SavePower | SetServer
KINDS: Final[tuple[str, ...]] = ("locate_now", "set_interval", "reboot", "ring", "message", "save_power", "set_server")
CONFIRMED: Final = frozenset({"set_server"})


def command_of(kind: str, parameters: Mapping[str, Any]) -> Command:
    """Return the command of a row; `msgspec.ValidationError` where there is none like it."""
    command: Command = msgspec.convert({**parameters, "kind": kind}, Command)
    return command


def kind_of(command: Command) -> str:
    """Return the word of the command's kind."""
    return str(command.__struct_config__.tag)


def parameters_of(command: Command) -> dict[str, Any]:
    """Return what a command needs besides its kind."""
    return {name: getattr(command, name) for name in command.__struct_fields__}
