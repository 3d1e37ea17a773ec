"""Sessions held on paper: one typed by hand, with one row for each institution of its day, and the scan of an acta."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundField

from members.enums import SeatRole

from ..enums import Capacity, MeetingKind
from ..imports.past import ABSENT, EXCUSED
from ..selectors.meetings import kinds_of
from ..selectors.past import CommitteeThen
from .draft import date_field
from .fields import HourField, HourInput

#: What is said of the session: names of the table's fields, in the order of the form.
SESSION = ("kind", "number", "year", "start", "end", "place", "convened_on", "last_acuerdo")
VOICE = ("came", "name", "since", "until")
_CAME = (
    (SeatRole.TITULAR.value, "Titular"),
    (SeatRole.ALTERNATE.value, "Alterno"),
    (ABSENT, "Ausente"),
    (EXCUSED, "Justificado"),
)


class DayForm(forms.Form):
    """Which day: the members of that day are asked about."""

    fecha = date_field("Fecha en que se realizó")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_fecha(self) -> date:
        day: date = self.cleaned_data["fecha"]
        if day > self.today:
            raise forms.ValidationError("Esa fecha todavía no llega: una sesión por venir se convoca, no se registra.")
        return day


@dataclass(frozen=True, slots=True)
class VoiceRow:
    """One institution in the form."""

    title: str
    people: str
    came: BoundField
    name: BoundField
    since: BoundField
    until: BoundField


class PastSessionForm(forms.Form):
    kind = forms.ChoiceField(label="Clase", initial=MeetingKind.ORDINARY)
    number = forms.IntegerField(
        label="Número", min_value=1, max_value=999, error_messages={"required": "Escriba el número, sin el año."}
    )
    year = forms.IntegerField(
        label="Año de la numeración",
        min_value=1990,
        max_value=2200,
        error_messages={"required": "Escriba el año de la numeración."},
    )
    start = HourField(
        label="Hora de inicio",
        help_text="A la que se instaló, con el quórum alcanzado.",
        error_messages={"required": "Escriba la hora de inicio."},
    )
    end = HourField(label="Hora de fin", error_messages={"required": "Escriba la hora de fin."})
    place = forms.CharField(label="Lugar", max_length=250, required=False)
    convened_on = date_field(
        "Convocada el",
        required=False,
        help_text="El día en que se envió la convocatoria. Vacío: no consta, y las inasistencias no se computan (Art. 15.1).",
    )
    last_acuerdo = forms.IntegerField(
        label="Último acuerdo",
        min_value=1,
        max_value=9999,
        required=False,
        help_text="El último número de acuerdo que se dio en ella, para que la numeración siga desde ahí.",
    )

    def __init__(self, *args: Any, committee: CommitteeThen, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.committee = committee
        kinds = kinds_of(committee.body)
        cast(forms.ChoiceField, self.fields["kind"]).choices = [(kind.value, kind.label) for kind in kinds]
        self.fields["year"].initial = committee.held_on.year
        self._voices: list[tuple[str, str, str]] = []
        for number, seat in committee.summoned.items():
            people = [f"{role.label}: {person.full_name}" for role, person in seat.people.items()]
            self._add(
                str(number), f"{number}. {seat.institution.name}", " · ".join(people) or "Nadie acreditado ese día"
            )
        if Capacity.MINCETUR in committee.body.standing_guests:
            self._add(Capacity.MINCETUR.value, "MINCETUR", "")

    def _add(self, voice: str, title: str, people: str) -> None:
        ministry = voice == Capacity.MINCETUR
        roles = (*self.committee.body.seat_roles, ABSENT, EXCUSED)
        came = tuple(choice for choice in _CAME if choice[0] in roles)
        self._voices.append((voice, title, people))
        self.fields[f"came_{voice}"] = forms.ChoiceField(
            label=f"Asistió: {title}",
            choices=((SeatRole.TITULAR.value, "Asistió"), (ABSENT, "No asistió")) if ministry else came,
            widget=forms.RadioSelect,
            initial=ABSENT if ministry else None,
            error_messages={"required": "Marque si asistió."},
        )
        self.fields[f"name_{voice}"] = forms.CharField(
            label=f"Nombre de quien asistió: {title}",
            max_length=160,
            required=False,
            widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
        )
        self.fields[f"since_{voice}"] = HourField(
            label=f"Hora de llegada: {title}", required=False, widget=HourInput(placeholder="llegó")
        )
        self.fields[f"until_{voice}"] = HourField(
            label=f"Hora de salida: {title}", required=False, widget=HourInput(placeholder="salió")
        )

    @property
    def session_fields(self) -> list[BoundField]:
        return [self[name] for name in SESSION]

    @property
    def voices(self) -> list[VoiceRow]:
        return [
            VoiceRow(title, people, *(self[f"{name}_{voice}"] for name in VOICE))
            for voice, title, people in self._voices
        ]

    def rows(self) -> list[dict[str, Any]]:
        """What was typed, as rows of the table of past sessions. Only of a form that is valid."""
        typed = self.cleaned_data
        session = {name: typed[name] for name in SESSION} | {"held_on": self.committee.held_on}
        return [
            session
            | {name: typed[f"{name}_{voice}"] for name in VOICE}
            | {"institution": "MINCETUR" if voice == Capacity.MINCETUR else voice}
            for voice, _, _ in self._voices
        ]

    def add_problems(self, problems: Iterable[Iterable[tuple[str, str]]]) -> None:
        """Put what the table's judgement says beside the fields it is about."""
        for (voice, _, _), found in zip(self._voices, problems, strict=True):
            for name, words in found:
                self.add_error(self._place(name, voice), words)

    def _place(self, name: str, voice: str) -> str | None:
        fields: Mapping[str, str] = {"institution": f"came_{voice}", "installed": "start"}
        place = fields.get(name, f"{name}_{voice}" if name in VOICE else name)
        return place if place in self.fields else None


class PaperActaForm(forms.Form):
    file = forms.FileField(
        label="Acta escaneada",
        help_text="PDF o imagen, con las firmas.",
        error_messages={"required": "Elija el archivo del acta escaneada."},
    )
