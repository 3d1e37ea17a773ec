from core.rooms import MenuItem, Room
from members.enums import EVERYBODY, Role


class SessionsConfig(Room):
    name = "sessions_app"
    verbose_name = "Sesiones"
    urls = ("sesiones/", "sessions_app.urls")
    of_bodies = True
    menu = (
        MenuItem(place=20, label="Sesiones", icon="calendar3", view="sessions:list", roles=EVERYBODY),
        MenuItem(place=30, label="Mi registro", icon="person-check", view="sessions:my_record", roles={Role.MEMBER}),
        MenuItem(place=50, label="Acuerdos", icon="check2-square", view="sessions:acuerdos", roles=EVERYBODY),
    )
    machines = "sessions_app.states"
    wording = "sessions_app.wording:WORDING"
    permits = "sessions_app.permissions"
    history = "sessions_app.selectors.history:EVENT_WORDING"
    areas = {
        "meeting": "Sesiones",
        "dispatch": "Envíos de convocatorias",
        "receipt": "Cargos de recepción",
        "notice": "Respuestas a convocatorias",
        "roll": "Listas de asistencia",
        "presence": "Listas de asistencia",
        "guest": "Listas de asistencia",
        "chair": "Conducción de sesiones",
        "item": "Agenda",
        "motion": "Votaciones",
        "ballot": "Votaciones",
        "election": "Votaciones",
        "presidency": "Autoridades",
        "acuerdo": "Acuerdos",
        "acta": "Actas",
    }
    papers = "sessions_app.enums:DocumentKind"
    effects = {"election": "sessions_app.services.elections:PRESIDENCY"}
    todo = "sessions_app.selectors.todo:todo_for"
    icons = {
        "now": "broadcast",
        "draft": "pencil-square",
        "roll": "list-check",
        "session": "calendar-event",
        "dispatch": "envelope-exclamation",
        "receipt": "inbox",
        "acta": "file-earmark-text",
        "returned": "reply",
        "observation": "chat-left-text",
        "approval": "patch-check",
        "signature": "pen",
        "document": "file-earmark-x",
        "rsvp": "reply",
        "acuerdo": "check2-square",
    }
    person = "sessions_app.selectors.people:PARTS"
    imports = ("sessions_app.imports.past:PastSessions",)
    steps = "sessions_app.simulation.steps:STEPS"
