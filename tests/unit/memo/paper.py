"""Dockets to be printed, as tests want them."""

from bilezik.domain.hours import DatedException, Schedule, Slot
from bilezik.domain.instant import Instant, Micros, days, hours, minutes, parse
from bilezik.domain.order import Condition, Docket, Order, Permission
from bilezik.domain.zone import Circle, Polygon, Zone
from bilezik.memo import Holder

NOW = parse("2026-05-20T05:00:00Z")
HOME = Zone(id=1, name="Үй", shape=Circle(51.13, 71.43, 100.0), category="home")
CITY = Zone(
    id=2, name="Астана", category="area",
    shape=Polygon(parts=((((51.0, 71.2), (51.3, 71.2), (51.3, 71.7), (51.0, 71.7)),),)),
)  # fmt: skip
NIGHTS = Schedule(
    "Asia/Almaty",
    (Slot((1, 2, 3, 4, 5), 1320, 360), Slot((6, 7), 1200, 480)),
    (
        DatedException("2026-05-09", ()),
        DatedException("2026-06-01", ()),
        DatedException("2026-06-05", (Slot((), 600, 720),)),
    ),
)
VISIT = Permission(
    id=1, from_at=Instant(NOW + hours(24)), to_at=Instant(NOW + hours(28)), travel_buffer=minutes(30), reason="дәрігер"
)
OVER = Permission(id=2, from_at=Instant(NOW - hours(24)), to_at=Instant(NOW - hours(20)), reason="туған күн")
HOLDER = Holder(
    name="Сейтов Ерлан", address="Астана, Кенесары к., 40-1", timezone="Asia/Almaty", department="Астана пробация бөлімі",
    department_phone="+7 7172 55 00 11",
)  # fmt: skip


def place(number: int, opening: Schedule | None = None) -> Zone:
    shape = Circle(51.1 + number / 1000, 71.4, 60.0)
    return Zone(id=100 + number, name=f"Дүкен {number}", shape=shape, category="place", opening=opening)


def docket(*conditions: Condition, recorded_at: Instant = NOW, length: Micros | None = None) -> Docket:
    order = Order(
        id=1, legal_basis="44", issuer="Сот", number="2-1001/26", starts_at=NOW, ends_at=Instant(NOW + (length or days(180))),
        conditions=conditions,
    )  # fmt: skip
    return Docket(person=12, recorded_at=recorded_at, orders=(order,))


def ordinary() -> Docket:
    """An order as courts mostly make them."""
    return docket(
        Condition(
            id=1, kind="stay_home", zones=(HOME,), schedule=Schedule("Asia/Almaty", (Slot((1, 2, 3, 4, 5, 6, 7), 1320, 360),))
        ),
        Condition(id=2, kind="stay_in_area", zones=(CITY,)),
        Condition(id=3, kind="keep_out", zones=tuple(place(n) for n in range(28)), dwell=minutes(10)),
        Condition(id=4, kind="wear_device"),
        Condition(id=5, kind="keep_charged"),
        Condition(id=6, kind="keep_contact", silence_after=minutes(60)),
    )


CASES_OF_TWO = docket(
    Condition(id=1, kind="stay_home", zones=(HOME,), schedule=NIGHTS, permissions=(VISIT,)),
    *(ordinary().orders[0].conditions[1:]),
    Condition(id=7, kind="keep_away"),
    Condition(id=8, kind="check_in", schedule=Schedule("Asia/Almaty", (Slot((2, 4), 540, 1080),))),
    Condition(id=9, kind="abstain"),
)
"""All that courts order, at once."""
