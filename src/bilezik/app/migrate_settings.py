"""Django's settings for migrations alone: the same, as the owner of the schema."""

from bilezik.app.django_settings import *  # noqa: F403 - the whole of it, with one difference
from bilezik.app.django_settings import database

DATABASES = {"default": database("owner"), "door": database("door")}
for _one in DATABASES.values():
    _one["OPTIONS"].pop("pool", None)  # one connection, for seconds
