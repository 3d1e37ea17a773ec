"""The data of an institution, member or of the directory (Art. 5, 9.3). A new name is in `holdings`."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator
from django.db import IntegrityError, transaction
from django_countries import countries

from audit.acts import Act
from audit.selectors import events_of
from audit.services import record
from core.rows import write
from core.text import within
from documents.models import Upload
from documents.services import store_upload
from documents.sniff import IMAGES
from regulation.refusal import Refused

from .. import ubigeo
from ..acts import allow
from ..enums import InstitutionKind, Scope, Sector
from ..models import Body, Institution, InstitutionTheme, Theme
from ..words import clean_ruc, searchable
from .checks import clean_reason
from .people import clean_email

PERU = "PE"
LONGEST_THEME = 60
LOGO_MAX_BYTES = 2 * 1024 * 1024
RECTIFICATION = "LPAG 212.1"


#: What is kept word for word.
_FIELDS = (
    "name", "short_name", "ruc", "sector", "kind", "scope", "city", "address", "ubigeo", "email", "phone", "website",
    "authority_name", "authority_position", "notes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class InstitutionData:
    """The data of an institution, as a form gives them. `themes` are names; one that is not known yet is added."""

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
    logo: UploadedFile | None = None  # none: the one there is stays
    remove_logo: bool = False
    seen: str = ""  # the fingerprint of what was on the page; none: whatever it says now is overwritten


@transaction.atomic
def register_institution(act: Act, *, body_id: int, data: InstitutionData) -> Institution:
    """A new institution, in the directory from now on. Refused: those of `write_institution`."""
    act = allow(act, "institutions.change", Body.objects.get(pk=body_id))
    return write_institution(act, data)


@transaction.atomic
def update_institution(act: Act, *, institution_id: int, body_id: int, data: InstitutionData) -> Institution:
    """Correct its data; the history keeps what each field said before.

    The name of one that holds or held a seat is changed by a paper (`hold_seat`). Refused: name_by_paper, stale (it changed since
    it was read, where `data.seen` says what was read), merged_away (another entry took its place), and those of
    `write_institution`.
    """
    act = allow(act, "institutions.change", Body.objects.get(pk=body_id))
    institution = Institution.objects.select_for_update().get(pk=institution_id)
    if institution.merged_into is not None:
        facts = {"institution": institution.name, "into": institution.merged_into.name}
        raise Refused.because("merged_away", facts=facts)
    if data.seen and data.seen != fingerprint(institution):
        raise Refused.because("stale")
    if institution.name != _line(data.name) and institution.holdings.exists():
        raise Refused.because("name_by_paper", "Art. 7", {"institution": institution.name}, field="name")
    return write_institution(act, data, institution)


@transaction.atomic
def rectify_name(
    act: Act, *, institution_id: int, body_id: int, name: str, short_name: str, reason: str
) -> Institution:
    """Correct a slip of the pen in the name of a member; it is not a change of name (LPAG 212.1).

    What was issued before keeps the name it was issued with. Refused: reason_required, institution_name_required,
    same_name (nothing changes).
    """
    act = allow(act, "membership.change", Body.objects.get(pk=body_id))
    row = Institution.objects.select_for_update(of=("self",)).get(pk=institution_id)
    name, short_name = " ".join(name.split()), " ".join(short_name.split())
    if not name:
        raise Refused.because("institution_name_required", field="name")
    if (name, short_name) == (row.name, row.short_name):
        raise Refused.because("same_name", RECTIFICATION, {"institution": row.name}, field="name")
    reason = clean_reason(reason)
    before = {"name": row.name, "short_name": row.short_name}
    write(row, name=name, short_name=short_name)
    # Its successors are found by this name too.
    ahead: Institution | None = row
    while ahead is not None:
        refresh_search_text(ahead)
        ahead = Institution.objects.filter(predecessor=ahead).first()
    record(act, "institution.rectified", row, "short_name", institution=row.name, before=before, reason=reason)
    return row


def institution_data(row: Institution) -> InstitutionData:
    """What is registered of it, as `update_institution` takes it: to change one thing and leave the rest."""
    return InstitutionData(
        **{field: getattr(row, field) for field in _FIELDS},
        country=str(row.country),
        themes=sorted(row.themes.values_list("name", flat=True), key=str.casefold),
    )


def fingerprint(row: Institution) -> str:
    """Another one whenever anything that the form shows is another."""
    text = json.dumps(_described(row), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:24]


# --- Steps of the above, and of acts that register an institution on their way --------------------------------------
def write_institution(act: Act, data: InstitutionData, institution: Institution | None = None) -> Institution:
    """Write what was given and its event (none when nothing changed). Inside the transaction of the act that needs it.

    Refused: institution_name_required, bad_ruc, ruc_taken, bad_email, bad_website, bad_ubigeo, bad_choice (facts: field, value),
    bad_logo, bad_upload_…, and sector_needed for one that holds a seat.
    """
    row = institution or Institution()
    before = _described(row) if row.pk else {}
    for field, value in _checked(data).items():
        setattr(row, field, value)
    _check_ruc_free(row)
    if row.pk and not row.sector and row.holdings.filter(ends_before=None).exists():
        raise Refused.because("sector_needed", "Art. 5", {"institution": row.name}, field="sector")
    if data.logo is not None:
        row.logo = _stored_logo(act, data.logo)
    elif data.remove_logo:
        row.logo = None
    themes = sorted({_line(name) for name in data.themes if name.strip()}, key=str.casefold)
    row.search_text = _search_text(row, themes)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # somebody else registered the same RUC between the question and the writing
        _check_ruc_free(row)
        raise
    _set_themes(row, themes)
    changes = {key: value for key, value in _described(row).items() if before.get(key) != value}
    if changes or not before:
        record(
            act,
            "institution.updated" if before else "institution.registered",
            row,
            institution=row.name,
            now=changes,
            before={key: before.get(key) for key in changes},
        )
    return row


def refresh_search_text(institution: Institution) -> None:
    """After a change of what a search looks into: contacts, themes, names."""
    themes = list(institution.themes.values_list("name", flat=True))
    write(institution, search_text=_search_text(institution, themes))


def _checked(data: InstitutionData) -> dict[str, Any]:
    name = _line(data.name)
    if not name:
        raise Refused.because("institution_name_required", field="name")
    place = data.ubigeo.strip()
    if place and (ubigeo.find(place) is None or data.country != PERU):
        raise Refused.because("bad_ubigeo", facts={"ubigeo": place}, field="ubigeo")
    for field, value, known in (
        ("sector", data.sector, ["", *Sector.values]),
        ("kind", data.kind, InstitutionKind.values),
        ("scope", data.scope, ["", *Scope.values]),
        ("country", data.country, [code for code, _ in countries]),
    ):
        if value not in known:
            raise Refused.because("bad_choice", facts={"field": field, "value": value}, field=field)
    if data.website.strip():
        try:
            URLValidator(schemes=["http", "https"])(data.website.strip())
        except ValidationError as error:
            raise Refused.because("bad_website", facts={"website": data.website.strip()}, field="website") from error
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


def _stored_logo(act: Act, file: UploadedFile) -> Upload:
    """A picture, and a light one: it is shown on pages. Refused: bad_logo, bad_upload_…"""
    if (file.size or 0) > LOGO_MAX_BYTES:
        raise Refused.because("bad_logo", facts={"limit_mb": LOGO_MAX_BYTES // (1024 * 1024)}, field="logo")
    upload = store_upload(act.recorded_now(), file=file)
    if upload.content_type not in IMAGES:
        raise Refused.because("bad_logo", field="logo")
    return upload


def _check_ruc_free(row: Institution) -> None:
    if not row.ruc or row.superseded_on is not None or row.merged_into_id is not None:
        return
    others = Institution.objects.filter(ruc=row.ruc, superseded_on=None, merged_into=None).exclude(pk=row.pk)
    other = others.first()
    if other is not None:
        raise Refused.because("ruc_taken", facts={"ruc": row.ruc, "institution": other.name}, field="ruc")


def _set_themes(row: Institution, names: list[str]) -> None:
    """The themes of these names, whatever their accents and capitals; one nobody has used yet is added."""
    known = {searchable(theme.name): theme.pk for theme in Theme.objects.all()} if names else {}
    wanted = set()
    for name in names:
        key = searchable(name)
        if key and key not in known:
            known[key] = Theme.objects.get_or_create(name=within(name, LONGEST_THEME))[0].pk
        if key:
            wanted.add(known[key])
    InstitutionTheme.objects.filter(institution=row).exclude(theme__in=wanted).delete()
    held = set(InstitutionTheme.objects.filter(institution=row).values_list("theme_id", flat=True))
    InstitutionTheme.objects.bulk_create(
        InstitutionTheme(institution=row, theme_id=key) for key in sorted(wanted - held)
    )


def _search_text(row: Institution, themes: Sequence[str]) -> str:
    contacts = row.contacts.values_list("name", "email") if row.pk else ()
    return searchable(
        row.name,
        row.short_name,
        row.ruc,
        row.city,
        ubigeo.label(row.ubigeo),
        countries.name(str(row.country)),
        row.email,
        row.authority_name,
        *_former(row),
        *themes,
        *(word for pair in contacts for word in pair),
    )


def _former(row: Institution) -> list[str]:
    """What it can still be looked for by: the names before it, those of the entries that were merged into it, and its own
    that gave way to theirs.
    """
    words = _given_way(row) if row.pk else []
    ahead = [row.predecessor] if row.predecessor else []
    ahead += list(row.merged.all()) if row.pk else []
    seen = {row.pk}
    while ahead:
        other = ahead.pop()
        if other.pk in seen:
            continue
        seen.add(other.pk)
        words += [other.name, other.short_name, other.ruc, *_given_way(other)]
        ahead += [*other.merged.all(), *([other.predecessor] if other.predecessor else [])]
    return words


def _given_way(row: Institution) -> list[str]:
    """How it was called when another entry was merged into it, which may have given it its own name."""
    merges = events_of(f"institution:{row.pk}").filter(action="institution.merged")
    earlier = merges.values_list("data__before__name", "data__before__short_name", "data__before__ruc")
    return [word for words in earlier for word in words if word]


def _described(row: Institution) -> dict[str, Any]:
    return {
        **{field: getattr(row, field) for field in _FIELDS},
        "country": str(row.country),
        "logo": row.logo.name if row.logo else "",
        "themes": sorted(row.themes.values_list("name", flat=True)),
    }


def _line(text: str) -> str:
    return " ".join(text.split())
