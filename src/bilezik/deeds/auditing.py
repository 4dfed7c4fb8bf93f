"""Looking into the audit log is a deed like any other: an auditor's questions are written down too."""

from collections.abc import Mapping

from bilezik.deeds.actor import Actor
from bilezik.deeds.record import perform


def look(by: Actor, asked: Mapping[str, str]) -> None:
    """Write down that the log is read, and what was asked of it; `Forbidden` without the right."""
    with perform(by, "audit.look", why="to look into the log") as doing:
        doing.touched("audit", None, {"asked": dict(asked)})
