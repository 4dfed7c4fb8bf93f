"""More of a person: IIN, birth date, ground of supervision, language, health; and the key by which a name is found."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from bilezik.domain.names import key

_KINDS = ("probation", "parole", "conditional_sentence", "recognizance", "administrative_supervision", "volunteer")
_NAMES = ("family_name", "given_name", "family_name_latin", "given_name_latin")


def _write_keys(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001 - Django's protocol
    """Give everybody who is registered already the key of the names; what else is new is not known of them and stays empty."""
    people = apps.get_model("store", "Person")
    batch = []
    for person in people.objects.only("pk", *_NAMES).order_by("pk").iterator(1_000):
        person.name_key = key(getattr(person, name) for name in _NAMES)
        batch.append(person)
        if len(batch) == 1_000:
            people.objects.bulk_update(batch, ["name_key"])
            batch.clear()
    people.objects.bulk_update(batch, ["name_key"])


def _text() -> models.TextField:
    return models.TextField(db_default="", default="")


def _list() -> models.JSONField:
    return models.JSONField(db_default=models.Value([], models.JSONField()), default=list)


_FIELDS = {
    "patronymic": _text(),
    "name_key": _text(),
    "iin": models.TextField(null=True),
    "birth_date": models.DateField(null=True),
    "kind": _text(),
    "consent": _text(),
    "consented_on": models.DateField(null=True),
    "language": _text(),
    "interpreter": models.BooleanField(db_default=False, default=False),
    "more_phones": _list(),
    "health": _list(),
    "health_note": _text(),
    "responsible_name": _text(),
    "responsible_phone": _text(),
    "version": models.BigIntegerField(db_default=1, default=1),
}
_CONSTRAINTS = (
    models.UniqueConstraint(fields=("iin",), name="person_iin_once"),
    models.CheckConstraint(
        condition=models.Q(("iin", None), ("iin__regex", "^[0-9]{12}$"), _connector="OR"), name="person_iin_has_12_digits"
    ),
    models.CheckConstraint(condition=models.Q(("kind__in", ("", *_KINDS))), name="person_kind_known"),
    models.CheckConstraint(condition=models.Q(("language__in", ("", "kk", "ru", "en"))), name="person_language_known"),
    models.CheckConstraint(
        condition=~models.Q(("kind", "volunteer")) | (~models.Q(("consent", "")) & models.Q(("consented_on__isnull", False))),
        name="volunteer_consented",
    ),
)


class Migration(migrations.Migration):
    dependencies = [("store", "0004_staff_roles")]

    operations = [
        *(migrations.AddField(model_name="person", name=name, field=field) for name, field in _FIELDS.items()),
        migrations.AddIndex(model_name="person", index=models.Index(fields=["birth_date"], name="people_by_birth")),
        *(migrations.AddConstraint(model_name="person", constraint=constraint) for constraint in _CONSTRAINTS),
        migrations.RunPython(_write_keys, migrations.RunPython.noop),
    ]
