from django.contrib.admin.apps import AdminConfig

from core.rooms import MenuItem, Room


class CerxConfig(Room):
    name = "cerx"
    verbose_name = "CERX"
    menu = (MenuItem(place=10, label="Hoy me toca", short="Hoy", icon="sun", view="home"),)


class OfficeAdminConfig(AdminConfig):
    default_site = "cerx.admin.OfficeAdminSite"
