"""Extract every sentence of the screens and keep the Kazakh and Russian catalogues; pure Python, no gettext of the system.

1. English in the code is the key. `django` holds what Python and templates say, `djangojs` what the live parts (`web/src`) say.
2. A catalogue holds exactly what the code says: what is new comes in empty, what is gone goes, nothing is ever fuzzy.
3. The same code and words give the same bytes: no dates, no line numbers, one order. The compiled files are committed: a clone
   needs no step to speak, and a test compares them, so none is stale.
4. What is wrong is a list of sentences (`problems`); the test of the same folder wants it empty.

Usage: `make words`.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal, NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT: Final = Path(__file__).parents[2]
LOCALE: Final = ROOT / "src/bilezik/locale"
LANGUAGES: Final = ("kk", "ru")
Domain = Literal["django", "djangojs"]
DOMAINS: Final[tuple[Domain, ...]] = ("django", "djangojs")
HEADERS: Final = frozenset({"Language", "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Plural-Forms"})
KEYWORDS: Final = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER: Final = re.compile(r"%\(\w+\)s|%%|%(?=[sd])[sd]")

MessageId = str | tuple[str, ...]


class Said(NamedTuple):
    """One sentence of the code, and the files that say it."""

    id: MessageId
    context: str | None
    files: tuple[str, ...]


class Words(Catalog):
    """A catalogue without dates."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The headers that say something."""
        return [(name, value) for name, value in self._get_mime_headers() if name in HEADERS]


def said(domain: Domain) -> tuple[Said, ...]:
    """Return every sentence the code says, in one order."""
    found: dict[tuple[str, str], tuple[MessageId, str | None, set[str]]] = {}
    for name, one, context in _django() if domain == "django" else _live():
        single = one if isinstance(one, str) else one[0]
        key = (context or "", single)
        known = found.setdefault(key, (one, context, set()))
        if isinstance(one, tuple) and isinstance(known[0], str):
            found[key] = known = (one, context, known[2])
        known[2].add(name)
    return tuple(Said(one, context, tuple(sorted(files))) for _key, (one, context, files) in sorted(found.items()))


def _django() -> Iterator[tuple[str, MessageId, str | None]]:
    for file in sorted((ROOT / "src/bilezik").rglob("*.py")):
        yield from _extracted(file, "python", file.read_bytes())
    for file in sorted((ROOT / "src/bilezik").rglob("templates/**/*.html")):
        yield from _extracted(file, "python", _python_of(file.read_text("utf-8")).encode())


def _live() -> Iterator[tuple[str, MessageId, str | None]]:
    for file in sorted((ROOT / "web/src").rglob("*.ts")):
        yield from _extracted(file, "javascript", file.read_bytes())


def _python_of(template: str) -> str:
    """Return what Django makes of a template for an extractor, without indents: Python's reader minds them."""
    return "\n".join(line.lstrip() for line in templatize(template).splitlines())


def _extracted(file: Path, method: str, text: bytes) -> Iterator[tuple[str, MessageId, str | None]]:
    name = file.relative_to(ROOT).as_posix()
    options = {"encoding": "utf-8"}
    for _line, one, _comments, context in extract(method, io.BytesIO(text), keywords=KEYWORDS, options=options):
        yield name, one if isinstance(one, str) else tuple(one), context


def path(language: str, domain: Domain, suffix: str = "po") -> Path:
    """Return where a catalogue is kept."""
    return LOCALE / language / "LC_MESSAGES" / f"{domain}.{suffix}"


def kept(language: str, domain: Domain) -> Catalog:
    """Return a catalogue as it is written down; an empty one where there is none yet."""
    file = path(language, domain)
    if not file.exists():
        return Catalog(locale=language)
    with file.open("rb") as text:
        return read_po(text, locale=language, domain=domain)


def renewed(language: str, domain: Domain) -> Words:
    """Return the catalogue of what the code says now, with the translations that are there."""
    old = kept(language, domain)
    new = Words(
        locale=language, domain=domain, fuzzy=False, header_comment=f"# {language}: written by `make words`; see GLOSSARY.md."
    )
    for one in said(domain):
        known = old.get(one.id if isinstance(one.id, str) else one.id[0], one.context)
        string = known.string if known is not None and isinstance(known.id, tuple) == isinstance(one.id, tuple) else None
        new.add(one.id, string, locations=[(name, 0) for name in one.files], context=one.context)
    return new


def written(catalogue: Catalog) -> bytes:
    """Return the text of a catalogue."""
    text = io.BytesIO()
    write_po(text, catalogue, width=132, include_lineno=False, ignore_obsolete=True)
    return text.getvalue()


def compiled(catalogue: Catalog) -> bytes:
    """Return what Django loads of a catalogue."""
    binary = io.BytesIO()
    write_mo(binary, catalogue)
    return binary.getvalue()


def problems(language: str, domain: Domain) -> list[str]:
    """Return what is missing, left over, fuzzy or false in a catalogue, a line each."""
    catalogue, now = kept(language, domain), said(domain)
    name = f"{language} {domain}"
    wanted = {(one.context, one.id if isinstance(one.id, str) else one.id[0]): one.id for one in now}
    there = {(one.context, one.id if isinstance(one.id, str) else one.id[0]): one for one in catalogue if one.id}
    wrong = [f"{name}: not in the catalogue (make words): {key[1]!r}" for key in wanted.keys() - there.keys()]
    wrong += [f"{name}: the code does not say this any more (make words): {key[1]!r}" for key in there.keys() - wanted.keys()]
    wrong += [f"{name}: left over: {one.id!r}" for one in catalogue.obsolete.values()]
    for key, one in there.items():
        forms = [form or "" for form in (one.string if isinstance(one.string, tuple | list) else (one.string,))]
        if one.fuzzy:
            wrong.append(f"{name}: fuzzy: {key[1]!r}")
        if not all(forms) or (one.pluralizable and len(forms) != catalogue.num_plurals):
            wrong.append(f"{name}: not translated: {key[1]!r}")
            continue
        many = set(PLACEHOLDER.findall(one.id if isinstance(one.id, str) else one.id[-1]))
        for form in forms:
            if set(PLACEHOLDER.findall(form)) != many:
                wrong.append(f"{name}: other placeholders: {form!r} for {key[1]!r}")
    return sorted(wrong)


def main() -> None:
    """Write every catalogue anew, and say what is still to be translated."""
    wrong = []
    for language in LANGUAGES:
        for domain in DOMAINS:
            catalogue = renewed(language, domain)
            file = path(language, domain)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(written(catalogue))
            path(language, domain, "mo").write_bytes(compiled(catalogue))
            wrong += problems(language, domain)
    sys.stdout.writelines(f"{line}\n" for line in wrong)
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
