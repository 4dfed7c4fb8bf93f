"""Weekdays and lengths as people say them, before a language gives them words.

1. Three days and more in a row are a range, also over the week's end; two are named each.
2. A length has hours, minutes and seconds, those of no length left out.
"""

from collections.abc import Sequence

Run = tuple[int, int]
"""First and last weekday of a range; the same twice: a single day."""


def runs(days: Sequence[int]) -> tuple[Run, ...]:
    """Return ranges and single days, in the order of the week; one over its end comes last."""
    rows: list[list[int]] = []
    for day in sorted(set(days)):
        if rows and rows[-1][-1] == day - 1:
            rows[-1].append(day)
        else:
            rows.append([day])
    if len(rows) > 1 and rows[0][0] == 1 and rows[-1][-1] == 7:
        rows = [*rows[1:-1], rows[-1] + rows[0]]
    return tuple(run for row in rows for run in ([(row[0], row[-1])] if len(row) > 2 else [(day, day) for day in row]))


def parts(seconds: int) -> tuple[tuple[int, int], ...]:
    """Return a length as (amount, seconds of its unit): hours, minutes, seconds."""
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    return tuple((amount, unit) for amount, unit in ((hours, 3600), (minutes, 60), (left, 1)) if amount) or ((0, 60),)


def number(value: float) -> str:
    """Write a number with one digit after the point, or none if that is 0."""
    return f"{value:.1f}".removesuffix(".0")
