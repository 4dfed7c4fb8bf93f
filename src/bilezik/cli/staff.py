"""`bilezik staff`: the first people who may sign in. Done at the server by whoever may read its secrets, and logged."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from bilezik.cli import installation
from bilezik.cli.refusal import Refusal

if TYPE_CHECKING:
    from bilezik.deeds import Actor

group = typer.Typer(help="Members of staff: who may sign in, and the tokens of their programs.", no_args_is_help=True)

Why = Annotated[str, typer.Option(help="The reason, as the audit log keeps it.")]


@group.command()
def add(
    username: Annotated[str, typer.Argument(help="What they sign in with.")],
    name: Annotated[str, typer.Option(help="Their name, as colleagues read it.")],
    email: Annotated[str, typer.Option(help="Where notices may reach them.")] = "",
    *,
    why: Why = "new member of staff",
) -> None:
    """Let somebody sign in; prints the password that was made, once."""
    import secrets

    password = "-".join(secrets.token_hex(2) for _ in range(4))
    with desk() as by:
        from bilezik.deeds import staff

        staff.add(by, username, password, name, why=why, email=email)
    typer.echo(f"sign in as {username} with password {password}")


@group.command()
def token(
    username: Annotated[str, typer.Argument(help="Whose program it is.")],
    name: Annotated[str, typer.Argument(help="What the token is for.")],
    *,
    why: Why = "a program of theirs",
) -> None:
    """Make a token for the API; prints it, once."""
    with desk() as by:
        from bilezik.deeds import staff
        from bilezik.store.models import User

        user = User.objects.filter(username=username).first()
        if user is None:
            raise Refusal(f"there is no user {username!r}", exit_code=2)
        made = staff.issue_token(by, user.pk, name, why=why)
    typer.echo(made)


@contextmanager
def desk() -> "Iterator[Actor]":
    """Give deeds a database and an actor: the user of the operating system, at this machine."""
    import getpass
    import socket

    import django.db

    from bilezik.app.django_settings import configure
    from bilezik.app.engines import EngineError

    settings = installation.load()
    try:
        configure(settings)
    except EngineError as error:
        raise Refusal(str(error)) from None
    from bilezik.deeds import Actor, refusal

    try:
        yield Actor(None, getpass.getuser(), f"terminal {socket.gethostname()}")
    except refusal.OperatorError as error:
        raise Refusal(str(error), exit_code=2) from None
    except django.db.OperationalError as error:
        said = str(error).strip().splitlines()[-1]
        raise Refusal(f"the database cannot be reached: {said}; is `bilezik serve` running?") from None
