"""The head of the audit log, written down each day where the database does not reach (law 9).

1. A line a day in `var/heads/YEAR.txt`: when, and the head. Whoever rewrites log and chain together contradicts it, and
   `bilezik audit verify --against FILE` says so.
2. A file on the same machine can be rewritten too: with `audit_mail` the line goes to somebody else, the mail first, so that a
   day whose mail failed is tried again and then stands in both.
3. A day without a new row has a line all the same: that nothing happened is a fact as well.
"""

from pathlib import Path
from typing import Final

from bilezik.domain.instant import Instant, rfc3339
from bilezik.notify.channels import Failed, Message, Ways, send
from bilezik.store import Connection, audit


def keep(owner: Connection, folder: Path, now: Instant, mail: str | None, ways: Ways) -> str:
    """Write the day's line unless it is there; return what was done, empty for nothing. `OSError` where it cannot be written."""
    said = rfc3339(now)
    file = folder / f"{said[:4]}.txt"
    if file.exists() and said[:10] in {line[:10] for line in file.read_text(encoding="utf-8").splitlines()}:
        return ""
    line = f"{said} {audit.head(owner)}"
    if mail is not None:
        sent = send(mail, Message(f"Bilezik: head of the audit log, {said[:10]}", f"{line}\n\n{_WHY}", "warning"), ways)
        if isinstance(sent, Failed):
            return f"the head of the audit log could not be mailed: {sent.detail}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as lines:
        lines.write(f"{line}\n")
    return f"wrote down the head of the audit log{'' if mail is None else ' and mailed it'}"


_WHY: Final = (
    "Keep this line. `bilezik audit verify --against FILE` compares the log with lines like it: a log that was rewritten lacks one."
)
