"""Whether who speaks is who it claims to be: keys, source networks, two that say one id. What does not fit becomes an event.

1. A device that has a key says it with every request, and one that has none is believed by its id, unless the installation wants
   keys of all. A server that forwards says the installation's own.
2. A device of a kind whose networks are named in the settings is heard from those alone.
3. What is refused is a stranger's frame, and an event of the device it named: somebody reports as it. Its position is not kept.
4. Another id on a connection than before is an event of the device before; the later id counts, as long as the sum is right.
5. Of two connections of one device the newer wins. Where the older had spoken within `ALIVE_S`, that is an event; `CLONED_AT` of
   these within `CLONED_S` say that there are two devices.
6. Each word at most once an hour a device: it is told, not repeated.
"""

import base64
import binascii
import contextlib
import hmac
import ipaddress
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import parse_qsl

from bilezik.domain.decoded import HttpRequest
from bilezik.domain.instant import Instant, hours
from bilezik.domain.key import digest
from bilezik.gateway.quota import Quota
from bilezik.gateway.register import Fitted

WRONG_KEY: Final = "gateway:wrong_key"
WRONG_NETWORK: Final = "gateway:wrong_network"
"""These two are of somebody else: `domain.report.FOREIGN`, by which no silence ends."""
ANOTHER_ID: Final = "gateway:another_id"
SECOND_CONNECTION: Final = "gateway:second_connection"
CLONED: Final = "gateway:cloned"

ALIVE_S: Final = 120.0
CLONED_AT: Final = 3
CLONED_S: Final = 600.0
_DEVICES: Final = 10_000
_MOST_FIELDS: Final = 200

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def networks(written: Mapping[str, str]) -> dict[str, tuple[Network, ...]]:
    """Return the networks of each kind of device, written `10.14.0.0/16 10.15.0.0/16`; `ValueError` for what is none."""
    return {kind: tuple(ipaddress.ip_network(one) for one in text.split()) for kind, text in written.items()}


def keys_said(request: HttpRequest) -> list[str]:
    """Return the keys a request brings: the password of Basic, the token of Bearer, the parameter `key`."""
    kind, _, said = request.headers.get("authorization", "").partition(" ")
    found = []
    if kind.lower() == "bearer":
        found.append(said.strip())
    elif kind.lower() == "basic":
        try:
            found.append(base64.b64decode(said.strip(), validate=True).decode("utf-8").partition(":")[2])
        except (binascii.Error, UnicodeDecodeError, ValueError):
            found.append("")
    query = request.url.partition("?")[2]
    if "key=" in query:
        with contextlib.suppress(ValueError):
            found += [value for name, value in parse_qsl(query, max_num_fields=_MOST_FIELDS) if name == "key"]
    return found


class Identity:
    """What is asked of who speaks, and what was told already."""

    def __init__(self, of_kind: Mapping[str, Sequence[Network]], *, forward_key: bytes = b"", keys_needed: bool = False) -> None:
        """Begin; `forward_key`: the digest of the key of servers that forward."""
        self._of_kind, self._forward_key, self._keys_needed = of_kind, forward_key, keys_needed
        self._told: Quota[tuple[int, str]] = Quota(most=1, period=hours(1), keys=_DEVICES)
        self._replaced: OrderedDict[int, list[float]] = OrderedDict()

    def fits_network(self, fitted: Fitted, source: str) -> bool:
        """Return whether a device may speak from an address."""
        named = self._of_kind.get(fitted.kind)
        if named is None:
            return True
        try:
            address: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(source)
        except ValueError:
            return False
        if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        return any(address in network for network in named)

    def fits_key(self, fitted: Fitted, request: HttpRequest) -> bool:
        """Return whether a request brings the device's key, where it needs one."""
        if not fitted.key:
            return not self._keys_needed
        return any(hmac.compare_digest(digest(said), fitted.key) for said in keys_said(request))

    def is_forwarder(self, request: HttpRequest) -> bool:
        """Return whether a request brings the installation's key for servers that forward."""
        return bool(self._forward_key) and any(hmac.compare_digest(digest(said), self._forward_key) for said in keys_said(request))

    def replaced(self, device: int, spoke_ago_s: float, now_s: float) -> tuple[str, ...]:
        """A newer connection of the device takes the place of one that spoke so long ago; return what that says."""
        if spoke_ago_s > ALIVE_S:
            return ()
        times = self._replaced.setdefault(device, [])
        self._replaced.move_to_end(device)
        if len(self._replaced) > _DEVICES:
            self._replaced.popitem(last=False)
        times[:] = [*(at for at in times if now_s - at < CLONED_S), now_s][-CLONED_AT:]
        return (SECOND_CONNECTION, CLONED) if len(times) >= CLONED_AT else (SECOND_CONNECTION,)

    def is_news(self, device: int, word: str, now: Instant) -> bool:
        """Return whether a word about a device is to be told now."""
        return self._told.take((device, word), now)
