"""Whose answer an answer is, where the wire names the word alone."""

from bilezik.gateway.awaited import Awaited, Sent

CR = (7, "CR")


def waiting(*sent: Sent, names: int = 10) -> Awaited:
    made = Awaited(60.0, names=names)
    for one in sent:
        made.put(CR, one)
    return made


def test_answers_are_to_the_commands_in_their_order() -> None:
    made = waiting(Sent(1, 5, 0.0), Sent(2, 5, 1.0), Sent(3, 5, 1.0))
    assert [made.take(CR, 2.0) for _ in range(4)] == [1, 2, 3, None]


def test_another_device_and_another_word_wait_for_themselves() -> None:
    made = waiting(Sent(1, 5, 0.0))
    made.put((8, "CR"), Sent(2, 6, 0.0))
    made.put((7, "UPLOAD"), Sent(3, 5, 0.0))
    assert made.take((8, "CR"), 1.0) == 2
    assert made.take((7, "UPLOAD"), 1.0) == 3
    assert made.take(CR, 1.0) == 1


def test_a_late_answer_is_still_to_the_command_that_waits_alone() -> None:
    assert waiting(Sent(1, 5, 0.0)).take(CR, 3_000.0) == 1


def test_a_lost_answer_does_not_shift_those_of_later_commands() -> None:
    made = waiting(Sent(1, 5, 0.0), Sent(2, 5, 61.0))
    assert [made.take(CR, 62.0) for _ in range(2)] == [2, None]
    made = waiting(Sent(1, 5, 0.0), Sent(2, 5, 50.0))
    assert [made.take(CR, 62.0) for _ in range(2)] == [2, None]


def test_what_was_asked_over_a_connection_that_is_gone_is_passed_over_for_what_was_asked_since() -> None:
    made = waiting(Sent(1, 5, 0.0), Sent(2, 6, 10.0))
    assert [made.take(CR, 11.0) for _ in range(2)] == [2, None]


def test_the_names_used_longest_ago_are_forgotten() -> None:
    made = waiting(Sent(1, 5, 0.0), names=2)
    made.put((8, "CR"), Sent(2, 6, 0.0))
    made.put(CR, Sent(3, 5, 0.0))
    made.put((9, "CR"), Sent(4, 7, 0.0))
    assert made.take((8, "CR"), 1.0) is None
    assert [made.take(CR, 1.0), made.take(CR, 1.0), made.take((9, "CR"), 1.0)] == [1, 3, 4]
