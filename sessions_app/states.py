"""What may become of a session, of a vote and of an acta (docs/states.md draws them)."""

from core.states import StateMachine

from .enums import ActaState, MeetingState, MotionState

M, V, A = MeetingState, MotionState, ActaState

MEETING = StateMachine(
    key="meeting",
    noun="la sesión",
    states=MeetingState,
    moves={
        M.DRAFT: {"edit": M.DRAFT, "convene": M.CONVOKED, "discard": M.CANCELLED},
        M.CONVOKED: {
            "summon": M.CONVOKED,  # a call to a session that has begun calls nobody
            "notify": M.CONVOKED,
            "mark_presence": M.CONVOKED,
            "correct": M.CONVOKED,
            "call_failed": M.CONVOKED,
            "install": M.IN_SESSION,
            "close_not_installed": M.NOT_INSTALLED,
            "reschedule": M.RESCHEDULED,
            "cancel": M.CANCELLED,
        },
        M.IN_SESSION: {
            "notify": M.IN_SESSION,
            "mark_presence": M.IN_SESSION,
            "correct": M.IN_SESSION,
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
    },
    phrases={
        "edit": "modificar",
        "convene": "convocar",
        "discard": "descartar",
        "summon": "registrar envíos ni cargos",
        "notify": "registrar envíos ni cargos",
        "mark_presence": "marcar asistencia",
        "call_failed": "llamar lista",
        "install": "instalar la sesión",
        "close_not_installed": "declararla no instalada",
        "reschedule": "reprogramar",
        "cancel": "anular",
        "vote": "votar",
        "add_item": "incluir puntos en la agenda",
        "take_notes": "tomar notas",
        "designate_chair": "designar a quien preside",
        "close": "cerrar",
        "correct": "corregir",
        "write_acta": "redactar el acta",
    },
    said={M.DRAFT: "en borrador", M.CONVOKED: "convocada y aún no instalada"},
    looks={
        M.DRAFT: ("pencil", "neutral"),
        M.CONVOKED: ("envelope-check", "info"),
        M.IN_SESSION: ("broadcast", "warn"),
        M.CLOSED: ("lock", "ok"),
        M.NOT_INSTALLED: ("slash-circle", "bad"),
        M.RESCHEDULED: ("calendar2-week", "neutral"),
        M.CANCELLED: ("x-circle", "bad"),
    },
)

MOTION = StateMachine(
    key="motion",
    noun="la moción",
    states=MotionState,
    moves={
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
    },
    phrases={
        "ballot": "registrar votos",
        "close_tied": "cerrar la votación",
        "close_runoff": "cerrar la votación",
        "close_approved": "cerrar la votación",
        "close_rejected": "cerrar la votación",
        "cast_approved": "emitir el voto dirimente",
        "cast_rejected": "emitir el voto dirimente",
        "draw_lots": "registrar el sorteo",
        "second_round": "abrir la segunda vuelta",
        "lapse": "dar por no decidida",
        "annul": "anular",
    },
    said={
        V.TIED: "empatada, a la espera del voto dirimente",
        V.RUNOFF: "empatada, a la espera de la segunda vuelta",
    },
    looks={
        V.OPEN: ("hourglass-split", "warn"),
        V.TIED: ("pause-circle", "warn"),
        V.RUNOFF: ("arrow-repeat", "warn"),
        V.APPROVED: ("check-circle", "ok"),
        V.REJECTED: ("x-circle", "bad"),
        V.ANNULLED: ("x-octagon", "bad"),
    },
)

ACTA = StateMachine(
    key="acta",
    noun="el acta",
    states=ActaState,
    moves={
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
    },
    phrases={
        "edit": "modificar",
        "circulate": "poner el acta en observación",
        "observe": "observar el acta",
        "answer": "responder la observación",
        "return": "devolver el acta",
        "take_back": "retirar el acta de observación",
        "approve": "aprobar el acta",
        "note_signature": "registrar firmas",
        "void_signature": "anular lo registrado sobre una firma",
        "complete": "dar el acta por firmada",
    },
    said={A.DRAFT: "en borrador"},
    looks={
        A.DRAFT: ("pencil", "neutral"),
        A.OBSERVING: ("chat-left-text", "warn"),
        A.APPROVED: ("check-circle", "ok"),
        A.SIGNED: ("pen", "ok"),
    },
)
