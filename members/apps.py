from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = "Padrón"

    def ready(self) -> None:
        from .imports import register_kinds

        register_kinds()
