"""The directory as a table. Who may not see contacts gets no column for them."""

from datetime import date
from typing import Any

import django_tables2 as tables
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from norms.templatetags.ui import badge

from .models import Institution
from .selectors import directory
from .selectors.merging import country_name


class DirectoryTable(tables.Table):
    """Rows come from `directory.for_list`; `on`: today."""

    name = tables.Column("Institución", order_by="search_text")
    kind = tables.Column("Clase")
    scope = tables.Column("Ámbito", default="")
    place = tables.Column("Lugar", order_by=("country", "city"), empty_values=())
    themes = tables.Column("Temas", orderable=False, empty_values=())
    verified_on = tables.Column("Verificada", empty_values=())

    class Meta:
        attrs = {"class": "table"}
        order_by_field = "orden"
        page_field = "pagina"

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on

    def render_name(self, record: Institution) -> SafeString:
        return format_html(
            '<div><a href="{}">{}</a>{}{}</div>',
            reverse("members:directory_entry", args=[record.pk]),
            record.name,
            format_html('<span class="sub">{}</span>', record.short_name) if record.short_name else "",
            format_html(" {}", badge("info", "Miembro", "people")) if getattr(record, "is_member", False) else "",
        )

    def render_place(self, record: Institution) -> SafeString | str:
        country = country_name(record)
        if not record.city:
            return country
        return format_html('<div>{}<span class="sub">{}</span></div>', record.city, country)

    def render_themes(self, record: Institution) -> SafeString:
        return format_html_join(", ", "{}", ((theme.name,) for theme in record.themes.all()))

    def render_verified_on(self, record: Institution) -> SafeString | str:
        if record.verified_on is None:
            return badge("warn", "Sin verificar", "question-circle")
        said = directory.ago(record.verified_on, self.on)
        said = said[:1].upper() + said[1:]
        return badge("warn", said, "clock-history") if directory.is_stale(record, self.on) else said

    def order_verified_on(self, rows: QuerySet[Institution], is_descending: bool) -> tuple[QuerySet[Institution], bool]:
        """Entries that were never verified come first."""
        oldest = F("verified_on")
        order = oldest.desc(nulls_last=True) if is_descending else oldest.asc(nulls_first=True)
        return rows.order_by(order, "search_text", "pk"), True
