"""The Django application `store`."""

from django.apps import AppConfig
from django.contrib.auth.apps import AuthConfig as DjangoAuthConfig
from django.contrib.contenttypes.apps import ContentTypesConfig as DjangoContentTypesConfig


class StoreConfig(AppConfig):
    """Tables of Bilezik; every automatic id is 64 bits (law 13)."""

    name = "bilezik.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"


class AuthConfig(DjangoAuthConfig):
    """Django's `auth` with 64-bit ids: used for passwords and sessions; rights are Bilezik's own."""

    default_auto_field = "django.db.models.BigAutoField"


class ContentTypesConfig(DjangoContentTypesConfig):
    """Django's `contenttypes`, which `auth` needs, with 64-bit ids."""

    default_auto_field = "django.db.models.BigAutoField"
