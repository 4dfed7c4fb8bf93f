"""Add a scan of the decision to an order. What is a scan is `domain.scan`'s; it is kept as it came and never changed."""

import hashlib

from bilezik.deeds import wording
from bilezik.deeds.actor import Actor
from bilezik.deeds.record import perform
from bilezik.deeds.refusal import Conflict, Invalid, NotFound
from bilezik.domain import scan
from bilezik.store.models import Order, OrderDocument

MOST: int = 20
"""Scans of one order: a decision, its appeal, its changes."""


def add(by: Actor, order: int, name: str, content: bytes, *, why: str) -> int:
    """Keep `content` with an order and return the document's id; `name` is what it was called, and is shown as text alone."""
    called = wording.text("name", name.replace("\\", "/").rpartition("/")[2])
    try:
        kept = scan.kept(content)
    except ValueError as error:
        raise Invalid("file", str(error)) from None
    with perform(by, "documents.add", why=why) as doing:
        found = Order.objects.filter(pk=order).first()
        if found is None:
            raise NotFound("order", order)
        doing.lock_person(found.person_id)
        if found.documents.count() >= MOST:
            raise Conflict(f"An order keeps {MOST} scans at most.")
        digest = hashlib.sha256(kept.content).digest()
        if found.documents.filter(sha256=digest).exists():
            raise Invalid("file", "is kept with this order already")
        made = OrderDocument.objects.create(
            order=found, person_id=found.person_id, name=called, type=kept.type, size=len(kept.content), sha256=digest,
            content=kept.content, added_by=by.name,
        )  # fmt: skip
        after = {"document": str(made.pk), "name": called, "type": kept.type, "size": made.size, "sha256": digest.hex()}
        doing.touched("order", order, {"person": str(found.person_id), "after": after})
        doing.line(
            "document_added", person=found.person_id, content={"order": str(order), "document": str(made.pk), "name": called}
        )
        doing.tell("order", {"order": str(order), "person": str(found.person_id)})
    return made.pk
