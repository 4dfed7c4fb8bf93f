"""The catalogue of the live parts: what `web/src/words.ts` is given with the page, in the page's language."""

from django.utils.translation import get_language
from django.utils.translation.trans_real import DjangoTranslation
from django.views.i18n import JSONCatalog


def catalogue() -> dict[str, str | list[str]]:
    """Return the texts of the `djangojs` domain in the language in force; English needs none."""
    if (get_language() or "en").startswith("en"):
        return {}
    view = JSONCatalog(packages=["bilezik.console"])
    view.translation = DjangoTranslation(get_language() or "en", domain="djangojs", localedirs=view.get_paths(["bilezik.console"]))
    found: dict[str, str | list[str]] = view.get_catalog()
    return found
