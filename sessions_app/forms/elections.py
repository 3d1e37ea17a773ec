"""What is typed about an election: who stands, and how the lots fell (Art. 8)."""

import uuid
from typing import Any

from django import forms

from members.selectors.candidates import Candidate

from .. import wording
from ..enums import MotionForm as Form
from ..models import Motion
from ..selectors.ballots import kind_of
from .roll import MomentForm
from .votes import offer

_FORMS = {
    "label": "Forma de votación",
    "choices": Form.choices,
    "widget": forms.RadioSelect,
    "initial": Form.SECRET,
    "help_text": "Nominal: voto por voto en orden de lista. Secreta: quién participó y los totales, nada que los una.",
}


class ElectionForm(MomentForm):
    """Who stands, of those whom the regulation lets. `ref` names the election, so that a second click opens nothing twice."""

    candidates = forms.MultipleChoiceField(
        label="Candidatas y candidatos",
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        error_messages={
            "required": "Elija al menos a una persona candidata.",
            "invalid_choice": "Una de esas personas no puede ser elegida: vea el motivo en la lista.",
        },
    )
    form = forms.ChoiceField(**_FORMS)  # type: ignore[arg-type]
    ref = forms.SlugField(max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, eligible: list[Candidate], annulled: Motion | None = None, **kwargs: Any) -> None:
        initial = kwargs.setdefault("initial", {})
        initial.setdefault("ref", annulled.ref if annulled else uuid.uuid4().hex[:12])
        if annulled is not None:
            people = {option.person_id for option in annulled.options.all()}
            stood = [str(c.accreditation.pk) for c in eligible if c.person.pk in people]
            initial |= {"form": annulled.form, "candidates": stood}
        super().__init__(*args, **kwargs)
        field = self.fields["candidates"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(str(c.accreditation.pk), c.person.full_name) for c in eligible]

    @property
    def keys(self) -> list[int]:
        return [int(key) for key in self.cleaned_data["candidates"]]


class RunoffForm(MomentForm):
    """The second round: between the tied, in the form that is chosen."""

    form = forms.ChoiceField(**_FORMS)  # type: ignore[arg-type]
    ref = forms.SlugField(max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, first: Motion, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).update(form=first.form, ref=uuid.uuid4().hex[:12])
        super().__init__(*args, **kwargs)


class LotsForm(MomentForm):
    """Lots drawn in the room: whose name came out, how, and before whom."""

    option = forms.TypedChoiceField(
        label="Resultó elegida la persona",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": wording.ELECTION.casting_missing},
    )
    note = forms.CharField(
        label="Cómo se hizo el sorteo y quiénes lo presenciaron",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Por ejemplo: «Dos papeletas dobladas en un ánfora; extrajo una el representante de Promperú, ante todos los "
        "presentes». Consta así en el acta.",
        error_messages={"required": "Escriba cómo se hizo el sorteo y quiénes lo presenciaron."},
    )
    field_order = ("option", "note", "hora", "age")

    def __init__(self, *args: Any, motion: Motion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, kind_of(motion).deciding(motion))
