"""State machines as tables: state → the acts allowed in it → the state they lead to. Tested for completeness."""

from collections.abc import Mapping

from .enums import ActaState, MeetingState, MotionState

M, V, A = MeetingState, MotionState, ActaState

MEETING: Mapping[MeetingState, Mapping[str, MeetingState]] = {
    M.DRAFT: {"edit": M.DRAFT, "convene": M.CONVOKED, "discard": M.CANCELLED},
    M.CONVOKED: {
        "notify": M.CONVOKED,
        "mark_presence": M.CONVOKED,
        "call_failed": M.CONVOKED,
        "install": M.IN_SESSION,
        "close_not_installed": M.NOT_INSTALLED,
        "reschedule": M.RESCHEDULED,
        "cancel": M.CANCELLED,
    },
    M.IN_SESSION: {
        "notify": M.IN_SESSION,
        "mark_presence": M.IN_SESSION,
        "vote": M.IN_SESSION,
        "add_item": M.IN_SESSION,
        "take_notes": M.IN_SESSION,
        "designate_chair": M.IN_SESSION,
        "close": M.CLOSED,
    },
    M.CLOSED: {"correct": M.CLOSED, "write_acta": M.CLOSED, "notify": M.CLOSED},
    M.NOT_INSTALLED: {"notify": M.NOT_INSTALLED},
    M.RESCHEDULED: {},
    M.CANCELLED: {},
}

MOTION: Mapping[MotionState, Mapping[str, MotionState]] = {
    V.OPEN: {
        "ballot": V.OPEN,
        "close_tied": V.TIED,
        "close_runoff": V.RUNOFF,
        "close_approved": V.APPROVED,
        "close_rejected": V.REJECTED,
        "annul": V.ANNULLED,
    },
    V.TIED: {
        "cast_approved": V.APPROVED,
        "cast_rejected": V.REJECTED,
        "draw_lots": V.APPROVED,
        "lapse": V.REJECTED,
        "annul": V.ANNULLED,
    },
    V.RUNOFF: {"second_round": V.RUNOFF, "lapse": V.REJECTED, "annul": V.ANNULLED},
    V.APPROVED: {"annul": V.ANNULLED},
    V.REJECTED: {"annul": V.ANNULLED},
    V.ANNULLED: {},
}

ACTA: Mapping[ActaState, Mapping[str, ActaState]] = {
    A.DRAFT: {"edit": A.DRAFT, "answer": A.DRAFT, "circulate": A.OBSERVING},
    A.OBSERVING: {
        "observe": A.OBSERVING,
        "answer": A.OBSERVING,
        "return": A.DRAFT,
        "take_back": A.DRAFT,
        "approve": A.APPROVED,
    },
    A.APPROVED: {"note_signature": A.APPROVED, "void_signature": A.APPROVED, "complete": A.SIGNED},
    A.SIGNED: {"void_signature": A.APPROVED},
}
