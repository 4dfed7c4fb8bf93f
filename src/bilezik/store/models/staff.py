"""Who works with the system, who is on duty, and the tokens of programs."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.db import connection, connections, models
from django.db.models import F, Q
from django.db.models.functions import Now

from bilezik.store.models.register import Department, Person, Region


class Users(BaseUserManager["User"]):
    """How users are made."""

    def create_user(self, username: str, password: str, *, name: str = "", email: str = "") -> "User":
        """Make a user who can sign in with `password`."""
        user = self.model(username=username, name=name or username, email=email)
        user.save(using=self._db)
        first_password(user.pk, make_password(password))
        return user


def first_password(user: int, hashed: str, *, once: bool = False) -> None:
    """Keep the hash of a new account's password; PostgreSQL refuses it for an account that has one. `once`: for one sign-in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.first_password(%s, %s, %s)", (user, hashed, once))


class User(AbstractBaseUser):
    """A member of staff. Rights are in Bilezik's own table, not in Django's groups.

    The hash of the password is where the web role cannot read it; `password` asks for it at the door.
    """

    last_login = None
    id = models.BigAutoField(primary_key=True)
    username = models.TextField(unique=True)
    name = models.TextField()
    email = models.TextField(db_default="", default="")
    phone = models.TextField(db_default="", default="")
    is_active = models.BooleanField(db_default=True, default=True)
    created_at = models.DateTimeField(db_default=Now())

    @property
    def password(self) -> str:
        """The hash, read as the role of the sign-in; one that nothing matches where there is none."""
        with connections["door"].cursor() as cursor:
            cursor.execute('SELECT hash FROM sec.passwords WHERE "user" = %s', (self.pk,))
            found = cursor.fetchone()
        return UNUSABLE_PASSWORD_PREFIX if found is None else str(found[0])

    @password.setter
    def password(self, hashed: str) -> None:
        """Keep a new hash: a hash made anew at the sign-in, or another password."""
        with connections["door"].cursor() as cursor:
            cursor.execute(
                'INSERT INTO sec.passwords ("user", hash) VALUES (%s, %s)'
                ' ON CONFLICT ("user") DO UPDATE SET hash = excluded.hash, changed_at = clock_timestamp()',
                (self.pk, hashed),
            )

    objects: ClassVar[Users] = Users()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        db_table = "users"
        constraints = (models.CheckConstraint(condition=~Q(username="") & ~Q(name=""), name="user_has_names"),)

    def __str__(self) -> str:
        return self.name


class StaffRole(models.Model):
    """A role somebody has, in one department, in one region or (both null) everywhere, from – to."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, models.PROTECT, db_column="user", related_name="roles")
    role = models.TextField()
    department = models.ForeignKey(Department, models.PROTECT, db_column="department", null=True, related_name="staff")
    region = models.ForeignKey(Region, models.PROTECT, db_column="region", null=True, related_name="staff")
    from_at = models.DateTimeField(db_default=Now())
    to_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "staff_roles"
        indexes = (models.Index(fields=("user",), name="staff_roles_by_user"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    role__in=(
                        "operator", "officer", "supervisor", "registrar", "quartermaster", "administrator", "auditor", "prosecutor",
                    )
                ),
                name="staff_role_known",
            ),
            models.CheckConstraint(condition=Q(to_at__isnull=True) | Q(to_at__gt=F("from_at")), name="staff_role_ends_after_begin"),
            models.CheckConstraint(condition=Q(department=None) | Q(region=None), name="staff_role_of_one_place"),
        )  # fmt: skip


class ApiToken(models.Model):
    """A program's way in: only the digest of the token is kept."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, models.PROTECT, db_column="user", related_name="api_tokens")
    digest = models.BinaryField(unique=True)
    name = models.TextField()
    created_at = models.DateTimeField(db_default=Now())
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "api_tokens"


class Duty(models.Model):
    """Somebody who is told of alerts that nobody takes: level 1 first, then up the chain."""

    id = models.BigAutoField(primary_key=True)
    level = models.SmallIntegerField()
    name = models.TextField()
    channel = models.TextField()
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)
    city = models.TextField(null=True)  # noqa: DJ001 - null is every city, an empty one would be a mistake

    class Meta:
        db_table = "duties"
        constraints = (models.CheckConstraint(condition=Q(level__gte=1), name="duty_level_from_one"),)


class Conflict(models.Model):
    """This user must not see this person, whatever roles they hold: a relative, a neighbour, somebody they once arrested."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, models.PROTECT, db_column="user", related_name="conflicts")
    person = models.ForeignKey(Person, models.PROTECT, db_column="person", related_name="conflicts")
    why = models.TextField()
    from_at = models.DateTimeField(db_default=Now())
    to_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "conflicts"
        indexes = (models.Index(fields=("user",), name="conflicts_by_user"),)
        constraints = (
            models.CheckConstraint(condition=Q(why__regex=r"\S"), name="conflict_has_reason"),
            models.CheckConstraint(condition=Q(to_at__isnull=True) | Q(to_at__gt=F("from_at")), name="conflict_ends_after_begin"),
            models.UniqueConstraint(fields=("user", "person"), condition=Q(to_at__isnull=True), name="conflict_once"),
        )


class GrantedCase(models.Model):
    """One person whom one user may see until a date: how a prosecutor or a court looks at a case."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, models.PROTECT, db_column="user", related_name="granted_cases")
    person = models.ForeignKey(Person, models.PROTECT, db_column="person", related_name="granted_cases")
    from_at = models.DateTimeField(db_default=Now())
    to_at = models.DateTimeField()
    why = models.TextField()
    given_by = models.TextField()

    class Meta:
        db_table = "granted_cases"
        indexes = (models.Index(fields=("user",), name="granted_cases_by_user"),)
        constraints = (
            models.CheckConstraint(condition=Q(why__regex=r"\S"), name="granted_case_has_reason"),
            models.CheckConstraint(condition=Q(to_at__gt=F("from_at")), name="granted_case_ends_after_begin"),
        )


class Opening(models.Model):
    """A case outside one's caseload, open for some hours for a reason; only `sec.open_outside` writes it."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, models.PROTECT, db_column="user", related_name="openings")
    person = models.ForeignKey(Person, models.PROTECT, db_column="person", related_name="openings")
    why = models.TextField()
    from_at = models.DateTimeField(db_default=Now())
    to_at = models.DateTimeField()

    class Meta:
        db_table = "openings"
        indexes = (
            models.Index(fields=("user", "to_at"), name="openings_by_user"),
            models.Index(fields=("person",), name="openings_by_person"),
        )
        constraints = (models.CheckConstraint(condition=Q(why__regex=r"\S"), name="opening_has_reason"),)
