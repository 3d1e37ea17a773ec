"""Files chosen in a public form before it is sent: kept for a day under the code its expediente will have."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.db.models import Sum

from documents import sniff
from regulation.refusal import Refused

from ..enums import FileKind
from ..models import StagedFile

#: Of one form, whatever their kinds.
MAX_FILES = 12
MAX_TOTAL = 30 * 1024 * 1024
KEPT_FOR = timedelta(days=1)
#: Of all the forms that nobody has sent yet: a flood of them must not fill the office's disk.
MAX_WAITING = 1024 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class FileData:
    """A file and what it is for."""

    kind: str
    file: UploadedFile


@transaction.atomic
def stage(*, key: str, kind: str, file: UploadedFile, at: datetime) -> StagedFile:
    """Keep the file until the form is sent. Judged as any upload: by what it holds.

    Refused: bad_choice, too_many_files, files_too_big, no_room (of all forms together), and the bad_upload_* of `documents`.
    """
    if kind not in FileKind.values:
        raise Refused.because("bad_choice", facts={"field": "kind", "value": kind})
    limit = settings.UPLOAD_MAX_BYTES
    file.seek(0)
    data = file.read(limit + 1)
    sniffed = sniff.judge(data, name=file.name or "", limit=limit)
    there = list(StagedFile.objects.filter(key=key).values_list("kind", "name", "size"))
    if (kind, sniffed.name, len(data)) in there:  # the same file, chosen once more
        return StagedFile.objects.filter(key=key, kind=kind, name=sniffed.name, size=len(data)).defer("data")[0]
    if len(there) >= MAX_FILES:
        raise Refused.because("too_many_files", facts={"limit": MAX_FILES}, field="file")
    if sum(size for *_, size in there) + len(data) > MAX_TOTAL:
        raise Refused.because("files_too_big", facts={"limit_mb": MAX_TOTAL // (1024 * 1024)}, field="file")
    waiting = StagedFile.objects.aggregate(total=Sum("size"))["total"] or 0
    if waiting + len(data) > MAX_WAITING:
        raise Refused.because("no_room")
    return StagedFile.objects.create(key=key, kind=kind, name=sniffed.name, size=len(data), data=data, staged_at=at)


def unstage(*, key: str, ids: Sequence[int]) -> None:
    """Take chosen files out of the form again."""
    StagedFile.objects.filter(key=key, pk__in=ids).delete()


def staged(key: str) -> list[StagedFile]:
    """What waits under the key, without its bytes."""
    return list(StagedFile.objects.filter(key=key).defer("data"))


def taken(key: str) -> list[FileData]:
    """The files that wait under the key; they wait no more. Inside the transaction that sends the form."""
    rows = StagedFile.objects.filter(key=key)
    found = [FileData(row.kind, SimpleUploadedFile(row.name, bytes(row.data))) for row in rows]
    rows.delete()
    return found


def sweep_staged(now: datetime) -> int:
    """Forget the files of forms that nobody sent; how many."""
    removed, _ = StagedFile.objects.filter(staged_at__lt=now - KEPT_FOR).delete()
    return removed
