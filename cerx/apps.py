from django.contrib.admin.apps import AdminConfig

from core.rooms import Room


class CerxConfig(Room):
    name = "cerx"
    verbose_name = "CERX"


class OfficeAdminConfig(AdminConfig):
    default_site = "cerx.admin.OfficeAdminSite"
