"""What a refold makes of what was found before: unchanged, changed, superseded, withdrawn, come back."""

from typing import Any

import msgspec

from bilezik.domain.instant import Instant, hours
from bilezik.domain.order import Condition, Docket, Order, Schedule
from bilezik.domain.violation import Violation
from bilezik.fold.plan import compile_docket
from bilezik.fold.reasons import News
from bilezik.fold.revising import kept, revise

T0 = Instant(1_790_000_000_000_000)
ORDER = Order(
    id=1, legal_basis="a", issuer="b", number="c", starts_at=Instant(0), ends_at=Instant(2 * T0),
    conditions=(Condition(id=3, kind="wear_device", schedule=Schedule("Asia/Almaty", ())),),
)  # fmt: skip
NEWS = News("upload", Instant(T0 + hours(5)))
PLAN = compile_docket(Docket(person=7, orders=(ORDER,)))


def found(number: int, began: float = 0.0, **changes: Any) -> Violation:
    at = Instant(T0 + hours(began))
    violation = Violation(
        id=number, person=7, condition=3, condition_kind="wear_device", kind="strap", began_at=at, decided_at=at, raised_at=at,
        certainty="likely", probability=980,
    )  # fmt: skip
    return msgspec.structs.replace(violation, **changes)


def revised(stored: list[Violation], now: list[Violation], *, begun: float = -1.0) -> list[Violation]:
    by_id = [{violation.id: violation for violation in some} for some in (stored, now)]
    changes = revise(by_id[0], by_id[1], PLAN, (), begun_at=Instant(T0 + hours(begun)), news=NEWS)
    return list(changes)


def again(before: Violation | None, now: Violation) -> Violation:
    return kept(before, now, PLAN, NEWS)


def test_the_same_is_not_a_change_even_if_it_would_be_known_later_now() -> None:
    assert revised([found(1)], [found(1, raised_at=Instant(T0 + hours(3)), certainty="certain", probability=999)]) == []


def test_another_end_is_a_change_that_keeps_what_was_known() -> None:
    closed = found(
        1, closed_at=Instant(T0 + hours(1)), state="closed", raised_at=Instant(T0 + hours(3)), reason="the strap was closed"
    )
    (change,) = revised([found(1)], [closed])
    assert (change.state, change.closed_at, change.raised_at) == ("closed", T0 + hours(1), T0)
    assert change.reason == "the strap was closed; the upload of 00:13 shows that it ended at 20:13"


def test_what_is_gone_is_withdrawn_in_the_officers_time() -> None:
    (change,) = revised([found(1)], [])
    assert (change.state, change.reason) == ("withdrawn", "the upload of 00:13 shows the strap closed")


def test_what_another_replaces_is_superseded() -> None:
    new, old = revised([found(1)], [found(2, began=-0.5)])
    assert (new.id, new.state) == (2, "open")
    assert (old.id, old.state, old.reason) == (1, "superseded", "the upload of 00:13 shows that it began at 18:43")


def test_another_matter_replaces_nothing() -> None:
    before = found(1, closed_at=Instant(T0 + hours(1)), state="closed")
    assert {v.state for v in revised([before], [found(2, began=2)])} == {"open", "withdrawn"}


def test_what_was_over_before_is_history() -> None:
    assert revised([found(1, closed_at=Instant(T0 + hours(1)), state="closed")], [], begun=2) == []
    assert revised([found(1, state="withdrawn")], []) == []


def test_silence_is_not_about_event_time() -> None:
    assert revised([found(1, condition_kind="keep_contact", kind="silence")], []) == []


def test_what_comes_back_is_open_again_and_was_known_from_the_first() -> None:
    (change,) = revised([found(1, state="withdrawn", reason="x")], [found(1, raised_at=Instant(T0 + hours(4)))])
    assert (change.state, change.raised_at) == ("open", T0)
    assert change.reason == "the upload of 00:13 shows that it was so after all"


def test_certainty_that_is_lost_is_lost_and_that_is_won_has_its_own_time() -> None:
    at = Instant(T0 + hours(2))
    assert again(found(1, certain_at=T0), found(1)).certain_at is None
    assert again(found(1), found(1, certain_at=at)).certain_at == at
    assert again(found(1, certain_at=T0), found(1, certain_at=at)).certain_at == T0
    assert again(None, found(1)) == found(1)
