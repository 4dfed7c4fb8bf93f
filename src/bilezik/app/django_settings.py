"""Django's settings, made of Bilezik's own `Settings`, which is the only thing that reads the environment.

1. Importing this module reads nothing and makes nothing: type checkers and tests may. `configure` is what a process calls.
2. No number of Django's tables is 32 bits wide (law 13): content types and permissions are Django's own with 64-bit ids, and
   their tables are made from the models, because Django's migrations of them write 32-bit ids.
3. A connection is never kept by a thread: it comes from a pool of the process and goes back (`CONN_MAX_AGE` 0 with `pool`). Under
   ASGI anything else opens a connection for every request.
4. Two connections: `default` as the role of the process, `door` for the sign-in alone (`app.sign_in`). Who is signed in is
   PostgreSQL's answer (`app.sight`), never Django's session, which the web role could write.
5. The pages speak Kazakh, Russian or English: what the cookie says, else what the browser asks for, else English, the language of
   the code. Times of day and addresses are the same in all three.
"""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from bilezik.app.settings import Role, Settings

PACKAGE: Final = Path(__file__).resolve().parent.parent

USE_TZ = True
TIME_ZONE = "Asia/Almaty"
"""What a page shows where neither person nor department says; Kazakhstan has had this one time since 1 March 2024."""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "store.User"

INSTALLED_APPS = [
    "bilezik.store.apps.ContentTypesConfig",
    "bilezik.store.apps.AuthConfig",
    "django.contrib.sessions",
    "bilezik.store.apps.StoreConfig",
]
"""What has tables."""
WEB_APPS: Final = ("django.contrib.staticfiles", "bilezik.console", "ninja")
"""What has templates and static files, and no tables."""
MIGRATION_MODULES: dict[str, str | None] = {"auth": None, "contenttypes": None}

LANGUAGE_CODE = "en"
LANGUAGES = [("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")]
LOCALE_PATHS = [str(PACKAGE / "locale")]
FORMAT_MODULE_PATH = "bilezik.app.formats"
USE_I18N = True
LANGUAGE_COOKIE_NAME = "bilezik_language"
LANGUAGE_COOKIE_AGE = 365 * 86_400
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

ROOT_URLCONF = "bilezik.app.urls"
STATIC_URL = "/static/"
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "sign_in"

MIDDLEWARE = [
    "bilezik.app.middleware.headers",
    "bilezik.api.problems.middleware",
    "django.middleware.security.SecurityMiddleware",
    "bilezik.app.sight.Sight",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "bilezik.app.middleware.Rights",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
            ]
        },
    }
]

AUTHENTICATION_BACKENDS = ["bilezik.app.sign_in.Door"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_AGE = 3600
"""Django's own session holds what a sign-in needs between its pages, and nobody's identity."""
SESSION_COOKIE_NAME = "bilezik_visit"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "bilezik_csrf"
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000

POOL_SIZE: Final = 12
"""Connections of one web process. Requests wait for one (`_POOL_WAIT_S`) rather than crowd the server: it has 80 for all roles."""
DOOR_SIZE: Final = 4
"""Connections that sign people in: as many as try at the same moment."""
_POOL_WAIT_S: Final = 5


def configure(settings: Settings, *, role: Role = "web") -> None:
    """Make this process's Django one of this installation, as `role` of the database.

    Called again (a test with the next database), it points the connections there instead.
    """
    import django
    from django.conf import settings as configured

    if not configured.configured:
        configured.configure(**values(settings, role))
        django.setup()
        return
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]  # the PostgreSQL backend's
    connections["default"].settings_dict.update(database(role, settings))
    connections["door"].settings_dict.update(database("door", settings))


def values(settings: Settings, role: Role) -> dict[str, Any]:
    """Return all of Django's settings for this installation."""
    here = {
        name: value
        for name, value in globals().items()
        if name.isupper() and name not in {"PACKAGE", "WEB_APPS", "POOL_SIZE", "DOOR_SIZE"}
    }
    return here | {
        "INSTALLED_APPS": [*INSTALLED_APPS, *WEB_APPS],
        "SECRET_KEY": settings.secrets().django_key,
        "DATABASES": {"default": database(role, settings), "door": database("door", settings)},
        "LOGGING": _logging(settings),
        **_addresses(settings),
    }


def database(role: Role, settings: Settings | None = None) -> dict[str, Any]:
    """Return Django's description of the database as `role` sees it; without `settings`, of those in the environment."""
    from psycopg.conninfo import conninfo_to_dict

    said = conninfo_to_dict((settings or Settings.load()).dsn(role))
    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    options: dict[str, Any] = {key: value for key, value in said.items() if key not in known}
    options["application_name"] = f"bilezik {role}"
    most = DOOR_SIZE if role == "door" else POOL_SIZE
    options["pool"] = {"min_size": 0 if role == "door" else 1, "max_size": most, "timeout": _POOL_WAIT_S, "name": f"django-{role}"}
    described = {known[key]: str(value) for key, value in said.items() if key in known}
    return {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": 0, "HOST": "", "PORT": "", **described, "OPTIONS": options}


def _addresses(settings: Settings) -> Mapping[str, object]:
    """Return what follows from where people reach us: hosts, trusted origins, and cookies that only travel encrypted."""
    url = urlsplit(settings.web_url or "")
    everywhere = settings.web_host in {"0.0.0.0", "::", ""}  # noqa: S104 - asked about, not bound
    hosts = {"localhost", "127.0.0.1", "[::1]", *([] if everywhere else [settings.web_host])}
    if url.hostname:
        hosts.add(url.hostname)
    encrypted = url.scheme == "https"
    said: dict[str, object] = {
        # Listening everywhere without an address of our own, any name may be ours; links in notices never use the request's.
        "ALLOWED_HOSTS": ["*"] if everywhere and not url.hostname else sorted(hosts),
        "CSRF_TRUSTED_ORIGINS": [f"{url.scheme}://{url.netloc}"] if url.netloc else [],
        "SESSION_COOKIE_SECURE": encrypted,
        "CSRF_COOKIE_SECURE": encrypted,
        "LANGUAGE_COOKIE_SECURE": encrypted,
    }
    if encrypted:  # a proxy ends TLS in front of us and says so
        said |= {"SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"), "SECURE_HSTS_SECONDS": 365 * 86_400}
    return said


def _logging(settings: Settings) -> Mapping[str, object]:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "%(levelname)s %(name)s: %(message)s"}},
        # Who asks too much, for what is not there or without a right is no fault of ours; neither is /healthz saying 503.
        "filters": {"faults": {"()": "django.utils.log.CallbackFilter", "callback": _is_fault}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["faults"]}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "bilezik": {"level": settings.log_level.upper()},
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
        },
    }


def _is_fault(record: logging.LogRecord) -> bool:
    status = getattr(record, "status_code", None)
    return status is None or (status >= 500 and status != 503)
