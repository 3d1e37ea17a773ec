"""The addresses of the office. Each app lists its own; the Django admin holds the calendar and the users only."""

from django.contrib import admin
from django.urls import include, path

from . import views

admin.site.site_header = "CERX: calendario y usuarios"
admin.site.site_title = "CERX"
admin.site.index_title = "Administración"

urlpatterns = [
    path("", views.home, name="home"),
    path("cuenta/", include("accounts.urls")),
    path("sesiones/", include("sessions_app.urls")),
    path("padron/", include("members.urls")),
    path("reglamento/", include("norms.urls")),
    path("documentos/", include("documents.urls")),
    # One door: the second factor and the rate limits of the office's own login hold for the administration too.
    path("admin/login/", views.admin_login, name="admin_login"),
    path("admin/logout/", views.admin_logout, name="admin_logout"),
    path("admin/", admin.site.urls),
]
