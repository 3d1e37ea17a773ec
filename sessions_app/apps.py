from core.rooms import Room


class SessionsConfig(Room):
    name = "sessions_app"
    verbose_name = "Sesiones"
    machines = "sessions_app.states"

    def ready(self) -> None:
        from exchange.kinds import register as register_table

        from .effects import register
        from .enums import MotionPurpose
        from .imports import PastSessions
        from .selectors import people
        from .services.elections import PRESIDENCY

        people.register()
        register(MotionPurpose.ELECTION, PRESIDENCY)
        register_table(PastSessions())
