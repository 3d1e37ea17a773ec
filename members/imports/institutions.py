"""Institutions: members and the rest of the directory (Art. 5, 9.3)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django_countries import countries

from exchange.kinds import CHOICE, WHOLE_ROW, Field, Row, Run
from regulation.refusal import Refused

from .. import ubigeo
from ..enums import InstitutionKind, Scope, Sector
from ..models import Institution
from ..selectors import assembly
from ..services import InstitutionData, institution_data, register_institution, update_institution
from ..services.people import clean_email
from ..words import clean_ruc, searchable
from ._base import OfficeKind
from ._finding import checked, find_institution, remember_institution

#: Fields that are texts of InstitutionData and need nothing more than to be copied.
_PLAIN = (
    "short_name",
    "city",
    "address",
    "phone",
    "authority_name",
    "authority_position",
    "notes",
    "sector",
    "kind",
    "scope",
)
_CHOICES: Mapping[str, Mapping[str, str]] = {
    "sector": dict(Sector.choices),
    "kind": dict(InstitutionKind.choices),
    "scope": dict(Scope.choices),
}


class Institutions(OfficeKind):
    slug = "instituciones"
    title = "Instituciones"
    noun = ("institución", "instituciones")
    lead = "Las instituciones del directorio, sean o no miembros: nombre, RUC, sector, dirección y cómo se les ubica."
    consequence = (
        "Las instituciones nuevas quedan en el directorio y las conocidas toman los datos de la hoja. Lo que cada ficha decía "
        "antes queda en su historial. Ninguna pasa a ser miembro por esto."
    )
    articles = ("9.3",)
    advice = (
        "Una fila por institución. Se reconoce por su RUC; si no lo tiene, por su nombre.",
        "Una celda vacía deja el dato como está registrado.",
        "El nombre de un miembro no cambia por una hoja: se registra en su asiento, con el documento que lo dispone.",
    )
    fields: ClassVar[Sequence[Field]] = (
        Field("name", "Nombre", "La denominación completa.", required=True, max_length=250, also=("Institución", "Razón social"), example="Cooperativa Agroindustrial Ejemplo Ltda."),
        Field("short_name", "Siglas", "Siglas o nombre corto.", max_length=80, also=("Siglas o nombre corto", "Nombre corto"), example="COOPEJ"),
        Field("ruc", "RUC", "Once dígitos.", digits=11, example="20999999990"),
        Field("sector", "Sector", "Obligatorio para los miembros.", kind=CHOICE, choices=Sector.choices, synonyms={"pública": "public", "privada": "private", "académica": "academic"}, example="Privado"),
        Field("kind", "Clase", "Qué clase de institución es.", kind=CHOICE, choices=InstitutionKind.choices, example="Organización de productores"),
        Field("scope", "Ámbito", "Hasta dónde llega.", kind=CHOICE, choices=Scope.choices, example="Regional"),
        Field("country", "País", "Vacío: Perú.", example="Perú"),
        Field("ubigeo", "Distrito", "Distrito, provincia y departamento, o el ubigeo de seis cifras. Solo en el Perú.", also=("Ubigeo",), example="Cabana, San Román, Puno"),
        Field("city", "Ciudad", "Para las del extranjero.", max_length=120, example=""),
        Field("address", "Dirección", "", max_length=250, example="Jr. Lima 340"),
        Field("email", "Correo", "El institucional.", also=("Correo institucional", "E-mail", "Email"), example="gerencia@coopej.example"),
        Field("phone", "Teléfono", "El institucional.", max_length=60, also=("Celular",), example="051 321 654"),
        Field("website", "Página web", "", also=("Web",), max_length=300, example="https://coopej.example"),
        Field("authority_name", "Máxima autoridad", "Nombres y apellidos: a quien se dirigen los oficios.", max_length=160, example="Juana Condori Mamani"),
        Field("authority_position", "Cargo de la máxima autoridad", "", max_length=160, example="Presidenta"),
        Field("themes", "Temas", "Separados por comas o por punto y coma.", example="quinua; comercio justo"),
        Field("notes", "Notas", "", long=True, also=("Observaciones",), example=""),
    )  # fmt: skip
    columns_of: ClassVar[Mapping[str, str]] = {
        "bad_ruc": "ruc",
        "ruc_taken": "ruc",
        "bad_email": "email",
        "bad_website": "website",
        "bad_ubigeo": "ubigeo",
        "which_ubigeo": "ubigeo",
        "name_by_paper": "name",
        "institution_name_required": "name",
        "sector_needed": "sector",
    }

    def play(self, rows: Sequence[Row], run: Run) -> None:
        [row] = rows
        given = self._given(row)
        found = self._found(row, run, given)
        if not row.good:
            return
        if found is not None and searchable(found.name) == searchable(given["name"]) and found.holdings.exists():
            given["name"] = found.name  # in capitals, or without its accents: not another name (Art. 7)
        data = replace(institution_data(found) if found else InstitutionData(name=given["name"]), **given)
        if found is None:
            made = register_institution(run.act, body_id=assembly().pk, data=data)
            run.memory[made.pk] = row.number
            remember_institution(run, made)
            row.new()
            return
        before = institution_data(found)
        after = institution_data(update_institution(run.act, institution_id=found.pk, body_id=assembly().pk, data=data))
        for item in self.fields:
            one, other = _as_shown(item.name, before), _as_shown(item.name, after)
            if one != other:
                row.changed(item.label, one, other)
        earlier = run.memory.setdefault(found.pk, row.number)
        if not row.changes:
            row.same()
        elif earlier != row.number:
            row.wrong(WHOLE_ROW, f"La fila {earlier} ya trae a esta institución con otros datos: deje una sola.")

    def _given(self, row: Row) -> dict[str, Any]:
        """What the row says, each datum checked by itself; an empty cell says nothing."""
        given: dict[str, Any] = {"name": row.text("name")}
        for name in _PLAIN:
            if row.filled(name):
                given[name] = row.text(name)
        checks = {
            "ruc": lambda: clean_ruc(row.text("ruc")),
            "email": lambda: clean_email(row.text("email")),
            "country": lambda: _country(row.text("country")),
            "ubigeo": lambda: _district(row.text("ubigeo")),
            "website": lambda: _website(row.text("website")),
        }
        for name, check in checks.items():
            if row.filled(name):
                given[name] = checked(self, row, name, check, "")
        if row.filled("themes"):
            given["themes"] = [theme for theme in re.split(r"\s*[,;\n]\s*", row.text("themes")) if theme]
        return given

    def _found(self, row: Row, run: Run, given: Mapping[str, Any]) -> Institution | None:
        if not row.text("name"):
            return None
        name, ruc = row.text("name"), given.get("ruc", "")
        found = checked(self, row, "name", lambda: find_institution(run, ruc, name), None)
        if found is not None and ruc and found.ruc and found.ruc != ruc:
            row.wrong(
                "ruc",
                f"«{found.name}» está registrada con el RUC {found.ruc}: corríjalo en su ficha o revise esta fila.",
            )
        return found


def _as_shown(name: str, data: InstitutionData) -> str:
    value = getattr(data, name)
    if name == "themes":
        return "; ".join(value)
    if name == "ubigeo":
        return ubigeo.label(value)
    if name == "country":
        return str(countries.name(value))
    return _CHOICES[name].get(value, "") if name in _CHOICES else str(value)


def _country(text: str) -> str:
    wanted = searchable(text)
    for code, name in countries:
        if wanted in (searchable(str(name)), code.casefold()):
            return code
    raise Refused.because("bad_choice", facts={"field": "country", "value": text})


def _district(text: str) -> str:
    found = ubigeo.read(text)
    if not found:
        raise Refused.because("bad_ubigeo", facts={"ubigeo": text}, field="ubigeo")
    if len(found) > 1:
        names = "; ".join(district.label for district in found[:6])
        raise Refused.because("which_ubigeo", facts={"ubigeo": text, "names": names})
    return found[0].code


def _website(text: str) -> str:
    address = text if "://" in text else f"https://{text}"
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError as error:
        raise Refused.because("bad_website", facts={"website": text}, field="website") from error
    return address
