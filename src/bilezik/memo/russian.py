"""The memo in Russian.

1. Days stand in the accusative ("в среду"), ranges run from genitive to accusative ("с понедельника по пятницу").
2. After "до", "более" and "в пределах" amounts are in the genitive, so a length has two forms: of one, and of all others.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

from bilezik.domain.order import ConditionKind
from bilezik.domain.person import Language
from bilezik.memo.weekdays import number, parts, runs
from bilezik.memo.wording import Hours

DAYS: Final = ("понедельник", "вторник", "среду", "четверг", "пятницу", "субботу", "воскресенье")
FROM_DAYS: Final = ("понедельника", "вторника", "среды", "четверга", "пятницы", "субботы", "воскресенья")
MONTHS: Final = (
    "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
_UNITS: Final = {3600: ("часа", "часов"), 60: ("минуты", "минут"), 1: ("секунды", "секунд")}


class Russian:
    """Russian, as one person says it to another."""

    language: Language = "ru"
    title = "Памятка об электронном надзоре"
    lead = "Здесь написано, что вы должны делать, какие у вас права и кому звонить. Если что-то непонятно, спросите."
    must = "Что вы должны делать"
    headings: Mapping[ConditionKind, str] = {
        "stay_home": "Быть дома",
        "stay_in_area": "Не покидать территорию",
        "keep_out": "Не посещать запрещённые места",
        "keep_away": "Не приближаться к защищаемому лицу",
        "wear_device": "Носить устройство",
        "keep_charged": "Заряжать устройство",
        "keep_contact": "Быть на связи",
        "check_in": "Приходить на регистрацию",
        "abstain": "Не употреблять запрещённое",
    }
    always = "Круглые сутки, каждый день."
    never = "У этой обязанности нет часов по неделе."
    otherwise = "В другое время вы от этой обязанности свободны."
    night_ends = "Ночь, которая началась накануне, заканчивается как обычно."
    in_decision = "Места названы в решении."
    open_only = "Это действует, только пока место открыто."
    plain: Mapping[ConditionKind, str] = {
        "keep_away": "Не приближайтесь к лицу, которое защищает решение. Если встретились случайно, сразу уйдите.",
        "wear_device": "Не снимайте устройство. Не открывайте ремешок и корпус.",
        "check_in": "Приходите на регистрацию, как сказано в решении.",
        "abstain": "Не употребляйте то, что запрещает решение, например алкоголь или наркотики.",
    }
    rights = "Ваши права"
    rights_lines: tuple[str, ...] = (
        "Вы можете узнать, что о вас хранится, и попросить объяснить это.",
        "Вы можете пожаловаться прокурору. Для этого не нужно ничьё согласие.",
        "Вы можете просить разрешение: на работу, учёбу, к врачу, по семейным делам. Просите заранее и дождитесь ответа.",
        "Один пропавший сигнал — не нарушение. Признать нарушение может только человек: суд или сотрудник, но не программа.",
        "Вы можете объяснить, что произошло. За сбои нашей системы вы не отвечаете.",
    )
    trouble = "Если что-то не так"
    trouble_lines: tuple[str, ...] = (
        "Устройство причиняет боль, сломалось, не заряжается или ремешок ослаб: сразу позвоните в отдел. Сами не чините.",
        "Пожар, авария, болезнь: сначала спасайтесь и звоните 112. Потом сообщите в отдел.",
        "Опаздываете или не знаете, что можно: не ждите, позвоните в отдел.",
    )
    call = "Кому звонить"
    prosecutor = "Прокуратура"
    rescue = "Пожарные, полиция, скорая"
    map = "Карта"
    north = "С"
    home_sign = "дом"
    area_sign = "граница территории"
    place_sign = "запрещённое место"
    signed = "Памятку прочитал(а) или мне её прочитали. Всё понял(а), экземпляр получил(а)."
    signatures = ("Поднадзорное лицо", "Сотрудник", "Дата")

    def decision(self, number: str, issuer: str, basis: str) -> str:
        """Say who decided."""
        return f"Решение № {number}. Кто вынес: {issuer}. Основание: {basis}."

    def lasts(self, start: datetime, end: datetime) -> str:
        """Say from when to when the order is in force, and that it ends then."""
        return f"Действует с {_moment(start)} до {_moment(end)}. После этого обязанности ниже прекращаются."

    def suspended(self, start: datetime, end: datetime) -> str:
        """Say that the order is not in force for a while."""
        return (
            f"Решение приостановлено с {_moment(start)} до {_moment(end)}. В это время обязанности ниже не действуют. "
            "Потом они действуют снова."
        )

    def hours(self, hours: Hours) -> str:
        """Say weekly hours, or those of one day."""
        next_day = " следующего дня" if hours.over else ""
        said = "круглые сутки" if hours.is_whole_day else f"с {hours.start} до {hours.end}{next_day}"
        return f"{_days(hours.days)} {said}" if hours.days else said

    def when(self, hours: Sequence[str]) -> str:
        """Say when a duty holds."""
        return f"Когда: {'; '.join(hours)}."

    def by_clock_of(self, timezone: str) -> str:
        """Say whose clock is meant."""
        return f"По часам {timezone}."

    def on_date(self, day: date, hours: Sequence[str]) -> str:
        """Say what holds on one date instead."""
        return f"{_date(day)}: только {'; '.join(hours)}." if hours else f"{_date(day)}: вы от этой обязанности свободны."

    def more(self, count: int) -> str:
        """Say that there are more dates than are printed."""
        return f"Других дат ещё: {count}. Список спросите у сотрудника."

    def permission(self, start: datetime, end: datetime, reason: str) -> str:
        """Say that the duty rests for a while."""
        until = f"{end:%H:%M}" if start.date() == end.date() else _moment(end)
        return f"Разрешение: с {_moment(start)} до {until} вы от этой обязанности свободны{f' ({reason})' if reason else ''}."

    def travel(self, seconds: int) -> str:
        """Say how long the way may take before and after."""
        return f"На дорогу добавляется до {_length(seconds)} перед этим и после."

    def place(self, name: str, radius_m: float | None) -> str:
        """Name a place."""
        return f"«{name}»" if radius_m is None else f"участок в пределах {_metres(radius_m)} от «{name}»"

    def home(self, address: str) -> str:
        """Say which address is home."""
        return f"Ваш дом: {address}."

    def home_is(self, places: Sequence[str]) -> str:
        """Say how far home reaches."""
        return f"Домом считается: {', '.join(places)}."

    def area(self, places: Sequence[str]) -> str:
        """Say what may not be left."""
        return f"Не покидайте территорию: {', '.join(places)}."

    def grace(self, seconds: int) -> str:
        """Say how long a road may run outside."""
        return f"Если дорога ненадолго выходит за границу, до {_length(seconds)} не считается."

    def keep_out(self, places: Sequence[str]) -> str:
        """Say what may not be entered."""
        return f"Нельзя заходить сюда: {', '.join(places)}."

    def keep_out_many(self, count: int, some: Sequence[str]) -> str:
        """Say it of many places."""
        return f"Запрещённых мест: {count}. Среди них: {', '.join(some)}. Полный список спросите у сотрудника."

    def open_hours(self, hours: Sequence[str]) -> str:
        """Say that places are forbidden while they are open."""
        return f"Это действует, только пока они открыты: {'; '.join(hours)}."

    def visit(self, seconds: int) -> str:
        """Say how long inside makes a visit."""
        if not seconds:
            return "Пройти мимо можно. Заходить нельзя даже ненадолго."
        return f"Пройти мимо можно. Если вы внутри в течение {_length(seconds)} и дольше, это посещение."

    def charge(self, low_pct: float) -> str:
        """Say that the device is to be charged."""
        return f"Заряжайте устройство каждый день. Не давайте заряду упасть до {_decimal(low_pct)} % и ниже."

    def contact(self, seconds: int) -> str:
        """Say how long the device may be silent."""
        return (
            f"Устройство должно всё время передавать сообщения. Если в течение {_length(seconds)} их нет, отдел выясняет почему. "
            "Если нет сети, идите туда, где она есть, и позвоните."
        )

    def distance(self, metres: float) -> str:
        """Write a distance as a sign on the map."""
        return f"{_decimal(metres / 1000)} км" if metres >= 1000 else f"{_decimal(metres)} м"

    def footer(self, person: int, docket_at: datetime, version: str) -> str:
        """Say of what this paper is a copy."""
        return f"Лицо № {person} · решения по записи {docket_at:%d.%m.%Y %H:%M:%S} UTC · Bilezik {version} · ru"


def _days(days: Sequence[int]) -> str:
    if len(set(days)) == 7:
        return "каждый день"
    said = [
        f"{'во' if first == 2 else 'в'} {DAYS[first - 1]}"
        if first == last
        else f"{'со' if first == 2 else 'с'} {FROM_DAYS[first - 1]} по {DAYS[last - 1]}"
        for first, last in runs(days)
    ]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} и {said[-1]}"


def _date(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year} года"


def _moment(at: datetime) -> str:
    return f"{at:%H:%M} {_date(at.date())}"


def _genitive(amount: float, one: str, many: str) -> str:
    is_one = amount == int(amount) and amount % 10 == 1 and amount % 100 != 11
    return f"{_decimal(amount)} {one if is_one or amount != int(amount) else many}"


def _length(seconds: int) -> str:
    return " ".join(_genitive(amount, *_UNITS[unit]) for amount, unit in parts(seconds))


def _metres(metres: float) -> str:
    if metres >= 3000:
        return _genitive(round(metres / 1000, 1), "километра", "километров")
    return _genitive(round(metres), "метра", "метров")


def _decimal(value: float) -> str:
    return number(value).replace(".", ",")
