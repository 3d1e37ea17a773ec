from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class CerxConfig(AppConfig):
    name = "cerx"
    verbose_name = "CERX"


class OfficeAdminConfig(AdminConfig):
    default_site = "cerx.admin.OfficeAdminSite"
