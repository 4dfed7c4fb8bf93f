"""Reading the audit log: what an auditor asks for, newest first, page by page.

1. A filter narrows by exact who, deed and subject, by time, and by words of the reason; none of them is a guess at what was meant.
2. A page goes on before an id: rows that are appended meanwhile move nothing.
"""

from datetime import datetime
from typing import Any, Final

import msgspec
from django.db.models import Max, QuerySet

from bilezik.store.models import Audit, AuditSeal

A_PAGE: Final = 50


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What an auditor wants to see; empty: not asked for. `who`: a part of the name; `deed`: the beginning of one."""

    who: str = ""
    deed: str = ""
    subject_kind: str = ""
    subject_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    words: str = ""

    @property
    def is_narrow(self) -> bool:
        """Whether it leaves anything out."""
        return self != Asked()

    def filtered(self) -> QuerySet[Audit]:
        """Return the rows that are asked for, newest first."""
        wanted: dict[str, Any] = {
            "actor_name__icontains": self.who,
            "deed__startswith": self.deed,
            "subject_kind": self.subject_kind,
            "why__icontains": self.words,
        }
        found = Audit.objects.filter(**{key: value for key, value in wanted.items() if value}).order_by("-id").defer("salt")
        if self.subject_id is not None:
            found = found.filter(subject_id=self.subject_id)
        if self.since is not None:
            found = found.filter(at__gte=self.since)
        if self.until is not None:
            found = found.filter(at__lt=self.until)
        return found


class Seals(msgspec.Struct, frozen=True):
    """How far the log is sealed: links, when the last was made, and how many rows wait."""

    count: int
    at: datetime | None
    waiting: int
    head: str


def page(asked: Asked, before: int | None, most: int = A_PAGE) -> tuple[list[Audit], bool]:
    """Return the rows before the id `before` (None: the newest), and whether there are older ones."""
    found = asked.filtered()
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found[: most + 1])
    return rows[:most], len(rows) > most


def seals() -> Seals:
    """Return how far the log is sealed."""
    last = AuditSeal.objects.order_by("-seq").first()
    if last is None:
        return Seals(0, None, Audit.objects.count(), "")
    # Rows commit in another order than their ids; the sealer looks back, this counts what is surely new.
    newest = AuditSeal.objects.aggregate(newest=Max("audit_id"))["newest"] or 0
    waiting = Audit.objects.filter(pk__gt=newest).count()
    return Seals(last.seq, last.sealed_at, waiting, f"{last.seq}:{bytes(last.chain).hex()}")
