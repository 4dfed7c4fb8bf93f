"""People and their alerts are found by a name in any spelling and by the digits of an IIN; thirty thousand in no time."""

import random
import time
from collections.abc import Callable
from typing import Any

import pytest

from bilezik.domain import names
from bilezik.simulate.names import name_of

pytestmark = pytest.mark.engines

IIN = "950317400126"  # made up


def register(office: Any, family: str, given: str, **more: Any) -> int:
    from bilezik.deeds import people

    person = people.NewPerson(
        given_name=given, family_name=family, city="Astana", timezone="Asia/Almaty", department=office.department, **more
    )
    return people.register(office.aliya, person, why="intake")


def found(words: str) -> set[int]:
    """Who is found, which is the same for the list of people and for the API."""
    from bilezik.console.person.reading import listed
    from bilezik.store.models import Person
    from bilezik.store.searching import sought

    shown = {one.id for one in listed(words, "")}
    if words.strip():
        assert set(Person.objects.filter(sought(words)).values_list("pk", flat=True)) == shown
    return shown


def test_two_spellings_find_the_same_people(office: Any) -> None:
    cyrillic = register(office, "Ахметова", "Әлия")
    russian = register(office, "Ахметова", "Алия", patronymic="Кайратовна")
    latin = register(office, "Axmetova", "Äliya", family_name_latin="Akhmetova", iin=IIN)
    register(office, "Ахметова", "Алла")
    three = {cyrillic, russian, latin}
    for words in ("Әлия", "алия", "Aliya", "äliya", "ALIYA", "Ахметова Алия", "aliya akhmetova", "  Ахмет,  Әли "):
        assert found(words) == three, words
    jumabek = register(office, "Қанатов", "Жұмабек")
    for words in ("Жұмабек", "Zhumabek", "Jumabek", "Жумабек", "Kanatov", "Qanat", "Канатов жумабек", "JUMA kanat"):
        assert found(words) == {jumabek}, words
    assert found("кайратовна Алия") == {russian}
    assert found("Нурлан") == set()


def test_an_iin_is_found_by_its_digits(office: Any) -> None:
    known = register(office, "Ахметова", "Әлия", iin=IIN)
    for words in (IIN, "950317", "950317 400126", "950317-400126", "aliya 9503", "400126 Ахметова"):
        assert found(words) == {known}, words
    assert found("950318") == set()


def test_no_words_are_everybody_and_signs_alone_are_nobody(office: Any) -> None:
    assert found("") == found("  ") == {office.person}
    assert found("-") == found("%") == found("_ ?") == set()
    assert found("Сейтов - Ерлан") == {office.person}


def test_the_queue_is_narrowed_by_the_same_words_or_by_the_number_of_an_alert(office: Any) -> None:
    from django.http import QueryDict

    from bilezik.console.operator import reading

    alerts = {office.raise_alert(), office.raise_alert(kind="strap")}

    def rows(**said: str) -> set[int]:
        query = QueryDict(mutable=True)
        query.update(said)
        return {row.id for row in reading.queue(reading.Filter.of(query, 0)).rows}

    for words in ("Yerlan", "seitov ерлан", "Erlan Сейтов", ""):
        assert rows(q=words) == alerts, words
    for number in alerts:
        assert number in rows(q=str(number))
    assert rows(q="Нурлан") == rows(q="?") == rows(q="999999999999999999999") == set()


BAR_S = 0.05


def test_thirty_thousand_people_are_searched_in_less_than_fifty_milliseconds(office: Any) -> None:
    from bilezik.console.person.reading import listed
    from bilezik.store.models import Person
    from bilezik.store.searching import sought

    dice = random.Random(7)
    with office.database.connect("owner") as owner:
        columns = "given_name, family_name, given_name_latin, family_name_latin, name_key, iin, address, city, timezone, department"
        with owner.cursor().copy(f"COPY people ({columns}) FROM STDIN") as copy:
            for number in range(30_000):
                four = name_of(dice)
                iin, address = f"{number:012}", f"{dice.randrange(99)} Abay street, flat {number % 90}"
                copy.write_row((*four, names.key(four), iin, address, "Astana", "Asia/Almaty", office.department))
        owner.execute("ANALYZE people")
    for words in ("Әлия", "yerlan seitov", "000000017", "nobody"):
        assert fastest(lambda words=words: list(Person.objects.filter(sought(words)).defer("photo")[:101])) < BAR_S, words  # type: ignore[misc]
        assert fastest(lambda words=words: listed(words, "")) < BAR_S, words  # type: ignore[misc]


def fastest(look: Callable[[], object]) -> float:
    """The first of a hundred that keeps the bar, or the fastest: the processors are shared, and others may hold both for a second.

    Measured on two: 2 to 4 ms for a page, 3 to 10 ms for the list beside the map.
    """
    best = float("inf")
    for _ in range(100):
        begin = time.perf_counter()
        look()
        best = min(best, time.perf_counter() - begin)
        if best < BAR_S:
            break
    return best
