"""The acta of a session held on paper: its scan, kept beside the session (Art. 7.2)."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from audit.acts import Act
from audit.services import record
from documents.services import store_upload
from members.acts import begin, touch
from regulation.refusal import Refused

from ..models import Meeting, PaperActa
from ..selectors.past import is_past


@transaction.atomic
def attach_paper_acta(act: Act, *, meeting_id: int, file: UploadedFile) -> PaperActa:
    """Keep the scan. An earlier one stays. Refused: acta_not_on_paper (the session was held here), bad_upload_…"""
    act, meeting = begin(act, Meeting.objects, meeting_id, may="acta.write")
    if not is_past(meeting):
        raise Refused.because("acta_not_on_paper", "Art. 7", {"title": str(meeting)})
    upload = store_upload(act, file=file)
    scan = PaperActa.objects.create(meeting=meeting, upload=upload, recorded_at=act.at, recorded_by=act.by)
    touch(meeting)
    record(act, "acta.paper_attached", scan, file=upload.name)
    return scan
