"""What is typed about an acta: prose, observations, decisions, signatures."""

from datetime import date
from typing import Any

from django import forms
from django.utils.timezone import localdate

from ..enums import SignatureOutcome

MAX_REASON, MAX_TEXT = 500, 5_000


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ProseForm(forms.Form):
    """Prose as the editor sends it (a section of the acta, the notes of a point); the service cleans it and refuses an old
    `version`.
    """

    html = forms.CharField(required=False, strip=False)
    version = forms.IntegerField(min_value=0)


class CirculateForm(forms.Form):
    """`revised`: a version was circulated before, so that this one must say what changed."""

    observation_days = forms.IntegerField(
        label="Días hábiles para observar",
        min_value=1,
        max_value=60,
        help_text="Se cuentan desde mañana, sin feriados.",
        error_messages={
            "required": "Indique cuántos días hábiles tendrán para observar.",
            "min_value": "Dé al menos un día hábil para observar.",
            "max_value": "El plazo para observar puede ser de 60 días hábiles como máximo.",
            "invalid": "Escriba un número entero de días.",
        },
    )
    reason = forms.CharField(
        label="Qué cambió respecto de la versión anterior",
        max_length=MAX_REASON,
        widget=_area(3),
        error_messages={"required": "Diga qué cambió: quienes leyeron la versión anterior lo necesitan."},
    )

    def __init__(self, *args: Any, revised: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not revised:
            del self.fields["reason"]


class TakeBackForm(forms.Form):
    reason = forms.CharField(
        label="Motivo",
        max_length=MAX_REASON,
        widget=_area(3),
        help_text="Quedará en el historial. Lo que ya se puso en observación no se borra.",
        error_messages={"required": "Escriba el motivo: quedará en el historial."},
    )


class ObservationForm(forms.Form):
    """`version` is the one that was on the reader's screen."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label="Su observación",
        max_length=MAX_TEXT,
        widget=_area(4),
        help_text="Diga en qué punto y cómo debería decir. La Secretaría Técnica la responderá.",
        error_messages={"required": "Escriba su observación."},
    )


class AnswerForm(forms.Form):
    text = forms.CharField(
        label="Respuesta",
        max_length=MAX_TEXT,
        widget=_area(3),
        error_messages={"required": "Escriba la respuesta."},
    )


class DecisionForm(forms.Form):
    """One form, two buttons: `verdict` is the button's value. Returning needs a reason; approving does not."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    verdict = forms.ChoiceField(
        choices=[("approve", "Aprobar"), ("return", "Devolver")],
        error_messages={"required": "Elija aprobar o devolver.", "invalid_choice": "Elija aprobar o devolver."},
    )
    reason = forms.CharField(
        label="Motivo, si la devuelve",
        max_length=MAX_TEXT,
        required=False,
        widget=_area(3),
        help_text="Diga qué debe corregir la Secretaría Técnica.",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("verdict") == "return" and not data.get("reason"):
            self.add_error("reason", "Escriba por qué la devuelve: la Secretaría Técnica lo necesita para corregirla.")
        return data

    @property
    def approves(self) -> bool:
        return bool(self.cleaned_data["verdict"] == "approve")


class SignatureForm(forms.Form):
    """A scan for who signed, a reason for who refused."""

    outcome = forms.ChoiceField(
        label="Qué pasó",
        choices=SignatureOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Indique si firmó o se negó a firmar."},
    )
    signed_on = forms.DateField(
        label="Fecha",
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "Indique la fecha.", "invalid": "Escriba la fecha como dd/mm/aaaa."},
    )
    file = forms.FileField(
        label="Escaneo de la hoja firmada",
        required=False,
        allow_empty_file=True,  # the service says in words what is wrong with it
        help_text="PDF o foto (JPG, PNG) de la hoja con su firma. Obligatorio si firmó.",
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,image/png,image/jpeg,image/webp"}),
    )
    reason = forms.CharField(
        label="Motivo, si se negó",
        max_length=MAX_REASON,
        required=False,
        widget=_area(2),
        help_text="Tal como lo expresó. Quedará en el historial.",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("outcome") == SignatureOutcome.SIGNED and not data.get("file"):
            self.add_error("file", "Adjunte el escaneo de la hoja con su firma.")
        if data.get("outcome") == SignatureOutcome.REFUSED and not data.get("reason"):
            self.add_error("reason", "Escriba el motivo por el que se negó a firmar.")
        return data

    @classmethod
    def blank(cls, today: date | None = None) -> "SignatureForm":
        return cls(initial={"outcome": SignatureOutcome.SIGNED, "signed_on": today or localdate()})


class AcuerdoFilterForm(forms.Form):
    """The list's filters, from the address: what makes no sense there is ignored."""

    year = forms.TypedChoiceField(label="Año", coerce=int, empty_value=None, required=False)
    responsible = forms.TypedChoiceField(label="Responsable", coerce=int, empty_value=None, required=False)
    overdue = forms.BooleanField(label="Solo con plazo vencido", required=False)

    def __init__(self, *args: Any, years: list[int], responsibles: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, first, choices in (
            ("year", "Todos los años", [(year, str(year)) for year in years]),
            ("responsible", "Todas las instituciones", responsibles),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  # as declared above
            field.choices = [("", first), *choices]
        if not responsibles:
            del self.fields["responsible"]

    def chosen(self) -> dict[str, Any]:
        """{"year", "seat", "overdue"} of what is valid."""
        self.is_valid()
        data = getattr(self, "cleaned_data", {})
        return {
            "year": data.get("year"),
            "seat": data.get("responsible"),
            "overdue": bool(data.get("overdue")),
        }


class CertificateForm(forms.Form):
    """How many certificates the page showed: a second click of the same page issues none."""

    known = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
