"""Whether a memo that somebody signed still says what is held against them.

1. What counts is what a person must do: the orders that are not over, their ends, conditions, places and hours.
2. Permissions and suspensions ease a duty. A paper without them is not wrong: nobody has to sign anew because of one.
"""

import msgspec

from bilezik.domain.instant import Instant
from bilezik.domain.order import Docket, Order


def still_says(signed: Docket, known: Docket, now: Instant) -> bool:
    """Return whether the duties of `known` that are not over at `now` are those that the paper of `signed` named."""
    return _duties(signed, now) == _duties(known, now)


def _duties(docket: Docket, now: Instant) -> list[Order]:
    return sorted((_bare(order) for order in docket.orders if order.until_at > now), key=lambda order: order.id)


def _bare(order: Order) -> Order:
    conditions = sorted(order.conditions, key=lambda one: one.id)
    bare = tuple(msgspec.structs.replace(one, permissions=()) for one in conditions)
    return msgspec.structs.replace(order, conditions=bare, suspensions=())
