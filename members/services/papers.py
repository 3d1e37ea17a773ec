"""The official document that a change of the padrón rests on (Art. 5)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from audit.acts import Act
from documents.models import Instrument, Upload
from documents.services import store_upload
from regulation.refusal import Refused

from ..models import Body
from ..selectors.exclusions import acuerdo_papers
from .checks import check_day


@dataclass(frozen=True, slots=True)
class PaperData:
    """The official document that a change cites (Art. 5), with its scan where there is one: a new file, or one kept already."""

    kind: str
    number: str
    date: date
    issuer: str
    title: str = ""
    file: UploadedFile | None = None
    upload: Upload | None = None


def check_paper(act: Act, paper: PaperData, *, starts_on: date | None) -> None:
    """Refused: paper_needed, future_date, paper_late (dated after what it supports begins)."""
    if not (paper.number.strip() and paper.issuer.strip() and paper.kind):
        raise Refused.because("paper_needed", field="paper_number")
    check_day(act, paper.date, field="paper_date")
    if starts_on is not None and paper.date > starts_on:
        facts = {"date": paper.date, "starts_on": starts_on}
        raise Refused.because("paper_late", facts=facts, field="paper_date")


def store_paper(act: Act, paper: PaperData, *, starts_on: date | None) -> Instrument:
    """Keep the paper and its scan. Refused: what `check_paper` refuses, bad_upload_…."""
    check_paper(act, paper, starts_on=starts_on)
    upload = store_upload(act.recorded_now(), file=paper.file) if paper.file else paper.upload
    return Instrument.objects.create(
        kind=paper.kind,
        number=paper.number.strip(),
        date=paper.date,
        issuer=paper.issuer.strip(),
        title=paper.title.strip(),
        upload=upload,
        recorded_at=act.now,
    )


def cited_paper(
    act: Act, body: Body, paper: PaperData | None, instrument_id: int | None, starts_on: date
) -> Instrument:
    """The acuerdo chosen from those of the body, or the paper that was typed. Refused: paper_needed, paper_late, bad_choice."""
    if instrument_id is None:
        if paper is None:
            raise Refused.because("paper_needed", field="paper_number")
        return store_paper(act, paper, starts_on=starts_on)
    acuerdo = acuerdo_papers(body).filter(pk=instrument_id).first()
    if acuerdo is None:
        raise Refused.because("bad_choice", facts={"field": "instrument", "value": str(instrument_id)}, field="acuerdo")
    if acuerdo.date > starts_on:
        raise Refused.because("paper_late", facts={"date": acuerdo.date, "starts_on": starts_on}, field="paper_date")
    return acuerdo


def paper_facts(instrument: Instrument) -> dict[str, Any]:
    return {
        "paper": str(instrument),
        "paper_date": instrument.date,
        "paper_issuer": instrument.issuer,
        "paper_file": instrument.upload.name if instrument.upload else None,
    }
