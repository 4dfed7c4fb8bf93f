"""The memo in Kazakh.

1. Numbers take endings by how they are spoken, so hours and dates stand where they need none: "22:00–06:00 аралығында".
2. The units of time end alike (сағат, минут, секунд: -тан, -қа), and so do those of distance (метр, километр: -ге).
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

from bilezik.domain.order import ConditionKind
from bilezik.domain.person import Language
from bilezik.memo.weekdays import number, parts, runs
from bilezik.memo.wording import Hours

DAYS: Final = ("дүйсенбі", "сейсенбі", "сәрсенбі", "бейсенбі", "жұма", "сенбі", "жексенбі")
FROM_DAYS: Final = ("дүйсенбіден", "сейсенбіден", "сәрсенбіден", "бейсенбіден", "жұмадан", "сенбіден", "жексенбіден")
TO_DAYS: Final = ("дүйсенбіге", "сейсенбіге", "сәрсенбіге", "бейсенбіге", "жұмаға", "сенбіге", "жексенбіге")
MONTHS: Final = (
    "қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым", "шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан",
)  # fmt: skip
_UNITS: Final = {3600: "сағат", 60: "минут", 1: "секунд"}


class Kazakh:
    """Kazakh, as one person says it to another."""

    language: Language = "kk"
    title = "Электрондық бақылау туралы жадынама"
    lead = "Бұл парақта міндеттеріңіз, құқықтарыңыз және кімге қоңырау шалу керегі жазылған. Түсініксіз жері болса, сұраңыз."
    must = "Не істеуге міндеттісіз"
    headings: Mapping[ConditionKind, str] = {
        "stay_home": "Үйде болу",
        "stay_in_area": "Аймақтан шықпау",
        "keep_out": "Тыйым салынған жерлерге бармау",
        "keep_away": "Қорғалатын адамға жақындамау",
        "wear_device": "Құрылғыны тағып жүру",
        "keep_charged": "Құрылғыны қуаттап отыру",
        "keep_contact": "Байланыста болу",
        "check_in": "Тіркеуге келу",
        "abstain": "Тыйым салынған заттарды қолданбау",
    }
    always = "Күн сайын, тәулік бойы."
    never = "Бұл міндеттің апталық уақыты жоқ."
    otherwise = "Басқа уақытта бұл міндеттен боссыз."
    night_ends = "Алдыңғы күні басталған түнгі уақыт әдеттегідей аяқталады."
    in_decision = "Жерлер шешімде көрсетілген."
    open_only = "Бұл тек ол жер ашық тұрған кезде қолданылады."
    plain: Mapping[ConditionKind, str] = {
        "keep_away": "Шешім қорғайтын адамға жақындамаңыз. Кездейсоқ жолығып қалсаңыз, бірден кетіңіз.",
        "wear_device": "Құрылғыны шешпеңіз. Бауын да, қорабын да ашпаңыз.",
        "check_in": "Шешімде айтылғандай тіркеуге келіңіз.",
        "abstain": "Шешім тыйым салған заттарды, мысалы ішімдік пен есірткіні, қолданбаңыз.",
    }
    rights = "Құқықтарыңыз"
    rights_lines: tuple[str, ...] = (
        "Өзіңіз туралы не сақталғанын білуге және оны түсіндіріп беруді сұрауға болады.",
        "Прокурорға шағымдануға болады. Ол үшін ешкімнің келісімі керек емес.",
        "Рұқсат сұрауға болады: жұмысқа, оқуға, дәрігерге, отбасы ісіне. Алдын ала сұраңыз, жауабын күтіңіз.",
        "Бір рет жоғалған сигнал – шартты бұзу емес. Бұзу болғанын бағдарлама емес, адам шешеді: сот немесе уәкілетті офицер.",
        "Не болғанын түсіндіруге болады. Біздің жүйеміздің ақауы үшін сіз жауап бермейсіз.",
    )
    trouble = "Бірдеңе дұрыс болмаса"
    trouble_lines: tuple[str, ...] = (
        "Құрылғы ауыртса, сынса, қуатталмаса немесе бауы босаса: бөлімге бірден қоңырау шалыңыз. Өзіңіз жөндемеңіз.",
        "Өрт, апат, ауру болса: алдымен өзіңізді құтқарып, 112-ге қоңырау шалыңыз. Содан кейін бөлімге хабарлаңыз.",
        "Кешігіп жатсаңыз немесе не істеуге болатынын білмесеңіз: күтпей, бөлімге қоңырау шалыңыз.",
    )
    call = "Кімге қоңырау шалу керек"
    prosecutor = "Прокуратура"
    rescue = "Өрт сөндіру, полиция, жедел жәрдем"
    map = "Карта"
    north = "С"
    home_sign = "үй"
    area_sign = "аймақтың шегі"
    place_sign = "тыйым салынған жер"
    signed = "Жадынаманы оқыдым немесе маған оқып берді. Түсіндім, бір данасын алдым."
    signatures = ("Бақылаудағы адам", "Офицер", "Күні")

    def decision(self, number: str, issuer: str, basis: str) -> str:
        """Say who decided."""
        return f"№ {number} шешім. Кім шығарды: {issuer}. Негізі: {basis}."

    def lasts(self, start: datetime, end: datetime) -> str:
        """Say from when to when the order is in force, and that it ends then."""
        return f"Күшінде болатын мерзімі: {_moment(start)} – {_moment(end)}. Содан кейін төмендегі міндеттер тоқтайды."

    def suspended(self, start: datetime, end: datetime) -> str:
        """Say that the order is not in force for a while."""
        return (
            f"Шешім {_moment(start)} – {_moment(end)} аралығында тоқтатыла тұрады. Бұл уақытта төмендегі міндеттер қолданылмайды. "
            "Содан кейін олар қайтадан күшіне енеді."
        )

    def hours(self, hours: Hours) -> str:
        """Say weekly hours, or those of one day."""
        next_day = " (келесі күні)" if hours.over else ""
        said = "тәулік бойы" if hours.is_whole_day else f"сағат {hours.start}–{hours.end}{next_day}"
        return f"{_days(hours.days)} {said}" if hours.days else said

    def when(self, hours: Sequence[str]) -> str:
        """Say when a duty holds."""
        return f"Уақыты: {'; '.join(hours)}."

    def by_clock_of(self, timezone: str) -> str:
        """Say whose clock is meant."""
        return f"Уақыт белдеуі: {timezone}."

    def on_date(self, day: date, hours: Sequence[str]) -> str:
        """Say what holds on one date instead."""
        return f"{_date(day)}: тек {'; '.join(hours)}." if hours else f"{_date(day)}: бұл міндеттен боссыз."

    def more(self, count: int) -> str:
        """Say that there are more dates than are printed."""
        return f"Тағы {count} күн бар: тізімін офицерден сұраңыз."

    def permission(self, start: datetime, end: datetime, reason: str) -> str:
        """Say that the duty rests for a while."""
        until = f"{end:%H:%M}" if start.date() == end.date() else _moment(end)
        return f"Рұқсат: {_moment(start)} – {until} аралығында бұл міндеттен боссыз{f' ({reason})' if reason else ''}."

    def travel(self, seconds: int) -> str:
        """Say how long the way may take before and after."""
        return f"Жолға бұған дейін және бұдан кейін {_length(seconds)} қосылады."

    def place(self, name: str, radius_m: float | None) -> str:
        """Name a place."""
        return f"«{name}»" if radius_m is None else f"«{name}» нүктесінен {_metres(radius_m)}ге дейінгі жер"

    def home(self, address: str) -> str:
        """Say which address is home."""
        return f"Үйіңіз: {address}."

    def home_is(self, places: Sequence[str]) -> str:
        """Say how far home reaches."""
        return f"Үй деп есептелетін жер: {', '.join(places)}."

    def area(self, places: Sequence[str]) -> str:
        """Say what may not be left."""
        return f"Мына жерден шықпаңыз: {', '.join(places)}."

    def grace(self, seconds: int) -> str:
        """Say how long a road may run outside."""
        return f"Жол шектен аз уақытқа шығып кетсе, {_length(seconds)}қа дейін есептелмейді."

    def keep_out(self, places: Sequence[str]) -> str:
        """Say what may not be entered."""
        return f"Мына жерлерге кірмеңіз: {', '.join(places)}."

    def keep_out_many(self, count: int, some: Sequence[str]) -> str:
        """Say it of many places."""
        return f"Кіруге болмайтын жерлер саны: {count}. Кейбіреулері: {', '.join(some)}. Толық тізімін офицерден сұраңыз."

    def open_hours(self, hours: Sequence[str]) -> str:
        """Say that places are forbidden while they are open."""
        return f"Бұл тек олар ашық тұрған кезде қолданылады: {'; '.join(hours)}."

    def visit(self, seconds: int) -> str:
        """Say how long inside makes a visit."""
        if not seconds:
            return "Жанынан өтуге болады. Аз уақытқа да кірмеңіз."
        return f"Жанынан өтуге болады. Ішінде {_length(seconds)} немесе одан көп болсаңыз, бұл барғаныңыз болып есептеледі."

    def charge(self, low_pct: float) -> str:
        """Say that the device is to be charged."""
        return f"Құрылғыны күн сайын қуаттаңыз. Қуаты {_decimal(low_pct)} % немесе одан төмен болмасын."

    def contact(self, seconds: int) -> str:
        """Say how long the device may be silent."""
        return (
            f"Құрылғы үнемі хабар беріп тұруы керек. {_length(seconds)} бойы хабар болмаса, бөлім себебін анықтайды. "
            "Желі болмаса, желі бар жерге барып, қоңырау шалыңыз."
        )

    def distance(self, metres: float) -> str:
        """Write a distance as a sign on the map."""
        return f"{_decimal(metres / 1000)} км" if metres >= 1000 else f"{_decimal(metres)} м"

    def footer(self, person: int, docket_at: datetime, version: str) -> str:
        """Say of what this paper is a copy."""
        return f"№ {person} адам · шешімдер жазылған уақыт: {docket_at:%d.%m.%Y %H:%M:%S} UTC · Bilezik {version} · kk"


def _days(days: Sequence[int]) -> str:
    if len(set(days)) == 7:
        return "күн сайын"
    said = [DAYS[first - 1] if first == last else f"{FROM_DAYS[first - 1]} {TO_DAYS[last - 1]} дейін" for first, last in runs(days)]
    single = runs(days)[-1]
    tail = " күні" if single[0] == single[1] else ""
    return f"{', '.join(said)}{tail},"


def _date(day: date) -> str:
    return f"{day.year} жылғы {day.day} {MONTHS[day.month - 1]}"


def _moment(at: datetime) -> str:
    return f"{_date(at.date())}, {at:%H:%M}"


def _length(seconds: int) -> str:
    return " ".join(f"{amount} {_UNITS[unit]}" for amount, unit in parts(seconds))


def _metres(metres: float) -> str:
    return f"{_decimal(metres / 1000)} километр" if metres >= 3000 else f"{_decimal(round(metres))} метр"


def _decimal(value: float) -> str:
    return number(value).replace(".", ",")
