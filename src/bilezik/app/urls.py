"""Every address. A route without a right in `deeds.rights` stops the start."""

from django.core.exceptions import ImproperlyConfigured
from django.urls import include, path
from django.views.i18n import set_language

from bilezik.api.service import api
from bilezik.app import health, sign_in
from bilezik.deeds import rights

urlpatterns = [
    path("healthz", health.view, name="healthz"),
    path("sign-in/", sign_in.SignIn.as_view(), name="sign_in"),
    path("sign-in/factor/", sign_in.factor, name="sign_in_factor"),
    path("sign-in/password/", sign_in.password, name="sign_in_password"),
    path("sign-in/first-factor/", sign_in.enrol, name="sign_in_enrol"),
    path("sign-in/passkey/", sign_in.passkey, name="sign_in_passkey"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("language/", set_language, name="set_language"),
    path("api/v1/", api.urls),
    path("", include("bilezik.console.urls")),
]

_open = rights.unnamed(urlpatterns)
if _open:
    raise ImproperlyConfigured(f"routes without a right in bilezik.deeds.rights.ROUTES: {', '.join(_open)}")
