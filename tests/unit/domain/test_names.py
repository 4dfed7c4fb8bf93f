"""One name in all its spellings is one key, and two names are two."""

import pytest

from bilezik.domain.names import has, key, words

ONE = (
    "Әлия Aliya Алия Äliya ALIYA әлия Äliia Aliia",
    "Жұмабек Zhumabek Jumabek Жумабек Джумабек Jūmabek Dzhumabek Жу́мабек",
    "Қанат Kanat Qanat Канат",
    "Ләззат Ляззат Lazzat Lyazzat Läzzat Liazzat",
    "Айгүл Айгуль Aigul Aygul Aigül Aigul' Aigulʹ",
    "Ерлан Yerlan Erlan Ierlan",
    "Асхат Askhat Ashat",
    "Шыңғыс Shyngys Şyñğys Шынгыс Shyngis",
    "Ахметов Akhmetov Ahmetov",
    "Сейтов Seitov Seytov",
    "Королёв Korolyov Королев Korolev",
    "Юлия Yuliya Iuliia Yulia",
    "Сәуле Saule Sáýle Sawle Сауле Säule",
    "Ғани Gani Ghani Ğani Гани",
    "Хрущёв Хрущев Khrushchev",
    "Өмір Омир Omir Ömir",
    "Үміт Умит Umit Ümit",
    "Гауһар Гаухар Gauhar Gaukhar",
    "Виктор Viktor Victor",
    "Петровский Petrovskiy Petrovsky Petrovskii",
    "İlyas Ілияс Илияс ILYAS",
    "Цой Tsoy Tsoi",
)
TWO = ("Әлия Алла", "Диана Дана", "Мария Мара", "Қанат Қайрат", "Серік Серікбай", "Жанна Жан", "Асан Асхат", "Өтеген Утеген")


@pytest.mark.parametrize("spellings", ONE)
def test_spellings_of_one_name_are_one_key(spellings: str) -> None:
    first, *others = spellings.split()
    assert {words(one) for one in others} == {words(first)}


@pytest.mark.parametrize("names", TWO)
def test_two_names_are_two(names: str) -> None:
    assert len({words(one) for one in names.split()}) == len(names.split())


def test_a_key_has_every_word_once_whatever_the_order() -> None:
    assert key(["Сейтов", "Ерлан", "Yerlan", "Seitov"]) == key(["Ерлан Сейтов"]) == "erlan seitov"
    assert words("Сейтова-Ким  Әлия") == ("seitova", "kim", "alia")
    assert key([]) == key(["", "-", "17", "ь"]) == ""


def test_letters_of_other_alphabets_stay() -> None:
    assert words("გიორგი") == ("გიორგი",)


def test_a_key_has_a_name_in_any_spelling_and_nobodys_none() -> None:
    known = key(["Seitov", "Yerlan", "Bolatuly"])
    assert has(known, ["Ерлан", "Сейтов"])
    assert not has(known, ["Ерлан", "Сейтова"])
    assert not has(known, ["", "-"])
