"""That a person signed for the memo: which paper, in which language, who explained it, before whom.

1. A paper is made of a docket, and states its time at its foot. The record names that docket, so that one can say years later what
   the person was told (`memo.still_says` compares it with what holds).
2. Somebody may refuse to sign. That is a record too, and needs a witness.
3. It is written once; a wrong one is followed by a right one.
"""

import hashlib
from typing import Final

import msgspec
from django.utils import timezone

from bilezik.deeds import wording
from bilezik.deeds.actor import Actor
from bilezik.deeds.record import perform
from bilezik.deeds.refusal import Conflict, Invalid, NotFound
from bilezik.domain import scan
from bilezik.domain.instant import Instant, from_datetime, minutes, rfc3339, to_datetime
from bilezik.domain.person import LANGUAGES, Language
from bilezik.store.models import Docket, MemoSigning, Person

CLOCKS: Final = minutes(1)
"""So far a browser's clock may be ahead."""
PAPERS: Final = 5
"""Papers to choose among: an older one is in nobody's hand."""


class NewSigning(msgspec.Struct, frozen=True, kw_only=True):
    """What is recorded. `docket` None: the paper of the newest; `explained_by` `''`: whoever does the deed."""

    language: Language | str
    signed_at: Instant
    is_signed: bool = True
    docket: int | None = None
    explained_by: str = ""
    interpreter: str = ""
    witness: str = ""
    scan: bytes | None = None


def keep(by: Actor, person: int, signing: NewSigning, *, why: str) -> int:
    """Record that `person` signed for the memo, or refused to; return the record's id.

    Raises `Invalid` at a field, `NotFound`, `Conflict` where no docket of this person was ever written.
    """
    if signing.language not in LANGUAGES:
        raise Invalid("language", f"is one of {', '.join(LANGUAGES)}")
    named = {
        name: wording.text(name, getattr(signing, name), needed=name == "witness" and not signing.is_signed)
        for name in ("explained_by", "interpreter", "witness")
    }
    scanned = _scan(signing.scan)
    with perform(by, "signings.keep", why=why) as doing:
        if not Person.objects.filter(pk=person).exists():
            raise NotFound("person", person)
        doing.lock_person(person)
        docket = _docket(person, signing.docket)
        if signing.signed_at > from_datetime(timezone.now()) + CLOCKS:
            raise Invalid("signed_at", "has not come yet: a signature is recorded when it is given")
        if signing.signed_at < from_datetime(docket.recorded_at) - CLOCKS:
            raise Invalid("signed_at", "is before this paper could be printed")
        made = MemoSigning.objects.create(
            person_id=person, docket=docket, language=signing.language, is_signed=signing.is_signed,
            signed_at=to_datetime(signing.signed_at), explained_by=named["explained_by"] or by.name,
            interpreter=named["interpreter"], witness=named["witness"], scan=scanned and scanned.content,
            scan_type="" if scanned is None else scanned.type,
            scan_sha256=scanned and hashlib.sha256(scanned.content).digest(), recorded_by=by.name,
        )  # fmt: skip
        said = {
            "signing": str(made.pk), "docket": rfc3339(from_datetime(docket.recorded_at)), "language": made.language,
            "is_signed": made.is_signed, "signed_at": rfc3339(signing.signed_at), "explained_by": made.explained_by,
            "interpreter": made.interpreter, "witness": made.witness,
            "sha256": "" if made.scan_sha256 is None else made.scan_sha256.hex(),
        }  # fmt: skip
        doing.touched("person", person, {"after": said})
        doing.line("memo_signed" if made.is_signed else "memo_refused", person=person, content=said)
    return made.pk


def papers(person: int) -> list[tuple[int, Instant]]:
    """Return the papers a signature may be for, as (docket, the time at its foot), the newest first."""
    rows = Docket.objects.filter(person_id=person).order_by("-recorded_at", "-id").values_list("pk", "recorded_at")
    return [(key, from_datetime(at)) for key, at in rows[:PAPERS]]


def _docket(person: int, wanted: int | None) -> Docket:
    held = Docket.objects.filter(person_id=person)
    found = held.order_by("-recorded_at", "-id").first() if wanted is None else held.filter(pk=wanted).first()
    if found is None and wanted is not None:
        raise Invalid("docket", "is no paper of this person")
    if found is None:
        raise Conflict("No order of this person was ever entered: there is nothing to sign for.")
    return found


def _scan(given: bytes | None) -> scan.Scan | None:
    try:
        return None if given is None else scan.kept(given)
    except ValueError as error:
        raise Invalid("file", str(error)) from None
