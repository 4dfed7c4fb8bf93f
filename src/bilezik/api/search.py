"""Search: what a name or a number may mean, of every kind that the reader may see."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router

from bilezik.api import shapes
from bilezik.api.access import actor_of
from bilezik.deeds import rights
from bilezik.store.finding import LONGEST, find
from bilezik.store.models import User

router = Router()


@router.get("search", response=shapes.SearchResult, url_name="search")
def search(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=LONGEST, description="A name in any spelling, an IIN, a phone, or a part of a number.")],
) -> dict[str, Any]:
    """Return what `q` may mean, by kind: people, devices, orders, alerts, places; at most eight of each."""
    user = User.objects.get(pk=actor_of(request).user_id or 0)
    groups = find(q, rights.findable(rights.held(user)))
    return {
        "groups": [
            {
                "kind": group.kind,
                "is_cut": group.is_cut,
                "items": [
                    {
                        "id": str(found.id),
                        "name": found.name,
                        "more": found.more,
                        "person": None if found.person is None else str(found.person),
                    }
                    for found in group.found
                ],
            }
            for group in groups
        ]
    }
