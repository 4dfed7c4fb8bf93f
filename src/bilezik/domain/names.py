"""One key for the spellings of a name: Cyrillic of Kazakh and of Russian, Latin of old passports and of the new alphabet.

1. Who writes Жұмабек, Жумабек, Джумабек, Zhumabek, Jumabek or Jūmabek means one name: all are `jumabek`. The key is for
   finding; it is never shown, and what stands in the papers is kept as it stands there.
2. A key may be the same for two names (Асхат and Ашат: the new Latin writes both Ashat). Finding one too many costs a look;
   missing one costs an hour.
3. A key folds to itself, so that what was folded once is found by what is folded twice.
4. Letters of other alphabets stay: a name in Georgian is found by its own letters.
5. Keys are stored. Who changes a rule here writes a migration that makes them anew.

Sources: ICAO Doc 9303 part 3 section 6 (Latin of passports: zh, kh, ts, ch, sh, shch, iu or yu, ia or ya); for Kazakh the
Presidential Decrees 569 of 26 October 2017 and 637 of 19 February 2018 (acutes: á ǵ ń ó ú ý) and the alphabet presented on
28 January 2021 (ä ğ ı i ñ ö ş ū ü); all from memory, none was open when this was written. How Russian writes Kazakh names is
judgement: Ләззат is Ляззат, Гүлнар is Гульнар. What stays apart: Өтеген and Утеген, Азат and Azad, Julia and Юлия.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

_WHOLE: Final[Mapping[str, str]] = {"ş": "sh", "ș": "sh", "š": "sh", "ç": "ch", "č": "ch", "ž": "j", "ý": "u", "ß": "ss"}
"""Latin letters whose mark changes the sound: before marks are dropped. ý is the у of 2018 (Sáýle)."""

_LETTERS: Final[Mapping[str, str]] = {
    # Kazakh
    "ә": "a", "ғ": "g", "қ": "k", "ң": "n", "ө": "o", "ұ": "u", "ү": "u", "һ": "h", "і": "i",
    # Russian; й and ё have lost their marks before (и, е)
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "j", "з": "z", "и": "i", "к": "k", "л": "l", "м": "m",
    "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "sh", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "iu", "я": "ia",
    # neighbours: Uyghur, Ukrainian
    "җ": "j", "є": "e", "ґ": "g",
    # Latin: y is й, ы or the sign before a vowel; w is у in older Kazakh Latin
    "ı": "i", "y": "i", "q": "k", "w": "u", "x": "ks", "ə": "a",
}  # fmt: skip
_SILENT: Final = re.compile("['`´\u02bb\u02bc\u2018\u2019\u02b9]")
"""Apostrophes: a soft sign in passports (Gul'nar), no border between words."""
_SOUNDS: Final = (
    (re.compile(r"(.)\1+"), r"\1"),  # Алла, Ala
    (re.compile("c(?!h)"), "k"),  # Victor, Viktor
    (re.compile("shch"), "sh"),
    (re.compile("d?zh|dj"), "j"),
    (re.compile("kh"), "h"),
    (re.compile("gh"), "g"),
    (re.compile("ng"), "n"),  # Меңдібай is Mengdibay and Mendibay
    (re.compile("i[eo]"), "e"),  # Yerlan, Erlan; Королёв, Korolyov, Королев
    (re.compile("lia(?=[^aeiou])"), "la"),  # Ляззат, Ләззат, Lazzat
)


def words(text: str) -> tuple[str, ...]:
    """Return the folded words of `text` in its order; empty where there is no letter in it."""
    plain = unicodedata.normalize("NFC", text.casefold())
    plain = _SILENT.sub("", "".join(_WHOLE.get(letter, letter) for letter in plain))
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(letter))
    apart = "".join(_LETTERS.get(letter, letter) if letter.isalpha() else " " for letter in bare.casefold())
    return tuple(word for word in map(_sounds, apart.split()) if word)


def key(texts: Iterable[str]) -> str:
    """Return the key of a person's names, in every spelling there is: each folded word once, in order, one blank between."""
    return " ".join(sorted({word for text in texts for word in words(text)}))


def has(known: str, texts: Iterable[str]) -> bool:
    """Whether the key `known` has every word of these names; not, where there is no word in them."""
    wanted = {word for text in texts for word in words(text)}
    return bool(wanted) and wanted <= set(known.split())


def _sounds(word: str) -> str:
    """Fold until nothing changes: what a rule leaves may be what another looks for.

    It ends: each change makes the word shorter, or a c a k.
    """
    while True:
        folded = word
        for sound, written in _SOUNDS:
            folded = sound.sub(written, folded)
        if folded == word:
            return folded
        word = folded
