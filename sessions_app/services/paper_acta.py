"""The acta of a session held on paper: its scan, kept beside the session (Art. 7.2)."""

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from documents.services import store_upload
from regulation.refusal import Refused

from ..models import PaperActa
from ..permissions import check_user
from ..selectors.past import is_past
from ._unit import day_of, locked_meeting, log, touch


@transaction.atomic
def attach_paper_acta(*, meeting_id: int, file: UploadedFile, by: User, at: datetime) -> PaperActa:
    """Keep the scan. An earlier one stays. Refused: acta_not_on_paper (the session was held here), bad_upload_…"""
    meeting = locked_meeting(meeting_id)
    check_user("acta.write", by, meeting.body, day_of(at))
    if not is_past(meeting):
        raise Refused.because("acta_not_on_paper", "Art. 7", {"title": str(meeting)})
    upload = store_upload(file=file, by=by, at=at)
    scan = PaperActa.objects.create(meeting=meeting, upload=upload, recorded_at=at, recorded_by=by)
    touch(meeting)
    log(meeting, "acta.paper_attached", by=by, at=at, subject=scan, file=upload.name)
    return scan
