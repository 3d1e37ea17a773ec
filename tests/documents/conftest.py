from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from accounts.models import User
from audit.acts import Act
from documents import services
from documents.models import IssuedDocument

LIMA = ZoneInfo("America/Lima")


@pytest.fixture
def at() -> datetime:
    return datetime(2026, 11, 20, 10, 5, tzinfo=LIMA)


@pytest.fixture
def clerk(db: None) -> User:
    return User.objects.create_user("secretaria@example.pe", full_name="Rosa Mamani Ñaupa")


@pytest.fixture
def payload() -> dict:
    """The least that any document carries."""
    return {
        "letterhead": {
            "institution": "Gobierno Regional de Puno",
            "unit": "Dirección Regional de Comercio Exterior y Turismo",
            "committee": "Comité Ejecutivo Regional Exportador de Puno",
            "address": "Jr. Ayacucho 684, Puno",
            "contact": "secretaria@example.pe",
            "city": "Puno",
            "suffix": "CERX-PUNO",
            "legal_basis": ["Reglamento del CERX Puno, Art. 7"],
        },
        "year_name": "Año de la Esperanza y el Fortalecimiento de la Democracia",
    }


@pytest.fixture
def letter(payload) -> dict:
    """What a certificate-like paper needs, the shortest of all."""
    return {
        **payload,
        "meeting": {
            "label": "Sesión Ordinaria N° 004-2026",
            "body": "Asamblea General",
            "date_long": "viernes 20 de noviembre de 2026",
            "time": "10:00",
            "place": "Auditorio de Ñuñoa",
            "secretary": "Rosa O'Higgins",
        },
        "agenda": [
            {
                "label": "Orden del día",
                "items": [{"number": 1, "title": "Quinua <b>real</b> & cañihua", "minutes": 20, "begins": "10:00"}],
            }
        ],
        "minutes": 20,
        "until": "10:20",
    }


@pytest.fixture
def issued(clerk, at, letter) -> IssuedDocument:
    return services.issue(Act(clerk, at), series="cerx-puno", kind="agenda", title="Agenda", payload=letter)
