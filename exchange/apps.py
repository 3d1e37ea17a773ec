from core.rooms import Room


class ExchangeConfig(Room):
    name = "exchange"
    verbose_name = "Intercambio de datos"
    areas = {"import": "Importaciones"}
