from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "sessions_app"
    verbose_name = "Sesiones"

    def ready(self) -> None:
        from exchange.kinds import register as register_table

        from .imports import PastSessions
        from .selectors import people

        people.register()
        register_table(PastSessions())
