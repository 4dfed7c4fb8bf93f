"""Django is told by strings what to load, and import-linter sees imports alone: these strings keep the layers too (design.md §4).

1. The layers are those of import-linter's contract in `pyproject.toml`; there is no second list.
2. What counts, wherever it stands in `src/bilezik`: a string of Python that holds the dotted name of a module (settings, urls,
   `include`, migrations, middleware, a program of our own that is started), a model by its application's label, and in a template
   a tag library or another template. Docstrings are prose and do not load anything.
3. A name must lead somewhere: what is not there is refused, unless `NAMES` says that it is no module.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "bilezik"
NAMES = frozenset({"bilezik.toml", "bilezik.migrate", "bilezik.feed", "bilezik.audit"})
"""What looks like a module and is none: the settings file, and the names of advisory locks in PostgreSQL."""

DOTTED = re.compile(r"\bbilezik(?:\.[A-Za-z_]\w*)+")
TAGS = re.compile(r"{%\s*(load|include|extends)\s+(.+?)\s*%}")


class Said(NamedTuple):
    """A string that loads something: where it stands, in which module, and what it names."""

    where: str
    by: str
    names: str


def layers() -> list[frozenset[str]]:
    """Return the layers of the contract, the highest first; a layer holds siblings that do not know each other."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (layered,) = [contract for contract in contracts if contract["type"] == "layers"]
    assert not layered["containers"], "this test reads names from the root"
    return [frozenset(name.strip(" ()") for name in layer.split("|")) for layer in layered["layers"]]


def may_load(by: str, target: str, among: list[frozenset[str]]) -> bool:
    """Return whether a module of the layer of `by` may load `target`; what is in no layer is nobody's business."""
    own, other = _place(by, among), _place(target, among)
    if own is None or other is None:
        return True
    return own == other or own[0] < other[0]


def _place(module: str, among: list[frozenset[str]]) -> tuple[int, str] | None:
    for height, layer in enumerate(among):
        for name in layer:
            if module == name or module.startswith(f"{name}."):
                return height, name
    return None


def said_in(package: Path) -> Iterator[Said]:
    """Yield every string of the package that loads something."""
    labels = {apps.parent.name for apps in package.rglob("apps.py")}
    for file in sorted(package.rglob("*.py")):
        yield from _of_python(file, package, labels)
    for file in sorted(package.rglob("templates/**/*.html")):
        yield from _of_template(file, package)
    for file in sorted(package.rglob("*.sql")):
        for number, line in enumerate(file.read_text().splitlines(), start=1):
            for name in DOTTED.findall(line):
                yield Said(f"{file.relative_to(package)}:{number}", _module(file, package), name)


def _of_python(file: Path, package: Path, labels: set[str]) -> Iterator[Said]:
    tree = ast.parse(file.read_text())
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in prose:
            continue
        where = f"{file.relative_to(package)}:{node.lineno}"
        for name in DOTTED.findall(node.value):
            yield Said(where, _module(file, package), name)
        label, dot, model = node.value.partition(".")
        if dot and label in labels and model.isidentifier():
            yield Said(where, _module(file, package), f"bilezik.{label}")


def _of_template(file: Path, package: Path) -> Iterator[Said]:
    by = _module(file, package)
    for number, line in enumerate(file.read_text().splitlines(), start=1):
        for tag, rest in TAGS.findall(line):
            if tag == "load":
                wanted = [f"**/templatetags/{library}.py" for library in rest.partition(" from ")[2].split() or rest.split()]
            else:
                wanted = [f"**/templates/{name}" for name in re.findall(r"""^["']([^"']+)["']""", rest)]
            for pattern in wanted:
                for found in package.glob(pattern):  # a library or template that is not ours is Django's
                    yield Said(f"{file.relative_to(package)}:{number}", by, _module(found, package))


def _module(file: Path, package: Path) -> str:
    """Return the module of a Python file; of any other file the package that it belongs to."""
    parts = list(file.relative_to(package.parent).with_suffix("").parts)
    if file.suffix == ".py":
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    return ".".join(parts[:2])


def offences(package: Path, among: list[frozenset[str]]) -> list[str]:
    """Return what is wrong with the strings of the package, a line each."""
    wrong = []
    for said in said_in(package):
        if said.names in NAMES:
            continue
        if not _is_there(said.names, package):
            wrong.append(f"{said.where}: {said.names} is not there")
        elif not may_load(said.by, said.names, among):
            wrong.append(f"{said.where}: {said.by} may not load {said.names}")
    return wrong


def _is_there(name: str, package: Path) -> bool:
    """Return whether `name` is a module, or a name at the top of one."""
    path, inner = package, name.split(".")[1:]
    while inner and (path / inner[0]).is_dir():
        path, inner = path / inner[0], inner[1:]
    if inner and (path / f"{inner[0]}.py").is_file():
        path, inner = path / f"{inner[0]}.py", inner[1:]
    if not inner:
        return True
    file = path if path.suffix == ".py" else path / "__init__.py"
    return path != package and file.is_file() and inner[0] in _top(ast.parse(file.read_text()))


def _top(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in tree.body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.Assign(targets=targets):
                names |= {target.id for target in targets if isinstance(target, ast.Name)}
            case ast.AnnAssign(target=ast.Name(id=name)):
                names.add(name)
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                names |= {alias.asname or alias.name for alias in aliases}
    return names


def test_every_string_that_loads_something_points_down() -> None:
    assert offences(PACKAGE, layers()) == []


def test_the_strings_that_are_known_are_found() -> None:
    found = {(said.by, said.names) for said in said_in(PACKAGE)}
    assert found >= {
        ("bilezik.app.django_settings", "bilezik.store.apps.StoreConfig"),  # INSTALLED_APPS
        ("bilezik.app.django_settings", "bilezik.api.problems.middleware"),  # MIDDLEWARE
        ("bilezik.app.django_settings", "bilezik.app.urls"),  # ROOT_URLCONF
        ("bilezik.app.django_settings", "bilezik.store"),  # AUTH_USER_MODEL
        ("bilezik.app.urls", "bilezik.console.urls"),  # include()
        ("bilezik.app.migrate", "bilezik.app.migrate_settings"),  # DJANGO_SETTINGS_MODULE
        ("bilezik.app.demo.running", "bilezik.app.demo.enrolling"),  # python -m
        ("bilezik.store.migrations.0001_schema", "bilezik.store"),  # a foreign key
        ("bilezik.console", "bilezik.console.templatetags.console"),  # {% load %}
        ("bilezik.console", "bilezik.console"),  # {% extends %}
    }


def test_the_layers_are_those_of_the_contract() -> None:
    among = layers()
    assert may_load("bilezik.app.urls", "bilezik.console.urls", among)
    assert may_load("bilezik.console.urls", "bilezik.console.wire", among)
    assert may_load("bilezik.__main__", "bilezik.cli", among)
    assert not may_load("bilezik.store.apps", "bilezik.deeds.rights", among)
    assert not may_load("bilezik.api.service", "bilezik.console.urls", among), "siblings do not know each other"
    assert not may_load("bilezik.domain.fix", "bilezik.geo", among)


def test_what_points_up_or_nowhere_is_told_with_its_line(tmp_path: Path) -> None:
    files = {
        "store/__init__.py": '"""`bilezik.app.urls` in a docstring is prose."""\n',
        "store/apps.py": 'name = "bilezik.store"\nROOT_URLCONF = "bilezik.app.urls"\n',
        "store/lock.sql": "SELECT 'bilezik.feed', 'bilezik.deeds.rights';\n",
        "app/urls.py": 'def view(): ...\nINCLUDED = ("bilezik.app.urls.view", "bilezik.consol.urls")\n',
        "deeds/rights.py": "",
        "api/program.py": 'RUN = f"from bilezik.console.templatetags.words import said; said({1})"\n',
        "gateway/models.py": 'TO = "store.User"\n',
        "console/templatetags/words.py": "said = 1\n",
        "phone/templates/phone/page.html": '{% load i18n words %}\n{% extends "console/base.html" %}\n',
        "console/templates/console/base.html": '{% load words %}{% include "console/base.html" %}\n',
    }
    for name, text in files.items():
        file = tmp_path / "bilezik" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    assert offences(tmp_path / "bilezik", layers()) == [
        "api/program.py:1: bilezik.api.program may not load bilezik.console.templatetags.words",
        "app/urls.py:2: bilezik.consol.urls is not there",
        "store/apps.py:2: bilezik.store.apps may not load bilezik.app.urls",
        "phone/templates/phone/page.html:1: bilezik.phone may not load bilezik.console.templatetags.words",
        "phone/templates/phone/page.html:2: bilezik.phone may not load bilezik.console",
        "store/lock.sql:1: bilezik.store may not load bilezik.deeds.rights",
    ]
