"""The audit log: who did or looked at what, when, why and from where."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from bilezik.api import paging, shapes
from bilezik.api.access import actor_of
from bilezik.api.times import text_at
from bilezik.deeds import auditing as deeds
from bilezik.domain.instant import to_datetime
from bilezik.store import auditing

router = Router()


@router.get("audit", response=shapes.AuditPage, url_name="audit")
def audit(
    request: HttpRequest, asked: Query[shapes.AuditAsked], limit: paging.Limit = paging.USUAL, cursor: paging.Cursor = None
) -> dict[str, Any]:
    """Return rows of the audit log, newest first; the question is written into the log."""
    wanted = auditing.Asked(
        who=asked.who,
        deed=asked.deed,
        subject_kind=asked.subject_kind,
        subject_id=int(asked.subject_id) if asked.subject_id else None,
        since=to_datetime(paging.instant("since", asked.since)) if asked.since else None,
        until=to_datetime(paging.instant("until", asked.until)) if asked.until else None,
        words=asked.why,
    )
    deeds.look(actor_of(request), {key: value for key, value in asked.dict().items() if value})
    rows, more = auditing.page(wanted, None if cursor is None else paging.unpack(cursor, 1)[0], limit)
    return {
        "items": [
            {
                "id": str(row.pk),
                "at": text_at(row.at),
                "actor": None if row.actor is None else str(row.actor),
                "actor_name": row.actor_name,
                "deed": row.deed,
                "subject_kind": row.subject_kind,
                "subject_id": None if row.subject_id is None else str(row.subject_id),
                "why": row.why,
                "from_where": row.from_where,
                "content": row.content,
            }
            for row in rows
        ],
        "next": paging.pack(rows[-1].pk) if more else None,
    }
