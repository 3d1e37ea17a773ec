"""A text field with suggestions: the browser's own list, which the server fills while one types. Works without JavaScript."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


def options(labels: Iterable[str]) -> SafeString:
    """What the browser offers below the field."""
    return format_html_join("", '<option value="{}"></option>', ((label,) for label in labels))


class SuggestInput(forms.TextInput):
    """`url_name` answers with the options for what was typed (`HX-Trigger-Name` tells which field); `offered` are the first."""

    url_name: str

    def offered(self, value: str) -> Iterable[str]:
        return ()

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        suggestions = f"{(attrs or {}).get('id') or name}-opciones"
        more = {
            "list": suggestions,
            "autocomplete": "off",
            "hx-get": reverse(self.url_name),
            "hx-trigger": "input changed delay:200ms",
            "hx-target": f"#{suggestions}",
            "hx-sync": "this:replace",
            "data-quiet": "",
        }
        field = super().render(name, value, {**(attrs or {}), **more}, renderer)
        return format_html(
            '{}<datalist id="{}">{}</datalist>', field, suggestions, options(self.offered(str(value or "")))
        )
