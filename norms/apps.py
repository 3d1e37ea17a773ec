from core.rooms import Room


class NormsConfig(Room):
    name = "norms"
    verbose_name = "Normas y calendario"
