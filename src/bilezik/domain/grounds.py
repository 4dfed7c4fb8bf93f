"""Grounds of electronic supervision: which law allows it, for whom, and for how long at most.

1. The list is kept by hand and by source. A limit stands here only where its source was read (`source`); where none stands, the
   decision's own end is the limit, and `is_checked` says that a lawyer has yet to look. A number that is guessed would refuse
   lawful orders, or let unlawful ones pass.
2. A term is counted in calendar months of the person's own time zone, from the order's start: a month that has no such day ends on
   its last. Whoever extends an order has the same limit from the same start.
3. Where only the year of a source was read, `in_force_from` is its first day.
4. A ground is never renamed or taken out, because orders name it by its code; one that is repealed gets `in_force_to`.
"""

import calendar
import datetime as dt
import zoneinfo
from typing import Final

import msgspec

from bilezik.domain.instant import Instant, from_datetime, to_datetime
from bilezik.domain.person import PersonKind


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """One ground. `months`: the longest term; None: no limit is known here. Names are Kazakh, Russian, English."""

    code: str
    kk: str
    ru: str
    en: str
    law: str
    kinds: tuple[PersonKind, ...]
    months: int | None
    source: str
    in_force_from: dt.date
    in_force_to: dt.date | None = None
    is_checked: bool = False

    @property
    def term(self) -> str:
        """The longest term in words; empty where no limit is known."""
        if self.months is None:
            return ""
        years, months = divmod(self.months, 12)
        told = [f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in ((years, "year"), (months, "month")) if count]
        return " and ".join(told)

    def name(self, language: str) -> str:
        """Return the name in a language, in English for one that is not kept."""
        return {"kk": self.kk, "ru": self.ru}.get(language, self.en)

    def latest_end(self, starts_at: Instant, timezone: str) -> Instant | None:
        """Return the last instant at which an order that starts then may end, or None."""
        return None if self.months is None else later(starts_at, self.months, timezone)


GROUNDS: Final = (
    Ground(
        code="restriction_of_liberty",
        kk="Бас бостандығын шектеу, жазбаша ескертуден кейін",
        ru="Ограничение свободы, после письменного предупреждения",
        en="Restriction of liberty, after a written warning",
        law="Приказ МВД РК от 15 августа 2014 года № 511, п. 140",
        kinds=("probation",),
        months=12,
        source="Order 511 of the Minister of Internal Affairs of 2014, p. 140 as amended in 2021 (V2100024843): for one year",
        in_force_from=dt.date(2021, 1, 1),
        is_checked=True,
    ),
    Ground(
        code="probation_control",
        kk="Бас бостандығын шектеу: пробациялық бақылау",
        ru="Ограничение свободы: пробационный контроль",
        en="Restriction of liberty: probation control",
        law="УК РК от 3 июля 2014 года № 226-V, ст. 44",
        kinds=("probation",),
        months=84,
        source="Criminal Code 226-V, article 44: probation control from 6 months to 7 years",
        in_force_from=dt.date(2015, 1, 1),
        is_checked=True,
    ),
    Ground(
        code="conditional_sentence",
        kk="Шартты түрде соттау: ұзартылған бақылау мерзімі",
        ru="Условное осуждение: срок, на который суд продлил контроль",
        en="Conditional sentence: the term by which the court prolonged control",
        law="Приказ МВД РК от 15 августа 2014 года № 511, п. 140",
        kinds=("conditional_sentence",),
        months=None,
        source="Order 511, p. 140: for the term by which a court prolonged control, which the decision itself states",
        in_force_from=dt.date(2021, 1, 1),
        is_checked=True,
    ),
    Ground(
        code="parole",
        kk="Шартты түрде мерзімінен бұрын босату",
        ru="Условно-досрочное освобождение",
        en="Release on parole",
        law="Приказ МВД РК от 19 сентября 2014 года № 622",
        kinds=("parole",),
        months=None,
        source="Order 622: control of parolees; the term that was left is stated by the decision",
        in_force_from=dt.date(2015, 1, 1),
    ),
    Ground(
        code="house_arrest",
        kk="Үйқамақ",
        ru="Домашний арест",
        en="House arrest",
        law="УПК РК от 4 июля 2014 года № 231-V, ст. 146",
        kinds=("recognizance",),
        months=None,
        source="Criminal Procedure Code, article 146; its terms are yet to be entered by a lawyer",
        in_force_from=dt.date(2015, 1, 1),
    ),
    Ground(
        code="preventive_measure",
        kk="Бұлтартпау шарасы: электрондық қадағалау",
        ru="Мера пресечения с электронным слежением",
        en="A preventive measure with electronic tracking",
        law="УПК РК от 4 июля 2014 года № 231-V, ст. 137 ч. 4",
        kinds=("recognizance",),
        months=None,
        source="Criminal Procedure Code, article 137(4), and Decree 1369 of 24 December 2014; terms yet to be entered by a lawyer",
        in_force_from=dt.date(2015, 1, 1),
    ),
    Ground(
        code="administrative_supervision",
        kk="Әкімшілік қадағалау",
        ru="Административный надзор",
        en="Administrative supervision",
        law="Закон РК от 15 июля 1996 года № 28-I, ст. 7",
        kinds=("administrative_supervision",),
        months=None,
        source="Law 28-I of 15 July 1996, article 7 on its restrictions; its terms are yet to be entered by a lawyer",
        in_force_from=dt.date(1996, 7, 15),
    ),
    Ground(
        code="pilot_consent",
        kk="Пилоттық жобаға ерікті келісім",
        ru="Добровольное согласие участника пилота",
        en="Consent of a volunteer of a pilot",
        law="Согласие участника",
        kinds=("volunteer",),
        months=12,
        source="No law: a year is this project's own limit, after which consent is asked for anew",
        in_force_from=dt.date(2024, 1, 1),
    ),
)
"""In the order in which a form offers them."""
BY_CODE: Final = {one.code: one for one in GROUNDS}


def later(at: Instant, months: int, timezone: str) -> Instant:
    """Return the same local time so many calendar months later; where the month has no such day, on its last."""
    zone = zoneinfo.ZoneInfo(timezone)
    local = to_datetime(at).astimezone(zone)
    years, month = divmod(local.month - 1 + months, 12)
    year, month = local.year + years, month + 1
    day = min(local.day, calendar.monthrange(year, month)[1])
    return from_datetime(local.replace(year=year, month=month, day=day))
