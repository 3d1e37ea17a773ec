"""Who may open the pages of the expedientes (tests/test_access.py)."""

from typing import Any

from .conftest import Office

APP = "admissions"
OFFICE = "secretary deputy"
READERS = f"{OFFICE} president viewer"
ANYBODY = f"{READERS} admin member alternate stranger anonymous"

PAGES: dict[str, tuple[Any, ...]] = {
    "admissions:apply": (ANYBODY,),
    "admissions:follow": (ANYBODY,),
    "admissions:follow_code": (ANYBODY, "code=application_code"),
    "admissions:remedy": (ANYBODY, "code=application_code", True),
    "admissions:desist": (ANYBODY, "code=application_code"),
    "admissions:list": (READERS,),
    "admissions:detail": (READERS, "pk=application"),
    "admissions:document": (READERS, "pk=application_file"),
    "admissions:observe": (OFFICE, "pk=application"),
    "admissions:evaluate": (OFFICE, "pk=application"),
    "admissions:put_on_agenda": (OFFICE, "pk=application"),
    "admissions:take_off_agenda": (OFFICE, "pk=application"),
    "admissions:abandon": (OFFICE, "pk=application"),
    "admissions:accredited": (OFFICE, "pk=application", True),
    "admissions:resend": (OFFICE, "pk=application_mail", True),
}


def world(committee: Any) -> dict[str, Any]:
    application = Office(committee).present()
    return {
        "application": application.pk,
        "application_code": application.code,
        "application_file": application.files.get().pk,
        "application_mail": application.mails.get().pk,
    }
