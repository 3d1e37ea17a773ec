from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "sessions_app"
    verbose_name = "Sesiones"

    def ready(self) -> None:
        from .selectors import people

        people.register()
