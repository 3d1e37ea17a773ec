from django.apps import AppConfig


class CerxConfig(AppConfig):
    name = "cerx"
    verbose_name = "CERX"
