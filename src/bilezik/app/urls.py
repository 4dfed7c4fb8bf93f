"""Every address. A route without a right in `deeds.rights` stops the start."""

from django.core.exceptions import ImproperlyConfigured
from django.urls import include, path
from django.views.i18n import set_language

from bilezik.api.service import api
from bilezik.app import health
from bilezik.app.sign_in import SignIn, sign_out
from bilezik.deeds import rights

urlpatterns = [
    path("healthz", health.view, name="healthz"),
    path("sign-in/", SignIn.as_view(), name="sign_in"),
    path("sign-out/", sign_out, name="sign_out"),
    path("language/", set_language, name="set_language"),
    path("api/v1/", api.urls),
    path("", include("bilezik.console.urls")),
]

_open = rights.unnamed(urlpatterns)
if _open:
    raise ImproperlyConfigured(f"routes without a right in bilezik.deeds.rights.ROUTES: {', '.join(_open)}")
