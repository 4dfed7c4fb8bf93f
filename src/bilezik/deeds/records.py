"""Records that leave the system: who took whose, and why."""

from bilezik.deeds.actor import Actor
from bilezik.deeds.record import perform
from bilezik.deeds.refusal import NotFound
from bilezik.store.models import Person


def export(by: Actor, person: int, *, why: str) -> None:
    """Write down that the record of `person` is taken out; done before a line of it is written anywhere."""
    with perform(by, "records.export", why=why) as doing:
        if not Person.objects.filter(pk=person).exists():
            raise NotFound("person", person)
        doing.touched("person", person)
