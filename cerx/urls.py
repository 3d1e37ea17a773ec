"""The addresses of the office. Each app lists its own; the Django admin holds the calendar and the accounts only."""

from django.contrib import admin
from django.urls import include, path

from . import views

#: Every body has these of its own (members.addresses).
of_bodies = [path("sesiones/", include("sessions_app.urls"))]

of_the_office = [
    path("", views.home, name="home"),
    path("cuenta/", include("accounts.urls")),
    path("padron/", include("members.urls")),
    path("incorporacion/", include("admissions.urls")),
    path("reglamento/", include("norms.urls")),
    path("documentos/", include("documents.urls")),
    # One door: the second factor and the rate limits of the office's own login hold for the administration too.
    path("admin/login/", views.admin_login, name="admin_login"),
    path("admin/logout/", views.admin_logout, name="admin_logout"),
    path("admin/password_change/", views.admin_password, name="admin_password"),
    path("admin/", admin.site.urls),
]

urlpatterns = [*of_bodies, *of_the_office]
