"""Lists of sessions."""

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.timezone import localtime

from norms.templatetags.ui import badge, state

from .models import Meeting


class MeetingTable(tables.Table):
    """One row a session; on the phone each row is a card."""

    title = tables.Column("Sesión", order_by=("kind", "year", "number"), empty_values=())
    scheduled_at = tables.Column("Fecha y hora")
    place = tables.Column("Lugar", orderable=False, empty_values=())
    items_count = tables.Column("Puntos", attrs={"td": {"class": "n"}, "th": {"class": "n"}})
    state = tables.Column("Estado")
    acta = tables.Column("Acta", orderable=False, empty_values=())

    class Meta:
        attrs = {"class": "table"}
        order_by_field = "orden"
        page_field = "pagina"

    def render_title(self, record: Meeting) -> str:
        purpose = format_html('<span class="sub">{}</span>', record.purpose) if record.purpose else ""
        return format_html('<div><a href="{}">{}</a>{}</div>', record.get_absolute_url(), str(record), purpose)

    def render_scheduled_at(self, value: Any) -> str:
        starts = localtime(value)
        day, hour = f"{starts:%d/%m/%Y}", f"{starts:%H:%M}"
        return format_html('<time datetime="{}">{} <span class="sub">{}</span></time>', starts.isoformat(), day, hour)

    def render_place(self, record: Meeting) -> str:
        return record.place or ("Virtual" if record.link else "")

    def render_items_count(self, value: int, record: Meeting) -> str:
        return "" if record.import_batch_id is not None else str(value)

    def render_state(self, record: Meeting) -> str:
        return state(record)

    def render_acta(self, record: Meeting) -> str:
        if record.import_batch_id is not None:
            return badge("neutral", "En papel", "archive") if record.installed_at else ""
        acta = getattr(record, "acta", None)
        return state(acta) if acta is not None else ""
