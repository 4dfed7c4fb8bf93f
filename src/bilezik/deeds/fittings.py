"""The record of a fitting or a removal: when, where, by whom, before whom, what was seen, whether the person acknowledged it.

It is written inside the deed that puts the device on or takes it off (`deeds.devices`), once, and nobody changes it afterwards.
"""

import datetime as dt
from typing import Final

import msgspec

from bilezik.deeds import wording
from bilezik.deeds.actor import Actor
from bilezik.deeds.refusal import Invalid
from bilezik.domain import photo
from bilezik.domain.device import REMOVAL_REASONS, RemovalReason
from bilezik.store.models import Assignment, Fitting

_LONGEST: Final = 2_000


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What those present say. `done_by` `''`: whoever does the deed; `acknowledged`: the person signed for it.

    `skin`: what was seen where the strap lies.
    """

    place: str = ""
    done_by: str = ""
    witness: str = ""
    acknowledged: bool = False
    skin: str = ""
    photo: bytes | None = None

    def checked(self) -> "Seen":
        """Return this with a photo as it is kept; `Invalid` names the field that is wrong."""
        texts = {name: wording.text(name, getattr(self, name), needed=False) for name in ("place", "done_by", "witness")}
        skin = wording.text("skin", self.skin, needed=False, longest=_LONGEST)
        return msgspec.structs.replace(self, photo=_photo(self.photo).content if self.photo else None, skin=skin, **texts)


class Removal(msgspec.Struct, frozen=True, kw_only=True):
    """Why a device comes off, and what those present say."""

    reason: RemovalReason | str = "other"
    seen: Seen = Seen()

    def checked(self) -> "Removal":
        """Return this checked; `Invalid` names the field that is wrong."""
        if self.reason not in REMOVAL_REASONS:
            raise Invalid("reason", f"is one of {', '.join(REMOVAL_REASONS)}")
        return msgspec.structs.replace(self, seen=self.seen.checked())


def write(by: Actor, assignment: Assignment, seen: Seen, *, at: dt.datetime, reason: str = "") -> dict[str, str]:
    """Write the record and return what the audit log says of it; the photo itself stays out of the log."""
    kept = None if seen.photo is None else _photo(seen.photo)
    made = Fitting.objects.create(
        kind="removed" if reason else "fitted", assignment=assignment.pk, device_id=assignment.device_id,
        person_id=assignment.person_id, at=at, place=seen.place, done_by=seen.done_by or by.name, witness=seen.witness,
        acknowledged=seen.acknowledged, skin=seen.skin, reason=reason, photo=kept and kept.content,
        photo_type="" if kept is None else kept.type,
    )  # fmt: skip
    said = {"place": made.place, "done_by": made.done_by, "witness": made.witness, "skin": made.skin, "photo": made.photo_type}
    return {name: value for name, value in said.items() if value} | {"acknowledged": "yes" if made.acknowledged else "no"}


def _photo(given: bytes) -> photo.Photo:
    try:
        return photo.kept(given)
    except ValueError as refusal:
        raise Invalid("photo", str(refusal)) from None
