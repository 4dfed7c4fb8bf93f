"""Which alert a finding belongs to."""

from typing import Any

import msgspec

from bilezik.alerts.grouping import WINDOW, WINDOWS, Joins, Nothing, Opens, Tells, place, place_matter
from bilezik.domain.alert import Alert
from bilezik.domain.instant import Instant, after, hours
from bilezik.domain.violation import Violation

T0 = Instant(hours(100))
FOUND = Violation(
    id=11, person=7, condition=1, condition_kind="stay_home", kind="not_home", began_at=T0, decided_at=T0, raised_at=T0,
    certainty="likely", probability=985,
)  # fmt: skip
ALERT = Alert(
    id=1, person=7, kind="not_home", certainty="likely", state="open", priority=3, event_at=T0, raised_at=T0, escalate_at=None,
    violations=(11,),
)  # fmt: skip


def changed(**changes: Any) -> Violation:
    return msgspec.structs.replace(FOUND, **changes)


def test_the_first_of_its_kind_opens_an_alert() -> None:
    assert place(FOUND, (), is_new=True) == Opens("likely", 3)
    assert place(changed(certain_at=T0, certainty="certain"), (), is_new=True) == Opens("certain", 2)


def test_another_of_the_same_kind_joins_while_the_work_is_not_done() -> None:
    other = changed(id=12, began_at=after(T0, hours(2)), certain_at=T0)
    assert place(other, (ALERT,), is_new=True) == Joins(1, "certain", 2)
    taken = msgspec.structs.replace(ALERT, state="taken")
    assert place(other, (taken,), is_new=True) == Joins(1, "certain", 2)


def test_joining_never_lowers() -> None:
    sure = msgspec.structs.replace(ALERT, certainty="certain", priority=2)
    assert place(changed(id=12), (sure,), is_new=True) == Joins(1, "certain", 2)


def test_another_person_kind_or_day_is_another_matter() -> None:
    assert isinstance(place(changed(id=12, person=8), (ALERT,), is_new=True), Opens)
    assert isinstance(place(changed(id=12, kind="left_area"), (ALERT,), is_new=True), Opens)
    assert isinstance(place(changed(id=12, began_at=after(T0, WINDOW + 1)), (ALERT,), is_new=True), Opens)
    assert isinstance(place(changed(id=12), (msgspec.structs.replace(ALERT, state="resolved"),), is_new=True), Opens)


def test_what_an_upload_shows_to_have_lasted_until_the_alert_is_the_same_matter() -> None:
    two_days_ago = after(T0, -hours(48))
    lasting = changed(id=12, began_at=two_days_ago, raised_at=after(T0, hours(1)))
    assert place(lasting, (ALERT,), is_new=True) == Joins(1, "likely", 3)
    over = msgspec.structs.replace(lasting, state="closed", closed_at=after(T0, -(WINDOW + 1)))
    assert isinstance(place(over, (ALERT,), is_new=True), Opens), "what was over half a day before is another matter"
    nearly = msgspec.structs.replace(over, closed_at=after(T0, -WINDOW))
    assert place(nearly, (ALERT,), is_new=True) == Joins(1, "likely", 3)


def test_the_nearest_of_several_is_joined() -> None:
    later = msgspec.structs.replace(ALERT, id=2, event_at=after(T0, hours(5)), violations=())
    assert place(changed(id=12, began_at=after(T0, hours(4))), (ALERT, later), is_new=True) == Joins(2, "likely", 3)


def test_what_becomes_of_a_violation_is_told_to_its_alert() -> None:
    assert place(changed(certain_at=T0), (ALERT,), is_new=False) == Tells(1, "certain", 2, "it became certain")
    assert place(changed(state="closed", reason="returned"), (ALERT,), is_new=False) == Tells(1, "likely", 3, "closed: returned")
    gone = changed(state="withdrawn", reason="the upload of 03:12 shows the person at home", certain_at=T0)
    told = place(gone, (ALERT,), is_new=False)
    assert told == Tells(1, "likely", 3, "withdrawn: the upload of 03:12 shows the person at home"), "withdrawn raises nothing"


def test_what_had_not_ended_after_all_is_told_as_that() -> None:
    again = changed(reason="the upload of 21:30 shows that it had not ended at 21:02")
    told = place(again, (ALERT,), is_new=False)
    assert told == Tells(1, "likely", 3, "open again: the upload of 21:30 shows that it had not ended at 21:02")


def test_what_was_over_when_it_was_found_is_work_all_the_same() -> None:
    assert place(changed(state="closed", closed_at=T0), (), is_new=True) == Opens("likely", 3)


def test_what_was_told_and_resolved_is_not_raised_again() -> None:
    assert place(changed(state="closed"), (), is_new=False) == Nothing()
    assert place(changed(state="withdrawn"), (), is_new=True) == Nothing()


def test_a_second_call_for_help_is_not_the_first_again() -> None:
    first = msgspec.structs.replace(ALERT, kind="sos", certainty="certain", priority=1)
    assert place_matter(7, "sos", "certain", after(T0, WINDOWS["sos"]), (first,)) == Joins(1, "certain", 1)
    assert place_matter(7, "sos", "certain", after(T0, WINDOWS["sos"] + 1), (first,)) == Opens("certain", 1)
