"""Background work carries only an id: the row says what is to be done, and whether it still is."""

from django_tasks import task

from .rendering import render_issued


@task()
def render_document(document_id: int) -> str:
    """Make the PDF of an issued document; a second worker, or a second try, finds it done."""
    return str(render_issued(document_id).state)
