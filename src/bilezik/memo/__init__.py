"""The memo: one page a supervised person can understand, in Kazakh, Russian or English.

Rules of this package:
1. It is made of the person's newest docket and of nothing else that is judged by: what is printed is what the fold holds against
   somebody. The same docket and register make the same bytes, so a paper can be checked years later.
2. Each language is written for itself (`kazakh`, `russian`, `english`), in short sentences; none is a translation of another.
3. What is laid on paper is text and numbers of ours: no tiles, no fonts of the machine, no clock.
4. Where somebody is protected from the person (`keep_away`), no place is named and none is drawn.
"""

from bilezik.memo.compose import Holder, compose
from bilezik.memo.page import Memo
from bilezik.memo.press import pdf
from bilezik.memo.signed import still_says

__all__ = ["Holder", "Memo", "compose", "pdf", "still_says"]
