"""What the applicant does: presents the solicitud, remedies what was observed, desists (Art. 11)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import transaction
from django_countries import countries

from audit.acts import Act
from audit.services import record
from documents.services import store_upload, take_number
from members import ubigeo
from members.acts import begin, locked
from members.enums import InstitutionKind, Sector
from members.models import Body
from members.selectors import letterhead_of
from members.words import clean_ruc, searchable
from regulation.refusal import Refused

from ..enums import FileKind, LinkKind
from ..models import Application, ApplicationFile
from ..selectors import live_like, member_like, motion_of
from .staging import MAX_FILES, FileData, taken
from .steps import add_step, by_applicant, move, written

SERIES = "expediente-incorporacion"
PERU = "PE"
_LINES = (
    "name", "short_name", "address", "phone", "authority_name", "authority_position", "contact_name", "contact_phone",
    "product",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationData:
    """What the applicant declares. It stays as declared."""

    name: str
    sector: str
    kind: str
    email: str
    authority_name: str
    authority_position: str
    contact_name: str
    contact_email: str
    link_kind: str
    link_text: str
    contribution_text: str
    short_name: str = ""
    ruc: str = ""
    country: str = PERU
    address: str = ""
    ubigeo: str = ""
    phone: str = ""
    website: str = ""
    contact_phone: str = ""
    product: str = ""


@transaction.atomic
def submit(
    act: Act, *, body_id: int, data: ApplicationData, code: str, consent: bool, files: Sequence[FileData] = ()
) -> Application:
    """Open an expediente with its number, and mail its applicant the number and the code. Nobody signs in for it.

    `code` names the form: sent twice, it makes one expediente. `files` come after those staged under that code. Refused:
    consent_needed, field_required, bad_choice, bad_ruc, bad_email, bad_website, bad_ubigeo, proof_needed, too_many_files,
    bad_upload_*, already_member, already_applied (facts: label).
    """
    # The body's row puts the submissions of one committee in a line: the same form sent twice, the same institution twice.
    body = locked(Body.objects, body_id)
    sent = Application.objects.filter(code=code).first()
    if sent is not None:
        return sent
    if not consent:
        raise Refused.because("consent_needed", field="consent")
    values = _checked(data)
    member = member_like(body, name=values["name"], ruc=values["ruc"], on=act.day)
    if member:
        raise Refused.because("already_member", "Art. 11", {"institution": member})
    emails = [values["email"], values["contact_email"]]
    other = live_like(body, name=values["name"], ruc=values["ruc"], emails=emails)
    if other is not None:
        raise Refused.because("already_applied", "Art. 11", {"label": other.label})
    handed_in = [*taken(code), *files]
    if not any(file.kind == FileKind.PROOF for file in handed_in):
        raise Refused.because("proof_needed", "Art. 11", field="proof_files")
    application = _open(act, body, code, values)
    act = by_applicant(act, application)
    names = _attach(act, application, handed_in)
    add_step(act, application, "submit")
    record(act, "application.submitted", application, "label", institution=application.name, files=names, consent=True)
    return application


@transaction.atomic
def remedy(act: Act, *, application_id: int, text: str, files: Sequence[FileData] = ()) -> Application:
    """The applicant answers the observation, with documents. After the term it is received all the same, marked late
    (docs/adr/0013), until the abandonment is declared.

    Refused: wrong_state, field_required (neither text nor file), too_many_files, bad_upload_*.
    """
    act, application = begin(act, Application.objects, application_id, move="remedy")
    act = by_applicant(act, application)
    handed_in = [*taken(application.code), *files]
    if not handed_in:
        text = written(text, "remedy", at="text")
    names = _attach(act, application, handed_in)
    due = application.remedy_due
    late = due is not None and act.day > due
    answer = " ".join([text.strip(), f"Documentos: {', '.join(names)}." if names else ""]).strip()
    move(act, application, "remedy", text=answer, step_name="remedy_late" if late else "remedy")
    record(
        act, "application.remedied", application, text=text.strip().rstrip("."), files=names, late=due if late else None
    )
    return application


@transaction.atomic
def desist(act: Act, *, application_id: int, reason: str) -> Application:
    """The applicant takes the solicitud back. Refused: wrong_state, voted_already (the Assembly's vote stands)."""
    act, application = begin(act, Application.objects, application_id, move="desist")
    act = by_applicant(act, application)
    motion = motion_of(application)
    if motion is not None:
        raise Refused.because("voted_already", "Art. 11", {"state": motion.state})
    move(act, application, "desist", text=reason.strip())
    record(act, "application.withdrawn", application, reason=reason.strip().rstrip("."))
    return application


# --- Steps of the above --------------------------------------------------------------------------------------------
def _checked(data: ApplicationData) -> dict[str, Any]:
    values = {field: value.strip() for field, value in asdict(data).items()}
    values |= {field: " ".join(values[field].split()) for field in _LINES}
    if not values["name"]:
        raise Refused.because("institution_name_required", field="name")
    for field in ("authority_name", "authority_position", "contact_name", "link_text", "contribution_text"):
        written(values[field], field)
    for field, known in (
        ("sector", Sector.values),
        ("kind", InstitutionKind.values),
        ("link_kind", LinkKind.values),
        ("country", [code for code, _ in countries]),
    ):
        if values[field] not in known:
            raise Refused.because("bad_choice", facts={"field": field, "value": values[field]}, field=field)
    if values["link_kind"] != LinkKind.FOREIGN_TRADE:
        written(values["product"], "product")
    for field in ("email", "contact_email"):
        values[field] = _email(written(values[field], field))
    values["ruc"] = clean_ruc(values["ruc"])
    _check_website(values["website"])
    place = values["ubigeo"]
    if place and (values["country"] != PERU or ubigeo.find(place) is None):
        raise Refused.because("bad_ubigeo", facts={"ubigeo": place}, field="ubigeo")
    return values


def _email(typed: str) -> str:
    try:
        validate_email(typed)
    except ValidationError as error:
        raise Refused.because("bad_email", facts={"email": typed}, field="email") from error
    return typed.lower()


def _check_website(typed: str) -> None:
    if typed:
        try:
            URLValidator(schemes=["http", "https"])(typed)
        except ValidationError as error:
            raise Refused.because("bad_website", facts={"website": typed}, field="website") from error


def _open(act: Act, body: Body, code: str, values: dict[str, Any]) -> Application:
    committee, day = body.committee, act.day
    number = take_number(series=committee.slug, kind=SERIES, year=day.year)
    suffix = letterhead_of(committee, day)["suffix"]
    asked = ("name", "short_name", "ruc", "contact_name", "email", "product")
    found_by = searchable(*(values[field] for field in asked), f"{number:03d}-{day.year}")
    return Application.objects.create(
        body=body,
        year=day.year,
        number=number,
        label=f"Expediente N° {number:03d}-{day.year}-{suffix}",
        code=code,
        submitted_at=act.at,
        search_text=found_by,
        **values,
    )


def _attach(act: Act, application: Application, files: Sequence[FileData]) -> list[str]:
    """Hang the files from the expediente; their names."""
    if len(files) > MAX_FILES:
        raise Refused.because("too_many_files", facts={"limit": MAX_FILES}, field="file")
    uploads = [(data.kind, store_upload(act, file=data.file)) for data in files]
    ApplicationFile.objects.bulk_create(
        ApplicationFile(application=application, kind=kind, upload=upload, added_at=act.at) for kind, upload in uploads
    )
    return [upload.name for _, upload in uploads]
