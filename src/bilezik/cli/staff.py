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
    role: Annotated[list[str] | None, typer.Option(help="What they may do (docs/reference/rights.md); may be repeated.")] = None,
    department: Annotated[int | None, typer.Option(help="Where the roles hold; without it everywhere.")] = None,
    region: Annotated[str | None, typer.Option(help="The region where they hold, by its code: KZ-71.")] = None,
    *,
    why: Why = "new member of staff",
) -> None:
    """Let somebody sign in, as an operator unless roles are named; prints a password for the first sign-in, once."""
    with desk() as by:
        from bilezik.deeds import proofs, staff

        password = proofs.new_password()

        where = _region(region)
        roles = [staff.NewRole(one, department, where) for one in role or ["operator"]]  # type: ignore[arg-type]  # checked there
        staff.add(by, username, password, name, why=why, email=email, roles=roles, once=True)
    typer.echo(f"sign in as {username} with password {password}")


@group.command(name="reset-sign-in")
def reset_sign_in(
    username: Annotated[str, typer.Argument(help="Who has lost the password, or the phone and the recovery codes.")],
    *,
    why: Annotated[str, typer.Option(help="The reason, as the audit log keeps it.")],
) -> None:
    """Take somebody's second factors and sessions away; prints a password that is good for one sign-in."""
    with desk() as by:
        from bilezik.deeds import factors

        password = factors.reset(by, _user(username), why=why)
    typer.echo(f"{username} signs in once with password {password}, chooses another, and adds a new second factor")


@group.command()
def give(
    username: Annotated[str, typer.Argument(help="Who gets the role.")],
    role: Annotated[str, typer.Argument(help="The role, as docs/reference/rights.md names it.")],
    department: Annotated[int | None, typer.Option(help="Where it holds; without it everywhere.")] = None,
    region: Annotated[str | None, typer.Option(help="The region where it holds, by its code: KZ-71.")] = None,
    *,
    why: Why = "their work",
) -> None:
    """Give somebody a role."""
    with desk() as by:
        from bilezik.deeds import staff

        given = staff.NewRole(role, department, _region(region))  # type: ignore[arg-type]  # the deed checks it
        staff.give_role(by, _user(username), given, why=why)


@group.command()
def end(
    username: Annotated[str, typer.Argument(help="Whose role ends.")],
    role: Annotated[str, typer.Argument(help="The role, wherever it is held.")],
    *,
    why: Why = "no longer their work",
) -> None:
    """End a role of somebody."""
    with desk() as by:
        from bilezik.deeds import staff
        from bilezik.store.models import StaffRole

        held = list(StaffRole.objects.filter(user=_user(username), role=role, to_at=None).values_list("pk", flat=True))
        if not held:
            raise Refusal(f"{username} has no role {role!r}", exit_code=2)
        for one in held:
            staff.end_role(by, one, why=why)


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

        made = staff.issue_token(by, _user(username), name, why=why)
    typer.echo(made)


def _user(username: str) -> int:
    from bilezik.store.models import User

    user = User.objects.filter(username=username).first()
    if user is None:
        raise Refusal(f"there is no user {username!r}", exit_code=2)
    return user.pk


def _region(code: str | None) -> int | None:
    if code is None:
        return None
    from bilezik.store.models import Region

    region = Region.objects.filter(code=code.upper()).first()
    if region is None:
        raise Refusal(f"there is no region {code!r}; `bilezik import-regions` enters those of Kazakhstan", exit_code=2)
    return region.pk


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
        configure(settings, role="owner")
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
