"""Entries for the directory of the demo: public bodies by their general facts, and made-up firms. No person, no real telephone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import User
from audit.acts import Act
from members.enums import InstitutionKind as Kind
from members.enums import Scope
from members.models import Body
from members.services import InstitutionData
from members.services.directory import ContactData, add_contact, save_entry, verify_institution

DOMAIN = "demo.example"
INTERNATIONAL, NATIONAL, REGIONAL = Scope.INTERNATIONAL, Scope.NATIONAL, Scope.REGIONAL


@dataclass(frozen=True, slots=True)
class Entry:
    """`verified`: how many days ago; None for never."""

    name: str
    short_name: str
    kind: str
    scope: str
    country: str
    city: str
    themes: tuple[str, ...]
    verified: int | None = None
    contact: str = ""
    sector: str = ""


ENTRIES = (
    Entry("Embajada del Estado Plurinacional de Bolivia en el Perú", "", Kind.EMBASSY, INTERNATIONAL, "PE", "Lima", ("frontera", "acuerdos comerciales"), 40, "Sección Económica y Comercial"),
    Entry("Embajada de Francia en el Perú", "", Kind.EMBASSY, INTERNATIONAL, "PE", "Lima", ("comercio justo", "café"), 500, "Servicio Económico"),
    Entry("Embajada de los Estados Unidos de América en el Perú", "", Kind.EMBASSY, INTERNATIONAL, "PE", "Lima", ("quinua", "acuerdos comerciales")),
    Entry("Embajada del Japón en el Perú", "", Kind.EMBASSY, INTERNATIONAL, "PE", "Lima", ("trucha", "cooperación técnica"), 200),
    Entry("Embajada de la República de Corea en el Perú", "", Kind.EMBASSY, INTERNATIONAL, "PE", "Lima", ("cooperación técnica",)),
    Entry("Consulado de Bolivia en Puno", "", Kind.CONSULATE, INTERNATIONAL, "PE", "Puno", ("frontera",), 25, "Mesa de Partes"),
    Entry("Consulado General del Perú en La Paz", "", Kind.CONSULATE, INTERNATIONAL, "BO", "La Paz", ("frontera", "promoción comercial"), 420),
    Entry("Comisión de Promoción del Perú para la Exportación y el Turismo", "PROMPERÚ", Kind.PUBLIC_ENTITY, NATIONAL, "PE", "Lima", ("promoción comercial", "ferias"), 15, "Dirección de Promoción de Exportaciones", "public"),
    Entry("Prom Perú", "PROMPERU", Kind.OTHER, NATIONAL, "PE", "Lima", ("ferias",)),
    Entry("Ministerio de Comercio Exterior y Turismo", "MINCETUR", Kind.PUBLIC_ENTITY, NATIONAL, "PE", "Lima", ("acuerdos comerciales", "PENX"), 90, "Mesa de Partes", "public"),
    Entry("Superintendencia Nacional de Aduanas y de Administración Tributaria", "SUNAT", Kind.PUBLIC_ENTITY, NATIONAL, "PE", "Lima", ("aduanas",), 380, "", "public"),
    Entry("Instituto Nacional de Calidad", "INACAL", Kind.PUBLIC_ENTITY, NATIONAL, "PE", "Lima", ("normas técnicas",), None, "", "public"),
    Entry("Cámara de Comercio de Lima", "CCL", Kind.CHAMBER, NATIONAL, "PE", "Lima", ("ferias", "logística"), 130, "Centro de Comercio Exterior", "private"),
    Entry("Asociación de Exportadores", "ADEX", Kind.CHAMBER, NATIONAL, "PE", "Lima", ("capacitación", "ferias"), 61, "Gerencia de Agroexportaciones", "private"),
    Entry("Sociedad de Comercio Exterior del Perú", "COMEXPERÚ", Kind.CHAMBER, NATIONAL, "PE", "Lima", ("estudios",), None, "", "private"),
    Entry("Cámara Nacional de Comercio de Bolivia", "CNC", Kind.CHAMBER, INTERNATIONAL, "BO", "La Paz", ("frontera",)),
    Entry("Agencia Suiza para el Desarrollo y la Cooperación", "COSUDE", Kind.COOPERATION, INTERNATIONAL, "PE", "Lima", ("cooperación técnica", "quinua"), 300),
    Entry("Agencia Española de Cooperación Internacional para el Desarrollo", "AECID", Kind.COOPERATION, INTERNATIONAL, "PE", "Lima", ("cooperación técnica",), 610),
    Entry("Agencia de Cooperación Internacional del Japón", "JICA", Kind.COOPERATION, INTERNATIONAL, "PE", "Lima", ("trucha", "cooperación técnica")),
    Entry("Banco de Desarrollo de América Latina y el Caribe", "CAF", Kind.FINANCE, INTERNATIONAL, "VE", "Caracas", ("financiamiento",)),
    Entry("Andenes Fair Coffee (demo)", "", Kind.BUYER, INTERNATIONAL, "DE", "Hamburgo", ("café", "comercio justo"), 75, "Compras"),
    Entry("Kinua Import (demo)", "", Kind.BUYER, INTERNATIONAL, "FR", "París", ("quinua",), None, "Compras"),
    Entry("Alpaca Design House (demo)", "", Kind.BUYER, INTERNATIONAL, "IT", "Milán", ("fibra de alpaca",), 10, "Compras"),
    Entry("Agencia de Aduanas del Altiplano S.A.C. (demo)", "", Kind.LOGISTICS, REGIONAL, "PE", "Juliaca", ("aduanas", "logística"), 33, "Atención al cliente", "private"),
    Entry("Agencia de Aduana Altiplano SAC (demo)", "", Kind.LOGISTICS, REGIONAL, "PE", "Juliaca", ("aduanas",), None, "", "private"),
)  # fmt: skip


def fill_directory(body: Body, by: User, now: datetime) -> None:
    """Through the services, each at the hour it would have been typed; the oldest verification first."""
    began = now - timedelta(days=700)
    for number, entry in enumerate(ENTRIES):
        domain = f"institucion{number + 1:02d}.{DOMAIN}"
        row = save_entry(
            Act(by, began + timedelta(minutes=number)),
            institution_id=None,
            body_id=body.pk,
            data=InstitutionData(
                name=entry.name,
                short_name=entry.short_name,
                sector=entry.sector,
                kind=entry.kind,
                scope=entry.scope,
                country=entry.country,
                city=entry.city,
                email=f"contacto@{domain}" if entry.verified is not None or entry.contact else "",
                themes=entry.themes,
            ),
        )
        if entry.contact:
            contact = ContactData(entry.contact, email=f"oficina@{domain}", phone=f"951 000 9{number:02d}")
            add_contact(Act(by, began + timedelta(hours=1)), institution_id=row.pk, body_id=body.pk, data=contact)
        if entry.verified is not None:
            verify_institution(
                Act(by, now - timedelta(days=entry.verified, hours=1)), institution_id=row.pk, body_id=body.pk
            )
