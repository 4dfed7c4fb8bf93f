"""A docket made into a memo.

1. Orders that are over when the docket was recorded are not printed; one to come is.
2. An order that is suspended is printed, and says until when its duties do not hold.
3. The time of the docket stands for "now": whoever prints the same docket again prints the same page.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from bilezik.domain.instant import Instant, to_datetime
from bilezik.domain.order import Condition, ConditionKind, Docket, Order
from bilezik.domain.person import Language
from bilezik.memo import drawing
from bilezik.memo.duties import duty, local, tidy
from bilezik.memo.english import English
from bilezik.memo.kazakh import Kazakh
from bilezik.memo.page import Call, Memo, Ordered, Part
from bilezik.memo.russian import Russian
from bilezik.memo.wording import Wording

LANGUAGES: Final[Mapping[Language, Wording]] = {"kk": Kazakh(), "ru": Russian(), "en": English()}
RESCUE: Final = "112"
"""The one emergency number of Kazakhstan."""
_FIRST_DAY: Final = Instant(0)
"""1970: what stands for the time of a docket known from the beginning (files of orders have none)."""
_ORDER: Final[tuple[ConditionKind, ...]] = (
    "stay_home", "stay_in_area", "keep_out", "keep_away", "check_in", "abstain", "wear_device", "keep_charged", "keep_contact",
)  # fmt: skip
"""As a person asks: where must I be, where may I not be, what else, what of the device."""


class Holder(msgspec.Struct, frozen=True, kw_only=True):
    """Whose memo it is, as the register has it; empty: not known."""

    name: str
    address: str
    timezone: str
    department: str
    department_phone: str


def compose(docket: Docket, holder: Holder, language: Language, version: str) -> Memo:
    """Return the memo of `docket` in `language`; `version` is that of the program which prints it."""
    say = LANGUAGES[language]
    since = max(docket.recorded_at, _FIRST_DAY)
    orders = [order for order in docket.orders if order.until_at > since]
    recorded = to_datetime(since)

    def ordered(order: Order) -> Ordered:
        start, end = (local(at, holder.timezone) for at in (order.starts_at, order.until_at))
        return Ordered(
            lines=(
                say.decision(*(tidy(text).rstrip(".") for text in (order.number, order.issuer, order.legal_basis))),
                say.lasts(start, end),
                *(
                    say.suspended(local(one.from_at, holder.timezone), local(one.to_at, holder.timezone))
                    for one in order.suspensions
                    if one.to_at > since and one.from_at < order.until_at
                ),
            ),
            duties=tuple(
                duty(condition, say, address=tidy(holder.address), timezone=holder.timezone, since=since)
                for condition in _sorted(order.conditions)
            ),
        )

    return Memo(
        language=language,
        person=docket.person,
        name=tidy(holder.name),
        title=say.title,
        lead=say.lead,
        must=say.must,
        orders=tuple(ordered(order) for order in orders),
        rights=Part(title=say.rights, lines=say.rights_lines),
        trouble=Part(title=say.trouble, lines=say.trouble_lines),
        call=say.call,
        calls=(
            Call(who=tidy(holder.department), number=tidy(holder.department_phone)),
            Call(who=say.rescue, number=RESCUE),
            Call(who=say.prosecutor, number=""),
        ),
        map=say.map,
        drawing=drawing.draw([condition for order in orders for condition in order.conditions], say),
        signed=say.signed,
        signatures=say.signatures,
        footer=say.footer(docket.person, recorded, version),
        dated=(recorded.year, recorded.month, recorded.day, recorded.hour, recorded.minute, recorded.second),
    )


def _sorted(conditions: Sequence[Condition]) -> list[Condition]:
    return sorted(conditions, key=lambda one: (_ORDER.index(one.kind), one.id))
