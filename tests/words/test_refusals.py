"""That every refusal of the deeds is known to the screens: the code is read, not remembered."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bilezik.console.forms.refusals import is_known
from bilezik.deeds import refusal

ROOT = Path(__file__).parents[2] / "src/bilezik"
KINDS = {"Invalid", "Conflict", "Forbidden", "ValueError"}
SHOWN = (
    "deeds", "console", "alerts", "geo/drawn.py", "geo/kml.py", "geo/geopackage.py", "geo/geojson.py", "domain/photo.py",
    "domain/scan.py", "schedule/text.py",
)  # fmt: skip
"""Where a refusal begins that a screen may show."""
ELSEWHERE = {"deeds/duties.py", "deeds/departments_file.py", "deeds/bulk.py"}
"""Deeds that the API and the command line have, and no screen."""
NO_SCREEN = {
    "home, area, place or nothing", "of a public place: one of 7", "kk, ru, en or nothing",
    "must be an object with days, from and to", "must be a list of slots",
    "is missing", "is not known; a slot has days, from and to", "levels count from 1",
    "there is no such kind of person", "this department is closed", "say the day",
}  # fmt: skip
"""What only a caller of the API can get wrong."""
WITH_A_WORD = {
    "Order 7 was 7: it is not changed any more. Enter a new one.": (
        "Order 7 was {}: it is not changed any more. Enter a new one.",
        "ended",
        "revoked",
    ),
    "Order 7 was 7 already, at 7.": ("Order 7 was {} already, at 7.", "ended", "revoked"),
    "7 has 7 this already.": ("7 has {} this already.", "approved", "denied"),
    "This permission was 7 already.": ("This permission was {} already.", "denied", "withdrawn"),
    "There is a rate for it from 7 7: end that one first.": (
        "There is a rate for it from 7 {}: end that one first.",
        "until it is ended",
        "to 7",
    ),
    "The account is 7 already.": ("The account is {} already.", "open", "closed"),
}
"""A sentence that takes in one of a few words: where it stands, and which they are."""


def said(node: ast.expr) -> str | None:
    """Return the sentence of an argument, a `7` for whatever it takes in; None where it is no literal."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in node.values)
    return None


def refusals() -> Iterator[tuple[str, str]]:
    files = [file for name in SHOWN for file in ([ROOT / name] if name.endswith(".py") else sorted((ROOT / name).rglob("*.py")))]
    for file in files:
        if str(file.relative_to(ROOT)) in ELSEWHERE:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KINDS and node.args:
                sentence = said(node.args[-1])
                if sentence is not None and sentence.replace("7", "").strip(" :."):
                    yield f"{file.relative_to(ROOT)}:{node.lineno}", sentence


@pytest.mark.parametrize(("where", "sentence"), list(refusals()))
def test_every_refusal_of_the_code_is_known(where: str, sentence: str) -> None:
    if sentence in NO_SCREEN or sentence.rpartition(": ")[2] in NO_SCREEN:
        return
    frame, *words = WITH_A_WORD.get(sentence, (sentence, ""))
    assert all(is_known(frame.format(word)) for word in words), f"{where}: add it to console/words/refusals.py"


@pytest.mark.parametrize("sentence", sorted({said for _field, said in refusal._CONSTRAINTS.values()}))
def test_every_refusal_of_the_database_is_known(sentence: str) -> None:
    assert sentence in NO_SCREEN or is_known(sentence)


def test_what_is_not_there_and_what_nobody_may_is_known() -> None:
    assert is_known(str(refusal.NotFound("person", 7)))
    assert not is_known("a sentence that no deed says")
