"""What the pages are compared with: fifty rows as Django's own list view gives them, behind the same middleware and login."""

from functools import cache

from django.contrib.auth.mixins import LoginRequiredMixin
from django.template import engines
from django.template.response import TemplateResponse
from django.urls import path
from django.views.generic import ListView

from cerx import urls
from sessions_app.models import Dispatch

ROWS = 50

#: No layout and no menu: a table with a link, a date and a label in each row.
_PAGE = """<!doctype html>
<html lang="es"><head><meta charset="utf-8"><title>Envíos</title></head><body><table>
<thead><tr><th>Para</th><th>Correo</th><th>Sesión</th><th>Enviado</th><th>Estado</th></tr></thead>
<tbody>{% for mail in object_list %}
<tr><td>{{ mail.name }}</td><td>{{ mail.email }}</td>
<td><a href="{% url 'sessions:detail' mail.meeting_id %}">{{ mail.meeting }}</a></td>
<td>{{ mail.sent_at|date:"d/m/Y H:i" }}</td><td>{{ mail.get_state_display }}</td></tr>
{% endfor %}</tbody></table></body></html>"""


class Bare(LoginRequiredMixin, ListView):
    def get_queryset(self):
        """Fifty; as many as are asked for where a page that lists the whole roll is compared with as long a list.

        Not paginated: counting all the mails of forty years would make the page that others are compared with slow.
        """
        rows = int(self.request.GET.get("rows", ROWS))
        return Dispatch.objects.select_related("meeting").order_by("-pk")[:rows]

    def render_to_response(self, context, **kwargs):
        return TemplateResponse(self.request, _template(), context)


@cache
def _template():
    """Compiled once, as the loader keeps the program's own."""
    return engines["django"].from_string(_PAGE)


#: Beside the office's own, by their first words: BodyMiddleware asks the database about any other.
of_the_office = [path("bare/", Bare.as_view()), *urls.of_the_office]
of_bodies = urls.of_bodies
urlpatterns = [*of_bodies, *of_the_office]
