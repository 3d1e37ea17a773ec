from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from accounts.models import User

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
