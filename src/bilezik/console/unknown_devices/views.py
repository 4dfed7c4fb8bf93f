"""The screen of unknown devices."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from bilezik.console import wire
from bilezik.console.operator.reading import cursor
from bilezik.console.unknown_devices import reading


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show who speaks that nobody registered."""
    at = cursor()
    strangers, more = reading.strangers()
    context = {
        "strangers": strangers,
        "more": more,
        "zone": timezone.get_default_timezone_name(),
        "page": wire.page(cursor=at),
    }
    return wire.shown(request, "console/unknown_devices/page.html", context)
