"""The photo of a supervised person: kept by its content, replaced by a newer one, taken out again.

1. What is kept is JPEG or PNG by its bytes (`domain.photo`), without place, camera or comment: a picture with a script is none.
2. The log says what kind of picture and how large it was, and holds no picture: a face is not copied into what nobody empties.
"""

from typing import Final

from bilezik.deeds.actor import Actor
from bilezik.deeds.record import perform
from bilezik.deeds.refusal import Conflict, Invalid
from bilezik.domain import photo
from bilezik.store.models import Person

SAFE: Final = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
}
"""How a photo is handed over: no browser keeps it, guesses what it is, or runs it as a page of ours."""


def keep(by: Actor, person: int, given: bytes, *, why: str) -> photo.Photo:
    """Keep `given` as the photo of a person instead of what was there; `Invalid` where it is no photo that can be kept."""
    try:
        kept = photo.kept(given)
    except ValueError as refusal:
        raise Invalid("photo", str(refusal)) from None
    with perform(by, "photos.keep", why=why) as doing:
        doing.lock_person(person)
        Person.objects.filter(pk=person).update(photo=kept.content)
        content = {"photo": kept.type, "bytes": len(kept.content)}
        doing.touched("person", person, {"after": content})
        doing.line("photo_kept", person=person, content=content)
        doing.tell("person", {"person": str(person)})
    return kept


def remove(by: Actor, person: int, *, why: str) -> None:
    """Take the photo of a person out of the register; `Conflict` where there is none."""
    with perform(by, "photos.remove", why=why) as doing:
        doing.lock_person(person)
        if not Person.objects.filter(pk=person, photo__isnull=False).exists():
            raise Conflict("There is no photo of this person.")
        Person.objects.filter(pk=person).update(photo=None)
        doing.touched("person", person, {"before": {"photo": "kept"}, "after": {"photo": "none"}})
        doing.line("photo_removed", person=person)
        doing.tell("person", {"person": str(person)})


def of(person: int) -> photo.Photo | None:
    """Return the photo of a person as it is kept; None where there is none, or no such person for who asks."""
    found = Person.objects.filter(pk=person, photo__isnull=False).values_list("photo", flat=True).first()
    return None if found is None else photo.Photo(photo.type_of(bytes(found)), bytes(found))


def is_kept(person: int) -> bool:
    """Return whether there is a photo of a person."""
    return Person.objects.filter(pk=person, photo__isnull=False).exists()
