from core.rooms import Room


class AccountsConfig(Room):
    name = "accounts"
    verbose_name = "Usuarios"
    urls = ("cuenta/", "accounts.urls")
