from core.rooms import Room


class MailingConfig(Room):
    name = "mailing"
    verbose_name = "Correos"
    sweep = "mailing.tasks:sweep"
