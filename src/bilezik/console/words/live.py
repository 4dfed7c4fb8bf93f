"""The catalogue of the live parts: what `web/src/words.ts` is given with the page, in the page's language.

1. It is the whole `djangojs` catalogue: it is small, and a page that lacks a word would say it in English.
2. A counted text is the list of its forms, in the order of the language's plurals.
"""

from functools import cache
from gettext import translation
from typing import Final, cast

from django.conf import settings
from django.utils.translation import get_language

DOMAIN: Final = "djangojs"


def catalogue() -> dict[str, str | list[str]]:
    """Return the texts in the language in force; English needs none."""
    language = (get_language() or "en").partition("-")[0]
    return {} if language == "en" else _read(language)


@cache
def _read(language: str) -> dict[str, str | list[str]]:
    found = translation(DOMAIN, settings.LOCALE_PATHS[0], [language])
    texts = cast("dict[str | tuple[str, int], str]", found._catalog)  # type: ignore[attr-defined]  # noqa: SLF001 - as Django's
    words: dict[str, str | list[str]] = {}
    for key, text in texts.items():
        if isinstance(key, tuple):
            forms = words.setdefault(key[0], [])
            if isinstance(forms, list):
                forms.append(text)
        elif key:
            words[key] = text
    return words
