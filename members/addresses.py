"""Where the pages of a body are: a committee's as they always were, another body's beginning with its slug.

Each body has a URLconf of its own, so that inside its pages `{% url %}` and `reverse` lead to its own addresses. From
elsewhere (a mail, a list over several bodies) `body_url` does.
"""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.urls import include, path, reverse

from core.rooms import cached_by_rooms

from .models import Body

UrlConf = tuple[Any, ...]


@cached_by_rooms
def urlconf_of(slug: str) -> UrlConf:
    """All addresses as a page of this body sees them: the bodies' own under its slug, the office's where they are."""
    root = import_module(settings.ROOT_URLCONF)
    return (path(f"{slug}/", include(root.of_bodies)), *root.of_the_office)


def body_url(body: Body, name: str, *args: Any) -> str:
    """The path of a page of this body, whatever page asks."""
    urlconf: Any = urlconf_of(body.slug) if body.parent_id else settings.ROOT_URLCONF
    return reverse(name, urlconf=urlconf, args=args)


@cached_by_rooms
def taken_words() -> frozenset[str]:
    """First words of the office's own addresses: no body has one of them as its slug."""
    root = import_module(settings.ROOT_URLCONF)
    return frozenset(str(pattern.pattern).partition("/")[0] for pattern in root.urlpatterns) - {""}
