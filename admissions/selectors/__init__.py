"""Reads of the expedientes. Each one costs the same number of queries for any number of them."""

from .applications import (
    LIVE,
    AgendaChoices,
    agenda_choices,
    by_code,
    by_number,
    fetch,
    first_counted,
    for_list,
    live_like,
    mails_of,
    motion_of,
    subject_pk,
    targets,
    titular_of,
    years_of,
)
from .history import history_of
from .membership import known_institution, member_like
from .progress import Progress, progress_of

__all__ = [
    "LIVE",
    "AgendaChoices",
    "Progress",
    "agenda_choices",
    "by_code",
    "by_number",
    "fetch",
    "first_counted",
    "for_list",
    "history_of",
    "known_institution",
    "live_like",
    "mails_of",
    "member_like",
    "motion_of",
    "progress_of",
    "subject_pk",
    "targets",
    "titular_of",
    "years_of",
]
