"""The SQL that Django cannot write, one file a subject; migrations run it, in their order."""

from importlib.resources import files


def text(name: str) -> str:
    """Return the SQL file `name`."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
