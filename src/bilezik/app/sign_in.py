"""Sign-in of staff: a name and a password, a count of refusals by account and by source, and a record of each.

1. While an account is being tried, a second attempt on it is turned away: guesses do not run side by side past the count.
2. The answer to a wrong password, a wrong name and a locked account differs in nothing but the lock's own sentence.
"""

from typing import Any, cast

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from bilezik.deeds import Actor, staff
from bilezik.store.models import User


class SignInForm(AuthenticationForm):
    """Name and password, refused for a while after too many wrong ones."""

    error_messages = {  # noqa: RUF012 - Django's signature
        "invalid_login": _("User name or password is wrong. Both mind capital letters."),
        "inactive": _("User name or password is wrong. Both mind capital letters."),
    }

    def clean(self) -> dict[str, Any]:
        """Return the cleaned fields; `ValidationError` for a wrong password or a lock."""
        username = str(self.cleaned_data.get("username", ""))
        source = source_of(cast("HttpRequest", self.request))
        refused: ValidationError | None = None
        with transaction.atomic():
            if not _alone(username):
                raise ValidationError(_("Somebody is signing in with this name right now. Try again."), code="busy")
            if staff.locked_out(username, source):
                raise ValidationError(
                    _("Too many wrong passwords. Wait %(minutes)s minutes and try again."),
                    code="locked",
                    params={"minutes": staff.WINDOW_MIN},
                )
            try:
                super().clean()
            except ValidationError as error:
                staff.sign_in_refused(username, source)
                refused = error  # raised after the commit: the count must stay
        if refused is not None:
            raise refused
        return self.cleaned_data


class SignIn(LoginView):
    """The page of the sign-in."""

    template_name = "console/sign_in.html"
    form_class = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Sign in, and write down who and from where."""
        response = super().form_valid(form)
        staff.signed_in(actor_of(cast("User", form.get_user()), self.request))
        return response


class SignOut(LogoutView):
    """The end of a session, by POST."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401 - Django's signature
        """Sign out, and write down who."""
        if isinstance(request.user, User):
            staff.signed_out(actor_of(request.user, request))
        return super().post(request, *args, **kwargs)


def actor_of(user: User, request: HttpRequest) -> Actor:
    """Return who acts and from where."""
    return Actor(user.pk, user.name, source_of(request))


def source_of(request: HttpRequest) -> str:
    """Return from where a request comes: the address that refusals are counted by."""
    return f"console {request.META.get('REMOTE_ADDR') or 'unknown address'}"


def _alone(username: str) -> bool:
    """Take the account for this transaction; false while another attempt has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", (staff.account(username),))
        return bool(cursor.fetchone()[0])
