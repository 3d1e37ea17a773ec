"""The addresses of the office. Each room lists its own and says where (`Room.urls`); the Django admin holds the calendar and the accounts only."""

from django.contrib import admin
from django.urls import include, path

from core.rooms import rooms

from . import views

#: Every body has these of its own (members.addresses).
of_bodies = [path(room.urls[0], include(room.urls[1])) for room in rooms() if room.urls and room.of_bodies]

of_the_office = [
    path("", views.home, name="home"),
    *(path(room.urls[0], include(room.urls[1])) for room in rooms() if room.urls and not room.of_bodies),
    # One door: the second factor and the rate limits of the office's own login hold for the administration too.
    path("admin/login/", views.admin_login, name="admin_login"),
    path("admin/logout/", views.admin_logout, name="admin_logout"),
    path("admin/password_change/", views.admin_password, name="admin_password"),
    path("admin/", admin.site.urls),
]

urlpatterns = [*of_bodies, *of_the_office]
