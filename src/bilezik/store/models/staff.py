"""Who works with the system, who is on duty, and the tokens of programs."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from bilezik.store.models.register import Department, Region


class Users(BaseUserManager["User"]):
    """How users are made."""

    def create_user(self, username: str, password: str, *, name: str = "", email: str = "") -> "User":
        """Make a user who can sign in with `password`."""
        user = self.model(username=username, name=name or username, email=email)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A member of staff. Rights are in Bilezik's own table, not in Django's groups."""

    id = models.BigAutoField(primary_key=True)
    username = models.TextField(unique=True)
    name = models.TextField()
    email = models.TextField(db_default="", default="")
    phone = models.TextField(db_default="", default="")
    is_active = models.BooleanField(db_default=True, default=True)
    created_at = models.DateTimeField(db_default=Now())

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
