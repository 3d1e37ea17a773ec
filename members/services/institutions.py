"""The data of an institution, member or of the directory (Art. 5, 9.3). A new name is `holdings`, not a correction."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator
from django.db import transaction
from django_countries import countries

from accounts.models import User
from documents.services import store_upload
from regulation.refusal import Refused

from ..enums import InstitutionKind, Scope, Sector
from ..models import Body, Institution, InstitutionTheme, Theme
from ..words import clean_ruc, searchable
from ._unit import allow, clean_email, log

PERU = "PE"


@dataclass(frozen=True, slots=True)
class InstitutionData:
    """What is typed of an institution. `themes` are names; one that is not known yet is added."""

    name: str
    short_name: str = ""
    ruc: str = ""
    sector: str = ""
    kind: str = InstitutionKind.OTHER
    scope: str = ""
    country: str = PERU
    city: str = ""
    address: str = ""
    ubigeo: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""
    authority_name: str = ""
    authority_position: str = ""
    notes: str = ""
    themes: Sequence[str] = ()
    logo: UploadedFile | None = None


@transaction.atomic
def register_institution(
    *, body_id: int, data: InstitutionData, by: User, at: datetime, now: datetime | None = None
) -> Institution:
    """A new institution, in the directory from now on. Refused: name_required, ruc_taken, and those of its data."""
    now = now or at
    role = allow("institutions.change", by, Body.objects.get(pk=body_id), now)
    return write_institution(data, by=by, at=at, now=now, role=role)


@transaction.atomic
def update_institution(
    *,
    institution_id: int,
    body_id: int,
    data: InstitutionData,
    by: User,
    at: datetime,
    now: datetime | None = None,
) -> Institution:
    """Correct its data; the history keeps what each field said before.

    The name of one that holds or held a seat is changed by a paper (`rename_institution`). Refused: name_by_paper,
    name_required, ruc_taken, and those of its data.
    """
    now = now or at
    role = allow("institutions.change", by, Body.objects.get(pk=body_id), now)
    institution = Institution.objects.select_for_update().get(pk=institution_id)
    if institution.name != _line(data.name) and institution.holdings.exists():
        raise Refused.because("name_by_paper", "Art. 7", {"institution": institution.name})
    return write_institution(data, institution, by=by, at=at, now=now, role=role)


# --- Steps of the above, and of whoever registers an institution as part of another act ------------------------------
def write_institution(
    data: InstitutionData,
    institution: Institution | None = None,
    *,
    by: User | None,
    at: datetime,
    now: datetime,
    role: str = "",
) -> Institution:
    """Write what was given and its event (none when nothing changed). Inside the transaction of the act that needs it.

    Refused: name_required, bad_ruc, ruc_taken, bad_email, bad_website, bad_choice (facts: field, value), bad_upload_….
    """
    row = institution or Institution()
    before = _described(row) if row.pk else {}
    for field, value in _checked(data).items():
        setattr(row, field, value)
    _check_ruc_free(row)
    if data.logo is not None:
        row.logo = store_upload(file=data.logo, by=by, at=now)
    themes = sorted({_line(name) for name in data.themes if name.strip()}, key=str.casefold)
    row.search_text = _search_text(row, themes)
    row.save()
    _set_themes(row, themes)
    changes = {key: value for key, value in _described(row).items() if before.get(key) != value}
    if changes or not before:
        log(
            "institution.updated" if before else "institution.registered",
            f"institution:{row.pk}",
            by=by,
            at=at,
            now=now,
            subject=row,
            role=role,
            data={"institution": row.name, "now": changes, "before": {key: before.get(key) for key in changes}},
        )
    return row


def refresh_search_text(institution: Institution) -> None:
    """After a change of what a search looks into: contacts, themes, names."""
    themes = list(institution.themes.values_list("name", flat=True))
    institution.search_text = _search_text(institution, themes)
    institution.save(update_fields=["search_text"])


def _checked(data: InstitutionData) -> dict[str, Any]:
    name = _line(data.name)
    if not name:
        raise Refused.because("name_required")
    for field, value, known in (
        ("sector", data.sector, ["", *Sector.values]),
        ("kind", data.kind, InstitutionKind.values),
        ("scope", data.scope, ["", *Scope.values]),
        ("country", data.country, [code for code, _ in countries]),
    ):
        if value not in known:
            raise Refused.because("bad_choice", facts={"field": field, "value": value})
    if data.website.strip():
        try:
            URLValidator(schemes=["http", "https"])(data.website.strip())
        except ValidationError as error:
            raise Refused.because("bad_website", facts={"website": data.website.strip()}) from error
    texts = ("short_name", "city", "address", "ubigeo", "phone", "authority_name", "authority_position")
    values = asdict(data) if data.logo is None else {f: getattr(data, f) for f in data.__slots__}
    return {
        "name": name,
        **{field: _line(values[field]) for field in texts},
        "ruc": clean_ruc(data.ruc),
        "email": clean_email(data.email),
        "website": data.website.strip(),
        "notes": data.notes.strip(),
        "sector": data.sector,
        "kind": data.kind,
        "scope": data.scope,
        "country": data.country,
    }


def _check_ruc_free(row: Institution) -> None:
    if not row.ruc or row.superseded_on is not None or row.merged_into_id is not None:
        return
    others = Institution.objects.filter(ruc=row.ruc, superseded_on=None, merged_into=None).exclude(pk=row.pk)
    other = others.first()
    if other is not None:
        raise Refused.because("ruc_taken", facts={"ruc": row.ruc, "institution": other.name})


def _set_themes(row: Institution, names: list[str]) -> None:
    known = {theme.name.casefold(): theme for theme in Theme.objects.all()} if names else {}
    wanted = []
    for name in names:
        theme = known.get(name.casefold()) or Theme.objects.create(name=name[:60])
        wanted.append(theme.pk)
    InstitutionTheme.objects.filter(institution=row).exclude(theme__in=wanted).delete()
    held = set(InstitutionTheme.objects.filter(institution=row).values_list("theme_id", flat=True))
    InstitutionTheme.objects.bulk_create(
        InstitutionTheme(institution=row, theme_id=key) for key in wanted if key not in held
    )


def _search_text(row: Institution, themes: Sequence[str]) -> str:
    contacts = row.contacts.values_list("name", "email") if row.pk else ()
    former = [row.predecessor.name, row.predecessor.short_name] if row.predecessor else []
    return searchable(
        row.name,
        row.short_name,
        row.ruc,
        row.city,
        countries.name(str(row.country)),
        row.email,
        row.authority_name,
        *former,
        *themes,
        *(word for pair in contacts for word in pair),
    )


def _described(row: Institution) -> dict[str, Any]:
    fields = (
        "name", "short_name", "ruc", "sector", "kind", "scope", "city", "address", "ubigeo", "email", "phone", "website",
        "authority_name", "authority_position", "notes",
    )  # fmt: skip
    return {
        **{field: getattr(row, field) for field in fields},
        "country": str(row.country),
        "logo": row.logo.name if row.logo else "",
        "themes": sorted(row.themes.values_list("name", flat=True)),
    }


def _line(text: str) -> str:
    return " ".join(text.split())
