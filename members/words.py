"""Helpers on words and numbers (what a search compares, what a RUC or a DNI must look like), and texts that services write."""

import unicodedata
from datetime import date

from stdnum.exceptions import ValidationError as NotANumber
from stdnum.pe import ruc as peruvian_ruc

from regulation.refusal import Refused

from .enums import IdentityDocument

DNI_DIGITS = 8
#: Carnés de extranjería have nine signs today and had up to twelve.
FOREIGNER_CARD_SIGNS = range(9, 13)
#: What people put between the digits of a RUC or of a DNI: points, and the hyphens and dashes of a text processor.
GROUPING_SIGNS = ".-\u2010\u2011\u2012\u2013\u2014\u2212"
#: Of what is typed to search by: the longest name, with its RUC.
SOUGHT_SIGNS = 300


def searchable(*texts: str) -> str:
    """One line, lower case and without accents, so that «GESTION» finds «Gestión» on any database. Ñ is found as N.

    What is searchable stays as it is when it is made so again.
    """
    line = " ".join(text for text in texts if text)
    # Twice: some signs (ℂ, ſ, ´) come apart into others that have a case, an accent or a space of their own.
    for _ in range(2):
        apart = unicodedata.normalize("NFKD", line).casefold()
        line = "".join(sign for sign in unicodedata.normalize("NFKD", apart) if not unicodedata.combining(sign))
    return " ".join(line.split())


def name_key(name: str) -> str:
    """A name to compare with another: «Valle Hermoso S.A.C.» and «VALLE HERMOSO SAC» are one. Without its signs, unless it has nothing else."""
    line = searchable(name)
    return "".join(sign for sign in line if sign.isalnum()) or line


def sought(text: str) -> list[str]:
    """The words to look for, of what anybody may have typed: no more than a name has (SQLite refuses a query of a thousand
    conditions), and without NUL, which PostgreSQL refuses.
    """
    return searchable(text[:SOUGHT_SIGNS].replace("\x00", " ")).split()


def clean_ruc(ruc: str) -> str:
    """The eleven digits, checked by SUNAT's check digit, however they were grouped; empty for none. Refused: bad_ruc."""
    digits = "".join(sign for sign in ruc if not sign.isspace() and sign not in GROUPING_SIGNS)
    if not digits:
        return ""
    try:
        return peruvian_ruc.validate(digits)
    except NotANumber as error:
        raise Refused.because("bad_ruc", facts={"ruc": ruc.strip()}, field="ruc") from error


def clean_identity(kind: str, number: str) -> tuple[str, str]:
    """(kind, number) of an identity document; ("", "") for none. Refused: bad_identity (facts: kind, number)."""
    number = "".join(sign for sign in number if not sign.isspace() and sign not in GROUPING_SIGNS).upper()
    if not number:
        return "", ""
    good = (
        len(number) == DNI_DIGITS and number.isdecimal() and number.isascii()
        if kind == IdentityDocument.DNI
        else len(number) in FOREIGNER_CARD_SIGNS and number.isalnum() and number.isascii()
    )
    if kind not in IdentityDocument.values or not good:
        raise Refused.because("bad_identity", facts={"kind": kind, "number": number}, field="document_number")
    return kind, number


def masked(number: str, shown: int = 4) -> str:
    """What of a DNI or a telephone may be seen by those who do not need it: the last digits (Ley 29733)."""
    number = number.strip()
    return "•" * max(len(number) - shown, 0) + number[-shown:] if len(number) > shown else "•" * len(number)


# --- Texts that the services write -------------------------------------------------------------------------------------
INFORMATIVE_COPY = "Copia informativa"
TERM_EXPIRED = "Término del mandato"


def padron_title(day: date) -> str:
    return f"Padrón de miembros al {day:%d/%m/%Y}"


def merged_on(institution: str, day: date) -> str:
    return f"Al unir la ficha «{institution}», el {day:%d/%m/%Y}:"


def accredited_as(person: str, role: str, seat: int) -> str:
    return f"{person}, {role.lower()} del asiento {seat}"


def role_of_seat(role: str, seat: int) -> str:
    return f"{role}, asiento {seat}"
