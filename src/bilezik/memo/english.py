"""The memo in English."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

from bilezik.domain.order import ConditionKind
from bilezik.domain.person import Language
from bilezik.memo.weekdays import number, parts, runs
from bilezik.memo.wording import Hours

DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_UNITS: Final = {3600: "hour", 60: "minute", 1: "second"}


class English:
    """English, as one person says it to another."""

    language: Language = "en"
    title = "Memo on electronic supervision"
    lead = "This sheet says what you must do, what your rights are, and whom to call. If anything is not clear, ask."
    must = "What you must do"
    headings: Mapping[ConditionKind, str] = {
        "stay_home": "Be at home",
        "stay_in_area": "Stay in the area",
        "keep_out": "Keep out of forbidden places",
        "keep_away": "Keep away from a protected person",
        "wear_device": "Wear the device",
        "keep_charged": "Keep the device charged",
        "keep_contact": "Stay reachable",
        "check_in": "Come and register",
        "abstain": "Do not use what is forbidden",
    }
    always = "Day and night, every day."
    never = "This duty has no weekly hours."
    otherwise = "At other times you are free of this duty."
    night_ends = "A night that began the day before still ends as usual."
    in_decision = "The decision names the places."
    open_only = "This holds only while a place is open."
    plain: Mapping[ConditionKind, str] = {
        "keep_away": "Do not go near the person whom the decision protects. If you meet by chance, leave at once.",
        "wear_device": "Do not take the device off. Do not open its strap or its case.",
        "check_in": "Come and register as the decision says.",
        "abstain": "Do not use what the decision forbids, such as alcohol or drugs.",
    }
    rights = "Your rights"
    rights_lines: tuple[str, ...] = (
        "You may see what is held about you, and have it explained.",
        "You may complain to the prosecutor. You need nobody's leave for that.",
        "You may ask for a permission: for work, school, a doctor, your family. Ask before, and wait for the answer.",
        "One lost signal is not a breach. The program cannot find a breach: only people can, a court or an officer in charge.",
        "You may explain what happened. You do not answer for failures of our own system.",
    )
    trouble = "If something is wrong"
    trouble_lines: tuple[str, ...] = (
        "The device hurts, is broken, does not charge, or its strap is loose: call the department at once. Do not mend it.",
        "Fire, accident, illness: save yourself first and call 112. Tell the department afterwards.",
        "You will be late, or do not know what you may do: call the department, do not wait.",
    )
    call = "Whom to call"
    prosecutor = "Prosecutor's office"
    rescue = "Fire, police, ambulance"
    map = "Map"
    north = "N"
    home_sign = "home"
    area_sign = "edge of the area"
    place_sign = "forbidden place"
    signed = "I have read this memo, or it was read to me. I understood it and was given a copy."
    signatures = ("Supervised person", "Officer", "Date")

    def decision(self, number: str, issuer: str, basis: str) -> str:
        """Say who decided."""
        return f"Order No. {number}. Issued by: {issuer}. Legal basis: {basis}."

    def lasts(self, start: datetime, end: datetime) -> str:
        """Say from when to when the order is in force, and that it ends then."""
        return f"In force from {_moment(start)} until {_moment(end)}. After that the duties below end."

    def suspended(self, start: datetime, end: datetime) -> str:
        """Say that the order is not in force for a while."""
        return (
            f"The order is suspended from {_moment(start)} until {_moment(end)}. In that time the duties below do not hold. "
            "Afterwards they hold again."
        )

    def hours(self, hours: Hours) -> str:
        """Say weekly hours, or those of one day."""
        next_day = " the next day" if hours.over else ""
        said = "all day" if hours.is_whole_day else f"from {hours.start} until {hours.end}{next_day}"
        return f"{_days(hours.days)} {said}" if hours.days else said

    def when(self, hours: Sequence[str]) -> str:
        """Say when a duty holds."""
        return f"When: {'; '.join(hours)}."

    def by_clock_of(self, timezone: str) -> str:
        """Say whose clock is meant."""
        return f"By the clock of {timezone}."

    def on_date(self, day: date, hours: Sequence[str]) -> str:
        """Say what holds on one date instead."""
        return f"{_date(day)}: only {'; '.join(hours)}." if hours else f"{_date(day)}: you are free of this duty."

    def more(self, count: int) -> str:
        """Say that there are more dates than are printed."""
        return f"There are {count} more dates: ask the officer for the list."

    def permission(self, start: datetime, end: datetime, reason: str) -> str:
        """Say that the duty rests for a while."""
        until = f"{end:%H:%M}" if start.date() == end.date() else _moment(end)
        return f"Permission: from {_moment(start)} until {until} you are free of this duty{f' ({reason})' if reason else ''}."

    def travel(self, seconds: int) -> str:
        """Say how long the way may take before and after."""
        return f"For the way you have {_length(seconds)} more before and after."

    def place(self, name: str, radius_m: float | None) -> str:
        """Name a place."""
        return f"“{name}”" if radius_m is None else f"the area within {_metres(radius_m)} of “{name}”"

    def home(self, address: str) -> str:
        """Say which address is home."""
        return f"Your home: {address}."

    def home_is(self, places: Sequence[str]) -> str:
        """Say how far home reaches."""
        return f"Home is: {', '.join(places)}."

    def area(self, places: Sequence[str]) -> str:
        """Say what may not be left."""
        return f"Do not leave: {', '.join(places)}."

    def grace(self, seconds: int) -> str:
        """Say how long a road may run outside."""
        return f"If a road runs outside for a moment, up to {_length(seconds)} does not count."

    def keep_out(self, places: Sequence[str]) -> str:
        """Say what may not be entered."""
        return f"Do not go into: {', '.join(places)}."

    def keep_out_many(self, count: int, some: Sequence[str]) -> str:
        """Say it of many places."""
        return f"Do not go into {count} places. Some of them: {', '.join(some)}. Ask the officer for the whole list."

    def open_hours(self, hours: Sequence[str]) -> str:
        """Say that places are forbidden while they are open."""
        return f"This holds only while they are open: {'; '.join(hours)}."

    def visit(self, seconds: int) -> str:
        """Say how long inside makes a visit."""
        if not seconds:
            return "Passing by is allowed. Do not go in, even for a moment."
        return f"Passing by is allowed. To be inside for {_length(seconds)} or longer is a visit."

    def charge(self, low_pct: float) -> str:
        """Say that the device is to be charged."""
        return f"Charge the device every day. Do not let it fall to {number(low_pct)} % or lower."

    def contact(self, seconds: int) -> str:
        """Say how long the device may be silent."""
        return (
            f"The device must report all the time. If nothing is heard for {_length(seconds)}, the department finds out why. "
            "If there is no network, go where there is one and call."
        )

    def distance(self, metres: float) -> str:
        """Write a distance as a sign on the map."""
        return f"{number(metres / 1000)} km" if metres >= 1000 else f"{number(metres)} m"

    def footer(self, person: int, docket_at: datetime, version: str) -> str:
        """Say of what this paper is a copy."""
        return f"Person {person} · orders as recorded on {docket_at:%Y-%m-%d %H:%M:%S} UTC · Bilezik {version} · en"


def _days(days: Sequence[int]) -> str:
    if len(set(days)) == 7:
        return "every day"
    said = [DAYS[first - 1] if first == last else f"{DAYS[first - 1]} to {DAYS[last - 1]}" for first, last in runs(days)]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"


def _date(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _moment(at: datetime) -> str:
    return f"{_date(at.date())}, {at:%H:%M}"


def _length(seconds: int) -> str:
    return " ".join(f"{amount} {_UNITS[unit]}{'s' if amount != 1 else ''}" for amount, unit in parts(seconds))


def _metres(metres: float) -> str:
    value, unit = (metres / 1000, "kilometre") if metres >= 3000 else (round(metres), "metre")
    return f"{number(value)} {unit}{'s' if value != 1 else ''}"
