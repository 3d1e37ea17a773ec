"""What is typed about an election: who stands, how many voted for each, and how the lots fell (Art. 8)."""

import uuid
from typing import Any

from django import forms

from members.selectors.candidates import Candidate

from ..enums import MotionForm as Form
from ..models import Motion, MotionOption
from .roll import MomentForm
from .votes import TookPartForm, count_field

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

    def __init__(self, *args: Any, eligible: list[Candidate], again: Motion | None = None, **kwargs: Any) -> None:
        initial = kwargs.setdefault("initial", {})
        initial.setdefault("ref", again.ref if again else uuid.uuid4().hex[:12])
        if again is not None:
            people = {option.person_id for option in again.options.all()}
            stood = [str(c.accreditation.pk) for c in eligible if c.person.pk in people]
            initial |= {"form": again.form, "candidates": stood}
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


class ElectionCountsForm(MomentForm):
    """How many votes each candidate had, and how many named nobody. Empty is not zero: each is typed."""

    abstention_note = forms.CharField(
        label="Motivo de las abstenciones",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Si alguien lo expresó.",
    )

    def __init__(self, *args: Any, options: list[MotionOption], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options = options
        for option in options:
            self.fields[_of(option)] = count_field(option.label, initial=0 if option.sense else None)

    @property
    def count_fields(self) -> list[forms.BoundField]:
        return [self[_of(option)] for option in self.options]

    @property
    def counts(self) -> dict[int, int]:
        return {option.pk: self.cleaned_data[_of(option)] for option in self.options}


class SecretElectionForm(TookPartForm, ElectionCountsForm):
    """A secret round: who put a paper in the urn, and the counts. Nothing that could join the two."""


class ElectionTallyForm(forms.Form):
    """Counts while they are being typed; whatever is missing counts as none."""

    def __init__(self, *args: Any, options: list[MotionOption], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options = options
        for option in options:
            self.fields[_of(option)] = count_field(option.label, required=False)

    @property
    def counts(self) -> dict[int, int]:
        return {option.pk: self.cleaned_data.get(_of(option)) or 0 for option in self.options}


class TiedForm(forms.Form):
    """One of the tied."""

    option = forms.TypedChoiceField(
        label="Resultó elegida la persona",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Elija a una de las personas empatadas."},
    )

    def __init__(self, *args: Any, tied: list[MotionOption], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["option"]
        if isinstance(field, forms.TypedChoiceField):
            field.choices = [(str(option.pk), option.label) for option in tied]


class LotsForm(MomentForm, TiedForm):
    """Lots drawn in the room: whose name came out, how, and before whom."""

    note = forms.CharField(
        label="Cómo se hizo el sorteo y quiénes lo presenciaron",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Por ejemplo: «Dos papeletas dobladas en un ánfora; extrajo una el representante de Promperú, ante todos los "
        "presentes». Consta así en el acta.",
        error_messages={"required": "Escriba cómo se hizo el sorteo y quiénes lo presenciaron."},
    )
    field_order = ("option", "note", "hora", "age")


def _of(option: MotionOption) -> str:
    return f"votes_{option.pk}"
