"""Records that leave the system: who took whose, and why."""

import msgspec
from django.utils import timezone

from bilezik import __version__
from bilezik.deeds.actor import Actor
from bilezik.deeds.record import perform
from bilezik.deeds.refusal import Conflict, Invalid, NotFound
from bilezik.domain.instant import from_datetime, rfc3339
from bilezik.domain.order import Docket
from bilezik.domain.person import LANGUAGES, Language
from bilezik.memo import Holder, Memo, compose
from bilezik.store.models import Docket as DocketRow
from bilezik.store.models import Person


def export(by: Actor, person: int, *, why: str) -> None:
    """Write down that the record of `person` is taken out; done before a line of it is written anywhere."""
    with perform(by, "records.export", why=why) as doing:
        if not Person.objects.filter(pk=person).exists():
            raise NotFound("person", person)
        doing.touched("person", person)


def memo(by: Actor, person: int, language: Language, *, why: str) -> Memo:
    """Return the memo of `person` in `language`, and write down that it is printed, from which docket.

    Raises `NotFound`; `Invalid` for a language there is none in; `Conflict` where no order is in force or to come: a paper that
    states duties nobody has would be worse than none.
    """
    if language not in LANGUAGES:
        raise Invalid("language", f"must be one of {', '.join(LANGUAGES)}")
    with perform(by, "records.memo", why=why) as doing:
        one = Person.objects.select_related("department").defer("photo").filter(pk=person).first()
        if one is None:
            raise NotFound("person", person)
        content = (
            DocketRow.objects.filter(person_id=person).order_by("-recorded_at", "-id").values_list("content", flat=True).first()
        )
        docket = Docket(person=person) if content is None else msgspec.convert(content, Docket)
        now = from_datetime(timezone.now())
        if not any(order.until_at > now for order in docket.orders):
            raise Conflict("No order of this person is in force or to come: there is nothing to explain.")
        doing.touched("person", person, {"language": language, "docket": rfc3339(docket.recorded_at)})
    holder = Holder(
        name=str(one), address=", ".join(filter(None, (one.city, one.address))), timezone=one.timezone,
        department=one.department.name, department_phone=one.department.phone,
    )  # fmt: skip
    return compose(docket, holder, language, __version__)
