"""Who is supervised, by which department, with which devices, and which areas there are."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from bilezik.domain import device
from bilezik.domain.person import KINDS, LANGUAGES


class Region(models.Model):
    """A region of the country; `code` is that of ISO 3166-2, as `KZ-71`."""

    id = models.BigAutoField(primary_key=True)
    code = models.TextField(unique=True)
    name_kk = models.TextField()
    name_ru = models.TextField()
    name_en = models.TextField()

    class Meta:
        db_table = "regions"
        constraints = (
            models.CheckConstraint(
                condition=~Q(code="") & ~Q(name_kk="") & ~Q(name_ru="") & ~Q(name_en=""), name="region_has_code_and_names"
            ),
        )

    def __str__(self) -> str:
        return self.name_en


class Department(models.Model):
    """One of the police departments that watch a screen.

    `name` is what it is called where no name in the reader's language is stated; `code` is the ministry's own, `''` where it has
    none. One without a district of its own has no place. A closed one keeps its past and has no people.
    """

    id = models.BigAutoField(primary_key=True)
    name = models.TextField()
    city = models.TextField()
    timezone = models.TextField()
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    phone = models.TextField(db_default="", default="")
    code = models.TextField(db_default="", default="")
    name_kk = models.TextField(db_default="", default="")
    name_ru = models.TextField(db_default="", default="")
    name_en = models.TextField(db_default="", default="")
    region = models.ForeignKey(Region, models.PROTECT, db_column="region", null=True, related_name="departments")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "departments"
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="department_has_name"),
            models.UniqueConstraint(condition=~Q(code=""), fields=("code",), name="department_code_once"),
            models.CheckConstraint(
                condition=Q(lat=None, lon=None) | Q(lat__isnull=False, lon__isnull=False), name="department_place_whole"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """A supervised person, as the papers have it; `''` is "not stated".

    `name_key` is `domain.names.key` of all names in both alphabets, for search: the deeds write it, nobody else does. There is no
    index on it: the embedded server has no trigrams, and a scan of 30,000 people takes a few milliseconds.
    """

    id = models.BigAutoField(primary_key=True)
    given_name = models.TextField()
    family_name = models.TextField()
    patronymic = models.TextField(db_default="", default="")
    given_name_latin = models.TextField(db_default="", default="")
    family_name_latin = models.TextField(db_default="", default="")
    name_key = models.TextField(db_default="", default="")
    iin = models.TextField(null=True)  # noqa: DJ001 - unique where there is one: two empty texts would be the same number
    birth_date = models.DateField(null=True)
    kind = models.TextField(db_default="", default="")
    consent = models.TextField(db_default="", default="")
    consented_on = models.DateField(null=True)
    language = models.TextField(db_default="", default="")
    interpreter = models.BooleanField(db_default=False, default=False)
    phone = models.TextField(db_default="", default="")
    more_phones = models.JSONField(db_default=models.Value([], models.JSONField()), default=list)
    health = models.JSONField(db_default=models.Value([], models.JSONField()), default=list)
    health_note = models.TextField(db_default="", default="")
    responsible_name = models.TextField(db_default="", default="")
    responsible_phone = models.TextField(db_default="", default="")
    city = models.TextField()
    address = models.TextField(db_default="", default="")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    timezone = models.TextField()
    photo = models.BinaryField(null=True)
    department = models.ForeignKey(Department, models.PROTECT, db_column="department", related_name="people")
    created_at = models.DateTimeField(db_default=Now())
    version = models.BigIntegerField(db_default=1, default=1)

    class Meta:
        db_table = "people"
        indexes = (
            models.Index(fields=("city",), name="people_by_city"),
            models.Index(fields=("birth_date",), name="people_by_birth"),
        )
        constraints = (
            models.CheckConstraint(condition=~Q(family_name="") & ~Q(timezone=""), name="person_has_name_and_timezone"),
            models.UniqueConstraint(fields=("iin",), name="person_iin_once"),
            models.CheckConstraint(condition=Q(iin=None) | Q(iin__regex="^[0-9]{12}$"), name="person_iin_has_12_digits"),
            models.CheckConstraint(condition=Q(kind__in=("", *KINDS)), name="person_kind_known"),
            models.CheckConstraint(condition=Q(language__in=("", *LANGUAGES)), name="person_language_known"),
            models.CheckConstraint(
                condition=~Q(kind="volunteer") | (~Q(consent="") & Q(consented_on__isnull=False)), name="volunteer_consented"
            ),
            models.CheckConstraint(
                condition=Q(lat__isnull=True, lon__isnull=True) | Q(lat__range=(-90.0, 90.0), lon__range=(-180.0, 180.0)),
                name="person_pin_whole",
            ),
        )

    def __str__(self) -> str:
        return f"{self.family_name} {self.given_name}"


class Zone(models.Model):
    """A named area. `shape` is the JSON of `domain.zone.Shape`; a changed shape is a new `version`."""

    id = models.BigAutoField(primary_key=True)
    name = models.TextField()
    category = models.TextField(db_default="", default="")
    place_kind = models.TextField(db_default="", default="")
    """What a public place is, a word of `domain.zone.PLACE_KINDS`."""
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
    """A bracelet, tracker, home unit or phone, known by what it calls itself in its protocol.

    `department`: in whose stock it is; null: the central store. `state` is moved by `domain.device.MOVES` alone and held together
    with the assignments by `sql/devices.sql`; `state_at`: since when. `contract`: under which it is paid for, if under one.
    `key_digest`: of the key it must show (`deeds.keys`), if it has one.
    """

    id = models.BigAutoField(primary_key=True)
    identity = models.TextField()
    protocol = models.TextField()
    kind = models.TextField()
    model = models.TextField(db_default="", default="")
    state = models.TextField(db_default="in_stock", default="in_stock")
    state_at = models.DateTimeField(db_default=Now())
    phone = models.TextField(db_default="", default="")
    firmware = models.TextField(db_default="", default="")
    contract = models.TextField(db_default="", default="")
    department = models.ForeignKey(Department, models.PROTECT, db_column="department", null=True, related_name="devices")
    key_digest = models.BinaryField(null=True)

    class Meta:
        db_table = "devices"
        indexes = (models.Index(fields=("department", "state"), name="devices_by_department"),)
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=device.KINDS), name="device_kind_known"),
            models.CheckConstraint(condition=Q(state__in=device.STATES), name="device_state_known"),
            models.UniqueConstraint(fields=("protocol", "identity"), name="device_identity_once_a_protocol"),
            models.CheckConstraint(condition=~Q(identity="") & ~Q(protocol=""), name="device_has_identity_and_protocol"),
        )

    def __str__(self) -> str:
        return f"{self.protocol}:{self.identity}"
