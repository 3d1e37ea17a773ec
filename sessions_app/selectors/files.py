"""What a stored file hangs from: that decides who may open it."""

from django.http import Http404

from documents.models import Upload

from ..models import ActaSignature, AgendaFile, Meeting, MeetingDocument, Receipt

MISSING = "No existe ese archivo, o no le corresponde verlo."


def paper(document_id: int) -> MeetingDocument:
    """A paper issued about a session, with the session; Http404 for anything else."""
    row = MeetingDocument.objects.select_related("meeting__body", "document").filter(document_id=document_id).first()
    if row is None:
        raise Http404(MISSING)
    return row


def upload(upload_id: int) -> Upload:
    found = Upload.objects.filter(pk=upload_id).first()
    if found is None:
        raise Http404(MISSING)
    return found


def sessions_annexed(upload: Upload) -> list[int]:
    """The sessions (ids) on whose agenda the file hangs: those who see one of them may read it."""
    return list(AgendaFile.objects.filter(upload=upload).values_list("item__meeting_id", flat=True).distinct())


def sessions_proved(upload: Upload) -> list[Meeting]:
    """The sessions for which the file is a cargo or a signature's scan: for the office and its readers."""
    ids = [
        *Receipt.objects.filter(upload=upload).values_list("entry__meeting_id", flat=True),
        *ActaSignature.objects.filter(upload=upload).values_list("acta__meeting_id", flat=True),
    ]
    return list(Meeting.objects.filter(pk__in=ids).select_related("body"))
