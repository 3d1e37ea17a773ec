from core.rooms import MenuItem, Room


class NormsConfig(Room):
    name = "norms"
    verbose_name = "Normas y calendario"
    urls = ("reglamento/", "norms.urls")
    menu = (MenuItem(place=120, label="Reglamento", icon="book", view="norms:reglamento"),)
    wording = "norms.wording:WORDING"
    history = "norms.wording.events:BELOW"
