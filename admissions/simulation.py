"""The step `admit` of a scenario: its expediente is presented, evaluated and on the agenda as any other, so that its vote is
the Assembly's own.
"""

import hashlib
import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from audit.acts import Act
from documents.enums import InstrumentKind
from documents.models import Instrument
from members.enums import SeatRole
from members.models import SeatHolding
from members.services import PaperData, PersonData, accredit
from regulation.refusal import Refused
from regulation.ruling import Ruling
from sessions_app.models import Meeting, Motion
from sessions_app.selectors.quorum import room, voters_of
from sessions_app.services import agenda
from sessions_app.simulation.scenario import KINDS, SECTORS, SENSES, Reader, Step, StepKind
from sessions_app.simulation.steps import ref_of, seat_chair, voted
from sessions_app.simulation.world import World

from . import services
from .enums import PURPOSE, Advice, ApplicationState, FileKind, LinkKind
from .models import Application, new_code
from .selectors import live_like


def read(reader: Reader, value: Mapping[str, Any]) -> dict[str, Any]:
    """The steps that follow may name the institution that is to be admitted."""
    session = reader.session(value)
    spec = reader.mapping(value.get("institution"), "«institution»")
    reader.known(spec, {"id", "sector", "kind"})
    who = reader.new_id(spec.get("id"), "el «id» de la institución")
    institution = {
        "id": who,
        "sector": reader.one_of(spec.get("sector"), SECTORS, "sector"),
        "kind": reader.one_of(spec.get("kind", "other"), KINDS, "kind"),
    }
    reader.ids.add(who)
    counts = {sense: reader.count(value.get(sense, 0), f"«{sense}»") for sense in SENSES}
    return {"session": session, "institution": institution, **counts}


def prepare(world: World, step: Step, draft: Meeting, at: datetime) -> None:
    """Put on the agenda of this draft the expediente that the step admits; a member does not apply."""
    try:
        application = _waiting(world, step.args["institution"]) or _apply(world, step.args["institution"], at)
    except Refused:  # the step itself says why, when it comes
        return
    if application.state == ApplicationState.EVALUATED:
        _put(world, application, at, meeting_id=draft.pk)


def admit(world: World, step: Step) -> dict[str, Any]:
    """Art. 11: the vote on an expediente; what it decides holds at once, as if the session closed here."""

    def take(meeting: Meeting) -> tuple[Motion, Ruling]:
        seat_chair(world, meeting, step)
        application, player = on_agenda_of(world, step, meeting), world.player(meeting)
        motion = player.ask(
            ref_of(f"admit {step.number}"),
            f"Admitir a {application.name}",
            None,
            step.at,
            item_id=application.item_id,
            purpose=PURPOSE,
            subject=application.subject,
        )
        motion = player.decide(motion, step.at, {sense: step.args[sense] for sense in SENSES})
        return motion, settle(world, step, application, motion)

    return voted(world, step, take)


def on_agenda_of(world: World, step: Step, meeting: Meeting) -> Application:
    """The expediente that this session may vote. Where its agenda does not have it, the Assembly includes the point (Art. 7)."""
    spec = step.args["institution"]
    application = _waiting(world, spec)
    if application is not None and application.item is not None:
        if application.item.meeting_id == meeting.pk:
            return application
        # It waits for another session: that solicitud is taken back, and another comes before this one.
        services.desist(Act(None, step.at, world.now), application_id=application.pk, reason="")
        application = None
    application = application or _apply(world, spec, step.at)
    _, item, ruling = agenda.propose_item(
        Act(world.secretary, step.at, world.now),
        meeting_id=meeting.pk,
        title=f"Solicitud de incorporación de {application.name}",
        votes_for=len(voters_of(room(meeting))),
        against=0,
    )
    if item is None:
        raise Refused(ruling)
    return _put(world, application, step.at, item_id=item.pk)


def settle(world: World, step: Step, application: Application, motion: Motion) -> Ruling:
    """What the closing of the session would bring about, brought about now, and the new member's two people.

    A tie that closes undecided is not approved (Art. 13), and this step has no casting vote: it is denied, and may ask anew.
    """
    ruling = motion.ruling
    common: dict[str, Any] = {"act": Act(world.secretary, step.at, world.now)}
    paper = _acuerdo(world, step.on) if ruling.holds else None
    application = services.settle_admission(application_id=application.pk, motion=motion, instrument=paper, **common)
    if application.seat is None:
        return replace(ruling, rule="admission", holds=False, article="Art. 11", code="no_majority")
    who = step.args["institution"]["id"]
    world.seats[who] = application.seat
    letter = PaperData(kind=InstrumentKind.OFICIO, number="Escenario", date=step.on, issuer="Escenario")
    for role in SeatRole:
        person = PersonData(
            full_name=f"{role.label} de {who}", email=f"{application.seat.number}.{role}@example.invalid"
        )
        accredit(seat_id=application.seat.pk, role=role, person=person, paper=letter, starts_on=step.on, **common)
    services.settle_accreditation(application_id=application.pk, **common)
    return replace(ruling, rule="admission", holds=True, article="Art. 11", code="admitted")


# --- Steps of the above --------------------------------------------------------------------------------------------
def _name(world: World, who: str) -> str:
    """A member's own name, so that the service itself finds that it is one; the id of anybody else."""
    seat = world.seats.get(who)
    holding = SeatHolding.objects.filter(seat=seat).select_related("institution").last() if seat else None
    return holding.institution.name if holding else who


def _address(who: str) -> str:
    return f"{hashlib.sha256(who.encode()).hexdigest()[:24]}@example.invalid"


def _waiting(world: World, spec: Mapping[str, str]) -> Application | None:
    return live_like(world.body, name=_name(world, spec["id"]), ruc="", emails=[_address(spec["id"])])


def _apply(world: World, spec: Mapping[str, str], at: datetime) -> Application:
    address = _address(spec["id"])
    application = services.submit(
        Act(None, at, world.now),
        body_id=world.body.pk,
        data=services.ApplicationData(
            name=_name(world, spec["id"]),
            sector=spec["sector"],
            kind=spec["kind"],
            email=address,
            authority_name="Autoridad del escenario",
            authority_position="Presidencia",
            contact_name="Contacto del escenario",
            contact_email=address,
            link_kind=LinkKind.FOREIGN_TRADE,
            link_text="Escenario",
            contribution_text="Escenario",
        ),
        code=new_code(),
        consent=True,
        files=[services.FileData(FileKind.PROOF, SimpleUploadedFile("sustento.png", _picture()))],
    )
    return services.evaluate(
        Act(world.secretary, at, world.now),
        application_id=application.pk,
        relevance="Escenario",
        contribution="Escenario",
        advice=Advice.FAVOURABLE,
        evaluators="Escenario",
        evaluated_on=timezone.localdate(at),
    )


def _put(world: World, application: Application, at: datetime, **where: int) -> Application:
    return services.put_on_agenda(Act(world.secretary, at, world.now), application_id=application.pk, **where)


def _acuerdo(world: World, on: date) -> Instrument:
    return Instrument.objects.create(
        kind=InstrumentKind.ACUERDO,
        number="Escenario",
        date=on,
        issuer=world.body.name,
        recorded_at=world.now,
    )


@cache
def _picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (1, 1)).save(buffer, "PNG")
    return buffer.getvalue()


STEPS = {"admit": StepKind({"institution", "session", *SENSES}, read, admit, prepare)}
