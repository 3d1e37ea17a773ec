"""Any list of any room as an Excel file, with the filters and the permission of its page."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from ..services import Column, excel
from ..services._writing import XLSX_TYPE
from ..words import file_name

#: A list answers with its Excel file when its own address carries ?formato=excel (templates/partials/excel.html).
PARAMETER, EXCEL = "formato", "excel"


def wants_excel(request: HttpRequest) -> bool:
    """Whether the button «Excel» of the list was pressed."""
    return request.GET.get(PARAMETER) == EXCEL


def excel_response(
    request: HttpRequest,
    *,
    title: str,
    columns: Sequence[Column | str],
    rows: Iterable[Sequence[Any]],
    committee: str = "",
    as_of: date | None = None,
    filters: str = "",
    note: str = "",
    sheet: str = "",
) -> HttpResponse:
    """The list as a file to download. The caller has checked who may see the page, and leaves out of `rows` what this person
    may not see (whole DNI and telephones: only with people.data).

    `sheet`: a short name of the first sheet, where the title is too long for one. `as_of`: the day the list is about, if it is about one. `filters`: what was chosen above the list, in words.
    """
    at = timezone.now()
    today = timezone.localdate(at)
    table = [list(row) for row in rows]
    about: list[tuple[str, Any]] = [
        ("Lista", title),
        ("Comité", committee),
        ("A la fecha", as_of),
        ("Filtros", filters),
        ("Filas", len(table)),
        ("Descargada el", at),
        ("Descargada por", getattr(request.user, "full_name", "") or "Consulta pública"),
        ("Nota", note),
    ]
    data = excel(
        title=title,
        columns=columns,
        rows=table,
        about=[line for line in about if line[1] not in (None, "")],
        at=at,
        sheet=sheet,
    )
    response = HttpResponse(data, content_type=XLSX_TYPE)
    name = file_name(title, as_of or today)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def chosen_words(form: BaseForm) -> str:
    """What was chosen above a list, as the screen says it: «Año: 2026; Estado: Cerrada». Nothing for a form with mistakes."""
    if not form.is_bound or not form.is_valid():
        return ""
    said = []
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if value in (None, "", False, []):
            continue
        # A choice is said in its words, whatever type its value was turned into.
        words = {str(key): str(word) for key, word in getattr(field, "choices", ())}
        shown = "sí" if value is True else words.get(str(getattr(value, "pk", value)), str(value))
        said.append(f"{field.label or name}: {shown}")
    return "; ".join(said)
