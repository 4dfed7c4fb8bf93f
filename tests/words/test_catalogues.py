"""Everything the screens say has its Kazakh and its Russian, and the compiled files are those of the written ones."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.conf import global_settings
from tests.words import catalogues
from tests.words.catalogues import DOMAINS, LANGUAGES, Domain, compiled, kept, path, problems, renewed, said, written

from bilezik.app import django_settings

BOTH = [(language, domain) for language in LANGUAGES for domain in DOMAINS]


@pytest.mark.parametrize(("language", "domain"), BOTH)
def test_every_sentence_is_translated_and_nothing_is_left_over(language: str, domain: Domain) -> None:
    assert problems(language, domain) == []


@pytest.mark.parametrize(("language", "domain"), BOTH)
def test_the_files_are_what_make_words_writes(language: str, domain: Domain) -> None:
    assert path(language, domain).read_bytes() == written(renewed(language, domain)), "make words"
    assert path(language, domain, "mo").read_bytes() == compiled(renewed(language, domain)), "make words"


def test_every_language_but_that_of_the_code_has_catalogues() -> None:
    assert {code for code, _name in django_settings.LANGUAGES} == {*LANGUAGES, django_settings.LANGUAGE_CODE}
    assert {code for code, _name in django_settings.LANGUAGES} < {code for code, _name in global_settings.LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_live_parts_and_the_server_both_say_is_said_alike(language: str) -> None:
    live, server = kept(language, "djangojs"), kept(language, "django")
    both = [(one, server.get(one.id)) for one in live if one.id and not one.pluralizable and server.get(one.id) is not None]
    assert len(both) > 6
    assert [one.id for one, other in both if other is not None and one.string != other.string] == []


def test_sentences_of_python_templates_and_scripts_are_found() -> None:
    django, live = said("django"), said("djangojs")
    found = {one.id for one in django}
    assert {"Not at home", "Skip to the content"} < found
    assert ("%(count)s alert", "%(count)s alerts") in found
    assert any(one.context == "alert" and one.id == "Taken" for one in django)
    assert {"Live", ("%(count)s new alert", "%(count)s new alerts")} < {one.id for one in live}


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A catalogue of three sentences in a folder of its own; the code says "Taken" and a count."""
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path)
    one, count = (
        catalogues.Said("Taken by %(name)s", None, ("a.py",)),
        catalogues.Said(("%(n)s dog", "%(n)s dogs"), None, ("a.py",)),
    )
    monkeypatch.setattr(catalogues, "said", lambda _domain: (one, count))

    def write(text: str) -> None:
        file = path("ru", "django")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    return write


WHOLE = """msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=3; plural=(n%10==1 ? 0 : n%10<5 ? 1 : 2);\\n"

msgid "Taken by %(name)s"
msgstr "Взято: %(name)s"

msgid "%(n)s dog"
msgid_plural "%(n)s dogs"
msgstr[0] "%(n)s собака"
msgstr[1] "%(n)s собаки"
msgstr[2] "%(n)s собак"
"""


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("", ""), []),
        (("Взято: %(name)s", ""), ["not translated: 'Taken by %(name)s'"]),
        (("Взято: %(name)s", "Взято: %(who)s"), ["other placeholders: 'Взято: %(who)s' for 'Taken by %(name)s'"]),
        (("%(n)s собак", "собак"), ["other placeholders: 'собака' for '%(n)s dog'"]),
        (('msgstr[2] "%(n)s собак"\n', ""), ["not translated: '%(n)s dog'"]),
        (('msgid "Taken', '#, fuzzy\nmsgid "Taken'), ["fuzzy: 'Taken by %(name)s'"]),
        (('msgid "Taken by', 'msgid "Held by'), ["not in the catalogue (make words): 'Taken by %(name)s'"]),
        (("\nmsgid_plural", '\nmsgid_plural "'), None),
    ],
)
def test_what_is_wrong_is_told(small: Any, change: tuple[str, str], told: list[str] | None) -> None:
    if told is None:
        small(WHOLE + '\n#~ msgid "Gone"\n#~ msgstr "Ушло"\n\nmsgid "New"\nmsgstr "Новое"\n')
        told = ["left over: 'Gone'", "the code does not say this any more (make words): 'New'"]
    else:
        small(WHOLE.replace(*change) if change[0] else WHOLE)
    wrong = problems("ru", "django")
    for one in told:
        assert any(one in line for line in wrong), wrong
    assert bool(wrong) == bool(told)


def test_a_renewed_catalogue_keeps_what_is_said_and_drops_what_is_not(small: Any) -> None:
    small(WHOLE.replace('msgid "Taken by', 'msgid "Held by'))
    fresh: Catalog = read_po(BytesIO(written(renewed("ru", "django"))), locale="ru")
    assert {
        str(one.id if isinstance(one.id, str) else one.id[0]): bool(one.string and all(one.string)) for one in fresh if one.id
    } == {
        "Taken by %(name)s": False,
        "%(n)s dog": True,
    }
