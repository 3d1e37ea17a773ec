"""A session that took place before the office had this program: its roll as a table of the office gives it (Art. 7, 12, 13, 15.1).

Nothing is sent or issued: its convocatoria and its acta are on paper. What is kept has the shape of a session lived here, so
that sessions and absences of both kinds are counted alike.
"""

from ._data import Attended, PastSession, Problem, Recorded
from ._judging import judge_notice_then, judge_quorum_then, problems_of, rules_on, sat
from ._recording import record_past_session

__all__ = [
    "Attended",
    "PastSession",
    "Problem",
    "Recorded",
    "judge_notice_then",
    "judge_quorum_then",
    "problems_of",
    "record_past_session",
    "rules_on",
    "sat",
]
