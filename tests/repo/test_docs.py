"""The documents say what the code does: every setting, every command, every link."""

import re
from pathlib import Path

from bilezik.app.settings import Settings
from bilezik.cli.main import app

ROOT = Path(__file__).parents[2]
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


def test_every_setting_is_on_the_page_and_nothing_else() -> None:
    page = (ROOT / "docs/reference/settings.md").read_text()
    named = {name for row in re.findall(r"^\| (`.*?) \|", page, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)}
    assert named == set(Settings.__struct_fields__)


def test_the_readme_names_every_command() -> None:
    table = (ROOT / "README.md").read_text().split("## Use it")[1]
    commands = {entry.name for entry in app.registered_commands} | {group.name for group in app.registered_groups}
    assert {name for name in commands if name and f"`{name}" not in table and f"bilezik {name}" not in table} == {"simulate"}


def test_every_law_has_tests_or_is_said_to_come_later() -> None:
    laws = dict(re.findall(r"^(\d+)\. (\*\*.*?)(?=^\d+\. |^## )", (ROOT / "ARCHITECTURE.md").read_text(), re.MULTILINE | re.DOTALL))
    tests = "".join(file.read_text() for file in (ROOT / "tests").rglob("test_*.py"))
    tested = {int(number) for number in re.findall(r"def test_law_(\d\d)_", tests)}
    assert {int(number) for number in laws} == set(range(1, 14))
    assert {int(number) for number, text in laws.items() if "*Comes later:*" not in text} == tested


def test_links_lead_somewhere() -> None:
    links = [(page, target) for page in PAGES for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text())]
    assert links
    assert [f"{page.relative_to(ROOT)}: {target}" for page, target in links if not (page.parent / target).exists()] == []


def test_what_shows_a_safeguard_is_there() -> None:
    said = (ROOT / "docs/explanation/safeguards.md").read_text()
    tests = "".join(file.read_text() for file in (ROOT / "tests").rglob("test_*.py"))
    shown = re.findall(r"`(tests/[\w/.]+|docs/[\w/.]+|test_\w+)`", said)
    assert len(shown) > 15
    assert [one for one in shown if not ((ROOT / one).exists() if "/" in one else f"def {one}(" in tests)] == []
