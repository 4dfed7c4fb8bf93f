"""The page itself: its words, its letters, its length, and that it is the same whenever it is printed."""

import io
import re

import msgspec
import pytest
from pypdf import PdfReader
from tests.unit.memo.paper import CASES_OF_TWO, HOLDER, NOW, docket, ordinary

from bilezik.domain.instant import Instant, hours
from bilezik.domain.order import Condition, Docket
from bilezik.domain.person import LANGUAGES, Language
from bilezik.memo import Memo, compose, pdf
from bilezik.simulate.world import build

KAZAKH = "әғқңөұүіһӘҒҚҢӨҰҮІҺ"


def read(memo: Memo) -> tuple[int, str]:
    pages = PdfReader(io.BytesIO(pdf(memo))).pages
    return len(pages), squeezed(" ".join(page.extract_text() for page in pages))


def squeezed(text: str) -> str:
    """Lines are broken where there is room, and a break may stand for a space or for nothing (after a dash)."""
    return re.sub(r"\s+", "", text)


def of(language: Language, orders: Docket | None = None) -> Memo:
    return compose(orders or ordinary(), HOLDER, language, "0.1.0")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_on_one_page(language: Language) -> None:
    memo = of(language)
    pages, text = read(memo)
    assert pages == 1
    assert [said for said in memo.sentences if squeezed(said) not in text] == []
    assert squeezed("+7 7172 55 00 11") in text
    assert "112" in text
    for who in memo.signatures:
        assert squeezed(who) in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_order_with_everything_is_two_pages_at_most(language: Language) -> None:
    memo = of(language, CASES_OF_TWO)
    pages, text = read(memo)
    assert pages <= 2
    assert [said for said in memo.sentences if squeezed(said) not in text] == []


def test_every_kazakh_letter_is_drawn() -> None:
    memo = msgspec.structs.replace(of("kk"), name=KAZAKH)
    assert KAZAKH in read(memo)[1]
    fonts = {
        str(font["/BaseFont"]): font["/DescendantFonts"][0]["/FontDescriptor"]
        for page in PdfReader(io.BytesIO(pdf(memo))).pages
        for font in (entry.get_object() for entry in page["/Resources"]["/Font"].values())  # type: ignore[index]
    }
    assert fonts
    assert all("LibertinusSerif" in name and "/FontFile3" in descriptor for name, descriptor in fonts.items()), "embedded"


def test_the_same_docket_makes_the_same_bytes_and_another_does_not() -> None:
    assert pdf(of("ru")) == pdf(of("ru"))
    later = msgspec.structs.replace(ordinary(), recorded_at=Instant(NOW + hours(1)))
    assert pdf(of("ru", later)) != pdf(of("ru"))


def test_a_name_is_no_markup() -> None:
    name = '#panic("x") *bold* $x$ \\ "quoted" <label> [block]'
    memo = compose(ordinary(), msgspec.structs.replace(HOLDER, name=name), "en", "0.1.0")
    assert squeezed(name) in read(memo)[1]


def test_the_footer_says_of_what_it_is_a_copy() -> None:
    assert "Person12·ordersasrecordedon2026-05-2005:00:00UTC·Bilezik0.1.0·en1/1" in read(of("en"))[1]


def test_a_department_without_a_phone_leaves_a_line_for_it() -> None:
    bare = compose(docket(Condition(id=1, kind="wear_device")), msgspec.structs.replace(HOLDER, department_phone=""), "en", "0")
    assert bare.calls[0].number == ""
    assert bare.drawing is None
    assert read(bare)[0] == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_orders_of_the_demo_are_one_page(language: Language) -> None:
    kinds = {tuple(one.kind for one in subject.conditions): subject for subject in build(1, NOW, 30).subjects}
    for subject in kinds.values():
        orders = docket(*subject.conditions)
        basis = "Criminal Code of the Republic of Kazakhstan, article 44"
        order = msgspec.structs.replace(orders.orders[0], legal_basis=basis, issuer="Astana district court No. 2 (invented)")
        holder = msgspec.structs.replace(HOLDER, name=f"{subject.family_name} {subject.given_name}", address=subject.address)
        memo = compose(msgspec.structs.replace(orders, orders=(order,)), holder, language, "0.1.0")
        assert read(memo)[0] == 1, subject.number
