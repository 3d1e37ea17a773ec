"""Lists of expedientes."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localtime

from norms.templatetags.ui import state

from .models import Application


class ApplicationTable(tables.Table):
    """One row an expediente; on the phone each row is a card."""

    name = tables.Column("Institución")
    label = tables.Column("Expediente", order_by=("year", "number"))
    body = tables.Column("Pide incorporarse a", accessor="body__short_name", orderable=False)
    submitted_at = tables.Column("Presentada")
    state = tables.Column("Estado")
    waits = tables.Column("Espera", orderable=False, empty_values=())

    class Meta:
        attrs = {"class": "table"}
        order_by_field = "orden"
        page_field = "pagina"
        sequence = ("name", "label", "body", "submitted_at", "state", "waits")

    def render_name(self, record: Application) -> str:
        more = " · ".join(part for part in (record.get_sector_display(), record.ruc and f"RUC {record.ruc}") if part)
        url = reverse("admissions:detail", args=[record.pk])
        return format_html('<div><a href="{}">{}</a><span class="sub">{}</span></div>', url, record.name, more)

    def render_submitted_at(self, value: Any) -> str:
        return f"{localtime(value):%d/%m/%Y}"

    def render_state(self, record: Application) -> str:
        return state(record)

    def render_waits(self, record: Application) -> str:
        return waits_for(record)


def waits_for(application: Application) -> str:
    """What happens next, in a few words."""
    if application.state == "observed" and application.remedy_due:
        return f"Subsanación hasta el {application.remedy_due:%d/%m/%Y}"
    if application.state == "on_agenda" and application.item:
        return f"Sesión del {localtime(application.item.meeting.scheduled_at):%d/%m/%Y}"
    return {
        "received": "Revisión de la Secretaría Técnica",
        "evaluated": "Ponerla en agenda",
        "admitted": "Acreditación de su titular",
    }.get(application.state, "")
