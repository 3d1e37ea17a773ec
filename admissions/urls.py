from django.urls import path

from . import views

app_name = "admissions"

urlpatterns = [
    # --- anybody
    path("", views.apply, name="apply"),
    path("seguimiento/", views.follow, name="follow"),
    path("seguimiento/<slug:code>/", views.follow_code, name="follow_code"),
    path("seguimiento/<slug:code>/subsanar/", views.remedy, name="remedy"),
    path("seguimiento/<slug:code>/desistir/", views.desist, name="desist"),
    # --- the office
    path("expedientes/", views.index, name="list"),
    path("expedientes/<int:pk>/", views.detail, name="detail"),
    path("expedientes/<int:pk>/observar/", views.observe, name="observe"),
    path("expedientes/<int:pk>/evaluar/", views.evaluate, name="evaluate"),
    path("expedientes/<int:pk>/agenda/", views.put_on_agenda, name="put_on_agenda"),
    path("expedientes/<int:pk>/retirar-de-agenda/", views.take_off_agenda, name="take_off_agenda"),
    path("expedientes/<int:pk>/abandono/", views.abandon, name="abandon"),
    path("expedientes/<int:pk>/acreditada/", views.accredited, name="accredited"),
    path("avisos/<int:pk>/reenviar/", views.resend, name="resend"),
    path("archivos/<int:pk>/", views.document, name="document"),
]
