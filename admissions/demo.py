"""Three expedientes of the demo, each at another moment: made-up institutions, and codes that anybody may try."""

import io
from datetime import datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageDraw

from accounts.models import User
from audit.acts import Act
from members.enums import InstitutionKind, Sector
from members.models import Body
from sessions_app.enums import MeetingState
from sessions_app.models import Meeting

from . import services
from .enums import Advice, FileKind, LinkKind
from .models import Application
from .services import ApplicationData, FileData

_COMMON = {
    "sector": Sector.PRIVATE,
    "authority_position": "Presidencia del consejo directivo",
    "country": "PE",
}
APPLICANTS = (
    ApplicationData(
        **_COMMON,
        name="Asociación de Artesanas Textiles Tejiendo Lago (demo)",
        kind=InstitutionKind.PRODUCERS_ORG,
        ubigeo="210101",
        email="tejiendolago@demo.example",
        authority_name="Eulogia Mamani Condori (demo)",
        contact_name="Eulogia Mamani Condori (demo)",
        contact_email="eulogia@demo.example",
        link_kind=LinkKind.PERX_PRODUCT,
        product="Artesanía textil de fibra de alpaca",
        link_text="Reúne a ochenta tejedoras de la ribera del Titicaca que venden prendas a tiendas de comercio justo de Europa.",
        contribution_text="Muestrario de diseños y un taller que puede recibir compradores.",
    ),
    ApplicationData(
        **_COMMON,
        name="Exportadora Andina de Granos S.A.C. (demo)",
        kind=InstitutionKind.EXPORTER,
        ubigeo="211101",
        email="granos@demo.example",
        authority_name="Teófilo Apaza Larico (demo)",
        contact_name="Noemí Ccama Huanca (demo)",
        contact_email="noemi@demo.example",
        link_kind=LinkKind.BOTH,
        product="Quinua y cañihua",
        link_text="Exporta granos andinos orgánicos desde Juliaca, con doce embarques el último año.",
        contribution_text="Datos de precios y demanda, y su planta para los cursos de calidad.",
    ),
    ApplicationData(
        **_COMMON,
        name="Cooperativa de Truchicultores de Pomata (demo)",
        kind=InstitutionKind.PRODUCERS_ORG,
        ubigeo="210407",
        email="truchas@demo.example",
        authority_name="Wilfredo Chura Ramos (demo)",
        contact_name="Wilfredo Chura Ramos (demo)",
        contact_email="wilfredo@demo.example",
        link_kind=LinkKind.PERX_PRODUCT,
        product="Trucha",
        link_text="Cría trucha en jaulas y vende filetes congelados a una procesadora que exporta.",
        contribution_text="Experiencia en habilitación sanitaria.",
    ),
)


def file_applications(body: Body, by: User, now: datetime) -> None:
    """One observed with its term running, one on the agenda of the draft, one just received."""
    weeks, days = now - timedelta(days=21), now - timedelta(days=6)
    observed = _present(body, 1, days)
    services.observe(
        Act(by, days + timedelta(hours=3)),
        application_id=observed.pk,
        text="Adjunte la vigencia de poder de su presidenta y una factura o guía de una venta al exterior.",
    )
    ready = _present(body, 2, weeks)
    services.evaluate(
        Act(by, weeks + timedelta(days=8)),
        application_id=ready.pk,
        relevance="Acredita exportaciones propias de quinua y cañihua, productos priorizados en el PERX.",
        contribution="Su información de mercado sirve a la Mesa de Quinua; ofrece su planta.",
        advice=Advice.FAVOURABLE,
        evaluators="Cámara de Comercio y Producción de Puno, UNA Puno y DIRCETUR",
        evaluated_on=timezone.localdate(weeks + timedelta(days=8)),
    )
    draft = Meeting.objects.filter(body=body, state=MeetingState.DRAFT).order_by("scheduled_at").first()
    if draft is not None:
        services.put_on_agenda(Act(by, now), application_id=ready.pk, meeting_id=draft.pk)
    _present(body, 3, now)


def _present(body: Body, number: int, at: datetime) -> Application:
    return services.submit(
        Act(None, at),
        body_id=body.pk,
        data=APPLICANTS[number - 1],
        code=f"DEMA-DEMA-DEMA-DEM{number + 1}",
        consent=True,
        files=[FileData(FileKind.PROOF, SimpleUploadedFile("sustento-demo.png", _picture(number)))],
    )


def _picture(number: int) -> bytes:
    image = Image.new("RGB", (640, 400), "white")
    ImageDraw.Draw(image).text((40, 180), f"Documento de demostración {number}: no es un documento real", fill="black")
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
