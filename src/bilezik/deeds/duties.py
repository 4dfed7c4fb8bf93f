"""Who is told of alerts that nobody takes: level 1 first, then up the chain."""

from typing import Final
from urllib.parse import urlsplit

import msgspec
from django.utils import timezone

from bilezik.deeds import wording
from bilezik.deeds.actor import Actor
from bilezik.deeds.record import perform
from bilezik.deeds.refusal import Conflict, Invalid, NotFound
from bilezik.domain.instant import Instant, from_datetime, rfc3339, to_datetime
from bilezik.store.models import Duty

CHANNELS: Final = ("mailto", "mailtos", "json", "jsons")
"""Kinds of channel: an e-mail server of its own, a webhook. A bare e-mail address goes by the installation's mail server."""
HIGHEST: Final = 9


class NewDuty(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody on duty from then until then (`None`: until ended), for one city or (`None`) for all."""

    level: int
    name: str
    channel: str
    from_at: Instant
    to_at: Instant | None = None
    city: str | None = None


def add(by: Actor, duty: NewDuty, *, why: str) -> int:
    """Put somebody on duty and return the id."""
    wording.number("level", duty.level, least=1, most=HIGHEST)
    if duty.to_at is None:
        wording.instant("from_at", duty.from_at)
    else:
        wording.period("from_at", duty.from_at, "to_at", duty.to_at)
    fields = {
        "level": duty.level,
        "name": wording.text("name", duty.name),
        "channel": channel(duty.channel),
        "city": None if duty.city is None else wording.text("city", duty.city),
    }
    with perform(by, "duties.add", why=why) as doing:
        to_at = None if duty.to_at is None else to_datetime(duty.to_at)
        made = Duty.objects.create(from_at=to_datetime(duty.from_at), to_at=to_at, **fields)
        # A channel's address may hold a password: the log says who is told, not how.
        doing.touched("duty", made.pk, {"level": duty.level, "name": fields["name"], "city": fields["city"]})
        doing.tell("duty", {"duty": str(made.pk)})
    return made.pk


def end(by: Actor, duty: int, *, why: str) -> None:
    """End a duty now."""
    with perform(by, "duties.end", why=why) as doing:
        found = Duty.objects.select_for_update().filter(pk=duty).first()
        if found is None:
            raise NotFound("duty", duty)
        now = timezone.now()
        if found.to_at is not None and found.to_at <= now:
            raise Conflict(f"This duty ended at {rfc3339(from_datetime(found.to_at))}.")
        Duty.objects.filter(pk=duty).update(to_at=now)
        doing.touched("duty", duty, {"name": found.name, "to_at": rfc3339(from_datetime(now))})
        doing.tell("duty", {"duty": str(duty)})


def channel(given: str) -> str:
    """Return a channel: an e-mail address or a URL of a known kind; `Invalid` for anything else."""
    kept = wording.text("channel", given, longest=500)
    scheme, sign, rest = kept.partition("://")
    if not sign:
        name, at, host = kept.partition("@")
        if not (name and at and "." in host and " " not in kept):
            raise Invalid("channel", "an e-mail address, or a URL such as jsons://host/path")
    elif scheme not in CHANNELS or not rest or not urlsplit(kept).netloc:
        raise Invalid("channel", f"a URL here begins with {', '.join(f'{name}://' for name in CHANNELS)}")
    return kept
