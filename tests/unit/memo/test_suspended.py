"""A suspended order is printed, and the paper says until when its duties do not hold."""

import msgspec
import pytest
from tests.unit.memo.paper import HOLDER, NOW, ordinary

from bilezik.domain.instant import Instant, days
from bilezik.domain.order import Suspension
from bilezik.domain.person import Language
from bilezik.memo import compose


@pytest.mark.parametrize(("language", "words"), [("kk", "тоқтатыла тұрады"), ("ru", "приостановлено"), ("en", "is suspended")])
def test_it_says_so(language: Language, words: str) -> None:
    plain = ordinary()
    pause = Suspension(id=1, from_at=NOW, to_at=Instant(NOW + days(3)))
    paused = msgspec.structs.replace(plain, orders=(msgspec.structs.replace(plain.orders[0], suspensions=(pause,)),))
    assert any(words in line for line in compose(paused, HOLDER, language, "1").sentences)
    assert not any(words in line for line in compose(plain, HOLDER, language, "1").sentences)
