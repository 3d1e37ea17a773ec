"""What the Secretaría Técnica types of an expediente."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from members.forms import OfficeForm, day_input
from sessions_app.models import Meeting

from ..enums import Advice
from ..selectors import AgendaChoices
from ..services import LONGEST_TERM, SHORTEST_TERM, USUAL_TERM


class RevisionForm(OfficeForm):
    """An act without anything to type; `revision` refuses a page that was left open too long."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ObserveForm(RevisionForm):
    text = forms.CharField(
        label="Qué debe subsanar",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="La institución lo lee tal como lo escriba, en su correo y en la página de su expediente.",
        error_messages={"required": "Escriba qué debe subsanar la institución."},
    )
    days = forms.IntegerField(
        label="Plazo en días hábiles",
        min_value=SHORTEST_TERM,
        max_value=LONGEST_TERM,
        initial=USUAL_TERM,
        help_text="No se cuentan sábados, domingos ni feriados. Una vez notificado, el plazo no se mueve.",
        error_messages={
            "required": "Indique cuántos días hábiles tiene.",
            "invalid": "Escriba un número entero.",
            "min_value": f"El plazo va de {SHORTEST_TERM} a {LONGEST_TERM} días hábiles.",
            "max_value": f"El plazo va de {SHORTEST_TERM} a {LONGEST_TERM} días hábiles.",
        },
    )


class EvaluateForm(RevisionForm):
    relevance = forms.CharField(
        label="Pertinencia",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="¿Acredita la vinculación? ¿Por qué corresponde al comité?",
        error_messages={"required": "Escriba la pertinencia de la incorporación."},
    )
    contribution = forms.CharField(
        label="Posibilidad de aporte",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Escriba qué puede aportar la institución."},
    )
    advice = forms.ChoiceField(
        label="Conclusión",
        choices=Advice.choices,
        widget=forms.RadioSelect,
        help_text="Es una opinión: decide la Asamblea.",
        error_messages={"required": "Elija la conclusión."},
    )
    evaluators = forms.CharField(
        label="Quiénes evaluaron",
        max_length=500,
        help_text="Nombres e instituciones de los miembros que evaluaron, y la fecha o el informe.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Escriba quiénes evaluaron."},
    )
    evaluated_on = forms.DateField(
        label="Fecha de la evaluación",
        widget=day_input(),
        error_messages={"required": "Indique la fecha.", "invalid": "Esa fecha no existe: revísela."},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"evaluated_on": today, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


class AgendaForm(RevisionForm):
    """Where its point goes: a draft, or a point that a session in course has just added (Art. 7)."""

    place = forms.ChoiceField(
        label="Sesión",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Elija en qué sesión se verá.",
            "invalid_choice": "Esa sesión ya no admite puntos: elija otra.",
        },
    )

    def __init__(self, *args: Any, choices: AgendaChoices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place = self.fields["place"]
        options = [(f"meeting:{meeting.pk}", _titled(meeting)) for meeting in choices.drafts]
        options += [
            (f"item:{item.pk}", f"{item.meeting}, en curso: punto incluido «{item.title}»") for item in choices.added
        ]
        if isinstance(place, forms.ChoiceField):
            place.choices = options
        if len(options) == 1:
            place.initial = options[0][0]

    def chosen(self, kind: str) -> int | None:
        """The session («meeting») or the point («item») chosen; None when it was the other."""
        chosen, _, pk = self.cleaned_data["place"].partition(":")
        return int(pk) if chosen == kind else None


def _titled(meeting: Meeting) -> str:
    starts = timezone.localtime(meeting.scheduled_at)
    return f"Borrador de la sesión {meeting.get_kind_display().lower()} del {starts:%d/%m/%Y, %H:%M}"
