"""Devices that nobody registered: the quarantine, listed. It holds what a device says of itself, never where it is (law 10)."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from ninja import Router

from bilezik.api import paging, shapes
from bilezik.api.times import text_at
from bilezik.domain.instant import from_datetime
from bilezik.store.models import Device, Quarantined

router = Router()


@router.get("quarantine", response=shapes.StrangerPage, url_name="quarantine")
def quarantine(
    request: HttpRequest,  # noqa: ARG001 - the router's protocol
    limit: paging.Limit = paging.USUAL,
    cursor: paging.Cursor = None,
) -> dict[str, Any]:
    """Return unknown devices, the newest first: by when they were first seen, which does not change while pages are turned."""
    wanted = Quarantined.objects.order_by("-first_at", "protocol", "identity", "source")
    if cursor is not None:
        at, protocol, identity, source = paging.unpack_as(cursor, tuple[int, str, str, str])
        first_at = paging.moment_of(at)
        later = Q(protocol__gt=protocol) | Q(protocol=protocol, identity__gt=identity)
        later |= Q(protocol=protocol, identity=identity, source__gt=source)
        wanted = wanted.filter(Q(first_at__lt=first_at) | Q(first_at=first_at) & later)
    rows, more = paging.page(list(wanted[: limit + 1]), limit)
    last = rows[-1] if more else None
    found = Device.objects.filter(identity__in={row.identity for row in rows}).values_list("protocol", "identity", "pk")
    registered = {(protocol, identity): str(number) for protocol, identity, number in found}
    items = [
        {
            "protocol": row.protocol, "identity": row.identity or None, "address": row.source, "first_at": text_at(row.first_at),
            "last_at": text_at(row.last_at), "frames": row.frames, "kept": kept,
            "device": registered.get((row.protocol, row.identity)),
        }
        for row, kept in zip(rows, Quarantined.kept(rows), strict=True)
    ]  # fmt: skip
    return {
        "items": items,
        "next": None if last is None else paging.pack(from_datetime(last.first_at), last.protocol, last.identity, last.source),
    }
