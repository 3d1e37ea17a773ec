from core.rooms import Room


class MembersConfig(Room):
    name = "members"
    verbose_name = "Padrón"
    machines = "members.states"

    def ready(self) -> None:
        from .imports import register_kinds

        register_kinds()
