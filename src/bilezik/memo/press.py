"""The memo as a PDF: A4, black and white, the same bytes for the same memo.

1. The sheet (`sheet.typ`) is fixed; the memo reaches it as data, so no name in a register is ever read as markup.
2. Only the fonts inside typst's wheel are used (Libertinus Serif draws every Kazakh letter), and the date is the docket's: the
   machine and the hour of printing change nothing.
"""

from functools import lru_cache
from importlib import resources

import msgspec
import typst

from bilezik.memo.page import Memo


def pdf(memo: Memo) -> bytes:
    """Return the page as PDF, tagged so that it can be read aloud."""
    return _pressed(memo, "pdf")[0]


def pictures(memo: Memo) -> tuple[bytes, ...]:
    """Return its pages as PNG."""
    return _pressed(memo, "png")


def _pressed(memo: Memo, form: str) -> tuple[bytes, ...]:
    said = {"memo": msgspec.json.encode(memo).decode()}
    made: bytes | list[bytes] | None = typst.compile(  # type: ignore[call-overload]  # its stubs want a literal format
        _sheet(), format=form, ppi=110.0, sys_inputs=said, ignore_system_fonts=True
    )
    if made is None:
        raise AssertionError("typst made nothing")
    return (made,) if isinstance(made, bytes) else tuple(made)


@lru_cache(maxsize=1)
def _sheet() -> bytes:
    return resources.files("bilezik.memo").joinpath("sheet.typ").read_bytes()
