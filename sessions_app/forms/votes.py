"""What is typed about a vote, of either kind. Nobody types a result: the regulation decides it from these."""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from members.models import Seat

from ..enums import MotionForm as Form
from ..enums import Sense
from ..models import Meeting, Motion, MotionOption, MotionVoter, RollEntry
from ..selectors.ballots import kind_of
from .roll import MomentForm

_COUNT = {
    "required": "Escriba un número; 0 si no hubo ninguno.",
    "invalid": "Escriba un número entero.",
    "min_value": "Los votos se cuentan desde cero.",
    "max_value": "Son más votos que personas en la sala.",
}


class EntrySelect(forms.ModelChoiceField):
    """A member of the roll by its name, giving back its seat."""

    def label_from_instance(self, obj: Any) -> str:
        return obj.short_name or obj.name


class MotionForm(MomentForm):
    """A question to be put to the vote. `ref` names it, so that a second click opens nothing twice."""

    text = forms.CharField(
        label="Texto que se vota",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Tal como quedará en el acta. Por ejemplo: «Aprobar el Plan Anual 2026 de la Mesa de Quinua».",
        error_messages={"required": "Escriba lo que se somete a votación."},
    )
    form = forms.ChoiceField(
        label="Forma de votación", choices=Form.choices, widget=forms.RadioSelect, initial=Form.SIMPLE
    )
    makes_acuerdo = forms.BooleanField(
        label="Si se aprueba, es un acuerdo",
        required=False,
        initial=True,
        help_text="Se numera al cerrar la sesión. Déjelo sin marcar en cuestiones de orden.",
    )
    responsible = EntrySelect(
        RollEntry.objects.none(), label="Institución responsable", required=False, empty_label="Ninguna en particular"
    )
    due_on = forms.DateField(
        label="Plazo de cumplimiento",
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "Escriba la fecha como dd/mm/aaaa."},
    )
    ref = forms.SlugField(max_length=40, widget=forms.HiddenInput)
    field_order = ("text", "form", "makes_acuerdo", "responsible", "due_on", "hora", "ref", "age")

    def __init__(
        self, *args: Any, meeting: Meeting, voters: list[RollEntry], annulled: Motion | None = None, **kwargs: Any
    ) -> None:
        initial = kwargs["initial"] = dict(kwargs.get("initial") or {})
        initial.setdefault("ref", annulled.ref if annulled else uuid.uuid4().hex[:12])
        if annulled is not None:
            for name in ("text", "form", "makes_acuerdo", "due_on"):
                initial.setdefault(name, getattr(annulled, name))
        super().__init__(*args, **kwargs)
        members = RollEntry.objects.filter(meeting=meeting, seat__isnull=False)
        responsible = self.fields["responsible"]
        if isinstance(responsible, EntrySelect):
            responsible.queryset = members
        if annulled is not None and annulled.responsible_id:
            initial.setdefault("responsible", members.filter(seat=annulled.responsible_id).first())
        self.voters = voters
        for entry in voters:
            self.fields[f"impeded_{entry.pk}"] = forms.CharField(
                label=entry.short_name or entry.name, max_length=300, required=False
            )

    @property
    def impeded_fields(self) -> list[forms.BoundField]:
        return [self[f"impeded_{entry.pk}"] for entry in self.voters]

    @property
    def any_impeded(self) -> bool:
        return any(field.value() for field in self.impeded_fields)

    @property
    def impeded(self) -> dict[int, str]:
        """Roll entry → reason, of those whose reason was written (Art. 15.2)."""
        reasons = ((entry.pk, self.cleaned_data.get(f"impeded_{entry.pk}", "").strip()) for entry in self.voters)
        return {pk: reason for pk, reason in reasons if reason}

    @property
    def responsible_seat(self) -> Seat | None:
        entry = self.cleaned_data.get("responsible")
        return entry.seat if entry else None

    def clean_due_on(self) -> date | None:
        due: date | None = self.cleaned_data.get("due_on")
        if due is not None and due < self.day:
            raise forms.ValidationError("El plazo vence antes de la sesión: elija una fecha posterior.")
        return due


def count_field(label: str, **kwargs: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=9999,
        error_messages=_COUNT,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        **kwargs,
    )


class TallyForm(forms.Form):
    """Counts while they are being typed, of each option; whatever is missing counts as none."""

    counts_required = False

    def __init__(self, *args: Any, motion: Motion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind_of(motion)
        self.options = [] if motion.form == Form.NOMINAL else list(motion.options.all())
        for option in self.options:
            initial = 0 if option.sense == Sense.ABSTAIN else None
            self.fields[f"votes_{option.pk}"] = count_field(
                self.kind.count_label(option), required=self.counts_required, initial=initial
            )

    @property
    def count_fields(self) -> list[forms.BoundField]:
        return [self[f"votes_{option.pk}"] for option in self.options]

    @property
    def votes(self) -> dict[int, int]:
        return {option.pk: self.cleaned_data.get(f"votes_{option.pk}") or 0 for option in self.options}


class CloseVoteForm(TallyForm, MomentForm):
    """Closing a vote. A simple or secret one has its counts, where empty is not zero: each is typed. A secret one has those who
    put a paper in the urn, and nothing that could join the two. A nominal one counts its own ballots.
    """

    counts_required = True

    took_part = forms.MultipleChoiceField(
        label="Participaron en la votación",
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        required=False,
    )
    abstention_note = forms.CharField(
        label="Motivo de las abstenciones", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, motion: Motion, voters: Iterable[MotionVoter], **kwargs: Any) -> None:
        super().__init__(*args, motion=motion, **kwargs)
        self.fields["abstention_note"].help_text = self.kind.words.note_hint
        if motion.form == Form.NOMINAL:
            del self.fields["abstention_note"]
        took_part = self.fields["took_part"]
        if motion.form != Form.SECRET:
            del self.fields["took_part"]
        elif isinstance(took_part, forms.MultipleChoiceField):
            took_part.choices = [
                (str(v.entry_id), f"{v.entry.short_name or v.entry.name} · {v.name}") for v in voters if not v.impeded
            ]

    @property
    def took_part_ids(self) -> list[int] | None:
        return [int(pk) for pk in self.cleaned_data["took_part"]] if "took_part" in self.fields else None


class BallotForm(MomentForm):
    """One voice of a nominal vote."""

    entry = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    option = forms.TypedChoiceField(
        coerce=int, error_messages={"required": "Elija qué vota.", "invalid_choice": "Elija qué vota."}
    )
    reason = forms.CharField(max_length=500, required=False)

    def __init__(self, *args: Any, motion: Motion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, motion.options.all())


class CastingForm(forms.Form):
    """The deciding vote of the chair after a tie, for one of those between which it is decided (Art. 13)."""

    option = forms.TypedChoiceField(coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args: Any, motion: Motion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind, field = kind_of(motion), self.fields["option"]
        field.label, field.error_messages["required"] = kind.words.casting_field, kind.words.casting_missing
        offer(self, kind.deciding(motion))


def offer(form: forms.Form, options: Iterable[MotionOption]) -> None:
    """Let one of these be chosen in the field "option"."""
    field = form.fields["option"]
    if isinstance(field, forms.TypedChoiceField):
        field.choices = [(str(option.pk), option.label) for option in options]


class ProposeItemForm(forms.Form):
    """A point that the Assembly adds to its agenda during the session, by vote (Art. 7). `ref`: as in MotionForm."""

    ref = forms.SlugField(max_length=40, required=False, widget=forms.HiddenInput)
    title = forms.CharField(
        label="Punto que se propone incluir",
        max_length=300,
        error_messages={"required": "Escriba el asunto del nuevo punto."},
    )
    votes_for = count_field("A favor")
    votes_against = count_field("En contra")
    votes_abstain = count_field("Abstenciones", initial=0)
