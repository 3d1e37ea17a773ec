"""What is typed at the roll call: marks, movements with their time, guests, who presides."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from members.enums import SeatRole
from members.models import Body
from norms.forms import TimedForm

from ..enums import Capacity, Mode
from ..models import Meeting, RollEntry
from ..selectors.meetings import guest_capacities
from ..selectors.quorum import InRoom
from .draft import offer_capacities
from .fields import HourField

#: A tap that waited longer than this for the network is typed again by hand, with its hour.
LONGEST_WAIT = timedelta(hours=12)


class MomentForm(TimedForm):
    """When it happened: "hora" as typed (empty: now), on the day of the session; or how long ago it was tapped.

    `moment` is the aware time once the form is valid. A time that has not come yet is refused here; whether it is too
    early is for the service to say.
    """

    hora = HourField(label="Hora", required=False, help_text="Vacío: ahora.")
    age = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, now: datetime, day: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.day = day or timezone.localdate(now)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.moment = self.now
        if (hour := data.get("hora")) is not None:
            self._at_hour(hour)
        elif data.get("age"):
            self.moment = self.now - timedelta(milliseconds=min(data["age"], LONGEST_WAIT // timedelta(milliseconds=1)))
        return data

    def _at_hour(self, hour: Any) -> None:
        zone = timezone.get_current_timezone()
        today = datetime.combine(timezone.localdate(self.now), hour, tzinfo=zone)
        on_the_day = datetime.combine(self.day, hour, tzinfo=zone)
        if today <= self.now and (self.day == today.date() or on_the_day < self.now - timedelta(hours=24)):
            self.moment = today
        elif on_the_day <= self.now:
            self.moment = on_the_day
        else:
            shown = timezone.localtime(self.now)
            self.add_error("hora", f"Las {hour:%H:%M} todavía no llegan: son las {shown:%H:%M}. Corrija la hora.")


class MarkForm(MomentForm):
    """One tap of the roll call."""

    STATES = (("titular", "Titular"), ("alternate", "Alterno"), ("absent", "Ausente"))
    state = forms.ChoiceField(choices=STATES, error_messages={"required": "Elija titular, alterno o ausente."})
    mode = forms.ChoiceField(choices=[("", ""), *Mode.choices], required=False)


class MovementForm(MomentForm):
    """Somebody came in or went out, perhaps typed late."""

    MOVES = (("leave", "Salió"), ("arrive", "Llegó"))
    entry = forms.ModelChoiceField(RollEntry.objects.none(), label="Institución o invitado", empty_label="Elija…")
    role = forms.ChoiceField(label="Quién", choices=SeatRole.choices, initial=SeatRole.TITULAR)
    move = forms.ChoiceField(label="Movimiento", choices=MOVES, initial="leave")
    mode = forms.ChoiceField(label="Modo", choices=Mode.choices, initial=Mode.IN_PERSON, required=False)
    name = forms.CharField(
        label="Nombre, si no es el acreditado",
        max_length=160,
        required=False,
        help_text="Solo para MINCETUR e invitados que envían a otra persona.",
    )
    reason = forms.CharField(
        label="Motivo de la corrección",
        max_length=300,
        required=False,
        help_text="Obligatorio cuando la sesión ya está cerrada.",
    )
    field_order = ("entry", "role", "move", "hora", "mode", "name", "reason", "age")

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["entry"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = RollEntry.objects.filter(meeting=meeting)

    def clean_mode(self) -> str:
        return self.cleaned_data.get("mode") or Mode.IN_PERSON.value


class ReasonForm(forms.Form):
    """The reason without which nothing of legal effect is undone."""

    reason = forms.CharField(
        label="Motivo",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Escriba el motivo: queda en el historial y en el acta."},
    )


class EndForm(MomentForm):
    """When the session ended, and the session as it was seen when that was decided."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ("hora", "revision", "age")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hora"].label = "Hora de término"


class GuestForm(forms.Form):
    """A guest who was not foreseen: voice, never a vote (Art. 14)."""

    name = forms.CharField(
        label="Nombre completo", max_length=160, error_messages={"required": "Escriba el nombre del invitado."}
    )
    institution = forms.CharField(label="Institución o cargo", max_length=250, required=False)
    capacity = forms.ChoiceField(label="Calidad", initial=Capacity.GUEST)

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_capacities(self, [it for it in guest_capacities(body) if it != Capacity.MINCETUR])


def people_choices(people: list[tuple[InRoom, str]]) -> list[tuple[str, str]]:
    """The people in the room as choices, "12:titular" → "Juana Pérez · Cámara de Comercio (titular)"."""
    return [
        (
            f"{row.entry.pk}:{role}",
            f"{row.presences[role].name} · {row.entry.short_name or row.entry.name} ({SeatRole(role).label.lower()})",
        )
        for row, role in people
    ]


class ChairForm(MomentForm):
    """Who presides this session from now on: somebody in the room (LPAG 107.3)."""

    person = forms.ChoiceField(
        label="Preside",
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={"required": "Elija a quien fue elegido para presidir."},
    )
    field_order: tuple[str, ...] = ("person", "hora", "age")

    def __init__(self, *args: Any, people: list[tuple[InRoom, str]], required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        field.required = required
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "Elija a un presente…"), *people_choices(people)]

    @property
    def chosen(self) -> tuple[int, str] | None:
        """(entry_id, role), or None when nobody was chosen."""
        value = self.cleaned_data.get("person")
        if not value:
            return None
        entry_id, _, role = value.partition(":")
        return int(entry_id), role


class CallForm(ChairForm):
    """Calling the roll: first or second call, the waiver of a defect of notice, a chair if the president is out."""

    call = forms.TypedChoiceField(choices=((1, "Primera llamada"), (2, "Segunda llamada")), coerce=int, initial=1)
    waiver_agreed = forms.BooleanField(
        label="Asisten todas las instituciones habilitadas y todas aceptan iniciar la sesión", required=False
    )
    field_order: tuple[str, ...] = ("call", "waiver_agreed", "person", "hora", "age")
