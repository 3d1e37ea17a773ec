"""What the worker makes for a session."""

from django_tasks import task

from documents.services import preview, store_pdf

from .enums import DocumentKind
from .models import ActaVersion
from .selectors.acta import preview_mark


@task()
def render_acta_preview(version_id: int) -> str:
    """Make the PDF of a circulated version once, so that everybody reads the same bytes. Without it the page makes its own."""
    version = ActaVersion.objects.select_related("acta__meeting").get(pk=version_id)
    if version.preview_id is None:
        data = preview(kind=DocumentKind.ACTA, payload=version.payload, mark=preview_mark(version))
        stored = store_pdf(data, at=version.created_at)
        ActaVersion.objects.filter(pk=version_id, preview=None).update(preview=stored)
    return "ready"
