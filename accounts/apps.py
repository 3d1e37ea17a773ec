from core.rooms import Room


class AccountsConfig(Room):
    name = "accounts"
    verbose_name = "Usuarios"
