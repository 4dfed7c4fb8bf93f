"""The search of the header: a page, and the same as a list under the field while one writes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from bilezik.console import wire
from bilezik.console.words.kinds import Word
from bilezik.deeds import rights
from bilezik.store.finding import LONGEST, Found, Kind, find

WORDS: Final[Mapping[Kind, Word]] = {
    "person": Word(_("People"), "user"),
    "device": Word(_("Devices"), "radio-tower"),
    "order": Word(_("Orders"), "file-text"),
    "alert": Word(_("Alerts"), "bell"),
    "place": Word(_("Places"), "store"),
}


@dataclass(frozen=True, slots=True)
class Hit:
    """One line: what was found and where it leads; no address where there is no page of it."""

    found: Found
    address: str


@dataclass(frozen=True, slots=True)
class Section:
    """What was found of one kind."""

    word: Word
    hits: tuple[Hit, ...]
    is_cut: bool


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show what the words of the address may mean."""
    words = " ".join(request.GET.get("q", "").split())[:LONGEST]
    held = rights.held(wire.user_of(request))
    sections = tuple(
        Section(WORDS[group.kind], tuple(Hit(found, _address(found, held)) for found in group.found), group.is_cut)
        for group in find(words, rights.findable(held))
    )
    context = {
        "sections": sections,
        "words": words,
        "may_open_outside": rights.Right.OPEN_OUTSIDE in held,
        "page": wire.page(live=False),
    }
    return wire.shown(request, "console/search/list.html" if wire.is_fragment(request) else "console/search/page.html", context)


def _address(found: Found, held: frozenset[rights.Right]) -> str:
    """Return where the page of what was found is."""
    if found.kind == "alert":
        return reverse("console:alert", args=(found.id,))
    if found.kind == "order" and rights.Right.SEE_PEOPLE in held:
        return reverse("console:order", args=(found.id,))
    if found.kind == "device":
        return reverse("console:device", args=(found.id,))
    if found.person is not None and rights.Right.SEE_PEOPLE in held:
        return reverse("console:person", args=(found.person,))
    return ""
