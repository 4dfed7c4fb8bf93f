"""Who is supervised, by which department, with which devices, and which areas there are."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Department(models.Model):
    """One of the police departments that watch a screen."""

    id = models.BigAutoField(primary_key=True)
    name = models.TextField()
    city = models.TextField()
    timezone = models.TextField()
    lat = models.FloatField()
    lon = models.FloatField()
    phone = models.TextField(db_default="", default="")

    class Meta:
        db_table = "departments"
        constraints = (models.CheckConstraint(condition=~Q(name=""), name="department_has_name"),)

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """A supervised person. Names as in the papers and in Latin letters, for search."""

    id = models.BigAutoField(primary_key=True)
    given_name = models.TextField()
    family_name = models.TextField()
    given_name_latin = models.TextField(db_default="", default="")
    family_name_latin = models.TextField(db_default="", default="")
    phone = models.TextField(db_default="", default="")
    city = models.TextField()
    address = models.TextField(db_default="", default="")
    timezone = models.TextField()
    photo = models.BinaryField(null=True)
    department = models.ForeignKey(Department, models.PROTECT, db_column="department", related_name="people")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "people"
        indexes = (models.Index(fields=("city",), name="people_by_city"),)
        constraints = (models.CheckConstraint(condition=~Q(family_name="") & ~Q(timezone=""), name="person_has_name_and_timezone"),)

    def __str__(self) -> str:
        return f"{self.family_name} {self.given_name}"


class Zone(models.Model):
    """A named area. `shape` is the JSON of `domain.zone.Shape`; a changed shape is a new `version`."""

    id = models.BigAutoField(primary_key=True)
    name = models.TextField()
    category = models.TextField(db_default="", default="")
    shape = models.JSONField()
    tolerance_m = models.FloatField(db_default=0.0, default=0.0)
    opening = models.JSONField(null=True)
    """When a public place is open (`domain.hours.Schedule`); null: always."""
    version = models.IntegerField(db_default=1, default=1)
    city = models.TextField(db_default="", default="")

    class Meta:
        db_table = "zones"
        indexes = (models.Index(fields=("city", "category"), name="zones_by_city"),)
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="zone_has_name"),
            models.CheckConstraint(condition=Q(category__in=("home", "area", "place", "")), name="zone_category_known"),
            models.CheckConstraint(condition=Q(tolerance_m__gte=0), name="zone_tolerance_not_negative"),
        )

    def __str__(self) -> str:
        return self.name


class Device(models.Model):
    """A bracelet, tracker, home unit or phone, known by what it calls itself in its protocol."""

    id = models.BigAutoField(primary_key=True)
    identity = models.TextField()
    protocol = models.TextField()
    kind = models.TextField()
    model = models.TextField(db_default="", default="")
    state = models.TextField(db_default="in_stock", default="in_stock")
    phone = models.TextField(db_default="", default="")

    class Meta:
        db_table = "devices"
        constraints = (
            models.UniqueConstraint(fields=("protocol", "identity"), name="device_identity_once_a_protocol"),
            models.CheckConstraint(condition=~Q(identity="") & ~Q(protocol=""), name="device_has_identity_and_protocol"),
        )

    def __str__(self) -> str:
        return f"{self.protocol}:{self.identity}"
