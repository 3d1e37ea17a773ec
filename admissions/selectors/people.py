"""What the expedientes hold of one person: their part of the data sheet (Ley 29733, art. 19). One query."""

from members.models import Body
from members.selectors.people import Part, Subject, addresses, moment

from ..models import Application


def applications(subject: Subject, body: Body) -> Part:
    """Those in which the person is the one to write to: the applicant is an institution, known by this address alone."""
    rows = Application.objects.filter(body=body, contact_email__in=addresses(subject)).order_by("-submitted_at", "-pk")
    return Part(
        "applications",
        "Solicitudes de incorporación en que figura como contacto",
        "A quién se avisa lo que pasa con la solicitud de su institución (Art. 11).",
        ("Expediente", "Institución", "Nombre", "Correo", "Teléfono", "Presentada"),
        [
            (row.label, row.name, row.contact_name, row.contact_email, row.contact_phone, moment(row.submitted_at))
            for row in rows
        ],
    )


PARTS = (applications,)
