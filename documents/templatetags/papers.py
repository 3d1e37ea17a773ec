"""What the templates of the printed documents need beyond Django's own."""

import re
from collections.abc import Mapping
from typing import Any

import nh3
from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

#: What the editor of notes writes; the same list by which they were cleaned when saved.
_PROSE = nh3.Cleaner(
    tags={"div", "p", "br", "h1", "strong", "b", "em", "i", "del", "a", "ul", "ol", "li", "blockquote", "pre"},
    attributes={"a": {"href"}},
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)
#: Blank lines before the end of a block: on paper the block's own margin is enough.
_EMPTY_LINES = re.compile(r"(?:<br>\s*)+(?=</(?:div|p|li|blockquote)>)")


@register.filter
def lookup(mapping: Mapping[str, Any] | None, key: str) -> Any:
    """`{{ prose|lookup:item.key }}`: the value under a key that is itself a value; "" when there is none."""
    return (mapping or {}).get(key, "")


@register.filter
def rich(html: str) -> SafeString:
    """Prose with its format, sanitised again. Its headings go below those of the document."""
    clean = _PROSE.clean(html or "").replace("<h1>", "<h4>").replace("</h1>", "</h4>")
    clean = _EMPTY_LINES.sub("", clean)
    return mark_safe(clean)  # noqa: S308 - cleaned on the line above


@register.filter
def tally(value: int | None) -> str:
    """A count, or a dash where nothing was counted."""
    return "—" if value is None else str(value)
