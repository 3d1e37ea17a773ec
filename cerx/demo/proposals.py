"""Two proposals of the demo: one to review, and one that was observed, of the institution whose logins are listed."""

import io
from datetime import datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageDraw

from audit.acts import Act
from documents.enums import InstrumentKind
from members.enums import IdentityDocument, ProposalKind, SeatRole
from members.models import Body, Seat
from members.selectors import member_on
from members.services import PaperData, PersonData, ProposalData, observe_proposal, propose

from .cast import Cast

#: (seat, role, name, position, DNI, observation). The numbers are made up.
_ASKED = (
    (19, SeatRole.ALTERNATE, "Delia Huarachi Puma (demo)", "Jefa de exportaciones", "00000019", ""),
    (
        17,
        SeatRole.ALTERNATE,
        "Saúl Incacutipa Ramos (demo)",
        "Gerente comercial",
        "00000017",
        "El oficio no lleva la firma de la máxima autoridad: adjúntelo firmado.",
    ),
)


def make_proposals(body: Body, cast: Cast, now: datetime) -> None:
    asked_at = now - timedelta(days=2)
    today = timezone.localdate(asked_at)
    for number, role, name, position, dni, observation in _ASKED:
        seat = Seat.objects.get(body=body, number=number)
        row = member_on(seat, today)
        made = propose(
            Act(cast.titulares[number], asked_at),
            seat_id=seat.pk,
            role=role,
            kind=ProposalKind.ACCREDIT,
            data=ProposalData(
                starts_on=today,
                person=PersonData(
                    full_name=name,
                    position=position,
                    phone=f"951 555 0{number}",
                    document_kind=IdentityDocument.DNI,
                    document_number=dni,
                ),
                paper=PaperData(
                    kind=InstrumentKind.OFICIO,
                    number=f"{number:03d}-{today.year}-DEMO",
                    date=today,
                    issuer=row.institution.name if row else str(seat),
                    file=_scan(f"Oficio N° {number:03d}-{today.year}-DEMO", f"Acreditamos a {name}."),
                ),
            ),
        )
        if observation:
            observe_proposal(
                Act(cast.secretary, asked_at + timedelta(hours=3)), proposal_id=made.pk, observation=observation
            )


def _scan(title: str, text: str) -> SimpleUploadedFile:
    """A page that says what it is, as a photograph would look."""
    sheet = Image.new("RGB", (620, 400), "white")
    drawn = ImageDraw.Draw(sheet)
    drawn.text((40, 40), title, fill="black")
    drawn.text((40, 90), text, fill="black")
    drawn.text((40, 340), "Documento de demostración, sin valor.", fill="black")
    buffer = io.BytesIO()
    sheet.save(buffer, "PNG")
    return SimpleUploadedFile("oficio.png", buffer.getvalue(), content_type="image/png")
