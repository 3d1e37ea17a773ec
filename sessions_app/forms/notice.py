"""What the office types about the notice of a session, and what a person answers from the mail."""

from datetime import date
from typing import Any

from django import forms

from mailing.enums import ReceiptKind

from ..enums import Rsvp
from .draft import date_field


class ResendForm(forms.Form):
    email = forms.EmailField(
        label="Correo",
        error_messages={"required": "Escriba el correo.", "invalid": "Ese correo está incompleto. Revíselo."},
        help_text="Si lo corrige, vale para este envío: para los próximos cámbielo también en el padrón.",
    )


class ReturnedForm(forms.Form):
    error = forms.CharField(
        label="Qué dijo el servidor de correo",
        max_length=300,
        error_messages={"required": "Escriba por qué volvió, por ejemplo «buzón inexistente»."},
    )


class ReceiptForm(forms.Form):
    """Proof that an institution received the convocatoria."""

    received_on = date_field("Fecha en que lo recibió")
    kind = forms.ChoiceField(
        label="Prueba",
        choices=[
            (ReceiptKind.SIGNED_CARGO, ReceiptKind.SIGNED_CARGO.label),
            (ReceiptKind.EMAIL_REPLY, ReceiptKind.EMAIL_REPLY.label),
        ],
        widget=forms.RadioSelect,
        initial=ReceiptKind.SIGNED_CARGO,
    )
    note = forms.CharField(
        label="Detalle",
        max_length=300,
        required=False,
        help_text="Quién firmó el cargo o respondió, y el número de registro de su mesa de partes.",
    )
    file = forms.FileField(label="Escaneo", required=False, help_text="PDF o foto del cargo o de la respuesta.")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        day = data.get("received_on")
        if day and day > self.today:
            self.add_error("received_on", f"El {day:%d/%m/%Y} todavía no llega. Escriba el día en que lo recibieron.")
        if data.get("kind") == ReceiptKind.SIGNED_CARGO and not data.get("file") and "file" not in self.errors:
            self.add_error("file", "Adjunte el cargo firmado escaneado o una foto: es la prueba.")
        if data.get("kind") == ReceiptKind.EMAIL_REPLY and not data.get("note") and not data.get("file"):
            self.add_error("note", "Diga quién respondió y cuándo, o adjunte la respuesta.")
        return data


class AnswerForm(forms.Form):
    """From the mail: it arrived, and I will or will not come."""

    rsvp = forms.ChoiceField(
        label="¿Asistirá a la sesión?",
        widget=forms.RadioSelect,
        error_messages={"required": "Elija una respuesta.", "invalid_choice": "Elija una de las respuestas."},
    )

    def __init__(self, *args: Any, answers: list[Rsvp], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["rsvp"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - says the type of the field declared above
        field.choices = [(answer.value, answer.label) for answer in answers]
