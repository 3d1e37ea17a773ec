"""The screen's small pieces, for every app: icons, states, deadlines, articles, steps. docs/design-system.md shows them."""

import logging
import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from core.rooms import load, merged, rooms
from core.states import machine_of
from norms.selectors import calendar_for
from regulation.calendar import BusinessCalendar

register = template.Library()
log = logging.getLogger(__name__)

#: A deadline this many business days away, or fewer, is marked as near.
SOON = 3

#: State of what has no machine of its own (a mail, a table that comes in) → (icon, tone).
LOOKS: dict[str, tuple[str, str]] = {
    "pending": ("clock", "neutral"),
    "sent": ("check2", "ok"),
    "failed": ("exclamation-triangle", "bad"),
    "no_address": ("envelope-slash", "warn"),
    "previewed": ("search", "warn"),
    "confirmed": ("check-circle", "ok"),
    "discarded": ("x-circle", "neutral"),
}


@cache
def _svg(name: str) -> SafeString:
    file = Path(settings.NODE_MODULES) / "bootstrap-icons" / "icons" / f"{name}.svg"
    if not re.fullmatch(r"[a-z0-9-]+", name) or not file.is_file():
        log.warning("No icon is called %r.", name)
        return SafeString("")
    drawing = re.sub(r"<svg[^>]*>|</svg>|\s*\n\s*", "", file.read_text())
    # The drawing comes from an installed package, not from a person.
    return mark_safe(f'<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{drawing}</svg>')  # noqa: S308


@register.simple_tag
def icon(name: str) -> SafeString:
    """One of Bootstrap's icons, by its name. It is decoration: the word stands beside it."""
    return _svg(name)


@register.simple_tag
def badge(tone: str, label: Any, icon: str = "") -> SafeString:
    """A badge with an icon and a word. Tones: neutral, info, ok, warn, bad."""
    default = {"ok": "check-circle", "bad": "x-circle", "warn": "exclamation-triangle", "info": "info-circle"}
    return format_html(
        '<span class="badge-state badge-{}">{}{}</span>', tone, _svg(icon or default.get(tone, "dot")), label
    )


@register.simple_tag
def state(thing: Any, label: str = "", of: str = "") -> SafeString:
    """The badge of a thing's state, in the word of its model's choices or in `label`.

    Plain values, as in a payload, give the `key` of their machine in `of`, and their label.
    """
    value = thing["state"] if isinstance(thing, Mapping) else thing.state
    machine = machine_of(of) if of else getattr(thing, "machine", None)
    symbol, tone = machine.look(value) if machine else LOOKS[value]
    return badge(tone, label or thing.get_state_display(), symbol)


def deadline_words(due: date, today: date, calendar: BusinessCalendar) -> tuple[str, str]:
    """What to say of a deadline and its tone ("", "soon", "late"): "vence en 3 días hábiles"."""
    left = calendar.business_days_until(today, due)
    if due == today:
        return "vence hoy", "soon"
    if due < today:
        return (f"venció hace {_days(-left)}" if left else "venció", "late")
    return (f"vence en {_days(left)}" if left else "vence antes del próximo día hábil", "soon" if left <= SOON else "")


def _days(count: int) -> str:
    return "1 día hábil" if count == 1 else f"{count} días hábiles"


@register.simple_tag(takes_context=True)
def due(context: Context, on: date | datetime | None) -> SafeString:
    """A deadline in business days with its date: "vence en 3 días hábiles (27/11/2026)".

    Counts with the page's `office_calendar`; without one, with the country's.
    """
    if on is None:
        return SafeString("")
    day = timezone.localtime(on).date() if isinstance(on, datetime) else on
    today = timezone.localdate()
    calendar = context.get("office_calendar") or calendar_for("", today)
    words, tone = deadline_words(day, today, calendar)
    symbol = {"late": "exclamation-triangle", "soon": "clock-history"}.get(tone, "calendar-event")
    return format_html(
        '<span class="due{}">{}<span>{} (<time datetime="{}">{}</time>)</span></span>',
        f" due-{tone}" if tone else "",
        _svg(symbol),
        words,
        day.isoformat(),
        f"{day:%d/%m/%Y}",
    )


@register.simple_tag
def coming(on: date | datetime) -> SafeString:
    """How far away a day is, in natural days: "mañana", "en 12 días", "hace 3 días". Not a legal term."""
    day = timezone.localtime(on).date() if isinstance(on, datetime) else on
    away = (day - timezone.localdate()).days
    named = {0: "Es hoy", 1: "Es mañana", -1: "Fue ayer"}
    words = named.get(away) or (f"En {away} días" if away > 0 else f"Hace {-away} días")
    tone = "due-late" if away < 0 else "due-soon" if away <= SOON else ""
    return format_html('<span class="due {}">{}<span>{}.</span></span>', tone, _svg("calendar-event"), words)


@register.simple_tag
def todo_icon(kind: str) -> SafeString:
    """What waits for a person, by its kind (`Room.icons`)."""
    return _svg(merged("icons").get(kind, "dot"))


@register.simple_tag(takes_context=True)
def panels(context: Context, place: str, thing: Any = None) -> SafeString:
    """What rooms above add to a page of a lower one (`Room.panels`): "seat", "item", "motion", "acuerdo" or "home".

    Each function gets the request and the thing the page shows, and gives safe markup, or nothing.
    """
    found = [load(room.panels[place])(context["request"], thing) for room in rooms() if place in room.panels]
    return format_html_join("", "{}", ((panel,) for panel in found if panel))


@register.filter
def article_id(article: Any) -> str:
    """The anchor of an article on the page Reglamento: "Art. 15.1" and "15.1" are "art-15-1"."""
    plain = re.sub(r"(?i)\bart(ículo|\.)?\s*", "", str(article))
    return "art-" + re.sub(r"[^0-9a-z]+", "-", plain.lower()).strip("-")


@register.simple_tag
def article(name: Any) -> SafeString:
    """A chip that names the article and leads to its explanation. Nothing for a ruling without one."""
    text = str(name or "").strip()
    if not text:
        return SafeString("")
    label = f"Art. {text}" if text[0].isdigit() else text
    try:
        url = reverse("norms:reglamento")
    except NoReverseMatch:
        return format_html('<span class="article">{}{}</span>', _svg("bookmark"), label)
    return format_html('<a class="article" href="{}#{}">{}{}</a>', url, article_id(text), _svg("bookmark"), label)


@register.inclusion_tag("partials/stepper.html")
def stepper(steps: Any, label: str = "Etapas", compact: bool = False) -> dict[str, Any]:
    """Where a thing stands. Each step: {"label", "state": done|current|todo|stopped, "detail": who and when, "url"}."""
    return {"steps": steps, "label": label, "compact": compact}


@register.inclusion_tag("partials/empty.html")
def empty(title: str, text: str = "", symbol: str = "inbox", url: str = "", button: str = "") -> dict[str, Any]:
    """What a list without rows says, and the first step it offers."""
    return {"title": title, "text": text, "symbol": symbol, "url": url, "button": button}


@register.simple_tag
def progress(value: float, top: float, label: str, tone: str = "") -> SafeString:
    """A bar with its figure in words for those who cannot see it."""
    return format_html(
        '<progress class="bar{}" value="{}" max="{}" aria-label="{}">{}</progress>',
        f" bar-{tone}" if tone else "",
        value,
        max(top, 1),
        label,
        label,
    )
