"""The steps of convening, as forms. What is typed wrong is said in Spanish beside its field; nothing typed is lost."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from members.models import Body

from ..enums import Capacity, MeetingKind, Station
from ..models import Meeting
from ..selectors.meetings import guest_capacities, kinds_of, stations_of
from ..services.drafts import GuestData
from .fields import HourField

#: A session further away than this is a typing mistake in the year.
FURTHEST = timedelta(days=730)


class DateInput(forms.DateInput):
    """The browser's own date picker, which speaks ISO whatever the language of the page."""

    input_type = "date"

    def __init__(self, **attrs: str) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


def date_field(label: str, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=DateInput(),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"invalid": "Escriba la fecha así: 20/11/2026.", "required": "Indique la fecha."},
        **options,
    )


class WhenMixin(forms.Form):
    """A day and an hour in Lima that are still to come. `now` is the moment at which the form was sent."""

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        day, hour = data.get("date"), data.get("time")
        if day is None or hour is None:
            return data
        at = timezone.make_aware(datetime.combine(day, hour))
        if at <= self.now:
            self.add_error("date", f"El {at:%d/%m/%Y} a las {at:%H:%M} ya pasó. Elija una fecha y hora futuras.")
        elif at > self.now + FURTHEST:
            self.add_error("date", f"Falta demasiado para el {at:%d/%m/%Y}. Revise el año.")
        data["scheduled_at"] = at
        return data


class DataForm(WhenMixin):
    """Step 1: what kind of session of this body, when and where."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label="Clase de sesión", choices=MeetingKind.choices, widget=forms.RadioSelect)
    date = date_field("Fecha")
    time = HourField(label="Hora (Lima)", error_messages={"required": "Indique la hora."})
    place = forms.CharField(
        label="Lugar",
        max_length=250,
        required=False,
        help_text="Local y dirección. Deje vacío si la sesión es solo virtual.",
    )
    link = forms.URLField(
        label="Enlace de la reunión",
        max_length=500,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": "Ese enlace no es una dirección web. Cópielo entero, con https://."},
        help_text="Solo si la sesión es virtual o mixta. Lo reciben los convocados en su correo.",
    )
    purpose = forms.CharField(
        label="Motivo de la sesión extraordinaria",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Se lee en la convocatoria. En una ordinaria puede quedar vacío.",
    )
    governor_invited = forms.BooleanField(label="Se invita al Gobernador Regional (Art. 12)", required=False)

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = kinds_of(body)
        cast(forms.ChoiceField, self.fields["kind"]).choices = [(kind.value, kind.label) for kind in kinds]
        if Capacity.GOVERNOR not in body.standing_guests:
            self.fields["governor_invited"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("place") and not data.get("link") and not self.errors.keys() & {"place", "link"}:
            self.add_error("place", "Indique el lugar, el enlace o ambos.")
        if data.get("kind") == MeetingKind.EXTRAORDINARY and not data.get("purpose"):
            self.add_error("purpose", "Una sesión extraordinaria dice por qué se convoca: escriba el motivo.")
        return data

    @property
    def facts(self) -> dict[str, Any]:
        """What the service is given."""
        names = ("kind", "scheduled_at", "place", "link", "purpose", "governor_invited")
        return {name: self.cleaned_data[name] for name in names}


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=FilesInput(), required=False, **options)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given: Sequence[Any] = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(file, initial) for file in given if file]


class ItemForm(forms.Form):
    """One point of the agenda of a session of this body, with the papers to be read before."""

    station = forms.ChoiceField(label="Estación", choices=Station.choices)
    title = forms.CharField(
        label="Asunto",
        max_length=300,
        error_messages={
            "required": "Escriba el asunto del punto.",
            "max_length": "El asunto admite 300 caracteres; lleve el detalle a la sumilla.",
        },
    )
    description = forms.CharField(
        label="Sumilla", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    proponent = forms.CharField(label="Propuesto por", max_length=200, required=False)
    minutes = forms.IntegerField(
        label="Minutos previstos",
        min_value=1,
        max_value=480,
        required=False,
        error_messages={
            "min_value": "Escriba al menos 1 minuto, o deje vacío.",
            "max_value": "Un punto dura a lo más 480 minutos (8 horas).",
            "invalid": "Escriba los minutos con cifras, sin decimales.",
        },
    )
    decision_wanted = forms.BooleanField(required=False)
    annexes = FilesField(label="Anexos", help_text="PDF, imagen o documento de oficina. Puede elegir varios a la vez.")

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stations = stations_of(body)
        cast(forms.ChoiceField, self.fields["station"]).choices = [(it.value, it.label) for it in stations]
        self.fields["decision_wanted"].label = f"Requiere un acuerdo de {body.called}"

    @property
    def facts(self) -> dict[str, Any]:
        """What the service is given."""
        data = dict(self.cleaned_data)
        return {"files": data.pop("annexes"), **data}


def offer_capacities(form: forms.Form, capacities: Sequence[Capacity]) -> None:
    """What a guest may come as, where there is a choice."""
    cast(forms.ChoiceField, form.fields["capacity"]).choices = [(it.value, it.label) for it in capacities]
    if len(capacities) == 1:
        form.fields["capacity"].widget = forms.HiddenInput()


class GuestForm(forms.Form):
    """A voice without a seat."""

    capacity = forms.ChoiceField(label="Calidad", initial=Capacity.GUEST)
    name = forms.CharField(label="Nombre", max_length=160, required=False)
    institution = forms.CharField(label="Institución", max_length=250, required=False)
    email = forms.EmailField(
        label="Correo", required=False, error_messages={"invalid": "Ese correo está incompleto. Revíselo."}
    )

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_capacities(self, guest_capacities(body))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("name") and (data.get("institution") or data.get("email")):
            self.add_error("name", "Escriba el nombre de la persona, o borre la fila entera.")
        return data


class GuestFormSet(forms.BaseFormSet):
    """Rows without a name are rows that nobody filled in."""

    #: Art. 14: two people of MINCETUR, of whom the first named votes.
    LIMITS = ((Capacity.MINCETUR, 2, "MINCETUR acredita hasta dos personas (Art. 14)."),)

    def clean(self) -> None:
        if any(self.errors):
            return
        limits = (*self.LIMITS, (Capacity.GOVERNOR, 1, "El Gobernador Regional ocupa una sola fila."))
        for capacity, most, why in limits:
            if sum(guest.capacity == capacity for guest in self.guests) > most:
                raise forms.ValidationError(f"{why} Borre las filas que sobran.")

    @property
    def guests(self) -> list[GuestData]:
        kept = [form.cleaned_data for form in self.forms if form.cleaned_data.get("name")]
        return [
            GuestData(name=row["name"], institution=row["institution"], email=row["email"], capacity=row["capacity"])
            for row in kept
        ]


_GuestRows = forms.formset_factory(GuestForm, formset=GuestFormSet, extra=2, max_num=60)


def guest_rows(data: Mapping[str, Any] | None, meeting: Meeting) -> GuestFormSet:
    """The rows of a draft's guests and two empty ones; `data` as it was sent, if it was."""
    asked: dict[str, Any] = {"initial": list(meeting.draft_guests), "form_kwargs": {"body": meeting.body}}
    return cast(GuestFormSet, _GuestRows(data, prefix="invitado", **asked))


class SendForm(forms.Form):
    """The last step. With a defect of notice the office says that it knows what follows from it."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    knowing_defect = forms.BooleanField(
        label="Convoco sabiendo que falta plazo o falta notificar a alguien: el acta lo dirá y la sesión no podrá instalarse "
        "salvo que asistan todas las instituciones habilitadas y todas acepten iniciar (LPAG 109.3).",
        error_messages={"required": "Para enviar con el defecto marque que conoce su consecuencia, o cambie la fecha."},
    )

    def __init__(self, *args: Any, defect: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not defect:
            del self.fields["knowing_defect"]


class ReasonForm(forms.Form):
    """Why a legal act is undone."""

    reason = forms.CharField(
        label="Motivo",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Escriba el motivo: quedará en el historial."},
    )


class CancelForm(ReasonForm):
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)


class RescheduleForm(WhenMixin):
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    date = date_field("Nueva fecha")
    time = HourField(label="Nueva hora (Lima)", error_messages={"required": "Indique la hora."})
    reason = forms.CharField(
        label="Motivo",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Escriba el motivo: quedará en el historial."},
    )
