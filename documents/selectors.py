"""Issued documents as the other rooms read them: without their bytes, and in lists without their payload."""

from django.db.models import QuerySet

from .models import IssuedDocument


def documents() -> QuerySet[IssuedDocument]:
    """Issued documents for lists and links: the frozen payload stays in the database."""
    return IssuedDocument.objects.defer("payload")


def by_code(code: str) -> IssuedDocument | None:
    """The document that carries this verification code, however it was typed."""
    letters = "".join(char for char in code.upper() if char.isalnum())
    if len(letters) != 12:
        return None
    found = documents().select_related("stored").defer("payload", "stored__data")
    return found.filter(verification_code="-".join((letters[:4], letters[4:8], letters[8:]))).first()
