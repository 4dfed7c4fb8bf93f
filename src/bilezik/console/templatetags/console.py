"""What templates say often: an icon, a mark, an instant, a built asset."""

import json
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from bilezik.console import navigation
from bilezik.console.devices.words import STATES
from bilezik.console.forms import refusals
from bilezik.console.navigation import Section
from bilezik.console.words import numbers, times
from bilezik.console.words.kinds import COMMAND_STATES, DEVICE_KINDS, MARKS, ROLE_NAMES, SOURCES, Text, Word
from bilezik.deeds import rights
from bilezik.store.models import User

register = template.Library()

_BUILD: Final = Path(__file__).parent.parent / "static" / "build"
THEMES: Final = ("system", "light", "dark")


def _manifest() -> dict[str, dict[str, object]]:
    file = _BUILD / "manifest.json"
    return _read(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _read(file: Path, _built_at: int) -> dict[str, dict[str, object]]:
    """Read what was built; a rebuild is seen without a restart."""
    found: dict[str, dict[str, object]] = json.loads(file.read_text(encoding="utf-8"))
    return found


@register.simple_tag
def json_of(value: object) -> str:
    """Return plain values as JSON, for an attribute that a live part reads; the template escapes it."""
    return json.dumps(value, separators=(",", ":"))


@register.filter
def of(found: dict[str, str], field: str) -> str:
    """Return what stands under a name that a template cannot write."""
    return found.get(field, "")


@register.simple_tag
def asset(name: str) -> str:
    """Return the address of what `npm run build` made of `name`; the file's name holds its hash, so it may be kept forever."""
    return static(f"build/{_manifest()[name]['file']}")


@register.simple_tag
def styles() -> list[str]:
    """Return the addresses of the entry's style sheets."""
    found = _manifest()["src/main.ts"].get("css", [])
    return [static(f"build/{path}") for path in found] if isinstance(found, list) else []


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """Return an icon of the sprite; the word beside it says what it means, so it is hidden from screen readers."""
    large = " icon-l" if size == "l" else ""
    return format_html('<svg class="icon{}" aria-hidden="true"><use href="{}#{}"></use></svg>', large, asset("icons.svg"), name)


@register.simple_tag
def mark(name: str, tone: str = "plain") -> SafeString:
    """Return the state mark of a person, in the colour of its urgency, with its word for screen readers."""
    shape = name if name in MARKS else "unsure"
    return format_html(
        '<svg class="mark tone-{}" role="img" aria-label="{}"><use href="{}#mark-{}"></use></svg>',
        tone, MARKS[shape].text, asset("icons.svg"), shape,
    )  # fmt: skip


@register.simple_tag
def brand() -> SafeString:
    """Return Bilezik's own mark."""
    return format_html('<svg class="mark" aria-hidden="true"><use href="{}#mark-bilezik"></use></svg>', asset("icons.svg"))


def _time(at: datetime, zone: str, text: str, count: str = "") -> SafeString:
    counting = format_html(' data-count="{}"', count) if count else ""
    return format_html('<time datetime="{}" title="{}"{}>{}</time>', at.isoformat(), times.in_full(at, zone), counting, text)


@register.simple_tag
def at(instant: datetime | str | None, zone: str, seconds: str = "") -> SafeString | str:
    """Return an instant as local time, with its zone on hover; a dash for none (empty text: of something that is not there)."""
    if not isinstance(instant, datetime):
        return "–"
    return _time(instant, zone, times.local(instant, zone, timezone.now(), seconds=bool(seconds)))


@register.simple_tag
def now_here(zone: str) -> str:
    """Return this instant in full: what paper says of when it was printed."""
    return times.in_full(timezone.now(), zone)


@register.simple_tag
def between(from_at: datetime, to_at: datetime, zone: str) -> SafeString:
    """Return a stretch of time; the date is said once where both ends have it."""
    now = timezone.now()
    begin, end = times.local(from_at, zone, now), times.local(to_at, zone, now)
    day, comma, _clock = begin.rpartition(", ")
    short = end.removeprefix(day + comma) if day else end
    return format_html("{}–{}", _time(from_at, zone, begin), _time(to_at, zone, short))


@register.simple_tag
def ago(instant: datetime | str | None, zone: str) -> SafeString | str:
    """Return how long ago an instant was; it counts by itself. A dash for none, as `at`."""
    return _time(instant, zone, times.ago(instant, timezone.now()), "ago") if isinstance(instant, datetime) else "–"


@register.simple_tag
def waiting(instant: datetime, zone: str) -> SafeString:
    """Return how long something has lasted; it counts by itself."""
    return _time(instant, zone, times.lasting(timezone.now() - instant), "waiting")


@register.filter
def command_word(state: str) -> Word:
    """Return what the state of a command is called."""
    return COMMAND_STATES.get(state, COMMAND_STATES["queued"])


@register.filter
def lasts(length: timedelta) -> str:
    """Return a length of time in words."""
    return times.lasting(length)


@register.filter
def source_word(source: str) -> Text:
    """Return how a position was found, in words."""
    return SOURCES.get(source, source)


@register.simple_tag(takes_context=True)
def may(context: template.Context, right: str) -> bool:
    """Return whether who asks has a right: nobody is led to a form that would refuse them."""
    user = getattr(context.get("request"), "user", None)
    return isinstance(user, User) and rights.holds(user, rights.Right(right))


@register.filter
def role_name(role: str) -> Text:
    """Return what a role is called."""
    return ROLE_NAMES.get(role, role)


@register.filter
def device_kind(kind: str) -> Text:
    """Return what a kind of device is called."""
    return DEVICE_KINDS.get(kind, kind)


@register.filter
def device_state(state: str) -> Text:
    """Return what the state of a device is called."""
    return STATES[state].text if state in STATES else state


@register.filter
def told(refusal: str) -> str:
    """Return what a deed refused with, in the reader's language."""
    return refusals.told(refusal)


@register.filter
def day_on(day: date) -> str:
    """Return a day with its year."""
    return times.on(day)


@register.filter
def beyond(distance_m: float) -> str:
    """Return how far over the edge of a zone a position lies, or how far within it."""
    said = numbers.distance(abs(distance_m))
    return _("%(far)s out") % {"far": said} if distance_m >= 0 else _("%(far)s in") % {"far": said}


@register.simple_tag
def languages() -> list[tuple[str, str]]:
    """Return the languages of the screens, each by the name it has in itself."""
    return [(code, str(name)) for code, name in settings.LANGUAGES]


@register.filter
def metres(length_m: float) -> str:
    """Return whole metres with their unit."""
    return numbers.metres(length_m)


@register.filter
def written(day: date) -> str:
    """Return a day of this year, written out."""
    return times.day(day)


@register.simple_tag(takes_context=True)
def sections(context: template.Context) -> tuple[Section, ...]:
    """Return the sections of the header that who asks may open."""
    request = context.get("request")
    user = getattr(request, "user", None)
    return navigation.sections(user, request.path) if request and isinstance(user, User) else ()


@register.simple_tag(takes_context=True)
def theme(context: template.Context) -> str:
    """Return the theme of the cookie: `system`, `light` or `dark`."""
    request = context.get("request")
    chosen = request.COOKIES.get("theme", "system") if request else "system"
    return chosen if chosen in THEMES else "system"
