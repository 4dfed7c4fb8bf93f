"""The channels, through apprise: an e-mail server, a webhook.

1. The adapter judges (sent, failed, failed for good), the round retries.
2. A channel's address may hold a password: it never stands in a detail.
"""

import logging
import re
from io import StringIO
from typing import Final, Literal, cast
from urllib.parse import quote

import apprise
import msgspec
from apprise.plugins.base import NotifyBase


class Sent(msgspec.Struct, frozen=True):
    """The channel took it."""


class Failed(msgspec.Struct, frozen=True):
    """It did not; `is_final`: trying again cannot help."""

    detail: str
    is_final: bool = False


class Ways(msgspec.Struct, frozen=True):
    """How this installation sends: its mail server as an apprise URL, and how long an attempt may take."""

    mail_url: str | None = None
    timeout_s: float = 15.0


class Message(msgspec.Struct, frozen=True):
    """What is said."""

    title: str
    body: str
    urgency: Literal["warning", "failure"] = "warning"


_SECRET: Final = re.compile(r"\w+://\S+")


def send(channel: str, message: Message, ways: Ways) -> Sent | Failed:
    """Send one message and return how it went; an exception is a fault of ours or of apprise."""
    url = address(channel, ways)
    if isinstance(url, Failed):
        return url
    plugin = _plugin(url)
    if plugin is None:
        return Failed("the channel's address cannot be read", is_final=True)
    with apprise.LogCapture(level=logging.WARNING) as said:  # type: ignore[no-untyped-call]  # apprise has no types
        is_sent = plugin.notify(body=message.body, title=message.title, notify_type=apprise.NotifyType(message.urgency))
        detail = cast("StringIO", said).getvalue()
    return Sent() if is_sent else Failed(_reason(detail))


def address(channel: str, ways: Ways) -> str | Failed:
    """Return the apprise URL of a channel: a bare e-mail address goes by the installation's mail server."""
    if "://" not in channel:
        if ways.mail_url is None:
            return Failed("no mail server is set: BILEZIK_MAIL_URL", is_final=True)
        channel = f"{ways.mail_url}{'&' if '?' in ways.mail_url else '?'}to={quote(channel)}"
    timeouts = f"cto={min(5.0, ways.timeout_s):g}&rto={ways.timeout_s:g}"
    return f"{channel}{'&' if '?' in channel else '?'}{timeouts}"


def _plugin(url: str) -> NotifyBase | None:
    """Return the plugin of `url`: one of the kinds that `deeds.duties` takes. Asking apprise would load its other 130 first."""
    scheme = url.partition("://")[0]
    kind: type[NotifyBase]
    if scheme in {"mailto", "mailtos"}:
        from apprise.plugins.email import NotifyEmail as kind  # noqa: N813 - whichever it is
    elif scheme in {"json", "jsons"}:
        from apprise.plugins.custom_json import NotifyJSON as kind  # noqa: N813 - the same
    else:
        return None
    said = kind.parse_url(url)
    if not said:
        return None
    asset = apprise.AppriseAsset(app_id="Bilezik", app_desc="Bilezik")
    try:
        return kind(**{**said, "asset": asset})
    except TypeError:  # apprise's way to say that an address makes no sense
        return None


def _reason(log: str) -> str:
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    return _SECRET.sub("…", "; ".join(lines))[:300] or "the channel refused it"
