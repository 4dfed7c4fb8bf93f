"""Invented names: common given names and family names of Kazakhstan, put together by a seed."""

import random
from typing import Final

_GIVEN: Final = (
    ("Әлия", "Aliya", "f"),
    ("Данияр", "Daniyar", "m"),
    ("Айгүл", "Aigul", "f"),
    ("Ерлан", "Yerlan", "m"),
    ("Гүлнар", "Gulnar", "f"),
    ("Нұрлан", "Nurlan", "m"),
    ("Қанат", "Kanat", "m"),
    ("Сәуле", "Saule", "f"),
    ("Тимур", "Timur", "m"),
    ("Марат", "Marat", "m"),
    ("Жанар", "Zhanar", "f"),
    ("Бауыржан", "Baurzhan", "m"),
    ("Ольга", "Olga", "f"),
    ("Сергей", "Sergey", "m"),
    ("Асқар", "Askar", "m"),
    ("Динара", "Dinara", "f"),
    ("Рустам", "Rustam", "m"),
    ("Виктор", "Viktor", "m"),
    ("Мадина", "Madina", "f"),
    ("Ержан", "Yerzhan", "m"),
)
_FAMILY: Final = (
    ("Ахметов", "Akhmetov"),
    ("Омаров", "Omarov"),
    ("Сәрсенов", "Sarsenov"),
    ("Жұмабеков", "Zhumabekov"),
    ("Ибраев", "Ibraev"),
    ("Қасымов", "Kasymov"),
    ("Смағұлов", "Smagulov"),
    ("Петров", "Petrov"),
    ("Төлегенов", "Tolegenov"),
    ("Нұрғалиев", "Nurgaliev"),
    ("Ким", "Kim"),
    ("Әбдіров", "Abdirov"),
    ("Оспанов", "Ospanov"),
    ("Юсупов", "Yusupov"),
    ("Байжанов", "Baizhanov"),
    ("Шарипов", "Sharipov"),
)


def name_of(rng: random.Random) -> tuple[str, str, str, str]:
    """Return (given, family, given in Latin letters, family in Latin letters)."""
    given, given_latin, sex = rng.choice(_GIVEN)
    family, family_latin = rng.choice(_FAMILY)
    if sex == "f" and family.endswith("в"):
        family, family_latin = family + "а", family_latin + "a"
    return given, family, given_latin, family_latin
