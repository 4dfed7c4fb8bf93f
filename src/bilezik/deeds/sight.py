"""Who sees whom beyond their roles: a conflict of interest, a case granted until a date, a case opened from outside (law 12).

1. What is decided here is held by PostgreSQL's policies; these deeds write the rows that the policies read.
2. A conflict wins over everything. It is entered by a supervisor, never by or about oneself, and ended, never deleted.
3. Outside one's caseload: the reason first. `sec.open_outside` writes the log, the line on the person's timeline and the word to
   the department in one go with the opening, so that no program opens a case in silence.
"""

import datetime as dt
from typing import Final

import msgspec
from django.db import Error, connection, transaction
from django.utils import timezone

from bilezik.deeds import rights, wording
from bilezik.deeds.actor import Actor
from bilezik.deeds.record import LONGEST_WHY, perform
from bilezik.deeds.refusal import Conflict as Refused
from bilezik.deeds.refusal import Forbidden, Invalid, NotFound, of_database
from bilezik.domain.instant import Instant, from_datetime, rfc3339, to_datetime
from bilezik.store.models import Conflict, GrantedCase, Person, User

LONGEST_GRANT: Final = dt.timedelta(days=366)
"""A case is granted for a year at most: who needs longer asks again."""


class Opened(msgspec.Struct, frozen=True):
    """A case that is open now, and until when."""

    person: int
    department: int
    until_at: Instant


def open_outside(by: Actor, *, why: str, iin: str = "", person: int | None = None) -> Opened:
    """Open the case of somebody outside one's caseload, by IIN or number, for eight hours.

    Raises `NotFound` where there is nobody, or nobody for this actor; the attempt is written down all the same.
    """
    if not why.strip() or "\0" in why or len(why) > LONGEST_WHY:
        raise Invalid("why", f"say why, in at most {LONGEST_WHY} letters")
    sought = iin.strip()
    if sought and (len(sought) != 12 or not sought.isascii() or not sought.isdigit()):
        raise Invalid("iin", "has 12 digits")
    if person is not None and not 0 < person < 2**63:
        raise NotFound("person", person)
    if bool(sought) == (person is not None):
        raise Invalid("iin", "say the IIN or the number of the person, one of them")
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            rights.demand(by, "sight.open_outside")
            cursor.execute("SELECT * FROM sec.open_outside(%s, %s, %s, %s)", (sought or None, person, why.strip(), by.from_where))
            found = cursor.fetchone()
    except Error as error:
        refusal = of_database(error)
        if refusal is None:
            raise
        raise refusal from error
    if found is None:
        raise NotFound("person", person or 0) if not sought else Invalid("iin", "nobody with this IIN is in the register")
    return Opened(found[0], found[1], from_datetime(found[2]))


def forbid(by: Actor, user: int, person: int, *, why: str) -> int:
    """Let `user` not see `person` from now on, whatever their roles; return the id of the conflict."""
    with perform(by, "sight.forbid", why=why) as doing:
        _not_oneself(by, user)
        _somebody(user)
        if not Person.objects.filter(pk=person).exists():
            raise NotFound("person", person)
        made = Conflict.objects.create(user_id=user, person_id=person, why=doing.why)
        doing.touched("conflict", made.pk, {"user": str(user), "person": str(person)})
    return made.pk


def allow_again(by: Actor, conflict: int, *, why: str) -> None:
    """End a conflict."""
    with perform(by, "sight.allow_again", why=why) as doing:
        found = Conflict.objects.select_for_update().filter(pk=conflict, to_at=None).first()
        if found is None:
            raise NotFound("conflict", conflict)
        found.to_at = max(timezone.now(), found.from_at + dt.timedelta(microseconds=1))
        found.save(update_fields=["to_at"])
        doing.touched("conflict", conflict, {"user": str(found.user_id), "person": str(found.person_id)})


def grant_case(by: Actor, user: int, person: int, to_at: Instant, *, why: str) -> int:
    """Let `user` see `person` until `to_at`: a prosecutor, a court; return the id."""
    until = to_datetime(wording.instant("to_at", to_at))
    with perform(by, "sight.grant_case", why=why) as doing:
        _not_oneself(by, user)
        now = timezone.now()
        if not now < until <= now + LONGEST_GRANT:
            raise Invalid("to_at", "is in the future, by a year at most")
        _somebody(user)
        if not Person.objects.filter(pk=person).exists():
            raise NotFound("person", person)
        made = GrantedCase.objects.create(user_id=user, person_id=person, to_at=until, why=doing.why, given_by=by.name)
        content = {"user": str(user), "person": str(person), "to_at": rfc3339(to_at)}
        doing.touched("granted_case", made.pk, content)
        doing.line("case_granted", person=person, content=content)
    return made.pk


def end_case(by: Actor, case: int, *, why: str) -> None:
    """End a granted case before its date."""
    with perform(by, "sight.end_case", why=why) as doing:
        now = timezone.now()
        found = GrantedCase.objects.select_for_update().filter(pk=case).first()
        if found is None:
            raise NotFound("granted case", case)
        if found.to_at <= now:
            raise Refused("It is over already.")
        found.to_at = max(now, found.from_at + dt.timedelta(microseconds=1))
        found.save(update_fields=["to_at"])
        doing.touched("granted_case", case, {"user": str(found.user_id), "person": str(found.person_id)})


def _not_oneself(by: Actor, user: int) -> None:
    if by.user_id == user:
        raise Forbidden("Nobody decides what they themselves see: another supervisor does.")


def _somebody(user: int) -> None:
    if not User.objects.filter(pk=user, is_active=True).exists():
        raise NotFound("user", user)
