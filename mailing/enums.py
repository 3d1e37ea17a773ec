from django.db import models


class MailState(models.TextChoices):
    PENDING = "pending", "Por enviar"
    SENT = "sent", "Enviado"
    FAILED = "failed", "Falló"
    NO_ADDRESS = "no_address", "Sin correo"


class ReceiptKind(models.TextChoices):
    SIGNED_CARGO = "signed_cargo", "Cargo firmado"
    ACKNOWLEDGEMENT = "acknowledgement", "Acuse de recibo por el sistema"
    EMAIL_REPLY = "email_reply", "Respuesta por correo"
