"""Where an expediente stands, as its stepper shows it to the applicant and to the office."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from ..enums import ApplicationState as S
from ..models import Application, ApplicationStep
from ..words import STEPS
from .applications import titular_of

_ORDER = (
    ("Recibida", ("submit",)),
    ("Evaluada", ("evaluate",)),
    ("En agenda", ("put_on_agenda",)),
    ("Resuelta", ("admit", "deny")),
    ("Acreditada", ("accredit",)),
)
#: State → the place in _ORDER that it has reached.
_REACHED = {
    S.RECEIVED: 0,
    S.OBSERVED: 0,
    S.EVALUATED: 1,
    S.ON_AGENDA: 2,
    S.ADMITTED: 3,
    S.DENIED: 3,
    S.ACCREDITED: 4,
}
_ENDS = {S.WITHDRAWN: "Desistida", S.ABANDONED: "En abandono"}


@dataclass(frozen=True, slots=True)
class Stage:
    label: str
    state: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step as a sentence."""

    step: ApplicationStep
    words: str


@dataclass(frozen=True, slots=True)
class Progress:
    stages: list[Stage]
    lines: list[StepLine]
    titular: str


def progress_of(application: Application, on: date) -> Progress:
    """The stages of the stepper and everything done so far, latest first. Two queries."""
    steps = list(application.steps.order_by("pk"))
    titular = titular_of(application, on)
    lines = [StepLine(step, STEPS.get(step.act, step.get_state_display())) for step in reversed(steps)]
    name = titular.person.full_name if titular else ""
    return Progress(_stages(application, steps, name), lines, name)


def _stages(application: Application, steps: Sequence[ApplicationStep], titular: str) -> list[Stage]:
    state = S(application.state)
    days = {step.act: f"{timezone.localtime(step.at):%d/%m/%Y}" for step in steps}
    stages = []
    if state in _ENDS:
        reached = [(label, acts) for label, acts in _ORDER if any(act in days for act in acts)]
        stages = [Stage(label, "done", _day(days, acts)) for label, acts in reached]
        return [*stages, Stage(_ENDS[state], "stopped", _day(days, ("desist", "abandon")))]
    reached_at = _REACHED[state]
    for place, (label, acts) in enumerate(_ORDER):
        words, stage = label, "done" if place <= reached_at else "todo"
        if place == 1 and state == S.OBSERVED:
            stages.append(Stage("Observada", "current", "Espera la subsanación"))
        if place == 3 and state == S.DENIED:
            words, stage = "Denegada", "stopped"
        elif place == 3 and state in (S.ADMITTED, S.ACCREDITED):
            words = "Admitida"
        if place == 4 and state == S.DENIED:
            continue
        if place == reached_at + 1 and state != S.OBSERVED:
            stage = "current"
        if place == 4 and titular:
            stage = "done"
        stages.append(Stage(words, stage, (titular if place == 4 else "") or _day(days, acts)))
    return stages


def _day(days: dict[str, str], acts: tuple[str, ...]) -> str:
    return next((days[act] for act in reversed(acts) if act in days), "")
